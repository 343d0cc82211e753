from .choice import Choice, ChoicePart

__all__ = ["Choice", "ChoicePart"]
