"""Going back to a copy of the gradebook: what it takes back, and what it cannot."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from .gradebook import BadCopy, backed_up, backups, bring_back
from .passing import leave_out

if TYPE_CHECKING:
    from pathlib import Path

    from .course import Course

NAME = re.compile(r"gradebook-(\d{8}T\d{6})\d*-before-(.+)\.db")


@dataclass(frozen=True)
class Copy:
    """A copy of the gradebook: when it was made, and what was about to happen."""

    name: str
    made: str
    before: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def copies(course: Course) -> list[Copy]:
    """Return the copies that there are, the newest first. Deleting answers deletes them all."""
    return [_told(file) for file in reversed(backups(course))]


def _told(file: Path) -> Copy:
    found = NAME.fullmatch(file.name)
    if not found:
        return Copy(file.name, "", "")
    made = dt.datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC)
    return Copy(file.name, made.isoformat(), found[2].replace("-", " "))


def restore(course: Course, name: str) -> Path | None:
    """Put the copy called `name` in the gradebook's place; return the copy of what was there.

    All checks go back together: a gradebook is one file. Hand-ins and the roster stay as they
    are; a hand-in that came later waits to be marked, and a text that was passed to the
    safeguarding lead stays out. Raises BadCopy.
    """
    found = {file.name: file for file in backups(course)}
    if name not in found:
        there = ", ".join(each.name for each in copies(course)) or "none"
        raise BadCopy(f"There is no copy called '{name[:80]}'. There are: {there}.")
    kept = found[name].read_bytes()
    now = backed_up(course, "restoring")
    if not found[name].is_file():  # it was the oldest, and made room
        found[name].write_bytes(kept)
    bring_back(course, found[name])
    leave_out(course)
    return now
