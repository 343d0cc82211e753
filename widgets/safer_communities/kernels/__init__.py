"""Kernels forked from a process in which the notebook has already run."""

from pathlib import Path

from .forked import Forked
from .parents import Parents
from .process import Parent
from .provisioner import ForkedProvisioner
from .warm import CannotFork, Warm

KERNELSPECS = Path(__file__).parent / "kernelspecs"
"""A folder of kernelspecs, for a KernelSpecManager's `kernel_dirs`."""
FORKED = "python3-forked"
"""The kernelspec by which jupyter_client forks a kernel."""

__all__ = [
    "FORKED",
    "KERNELSPECS",
    "CannotFork",
    "Forked",
    "ForkedProvisioner",
    "Parent",
    "Parents",
    "Warm",
]
