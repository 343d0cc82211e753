from .estimate import Estimate, EstimatePart

__all__ = ["Estimate", "EstimatePart"]
