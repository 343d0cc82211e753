"""What a child wrote that cannot stay with a marker: handed on, and out of all that is marked.

A disclosure goes to the safeguarding lead at once, in the child's exact words (KCSIE, part one).
"""

from __future__ import annotations

import datetime as dt
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import nbformat
from nbgrader.api import MissingEntry

from .free_text import fingerprint, in_a_cell, words_in
from .gradebook import opened, submission_of
from .handing_in import file_of, numbers, read_hand_in
from .items import TEXT
from .keeping import keep, keep_json, read_json

if TYPE_CHECKING:
    from .course import Course


@dataclass(frozen=True)
class Passed:
    """What the safeguarding lead gets: who (an id), when, and the exact words."""

    assignment: str
    pupil: str
    item: str
    number: int
    handed_in: dt.datetime
    words: str


def pass_on(course: Course, name: str, pupil: str, item: str, number: int | None = None) -> Passed:
    """Return a free text for the safeguarding lead, and take it out of marking and exports.

    `number` is that of the hand-in; the newest where it is not given. The words stay in what
    the pupil handed in, and in no copy of it. Raises LookupError where there is no such text,
    BadHandIn.
    """
    check, _ = course.check(name)
    if check.item(item).kind != TEXT:
        raise LookupError(f"'{item}' is no free text.")
    newest = number or max(numbers(course.handins, name, pupil), default=0)
    if newest not in numbers(course.handins, name, pupil):
        raise LookupError(f"Pupil '{pupil}' has not handed in '{name}'.")
    file = file_of(course.handins, name, pupil, newest)
    found = read_hand_in(file, dt.datetime.now(dt.UTC))
    words = words_in(found.answers, item)
    if not words.strip():
        raise LookupError(f"Pupil '{pupil}' wrote nothing there.")
    _note(course, name, pupil, item, fingerprint(words))
    _take_out(course, name, pupil, item, words)
    return Passed(name, pupil, item, newest, found.handed_in, words)


def is_passed(course: Course, name: str, pupil: str, item: str, mark: str) -> bool:
    """Say whether this text went to the safeguarding lead."""
    return [name, pupil, item, mark] in read_json(course.passed_file, [])


def passed_items(course: Course, name: str) -> dict[tuple[str, str], list[str]]:
    """Return the fingerprints of the texts of an assignment that were passed, by (pupil, item)."""
    found: dict[tuple[str, str], list[str]] = {}
    for assignment, pupil, item, mark in read_json(course.passed_file, []):
        if assignment == name:
            found.setdefault((pupil, item), []).append(mark)
    return found


def leave_out(course: Course) -> None:
    """Take out again what was passed on, where an older gradebook has brought it back."""
    for name, pupil, item, mark in read_json(course.passed_file, []):
        marked = read_json(course.marked_file(name), {})
        if marked.get(pupil, {}).get("texts", {}).get(item) == mark:
            _no_points(course, name, pupil, item)


def _note(course: Course, name: str, pupil: str, item: str, mark: str) -> None:
    every = read_json(course.passed_file, [])
    if [name, pupil, item, mark] not in every:
        keep_json(course.passed_file, [*every, [name, pupil, item, mark]])


def _take_out(course: Course, name: str, pupil: str, item: str, words: str) -> None:
    """Empty the text's cell in every copy that nbgrader and formgrader hold."""
    marked = read_json(course.marked_file(name), {})
    if marked.get(pupil, {}).get("texts", {}).get(item) == fingerprint(words):
        _no_points(course, name, pupil, item)
    released = course.release(name) / f"{name}.ipynb"
    empty = (
        _source(nbformat.read(released, nbformat.NO_CONVERT), item) if released.is_file() else ""
    )
    shutil.rmtree(course.root / "feedback" / pupil / name, ignore_errors=True)
    for folder in (course.submitted(name, pupil), course.autograded(name, pupil)):
        for copy in folder.rglob("*.ipynb") if folder.is_dir() else ():
            try:
                notebook = nbformat.read(copy, nbformat.NO_CONVERT)
            except (ValueError, OSError):  # nobody can say what is in it
                copy.unlink()
                continue
            if _source(notebook, item) == in_a_cell(words):
                _source(notebook, item, empty)
                keep(copy, nbformat.writes(notebook).encode())


def _source(notebook: Any, item: str, instead: str | None = None) -> str:
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == item:
            if instead is not None:
                cell.source = instead
            return str(cell.source)
    return ""


def _no_points(course: Course, name: str, pupil: str, item: str) -> None:
    """Take back what was given and said for the text."""
    with opened(course) as gradebook:
        if submission_of(gradebook, name, pupil) is None:
            return
        grade = gradebook.find_grade(item, name, name, pupil)
        grade.manual_score = grade.extra_credit = None
        grade.auto_score, grade.needs_manual_grade = 0, False
        with suppress(MissingEntry):
            comment = gradebook.find_comment(item, name, name, pupil)
            comment.manual_comment = comment.auto_comment = None
        gradebook.db.commit()
