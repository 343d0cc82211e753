from .data import Data, DataPart

__all__ = ["Data", "DataPart"]
