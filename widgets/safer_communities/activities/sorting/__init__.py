from .sorting import Sorting, SortingPart

__all__ = ["Sorting", "SortingPart"]
