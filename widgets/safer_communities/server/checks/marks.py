"""What the markbook shows of one check: marks, outcomes, questions, what changed.

Everything here is plain data made of the markbook's rows, so that it can be tried without a server.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.classroom.outcomes import Worth
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safer_communities.assessment import Check, Item
    from safer_communities.language import Speaker

Rows = list[dict[str, Any]]
"""The rows of `assessment.markbook`, as dicts."""
ENOUGH_PUPILS = 10
"""With fewer, difficulty and discrimination say more about chance than about a question."""
LEVELS = {
    "secure": N_("Secure"),
    "developing": N_("Developing"),
    "not-yet": N_("Not yet"),
    "no-evidence": N_("Not enough to say"),
}
STATES = {
    "to-read": N_("to read"),
    "changed": N_("to read *"),
    "passed": N_("passed on"),
    "waiting": N_("waits"),
    "refused": N_("refused"),
}
ABSENT = N_("absent")
PERCENT = N_("%(number)s %%")


@dataclass(frozen=True)
class Shown:
    """Says the numbers of a markbook in a language."""

    voice: Speaker

    def percent(self, share: float | None) -> str:
        if share is None:
            return "–"
        return self.voice.say(PERCENT) % {"number": self.voice.number(round(100 * share))}

    def points(self, points: float) -> str:
        return self.voice.number(round(points, 2))


def marks_of(check: Check, rows: Rows, voice: Speaker) -> dict[str, Any]:
    """Return the table pupil by question, the outcomes, and each question's numbers."""
    say = Shown(voice)
    items = [item for item in check.items if item.marks]
    by_pupil: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        by_pupil[row["pupil"]][row["item"]] = row
    return {
        "items": [
            {"id": item.id, "title": voice.say(item.part.title), "marks": item.marks}
            for item in items
        ],
        "marked": any(row["points"] is not None for row in rows),
        "changed": any(row["state"] == "changed" for row in rows),
        "marks": [
            {
                "pupil": pupil,
                "cells": [_cell(found.get(item.id), say) for item in items],
                "total": _total(list(found.values()), say),
            }
            for pupil, found in by_pupil.items()
        ],
        "outcomes": _outcomes(check, by_pupil, voice),
    }


def _cell(row: dict[str, Any] | None, say: Shown) -> dict[str, str]:
    if row is None or row["state"] == "absent":
        return {"shown": say.voice.say(ABSENT), "level": "absent"}
    if row["points"] is None:
        return {"shown": say.voice.say(STATES.get(row["state"], "")), "level": "wait"}
    level = "full" if row["points"] >= row["of"] else "none" if row["points"] <= 0 else "some"
    return {"shown": say.points(row["points"]), "level": level}


def _total(rows: Rows, say: Shown) -> str:
    """Return the points together, of those questions that have points: '7 of 9'; else nothing."""
    given = [row for row in rows if row["points"] is not None]
    if not given:
        return "–"
    of = sum(row["of"] for row in given)
    return f"{say.points(sum(row['points'] for row in given))} / {say.voice.number(of)}"


def _outcomes(
    check: Check, by_pupil: Mapping[str, Mapping[str, dict[str, Any]]], voice: Speaker
) -> list[dict[str, Any]]:
    found = []
    for outcome, words in check.outcomes.items():
        levels: dict[str, list[str]] = {level: [] for level in LEVELS}
        for pupil, rows in by_pupil.items():
            given = [
                row
                for row in rows.values()
                if row["outcome"] == outcome and row["points"] is not None
            ]
            if not given:
                continue  # absent, or nothing is marked: that is no level
            level = level_of(given)
            levels[level].append(pupil)
        found.append(
            {
                "id": outcome,
                "words": voice.say(words),
                "levels": [
                    {"id": level, "words": voice.say(LEVELS[level]), "count": len(who), "pupils": who}
                    for level, who in levels.items()
                ],
            }
        )
    return found


def level_of(rows: Rows) -> str:
    """Return how far one pupil is, from the share of the points of each question (design, 5)."""
    together = sum((Worth(row["points"] / row["of"], 1) for row in rows), Worth())
    return together.level


def charts_of(
    check: Check, made: Mapping[str, Any], analysed: Sequence[Mapping[str, Any]],
    change: Mapping[str, Any] | None, voice: Speaker,
) -> dict[str, Any]:
    """Return what the kernel draws: counts and shares, without a pupil."""
    say = Shown(voice)
    charts = []
    if made["marked"]:
        charts.append(
            {
                "key": "outcomes",
                "title": voice.say(N_("What pupils can do now")),
                "columns": [
                    {"id": level, "words": voice.say(words)} for level, words in LEVELS.items()
                ],
                "rows": [
                    {
                        "words": each["words"],
                        "cells": [
                            {
                                "column": level["id"],
                                "least": level["count"],
                                "shown": voice.number(level["count"]),
                            }
                            for level in each["levels"]
                        ],
                    }
                    for each in made["outcomes"]
                ],
            }
        )
        charts.append(
            {
                "key": "questions",
                "title": voice.say(N_("How much of each question was right")),
                "columns": [{"id": "share", "words": voice.say(N_("Share of the points"))}],
                "rows": [
                    {"words": each["title"], "cells": [_bar("share", each["share"], say)]}
                    for each in analysed
                    if each["share"] is not None
                ],
            }
        )
    if change:
        charts.append(
            {
                "key": "change",
                "title": voice.say(N_("Before, after and later")),
                "columns": change["columns"],
                "rows": [
                    {
                        "words": row["title"],
                        "cells": [
                            _bar(column["id"], share, say)
                            for column, share in zip(change["columns"], row["shares"], strict=True)
                            if share is not None
                        ],
                    }
                    for row in change["rows"]
                ],
            }
        )
    return {"charts": charts}


def _bar(column: str, share: float | None, say: Shown) -> dict[str, Any]:
    return {"column": column, "least": round(100 * (share or 0)), "shown": say.percent(share)}


def marked_items(check: Check) -> list[Item]:
    return [item for item in check.items if item.marks]
