"""What a teacher takes away from a class: a table of answers, and a report to print."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity
from safer_communities.classroom import first_checked, one_number
from safer_communities.language import BESIDE, N_

from .asking import StaffApi
from .spreads import Together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safer_communities.activities import Row
    from safer_communities.classroom import LiveClass

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins so may be run by a spreadsheet (OWASP, CSV Injection)."""
HEADINGS = [
    N_("Tag"),
    N_("Part"),
    N_("Item"),
    N_("Answer"),
    N_("Right"),
    N_("Right when first checked"),
]
YES, NO = N_("yes"), N_("no")


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV (RFC 4180): every cell quoted, none that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue()


def _harmless(cell: str) -> str:
    cell = cell.replace(BESIDE, " ")
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


class Export(Together, StaffApi):
    """GET api/classes/CODE/export.csv: one row a pupil, part and item."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        rows = [[self.say(heading) for heading in HEADINGS], *await self.rows(live)]
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header(
            "Content-Disposition", f'attachment; filename="{self.lesson_of(live).id}-answers.csv"'
        )
        self.finish("\ufeff" + as_csv(rows))  # by this mark spreadsheets know that it is UTF-8

    async def rows(self, live: LiveClass) -> list[list[str]]:
        lesson = self.lesson_of(live)
        answers = await asyncio.wrap_future(self.surroundings.store.answers_of(live.id))
        latest = {(answer.pupil, answer.part): answer.value for answer in answers}
        first = first_checked(answers)
        found = []
        for pupil in live.pupils.values():
            tag = self.tag_of(pupil)
            for part in self.parts_of(lesson).values():
                key = (pupil.id, part.id)
                if key not in latest:
                    continue
                title, table = self.table_of(lesson, part)
                words = {each.id: each.words for each in table.columns}
                tally = Activity.kinds[part.kind].tally
                spec = self.spec_of(lesson, part)
                rows = {row.id: row for row in table.rows}
                before = dict(tally(spec, first.get(key, {})))
                found += [
                    [
                        tag,
                        title,
                        rows[item].words,
                        words[chosen],
                        self.fits(rows[item], chosen),
                        self.fits(rows[item], before.get(item)),
                    ]
                    for item, chosen in tally(spec, latest[key])
                ]
        return found

    def fits(self, row: Row, chosen: str | None) -> str:
        """Return whether an answer fits; nothing for an opinion, and where there is none."""
        if row.right is None or chosen is None:
            return ""
        return self.say(YES if chosen in row.right else NO)


class Report(Together, StaffApi):
    """GET api/classes/CODE/report: one file for paper or for a colleague, without tags."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        lesson = self.lesson_of(live)
        parts = [part for part in self.parts_of(lesson).values() if not part.sensitive]
        spreads = [self.told(live, each) for each in await self.gathered(live, parts)]
        summary = await self.summary(live)
        everybody = self.number(lesson, one_number(len(live.pupils)))
        levels = {each["id"]: each["words"] for each in summary["levels"]}
        self.set_header("Content-Disposition", f'attachment; filename="{lesson.id}-report.html"')
        self.show(
            "class_report.html",
            piece=lesson.id,
            lesson=lesson,
            joined=everybody["shown"],
            outcomes=[
                {
                    "chart": chart(
                        each["words"], levels, [{"words": "", "cells": each["cells"]}], everybody
                    ),
                    "hands": levels.get(each["hands"], ""),
                }
                for each in summary["outcomes"]
            ],
            changes=[
                chart(
                    each["title"],
                    words_of(each),
                    [{"words": "", "cells": each["cells"]}],
                    everybody,
                )
                for each in summary["changes"]
            ],
            spreads=[
                chart(each["title"], words_of(each), each["rows"], each["answered"])
                for each in spreads
                if each["answered"]["count"] != 0
            ],
        )


def words_of(spread: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["words"] for each in spread["columns"]}


def chart(
    title: str, words: dict[str, str], rows: list[dict[str, Any]], of: dict[str, Any]
) -> dict[str, Any]:
    """Return a table as the report draws it: each cell with its words, and how long its bar is."""
    longest = [cell["least"] for row in rows for cell in row["cells"]]
    most = max(1, of["least"], *longest)
    return {
        "title": title,
        "of": of["shown"],
        "rows": [
            {
                "words": row["words"],
                "cells": [
                    {
                        "words": words[cell["column"]],
                        "shown": cell["shown"],
                        "percent": round(100 * cell["least"] / most),
                        "right": cell.get("right"),
                    }
                    for cell in row["cells"]
                ],
            }
            for row in rows
        ],
    }
