from .strip import Strip, StripPart

__all__ = ["Strip", "StripPart"]
