"""Giving way to other processes while a notebook runs, and not a moment longer."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def gently(nice: int) -> Iterator[None]:
    """Give way by `nice`; 0: do not.

    Kernels inherit how their parent is scheduled, and only root may take a niceness back. Where
    that is not so, this is a batch process meanwhile: it gets its share, and interrupts nobody.
    """
    if not nice:
        yield
    elif _can_be_taken_back(nice):
        before = os.getpriority(os.PRIO_PROCESS, 0)
        os.nice(nice)
        yield
        os.setpriority(os.PRIO_PROCESS, 0, before)
    else:
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        yield
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def _can_be_taken_back(nice: int) -> bool:
    """Try it, in a process of its own."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1] == 0
    try:
        before = os.getpriority(os.PRIO_PROCESS, 0)
        os.nice(nice)
        os.setpriority(os.PRIO_PROCESS, 0, before)
    except OSError:
        os._exit(1)
    os._exit(0)
