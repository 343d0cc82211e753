"""What a report draws of an assembly's record: words, numbers as they may be shown, bar lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.classroom.assembly import before
from safer_communities.classroom.small_numbers import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from safer_communities.activities import Table
    from safer_communities.classroom import Shown, ShownSpread
    from safer_communities.classroom.assembly import (
        Compared,
        ExerciseRecord,
        PartRecord,
        Record,
    )
    from safer_communities.content import Session

    Number = Callable[[Shown], dict[str, Any]]


@dataclass(frozen=True)
class Saying:
    """How a report says things: numbers as they may be shown, English words in its language."""

    number: Number
    say: Callable[[str], str]
    agencies: dict[str, str]
    """Kinds of organisation, by id."""
    words: dict[str, str]
    """What a row of the CSV is, which round, whose commitment."""


SIDES = ("alone", "joint")
MOST_BESIDE = 6
"""Columns that A4 has room for beside an item."""
FEWEST_BESIDE = 2
"""Items with the same columns stand in one table from here on: a list of each would be long."""
NOTHING = ("",) * 5


def parts_of(record: ExerciseRecord, exercise: Session) -> list[PartRecord]:
    """Return the parts that a report shows, each pair of rounds once.

    What was answered alone, and again at the table in a later part, stands in the later one.
    """
    later = {
        before(exercise, exercise.part(part.id)).id
        for part in record.parts
        if part.shown is not None and before(exercise, exercise.part(part.id)).id != part.id
    }
    return [part for part in record.parts if part.id not in later or part.snapshots]


def drawn(title: str, table: Table, shown: Compared, number: Number) -> dict[str, Any]:
    """Return what is shown of a part, each cell with how long its bars are, in parts of 100."""
    sides = [side for side in SIDES if getattr(shown, side).answered.count != 0]
    words = {column.id: column.words for column in table.columns}
    ids = [column.id for column in table.columns]
    rows = [
        {
            "words": row.words,
            "cells": [
                {
                    "words": words[column],
                    "right": row.right is not None and column in row.right,
                    **{side: _cell(getattr(shown, side), row.id, column, number) for side in sides},
                }
                for column in row.columns
            ],
        }
        for row in table.rows
    ]
    shared = all(list(row.columns) == ids for row in table.rows)
    return {
        "title": title,
        "sides": sides,
        "answered": {side: number(getattr(shown, side).answered)["shown"] for side in sides},
        "columns": [words[name] for name in ids],
        "rows": rows,
        "beside": shared and len(rows) >= FEWEST_BESIDE and len(ids) <= MOST_BESIDE,
        "confidence": [
            {"step": int(step), **number(each)} for step, each in shown.confidence.items()
        ]
        if any(each.count != 0 for each in shown.confidence.values())
        else [],
        "moved": [
            {
                "words": next((row.words for row in table.rows if row.id == name), ""),
                **{which: number(each)["shown"] for which, each in cells.items()},
            }
            for name, cells in shown.moved.items()
            if any(each.kind != "hidden" for each in cells.values())
        ],
    }


def _cell(spread: ShownSpread, row: str, column: str, number: Number) -> dict[str, Any]:
    """Return a cell; a bar is a share of those who answered, so that people and tables compare."""
    shown = spread.rows.get(row, {}).get(column, HIDDEN)
    of = spread.answered.least
    return {**number(shown), "percent": min(100, round(100 * shown.least / of)) if of else 0}


def csv_rows(
    record: Record, exercises: Mapping[str, Session], saying: Saying
) -> Iterator[list[str]]:
    """Yield what stands under the headings of report.csv: nothing that the report may not hold."""
    words = saying.words
    for each in record.exercises:
        title = saying.say(each.title)
        for part in parts_of(each, exercises[each.id]):
            if part.table is not None and part.shown is not None:
                for line in _spreads(part.table, part.shown, saying):
                    yield [words["spread"], title, part.title, *line, *NOTHING[:4]]
            for text in part.texts:
                told = [text.box, text.words, text.theme]
                yield [words["text"], title, part.title, *told, *NOTHING]
    for pledge in record.commitments:
        exercise = exercises.get(pledge.exercise)
        title = saying.say(exercise.title) if exercise else ""
        told = [pledge.owner, pledge.by, pledge.measure, pledge.first]
        yield [words["commitment"], title, "", words[pledge.level], pledge.what, "", "", *told]


def _spreads(table: Table, shown: Compared, saying: Saying) -> Iterator[list[str]]:
    who = [(saying.words["alone"], shown.alone), (saying.words["joint"], shown.joint)]
    who += [(saying.agencies.get(name, name), each) for name, each in shown.agencies.items()]
    columns = {column.id: column.words for column in table.columns}
    for said, spread in who:
        if spread.answered.count == 0:
            continue
        for row in table.rows:
            for column, cell in spread.rows.get(row.id, {}).items():
                yield [row.words, columns[column], said, saying.number(cell)["shown"]]
