from .scale import Scale, ScalePart

__all__ = ["Scale", "ScalePart"]
