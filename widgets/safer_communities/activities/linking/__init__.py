from .linking import Linking, LinkingPart

__all__ = ["Linking", "LinkingPart"]
