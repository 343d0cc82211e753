"""What the markbook shows of one check: marks, outcomes, questions, what changed.

Everything here is plain data made of the markbook's rows, so that it can be tried without a server.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.assessment import assignment_of
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safer_communities.assessment import Check
    from safer_communities.language import Speaker

Rows = list[dict[str, Any]]
"""The rows of `assessment.markbook`, as dicts; Looked is all that the markbook is made of."""
Looked = dict[str, Any]
NOTHING: Looked = {"rows": [], "figures": [], "standings": [], "changes": [], "wrong": []}
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
OUTCOMES = N_("What pupils can do now")
QUESTIONS = N_("How much of each question was right")
SHARE = N_("Share of the points")
CHANGE = N_("Before, after and later")
DASH = "\u2013"
ABSENT = N_("absent")
PERCENT = N_("%(number)s %%")


@dataclass(frozen=True)
class Shown:
    """Says the numbers of a markbook in a language."""

    voice: Speaker

    def percent(self, share: float | None) -> str:
        if share is None:
            return DASH
        return self.voice.say(PERCENT) % {"number": self.voice.number(round(100 * share))}

    def decimal(self, number: float | None) -> str:
        return DASH if number is None else self.voice.number(round(number, 2))

    def change(self, change: Mapping[str, Any] | None) -> str:
        """Return '45 % → 80 %, 12 pupils', or a dash."""
        if change is None:
            return DASH
        pupils = self.voice.say_many("%(n)s pupil", "%(n)s pupils", change["pupils"])
        told = pupils % {"n": self.voice.number(change["pupils"])}
        return f"{self.percent(change['before'])} → {self.percent(change['after'])} ({told})"

    def points(self, points: float) -> str:
        return self.voice.number(round(points, 2))


def marks_of(check: Check, looked: Looked, voice: Speaker) -> dict[str, Any]:
    """Return the table pupil by question, the outcomes, each question's numbers, the change."""
    say = Shown(voice)
    rows: Rows = looked["rows"]
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
        "outcomes": _outcomes(check, looked["standings"], voice),
        "analysed": _figures(check, looked["figures"], say),
        "few": any(each["few"] for each in looked["figures"]),
        "change": _change(check, looked["changes"], say),
        "misconceptions": [
            {
                "title": voice.say(check.item(each["item"]).part.title),
                "words": voice.say(check.item(each["item"]).misconceptions[each["wrong"]]),
                "count": each["count"],
            }
            for each in looked["wrong"]
        ],
    }


def refused_in(rows: Rows) -> list[dict[str, str]]:
    """Return whose hand-in cannot be marked, and why, from what is kept of the last marking."""
    found = {row["pupil"]: row["reason"] for row in rows if row["state"] == "refused"}
    return [{"pupil": pupil, "reason": reason} for pupil, reason in found.items()]


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
        return DASH
    of = sum(row["of"] for row in given)
    return f"{say.points(sum(row['points'] for row in given))} / {say.voice.number(of)}"


def _outcomes(
    check: Check, standings: Sequence[Mapping[str, Any]], voice: Speaker
) -> list[dict[str, Any]]:
    found = []
    for outcome, words in check.outcomes.items():
        levels: dict[str, list[str]] = {level: [] for level in LEVELS}
        for each in standings:
            if each["outcome"] == outcome:
                levels[each["level"]].append(each["pupil"])
        found.append(
            {
                "words": voice.say(words),
                "levels": [
                    {
                        "id": level,
                        "words": voice.say(LEVELS[level]),
                        "count": len(who),
                        "pupils": sorted(who),
                    }
                    for level, who in levels.items()
                ],
            }
        )
    return found


def _figures(
    check: Check, figures: Sequence[Mapping[str, Any]], say: Shown
) -> list[dict[str, Any]]:
    titles = titles_of(check, say.voice)
    return [
        {
            "title": titles.get(each["item"], each["item"]),
            "pupils": each["pupils"],
            "share": each["facility"],
            "difficulty": say.decimal(each["facility"]),
            "discrimination": say.decimal(each["discrimination"]),
        }
        for each in figures
    ]


def titles_of(check: Check, voice: Speaker) -> dict[str, str]:
    """Return what each question is called; a scale's sentences each, as ITEM.STATEMENT."""
    found = {}
    for item in check.items:
        title = voice.say(item.part.title)
        found[item.id] = title
        for statement in getattr(item.part, "statements", ()):
            found[f"{item.id}.{statement.id}"] = voice.say(statement.words)
    return found


def _change(
    check: Check, changes: Sequence[Mapping[str, Any]], say: Shown
) -> dict[str, Any] | None:
    """Return how each question went at each two times, by pupils who were there both times."""
    both = [each for each in changes if each["pupils"]]
    if not both:
        return None
    voice = say.voice
    windows = {assignment_of(check, each): voice.say(each.title) for each in check.windows}
    pairs = list(dict.fromkeys((each["first"], each["then"]) for each in both))
    titles = titles_of(check, voice)
    told = {(each["item"], each["first"], each["then"]): each for each in both}
    items = list(dict.fromkeys(each["item"] for each in both))
    return {
        "few": any(each["few"] for each in both),
        "pairs": [f"{windows[first]} → {windows[then]}" for first, then in pairs],
        "rows": [
            {
                "title": titles.get(item, item),
                "cells": [say.change(told.get((item, *pair))) for pair in pairs],
            }
            for item in items
        ],
        "drawn": {
            "columns": [{"id": name, "words": words} for name, words in windows.items()],
            "rows": [
                {"words": titles.get(item, item), "cells": _drawn(item, told, list(windows), say)}
                for item in items
            ],
        },
    }


def _drawn(
    item: str,
    told: Mapping[tuple[str, str, str], Mapping[str, Any]],
    windows: Sequence[str],
    say: Shown,
) -> list[dict[str, Any]]:
    """Return a bar for each time: the first by who did the next too, each later by who did both."""
    pairs = [
        (then, told[item, windows[0], then]) for then in windows if (item, windows[0], then) in told
    ]
    if not pairs:
        return []
    first = _bar(windows[0], pairs[0][1]["before"], say)
    return [first, *(_bar(then, each["after"], say) for then, each in pairs)]


def charts_of(made: Mapping[str, Any], voice: Speaker) -> dict[str, Any] | None:
    """Return what the kernel draws of `marks_of`: counts and shares, without a pupil."""
    if not made["marked"]:
        return None
    say = Shown(voice)
    charts = [
        {
            "key": "outcomes",
            "title": voice.say(OUTCOMES),
            "columns": [
                {"id": level, "words": voice.say(words)} for level, words in LEVELS.items()
            ],
            "rows": [
                {
                    "words": each["words"],
                    "cells": [_count(level, voice) for level in each["levels"]],
                }
                for each in made["outcomes"]
            ],
        },
        {
            "key": "questions",
            "title": voice.say(QUESTIONS),
            "apart": True,
            "columns": [{"id": "share", "words": voice.say(SHARE)}],
            "rows": [
                {"words": each["title"], "cells": [_bar("share", each["share"], say)]}
                for each in made["analysed"]
                if each["share"] is not None
            ],
        },
    ]
    if made["change"]:
        charts.append(
            {"key": "change", "title": voice.say(CHANGE), "apart": True, **made["change"]["drawn"]}
        )
    return {"charts": charts}


def _count(level: Mapping[str, Any], voice: Speaker) -> dict[str, Any]:
    count = level["count"]
    return {"column": level["id"], "least": count, "shown": voice.number(count)}


def _bar(column: str, share: float | None, say: Shown) -> dict[str, Any]:
    return {"column": column, "least": round(100 * (share or 0)), "shown": say.percent(share)}
