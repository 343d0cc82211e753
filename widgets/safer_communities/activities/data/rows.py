"""The rows of a lesson's CSV: read, or refused with the line at fault."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from safer_communities.content.findings import ContentError, Finding

if TYPE_CHECKING:
    from pathlib import Path

MOST_ROWS = 400
"""They travel with the page, and a class of ten-year-olds reads them."""
MOST_VALUES = 12
"""As many bars as fit on a phone."""
# Begins with a letter or a digit, so that no spreadsheet takes it for a formula.
CLEAN = re.compile(r"\w[\w '\u2019.,:&/()-]{0,39}")
SOURCE = "SOURCE.md"


def read_rows(folder: Path, name: str, columns: list[str]) -> list[tuple[str, ...]]:
    """Return the rows of `folder`/`name`, in the order of `columns`. Raises ContentError."""
    shown = f"lessons/{folder.parent.name}/{folder.name}/{name}"
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise _fault(shown, 0, "missing-file", "This file is not there.", "Add it, or mend 'data'.")
    if not (file.parent / SOURCE).is_file():
        raise _fault(
            f"{shown.rpartition('/')[0]}/{SOURCE}",
            0,
            "missing-source",
            f"Nothing says where {file.name} comes from.",
            "Write in SOURCE.md who made the data, how, and what each column holds.",
        )
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(
            shown, 0, "unreadable-file", f"It cannot be read: {error}.", "Save it as UTF-8 text."
        ) from error
    return _checked(text, shown, columns)


def _checked(text: str, shown: str, columns: list[str]) -> list[tuple[str, ...]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = next(lines, [])
        if sorted(head) != sorted(columns):
            raise _fault(
                shown,
                1,
                "other-columns",
                f"The columns are {', '.join(head) or 'missing'}.",
                f"Declare just these under 'columns'; declared now: {', '.join(columns)}.",
            )
        places = [head.index(name) for name in columns]
        rows = []
        for cells in lines:
            _check_cells(cells, head, shown, lines.line_num)
            rows.append(tuple(cells[place] for place in places))
    except csv.Error as error:
        raise _fault(
            shown, lines.line_num, "not-csv", f"This is no CSV: {error}.", "Look at the quotes."
        ) from error
    if not 1 <= len(rows) <= MOST_ROWS:
        raise _fault(
            shown, 1, "too-many-rows", f"It has {len(rows)} rows.", f"Keep 1 to {MOST_ROWS}."
        )
    return rows


def _check_cells(cells: list[str], head: list[str], shown: str, line: int) -> None:
    if len(cells) != len(head):
        raise _fault(
            shown,
            line,
            "other-columns",
            f"This line has {len(cells)} values for {len(head)} columns.",
            "Give each column one value.",
        )
    for cell in cells:
        if not CLEAN.fullmatch(cell) or cell != " ".join(cell.split()):
            raise _fault(
                shown,
                line,
                "unclean-value",
                f"{cell[:40]!r} is no value that pupils can count.",
                "Write up to 40 letters, digits and spaces, none of them at an end.",
            )


def _fault(file: str, line: int, code: str, message: str, remedy: str) -> ContentError:
    return ContentError([Finding(file, line, code, message, remedy)])
