"""How long a check's answers are kept, and how they go: every copy, wherever a tool made one."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import MissingEntry

from .collecting import Collected, collected
from .gradebook import backed_up, backups, forget, opened
from .handing_in import AHEAD
from .keeping import keep_json, read_json
from .markbook import markbook
from .names import assignment_name, pupil_name
from .roster import Roster
from .windows import BadTime, moment, openings

if TYPE_CHECKING:
    from collections.abc import Callable

    from .course import Course

MOST_MONTHS = 13
END_OF_YEAR = (8, 31)
"""A school year ends with August: month and day."""
STEPS = ("submitted", "autograded", "feedback")
"""nbgrader's folders of pupils; formgrader reads and writes in the second."""
LEFT_BY_NBGRADER = (".nbgrader.log", "kept", "laying")


class Unread(Exception):
    """There are texts that nobody has read. Somebody may have written what must not be lost."""


@dataclass(frozen=True)
class What:
    """What is to go: all of a check, of a pupil, both together (one pupil's check), or everything.

    `marks`: only what was marked; hand-ins stay.
    """

    assignment: str | None = None
    pupil: str | None = None
    marks: bool = False


@dataclass(frozen=True)
class Expired:
    """Hand-ins of one pupil to one check whose time is over."""

    assignment: str
    pupil: str
    since: dt.datetime


def keep_until(handed_in: dt.datetime) -> dt.datetime:
    """Return when a hand-in goes: the end of its school year, and after 13 months at the latest."""
    ends = dt.datetime(handed_in.year, *END_OF_YEAR, 23, 59, 59, tzinfo=dt.UTC)
    if handed_in > ends:
        ends = ends.replace(year=handed_in.year + 1)
    month = handed_in.month - 1 + MOST_MONTHS
    latest = handed_in.replace(
        year=handed_in.year + month // 12, month=month % 12 + 1, day=min(handed_in.day, 28)
    )
    return min(ends, latest)


def expired(course: Course, now: dt.datetime) -> list[Expired]:
    """Return whose hand-ins are past their time: of each pupil and check the newest counts."""
    found = []
    for place in (course.handins, course.drafts):
        for assignment in sorted(place.iterdir()) if place.is_dir() else ():
            for pupil in sorted(assignment.iterdir()) if assignment.is_dir() else ():
                files = list(pupil.glob("*")) if pupil.is_dir() else [pupil]
                times = [_given_at(each, now) for each in files]
                over = keep_until(max(times)) if times else now
                if over <= now:
                    found.append(Expired(assignment.name, pupil.stem, over))
    return found


def _given_at(file: Path, now: dt.datetime) -> dt.datetime:
    """Return when answers were given, as their record says: a copied folder has other times.

    Of a record that nobody can read, the file's own time.
    """
    told = read_json(file, {})
    said = (told.get("handed_in") or told.get("changed")) if isinstance(told, dict) else None
    try:
        at = moment(said)
    except BadTime:
        at = now + 2 * AHEAD
    if at > now + AHEAD:
        return dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    return at


def delete(course: Course, what: What, *, unread: bool = False) -> list[str]:
    """Take what is named out of every place, copies of the gradebook too; return what went.

    Raises Unread where there are texts nobody has read, unless `unread` says that they may go.
    """
    names = _assignments(course) if what.assignment is None else [assignment_name(what.assignment)]
    pupil = None if what.pupil is None else pupil_name(what.pupil)
    if not unread and not what.marks:
        _nothing_unread(course, names, pupil)
    gone: list[str] = []
    if what.marks:
        backed_up(course, "deleting-marks")
    for name in names:
        _from_folders(course, name, pupil, gone, marks=what.marks)
        _from_lists(course, name, pupil, marks=what.marks)
    _from_gradebook(course, names, what, gone)
    if not what.marks:
        for copy in backups(course):
            copy.unlink()
            gone.append(f"backups/{copy.name}")
        backed_up(course, "going-on")
    for left in LEFT_BY_NBGRADER:
        _remove(course.root / left)
    if what.assignment is None and not what.marks:
        _from_roster(course, pupil)
        if pupil is None:
            _everything(course)
    return gone


def _assignments(course: Course) -> list[str]:
    """Return every check of which anything is kept, whether it still has questions or not."""
    found = {name for check in course.checks.values() for name in check.assignments}
    for place in (course.handins, course.drafts):
        found |= {each.name for each in place.iterdir()} if place.is_dir() else set()
    for step in STEPS:
        found |= {each.name for each in (course.root / step).glob("*/*") if each.is_dir()}
    return sorted(found)


def _nothing_unread(course: Course, names: list[str], pupil: str | None) -> None:
    known = {name for check in course.checks.values() for name in check.assignments}
    waiting = [
        f"{row.pupil} ({name})"
        for name in names
        if name in known
        for row in markbook(course, name)
        if row.state in ("to-read", "changed") and pupil in (None, row.pupil)
    ]
    if waiting:
        raise Unread(
            f"Nobody has read {len(waiting)} texts: {', '.join(waiting[:5])}. Read them in "
            "formgrader first, or say that they may go unread."
        )


def _from_folders(
    course: Course, name: str, pupil: str | None, gone: list[str], *, marks: bool
) -> None:
    places = [
        each / name
        for step in (STEPS[1:] if marks else STEPS)
        for each in sorted((course.root / step).glob(pupil or "*"))
    ]
    if not marks and pupil is None:
        places += [course.handins / name, course.drafts / name]
    elif not marks:
        places += [
            course.handins / name / str(pupil),
            course.drafts / name / f"{pupil}.json",
        ]
    for place in places:
        if place.exists() or place.is_symlink():
            _remove(place)
            gone.append(str(place.relative_to(course.folder)))
        if place.parent.is_dir() and not any(place.parent.iterdir()):
            place.parent.rmdir()


def _from_lists(course: Course, name: str, pupil: str | None, *, marks: bool) -> None:
    """Take a check or a pupil out of what collecting, marking and passing on noted."""
    if pupil is None:
        course.marked_file(name).unlink(missing_ok=True)
    else:
        held = read_json(course.marked_file(name), {})
        if held.pop(pupil, None) is not None:
            keep_json(course.marked_file(name), held)
    if marks:
        return
    found = collected(course, name)
    if pupil is None or found is None:
        course.collected_file(name).unlink(missing_ok=True)
    else:
        left = Collected(
            [each for each in found.taken if each.pupil != pupil],
            [each for each in found.refused if each.pupil != pupil],
            [each for each in found.absent if each != pupil],
        )
        keep_json(course.collected_file(name), left.as_dict())
    passed = read_json(course.passed_file, [])
    kept = [each for each in passed if not (each[0] == name and pupil in (None, each[1]))]
    if kept != passed:
        keep_json(course.passed_file, kept)
    released = read_json(course.released_file, {})
    if name in released and not (course.handins / name).is_dir():
        # The next class to do this check would read its answers before it has answered.
        released.pop(name)
        keep_json(course.released_file, released)
    times = read_json(course.windows_file, {})
    if pupil is None and name in openings(course.windows_file):
        times.pop(name)
        keep_json(course.windows_file, times)


def _from_gradebook(course: Course, names: list[str], what: What, gone: list[str]) -> None:
    if not course.gradebook_file.is_file():
        return
    with opened(course) as gradebook:
        for name in names:
            try:
                pupils = [each.student.id for each in gradebook.assignment_submissions(name)]
            except MissingEntry:
                continue
            for pupil in pupils:
                if what.pupil in (None, pupil):
                    forget(gradebook, name, pupil)
                    gone.append(f"gradebook.db: {pupil}, {name}")
        if what.assignment is None and not what.marks:
            for student in [each.id for each in gradebook.students]:
                if what.pupil in (None, student):
                    gradebook.remove_student(student)
    with closing(sqlite3.connect(course.gradebook_file)) as file:
        file.execute("VACUUM")  # or what was deleted would stay in the file's empty pages


def _from_roster(course: Course, pupil: str | None) -> None:
    if pupil is None:
        course.roster_file.unlink(missing_ok=True)
        return
    roster = Roster.read(course.roster_file)
    if roster.pupils.pop(pupil, None):
        roster.keep(course.roster_file)


def _everything(course: Course) -> None:
    for copy in backups(course):
        copy.unlink()
    for name in ("handins", "drafts", "passed.json", "windows.json", "released.json"):
        _remove(course.folder / name)


def _remove(place: Path) -> None:
    """Remove a file or a folder, read-only ones too (nbgrader makes such, and Windows minds)."""
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.is_dir():
        shutil.rmtree(place, onerror=_make_writable)


def _make_writable(again: Callable[[str], Any], path: str, _: Any) -> None:
    Path(path).chmod(stat.S_IRWXU)
    again(os.fspath(path))
