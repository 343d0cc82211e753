from .rating import Rating, RatingPart

__all__ = ["Rating", "RatingPart"]
