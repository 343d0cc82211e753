"""Marking by nbgrader, in one process: its own pipeline, with the one slow step replaced."""

from safer_communities.assessment.points import (
    CannotMark,
    as_points,
    call_in,
    points,
    share,
    test_cell,
)

from .configuring import configure, settings
from .releasing import CannotRelease, release
from .running import Marked, NotCollected, mark

__all__ = [
    "CannotMark",
    "CannotRelease",
    "Marked",
    "NotCollected",
    "as_points",
    "call_in",
    "configure",
    "mark",
    "points",
    "release",
    "settings",
    "share",
    "test_cell",
]
