"""Commitments: who does what by when, how it will be known, and the first step. Never marked."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import model_validator

from safer_communities.activities.base import (
    Activity,
    NotAnAnswer,
    Spec,
    Value,
    Verdict,
    one_of,
    only,
)
from safer_communities.activities.keyless import names, passed
from safer_communities.activities.tables import Table, table_of
from safer_communities.activities.written import OVER_BOXES, written
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 6
"""Commitments an answer can hold: a table that promises more keeps fewer."""
ROOM = {"what": 200, "owner": 60, "measure": 200, "first": 200}
"""The fields that take words, and how many letters each has room for."""
MOST_LEVELS = 4
WRITTEN, NOT_YET = "written", "not-yet"
PERSON = re.compile(r"\b(mr|mrs|ms|miss|mx)\b\.?\s+\S|@|(\d\D*){5}", re.ASCII | re.IGNORECASE)
"""A title before a name, an address, a number to ring: an owner is a role, never a person."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Level(Checked):
    """Whose a commitment is: one person's, a table's, or one between organisations."""

    id: Id
    words: Words


class CommitmentsPart(Part, kind="commitments"):
    """The levels at which commitments are made. Their fields are the same everywhere."""

    made_of = "levels"
    never_scored = True

    scored: bool = False
    levels: list[Level]
    after: Words = ""

    @model_validator(mode="after")
    def _the_levels_are_told_apart(self) -> CommitmentsPart:
        count = len(self.levels)
        if not 1 <= count <= MOST_LEVELS:
            raise ValueError(f"This part has {count} levels. | Name 1 to {MOST_LEVELS}.")
        if len({level.id for level in self.levels}) != count:
            raise ValueError("Two levels have the same id. | Give each level its own.")
        if len({level.words for level in self.levels}) != count:
            raise ValueError("Two levels have the same words. | Say whose each of them is.")
        return self


def today() -> dt.date:
    """Return the earliest day that it is now anywhere: a browser may be behind this clock."""
    return (dt.datetime.now(tz=dt.UTC) - dt.timedelta(hours=12)).date()


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: a promise is kept or not, and that is seen later."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{commitments: [{level, what, owner, by, measure, first}]}`, six at most.

    Any field but the level may be empty or missing while the table is at work on it. `by` is a day
    (ISO 8601) that has not passed.
    """
    answer: Value = only(value, commitments=list)
    given = answer.get("commitments", [])
    if len(given) > MOST:
        raise NotAnAnswer(f"There are {len(given)} commitments, and {MOST} at most are kept.")
    known = [level["id"] for level in spec["levels"]]
    for each in given:
        if not isinstance(each, dict):
            raise NotAnAnswer("A commitment is a set of names and words.")
        one_of(each.get("level"), known, "level")
        for name, text in each.items():
            if name == "by":
                _day(text)
            elif name != "level":
                written(text, ROOM[one_of(name, list(ROOM), "field")], name)
        if PERSON.search(each.get("owner", "")):
            raise NotAnAnswer("The owner of a commitment is a role, never a person.")
    return answer


def _day(text: Any) -> None:
    if text == "":
        return
    try:
        day = dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except (TypeError, ValueError):
        day = None
    if day is None:
        raise NotAnAnswer("The day of a commitment is not a day.")
    if day < today():
        raise NotAnAnswer(
            "The day of a commitment has passed already. Choose today, or a day to come."
        )


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return the levels by whether a commitment was written there. No words are in it."""
    columns = [(WRITTEN, say(N_("Written"))), (NOT_YET, say(N_("Not written yet")))]
    return table_of(spec, columns, ((each["id"], each["words"], []) for each in spec["levels"]))


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return for each level whether there is a commitment, once there is any."""
    made = {each["level"] for each in value.get("commitments", []) if each.get("what", "").strip()}
    levels = [level["id"] for level in spec["levels"]]
    return [(name, WRITTEN if name in made else NOT_YET) for name in levels] if made else []


def without_key(spec: Spec) -> Spec:
    """Return the levels: there is no key to a promise."""
    return passed(spec, levels=names("id", "words"))


class Commitments(Activity, kind="commitments"):
    """One commitment is open at a time; the others can be read as they will stand on the wall."""

    interface: ClassVar[dict[str, str]] = {
        **OVER_BOXES,
        "thanks": N_("Thank you. You can still change it."),
        "count": N_("Commitments: {count} of {most} at most"),
        "add": N_("Add a commitment"),
        "enough": N_("That is as many as one table can keep. Take one out to add another."),
        "out": N_("Take this one out"),
        "gone": N_("Taken out: {commitment}"),
        "nothing": N_("Nothing written yet"),
        "left": N_("Still to fill in: {fields}"),
        "what": N_("What will be done"),
        "owner": N_("Who owns it"),
        "ownerHint": N_("A role, such as housing officer or head of year. Never a name."),
        "by": N_("By when"),
        "measure": N_("How we will know that it worked"),
        "first": N_("First step this week"),
        "aRole": N_("Please write a role, not a person: people move on, and roles are taken over."),
        "passed": N_("That day has passed already. Please choose today, or a day to come."),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
