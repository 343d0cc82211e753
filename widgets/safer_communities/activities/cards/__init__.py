from .cards import Cards, CardsPart

__all__ = ["Cards", "CardsPart"]
