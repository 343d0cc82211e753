from .ordering import Ordering, OrderingPart

__all__ = ["Ordering", "OrderingPart"]
