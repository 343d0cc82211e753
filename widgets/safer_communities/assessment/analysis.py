"""What a class's marks show: by outcome, by question, and from one time to the next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from .collecting import checked, collected
from .handing_in import BadHandIn, file_of, read_hand_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .course import Course
    from .markbook import Row

SECURE, DEVELOPING = 0.8, 0.5
"""As in a class (design, section 5)."""
FEWEST_ITEMS = 2
FEW_PUPILS = 10
"""With fewer, one pupil's chance answer moves a figure too far to say anything of the question."""
Level = Literal["secure", "developing", "not-yet", "no-evidence"]


@dataclass(frozen=True)
class Standing:
    """How far a pupil is with an outcome, from `items` questions that are marked."""

    pupil: str
    outcome: str
    points: float
    of: float
    items: int

    @property
    def level(self) -> Level:
        if self.items < FEWEST_ITEMS or not self.of:
            return "no-evidence"
        share = self.points / self.of
        return "secure" if share >= SECURE else "developing" if share >= DEVELOPING else "not-yet"

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "level": self.level}


@dataclass(frozen=True)
class Figures:
    """One question: how much of its points a class got, and whether it tells pupils apart.

    `facility` is the mean share of the points, 0 to 1. `discrimination` is the correlation of a
    question with all the others together, -1 to 1; None where there is nothing to compare. `few`
    is True where too few pupils answered for either to mean much.
    """

    item: str
    pupils: int
    facility: float | None
    discrimination: float | None
    few: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Change:
    """One question at two times, by the same pupils: mean shares, 0 to 1, and whose share moved."""

    item: str
    first: str
    then: str
    pupils: int
    before: float | None
    after: float | None
    up: int
    same: int
    down: int
    few: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def by_outcome(rows: Iterable[Row]) -> list[Standing]:
    """Return each pupil's standing by outcome, from what is marked. Absent is not zero."""
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.state == "marked" and row.outcome:
            found[row.pupil, row.outcome].append(row)
    return [
        Standing(
            pupil,
            outcome,
            sum(row.points or 0 for row in some),
            sum(row.of for row in some),
            len(some),
        )
        for (pupil, outcome), some in found.items()
    ]


def shares(rows: Iterable[Row]) -> dict[str, dict[str, float]]:
    """Return {item: {pupil: share of the points}} of what is marked."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        if row.state == "marked" and row.points is not None and row.of:
            found[row.item][row.pupil] = min(row.points / row.of, 1.0)
    return dict(found)


def figures(rows: Sequence[Row]) -> list[Figures]:
    """Return the difficulty and the discrimination of each question.

    Discrimination is the corrected item-total correlation: the question itself is not in the total,
    or with few questions each would agree with itself (Nunnally & Bernstein, 1994, chapter 8).
    """
    import pandas as pd  # noqa: PLC0415 (house rule 12)

    items = list(dict.fromkeys(row.item for row in rows))
    table = pd.DataFrame(shares(rows)).reindex(columns=items).astype(float)
    found = []
    for item in items:
        one = table[item].dropna()
        rest = table.drop(columns=item).loc[one.index].mean(axis=1)
        varied = one.std() > 0 and rest.std() > 0
        found.append(
            Figures(
                item,
                len(one),
                float(one.mean()) if len(one) else None,
                float(one.corr(rest)) if varied else None,
                len(one) < FEW_PUPILS,
            )
        )
    return found


def changes(times: Mapping[str, Mapping[str, Mapping[str, float]]]) -> list[Change]:
    """Return each question's change from each time to each later one, of those who were there.

    `times` are {window: {item: {pupil: share}}}, in order. A change is not yet an effect: there is
    no other class to compare with, and whoever saw a question once may know it the second time.
    """
    names = list(times)
    items = dict.fromkeys(item for each in times.values() for item in each)
    found = []
    for item in items:
        for at, first in enumerate(names):
            for then in names[at + 1 :]:
                found.append(  # noqa: PERF401 (three levels deep, a loop reads better)
                    _change(
                        item, first, then, times[first].get(item, {}), times[then].get(item, {})
                    )
                )
    return found


def _change(
    item: str, first: str, then: str, before: Mapping[str, float], after: Mapping[str, float]
) -> Change:
    both = sorted(set(before) & set(after))
    moved = [after[pupil] - before[pupil] for pupil in both]
    return Change(
        item,
        first,
        then,
        len(both),
        sum(before[pupil] for pupil in both) / len(both) if both else None,
        sum(after[pupil] for pupil in both) / len(both) if both else None,
        sum(each > 0 for each in moved),
        sum(each == 0 for each in moved),
        sum(each < 0 for each in moved),
        len(both) < FEW_PUPILS,
    )


def confidence(course: Course, name: str) -> dict[str, dict[str, float]]:
    """Return {ITEM.STATEMENT: {pupil: step, 0 to 1}} of a check's scales, which are never marked.

    A step of four is put between 0 (the least) and 1 (the most), so that it can be laid beside
    the shares of other questions. It says nothing of one pupil, and stands in no markbook.
    """
    specs = {
        item: told for item, told in course.specs(name).items() if told[0].measures == "confidence"
    }
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    now = dt.datetime.now(dt.UTC)
    told = collected(course, name)
    for taken in told.taken if told else ():
        try:
            handed_in = read_hand_in(file_of(course.handins, name, taken.pupil, taken.number), now)
            answers = checked(course.specs(name), handed_in.answers)
        except BadHandIn:
            continue  # changed since it was collected; collecting says so
        for item, (_, spec) in specs.items():
            top = len(spec["steps"]) - 1
            for statement, step in answers.get(item, {}).get("answers", {}).items():
                found[f"{item}.{statement}"][taken.pupil] = (step - 1) / top
    return dict(found)
