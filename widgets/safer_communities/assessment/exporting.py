"""Marks for a spreadsheet: a row for each pupil and question, and nothing that would run there."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import HTMLExporter
from nbgrader.plugins import ExportPlugin

from .course import Course
from .keeping import keep
from .markbook import Row, markbook
from .marking.teacher_view import TeacherView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbgrader.api import Gradebook

COLUMNS = ("assignment", "pupil", "group", "item", "outcome", "points", "of", "state")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet runs, or skips before it runs the rest (OWASP)."""


def defused(value: Any) -> str:
    """Return a cell that a spreadsheet shows as it stands. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{value:g}"
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def as_csv(rows: Iterable[tuple[str, Row]]) -> str:
    """Return (assignment, row) pairs as CSV. Who was absent has no points, not 0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for name, row in rows:
        cells = (name, row.pupil, row.group, row.item, row.outcome, row.points, row.of, row.state)
        writer.writerow([defused(cell) for cell in cells])
    return out.getvalue()


def exported(course: Course, names: Iterable[str]) -> str:
    """Return the marks of these assignments as CSV. Raises KeyError."""
    return as_csv((name, row) for name in names for row in markbook(course, name))


class EachQuestion(ExportPlugin):
    """`nbgrader export`: every pupil by every question; texts never, nor what was passed on."""

    def export(self, gradebook: Gradebook) -> None:
        root = Path(self.parent.coursedir.root)
        course = Course.of(root.parent.parent)
        names = [str(each) for each in self.assignment] or sorted(
            each.name for each in gradebook.assignments
        )
        wanted = {str(each) for each in self.student}
        rows = [
            (name, row)
            for name in names
            for row in markbook(course, name)
            if not wanted or row.pupil in wanted
        ]
        keep(Path(self.to or "grades.csv").resolve(), as_csv(rows).encode("utf-8-sig"))


class NoHiddenTests(HTMLExporter):
    """`nbgrader generate_feedback`: questions and answers in words.

    nbgrader's own feedback is 138 KB of code for each pupil, and shows the hidden tests. What a
    child gets is the pack's own page (`feedback`); this one only keeps the command from telling.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self.register_preprocessor(TeacherView, enabled=True)  # type: ignore[no-untyped-call]
        self.exclude_input = True
        self.mathjax_url = ""
