from .grid import Grid, GridPart

__all__ = ["Grid", "GridPart"]
