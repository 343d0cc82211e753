from .commitments import Commitments, CommitmentsPart

__all__ = ["Commitments", "CommitmentsPart"]
