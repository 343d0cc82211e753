from .matching import Matching, MatchingPart

__all__ = ["Matching", "MatchingPart"]
