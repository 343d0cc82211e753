"""What a kernel is forked from, in words; and why it sometimes cannot be forked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path


class CannotFork(Exception):
    """Why a kernel cannot be forked. `lasting`: it would be so again the next time."""

    def __init__(self, why: str, *, lasting: bool = False) -> None:
        super().__init__(why)
        self.lasting = lasting


@dataclass(frozen=True)
class Warm:
    """What a parent has done before a kernel is forked from it."""

    notebook: Path | None = None
    """Run to its end; a cell's error is an output and the run goes on. None: modules only."""
    modules: tuple[str, ...] = ()
    """Imported beforehand, after there is a shell."""
    cwd: Path | None = None
    """Where the parent works. None: the notebook's folder."""
    environment: tuple[tuple[str, str], ...] = ()
    """The parent's whole environment. Empty: that of this process."""
    mark: Hashable = None
    """Differs when what the notebook is made from has changed."""

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Return what names it, whatever the mark."""
        return (self.notebook, self.modules, self.cwd, self.environment)
