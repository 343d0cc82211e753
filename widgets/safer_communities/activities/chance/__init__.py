from .chance import Chance, ChancePart

__all__ = ["Chance", "ChancePart"]
