from .private import Private, PrivatePart

__all__ = ["Private", "PrivatePart"]
