"""Kernels forked from a process in which the notebook has already run."""

from .forked import Forked
from .parents import Parents
from .process import Parent
from .provisioner import ForkedProvisioner
from .warm import CannotFork, Warm

__all__ = ["CannotFork", "Forked", "ForkedProvisioner", "Parent", "Parents", "Warm"]
