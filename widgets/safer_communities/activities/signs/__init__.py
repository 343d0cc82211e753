from .signs import Signs, SignsPart

__all__ = ["Signs", "SignsPart"]
