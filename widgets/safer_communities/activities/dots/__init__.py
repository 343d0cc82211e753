from .dots import Dots, DotsPart

__all__ = ["Dots", "DotsPart"]
