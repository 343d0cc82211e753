from .call import Call, CallPart

__all__ = ["Call", "CallPart"]
