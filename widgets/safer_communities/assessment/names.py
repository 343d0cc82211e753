"""What pupils, checks and questions may be called, before any path or tool sees the name."""

from __future__ import annotations

import re

PUPIL = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
ASSIGNMENT = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""nbgrader takes a pupil's name for a glob and for a part of a path: `p*1` would mark others anew,
and `../x` would delete a folder. So a name is letters, digits, hyphens and underscores only."""


class BadName(ValueError):
    """A name that no pupil or check can have."""


def pupil_name(name: object) -> str:
    """Return `name` if a pupil can be called so. Raises BadName."""
    if not isinstance(name, str) or not PUPIL.fullmatch(name):
        raise BadName(
            f"No pupil can be called {str(name)[:40]!r}. An id is 1 to 32 small letters, digits, "
            "hyphens and underscores, and begins with a letter or a digit."
        )
    return name


def assignment_name(name: object) -> str:
    """Return `name` if a check can be called so. Raises BadName."""
    if not isinstance(name, str) or not ASSIGNMENT.fullmatch(name):
        raise BadName(
            f"No check can be called {str(name)[:40]!r}. "
            "A name is small letters, digits and hyphens."
        )
    return name
