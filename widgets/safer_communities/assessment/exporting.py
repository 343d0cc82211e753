"""Marks for a spreadsheet: a row for each pupil and question, and nothing that would run there."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.plugins import ExportPlugin

from safer_communities.content import Places

from .course import Course
from .keeping import keep
from .markbook import Row, markbook

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
        content = os.environ.get("SAFER_CONTENT")
        course = Course.of(root.parent.parent, Places.of(Path(content)) if content else None)
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
