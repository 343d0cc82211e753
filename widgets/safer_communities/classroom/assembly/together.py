"""What a room answered to a part: alone beside table, and kinds of organisation side by side.

Of people no number of one to four is given, nor what would give one. A table's joint answer is what
six to eight people settled on and will say aloud: how many tables gave it is told as it is, but
never which table. Nothing here counts by table and kind of organisation at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity
from safer_communities.classroom.small_numbers import Shown, exactly, one_number, row_of
from safer_communities.classroom.spread import ShownSpread, spread_of

from .by_agency import merged, rows_of
from .exercises import ALONE, FREE_TEXT, HANDS, ROUNDS, TABLE
from .rooms import CONFIDENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safer_communities.activities import Spec, Table
    from safer_communities.classroom.spread import Counts, Spread

    from .exercises import Round
    from .keeping import Answer
    from .rooms import Room

SAME, OTHER = "same", "other"
"""A seat's own answer, and that of its table."""
Row = dict[str, Shown]


@dataclass(frozen=True)
class Latest:
    """The answers to one part that count."""

    alone: Mapping[str, Answer] = field(default_factory=dict)
    """By seat."""
    joint: Mapping[int, Answer] = field(default_factory=dict)
    """By table."""
    hands: Mapping[Round, Mapping[int, Counts]] = field(default_factory=dict)
    """By round and table: what a scribe counted there."""

    @property
    def is_empty(self) -> bool:
        return not (self.alone or self.joint or any(self.hands.values()))


def latest_of(answers: Iterable[Answer]) -> dict[tuple[str, str], Latest]:
    """Return, by exercise and part, the answers that count, of answers in their order."""
    found: dict[tuple[str, str], Latest] = {}
    for answer in answers:
        latest = found.setdefault(
            (answer.exercise, answer.part), Latest({}, {}, {each: {} for each in ROUNDS})
        )
        if answer.round == HANDS:
            latest.hands[answer.value["of"]][answer.table] = answer.value["counts"]  # type: ignore[index]
        elif answer.round == TABLE:
            latest.joint[answer.table] = answer  # type: ignore[index]
        elif answer.seat:
            latest.alone[answer.seat] = answer  # type: ignore[index]
    return found


@dataclass(frozen=True)
class Compared:
    """What is shown of a part. Only this may be stored or sent."""

    alone: ShownSpread
    """People: each seat's own answer, and the hands counted before the tables talked."""
    joint: ShownSpread
    """Tables: how many settled on what, as it is."""
    confidence: Row
    """People, by how sure they were alone: '1' to '5'."""
    moved: dict[str, Row]
    """By row: how many people had answered as their table then did (`same`, `other`)."""
    agencies: dict[str, ShownSpread]
    """By kind of organisation over the whole room; kinds under five are 'others'."""

    def stored(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "alone": self.alone.stored(),
            "joint": self.joint.stored(),
            "confidence": _stored(self.confidence),
            "moved": {row: _stored(cells) for row, cells in self.moved.items()},
            "agencies": {name: each.stored() for name, each in self.agencies.items()},
        }

    @classmethod
    def of_stored(cls, data: Mapping[str, Any]) -> Compared:
        return cls(
            alone=ShownSpread.of_stored(data["alone"]),
            joint=ShownSpread.of_stored(data["joint"]),
            confidence=_of_stored(data["confidence"]),
            moved={row: _of_stored(cells) for row, cells in data["moved"].items()},
            agencies={name: ShownSpread.of_stored(each) for name, each in data["agencies"].items()},
        )


@dataclass(frozen=True)
class Side:
    """One part with its answers. `table` is that of `spec`."""

    spec: Spec
    table: Table
    latest: Latest


def compared(room: Room, before: Side, after: Side) -> Compared:
    """Return what is shown of a part of a room: what seats answered `before`, and tables `after`.

    The two are one part that has both rounds, or two of which the later is the same as the earlier.
    """
    own = {seat: answer.value for seat, answer in before.latest.alone.items()}
    hands = before.latest.hands.get(ALONE, {})
    alone = spread_of(before.spec, before.table, own.values(), summed(hands))
    joint = spread_of(
        after.spec,
        after.table,
        [answer.value for answer in after.latest.joint.values()],
        summed(after.latest.hands.get(TABLE, {})),
    )
    said = [answer.confidence for answer in before.latest.alone.values()]
    sure = [said.count(step) for step in CONFIDENCES]
    return Compared(
        alone=alone.shown(),
        joint=_as_it_is(joint),
        confidence=dict(zip(map(str, CONFIDENCES), row_of(sure, sum(sure)), strict=True)),
        moved=_moved(room, before, after),
        agencies=_agencies(room, before.spec, before.table, own),
    )


def has_numbers(kind: str) -> bool:
    """Say whether answers to parts of this kind can be counted: free text cannot."""
    known = Activity.kinds.get(kind)
    return known is not None and kind not in FREE_TEXT and known.tally is not Activity.tally


def summed(by_table: Mapping[int, Counts]) -> Counts:
    """Return hands counted at each table as hands of the room."""
    total: Counts = {}
    for counts in by_table.values():
        for row, cells in counts.items():
            for column, count in cells.items():
                held = total.setdefault(row, {})
                held[column] = held.get(column, 0) + count
    return total


def _as_it_is(spread: Spread) -> ShownSpread:
    return ShownSpread(
        exactly(spread.answered),
        {
            row: {column: exactly(count) for column, count in cells.items()}
            for row, cells in spread.counts.items()
        },
    )


def _moved(room: Room, before: Side, after: Side) -> dict[str, Row]:
    tally = Activity.kinds[after.spec["kind"]].tally
    joint = {at: dict(tally(after.spec, each.value)) for at, each in after.latest.joint.items()}
    counted = {row.id: [0, 0] for row in after.table.rows}
    for seat, answer in before.latest.alone.items():
        theirs = joint.get(room.seats[seat].table, {})
        for row, column in tally(before.spec, answer.value):
            if row in theirs and row in counted:
                counted[row][theirs[row] != column] += 1
    return {
        row: dict(zip((SAME, OTHER), row_of(counts, sum(counts)), strict=True))
        for row, counts in counted.items()
        if sum(counts)
    }


def _agencies(
    room: Room, spec: Spec, table: Table, own: Mapping[str, dict[str, Any]]
) -> dict[str, ShownSpread]:
    tally = Activity.kinds[spec["kind"]].tally
    held = {seat: found for seat, value in own.items() if (found := dict(tally(spec, value)))}
    of_kind: dict[str, int] = {}
    for seat in held:
        agency = room.seats[seat].agency
        of_kind[agency] = of_kind.get(agency, 0) + 1
    group = merged(of_kind)
    totals: dict[str, int] = {}
    for kind, name in group.items():
        totals[name] = totals.get(name, 0) + of_kind[kind]
    if len(totals) < 2:  # noqa: PLR2004 (one kind has no other to stand beside)
        return {}
    rows: dict[str, dict[str, Row]] = {name: {} for name in totals}
    for row in table.rows:
        counts = {name: dict.fromkeys(row.columns, 0) for name in totals}
        for seat, found in held.items():
            if row.id in found:
                counts[group[room.seats[seat].agency]][found[row.id]] += 1
        shown = rows_of({name: list(each.values()) for name, each in counts.items()}, totals)
        for name, cells in shown.items():
            rows[name][row.id] = dict(zip(row.columns, cells, strict=True))
    return {name: ShownSpread(one_number(totals[name]), rows[name]) for name in sorted(totals)}


def _stored(row: Mapping[str, Shown]) -> dict[str, list[Any]]:
    return {name: [shown.kind, shown.least] for name, shown in row.items()}


def _of_stored(row: Mapping[str, Any]) -> Row:
    return {name: Shown(*shown) for name, shown in row.items()}
