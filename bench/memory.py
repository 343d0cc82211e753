"""What a server costs: memory, processor and processes of everything it started."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_SECONDS = 0.5
QUIET = 0.05
"""A server is at rest when it takes less than this share of one processor."""
PATIENCE = 120


class Tree:
    """A server's process and all that it started, and what these started."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)

    def processes(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]

    def count(self) -> int:
        return len(self.processes())

    def _sum(self, of: Callable[[psutil.Process], float]) -> float:
        """Add up over the processes; one that ended meanwhile counts nothing."""
        total = 0.0
        for process in self.processes():
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                total += of(process)
        return total

    def megabytes(self) -> float:
        """Return the proportional set size: what is shared counts once."""
        return self._sum(lambda process: process.memory_full_info().pss) / 1e6

    def cpu_seconds(self) -> float:
        """Return processor seconds so far, those of ended children included."""
        return self._sum(lambda process: sum(process.cpu_times()[:4]))

    def settle(self) -> None:
        """Wait until the server has done what it does of itself after its start."""
        end = time.monotonic() + PATIENCE
        before = self.cpu_seconds()
        while time.monotonic() < end:
            time.sleep(LOOK_SECONDS)
            now = self.cpu_seconds()
            if now - before < QUIET * LOOK_SECONDS:
                return
            before = now
        raise RuntimeError(f"The server was not at rest after {PATIENCE} seconds.")

    def gone_back_to(self, count: int, seconds: float) -> int:
        """Return how many processes are left above `count`, waiting for them to end."""
        end = time.monotonic() + seconds
        while self.count() > count and time.monotonic() < end:
            time.sleep(LOOK_SECONDS)
        return max(0, self.count() - count)
