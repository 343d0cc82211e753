"""What whoever starts a bench asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """The options of `start.py bench NAME`. What is None is left to the bench."""

    runs: int = 3
    pupils: int | None = None
    most_kernels: int | None = None
    plot: Path | None = None
    only: tuple[str, ...] = ()
