"""nbgrader's own commands, run by hand in assessments/: with the care that ours take."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING

from .gradebook import backed_up, forget_phantoms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .course import Course

REWRITING = ("autograde", "generate_assignment", "generate_feedback", "db", "update")
_begun = False


def with_care(course: Course, arguments: Sequence[str]) -> None:
    """Copy the gradebook before a command that rewrites it, and leave no row of what it refused.

    nbgrader has no hook for either: those that it has are called for each hand-in, and not where
    one fails. It reads its settings more than once; all but the first time nothing is done.
    """
    global _begun  # noqa: PLW0603 (so it is: once in a process)
    verb = next((each for each in arguments if each in REWRITING), None)
    if verb is None or _begun:
        return
    _begun = True
    backed_up(course, f"nbgrader-{verb}")
    if verb == "autograde":
        atexit.register(forget_phantoms, course)
