from .ripple import Ripple, RipplePart

__all__ = ["Ripple", "RipplePart"]
