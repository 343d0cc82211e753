"""What a room answered to a part: alone beside table, and kinds of organisation side by side.

Of people no number of one to four is given, nor what would give one. A table's joint answer is what
six to eight people settled on and will say aloud: how many tables gave it is told as it is, but
never which table. Nothing here counts by table and kind of organisation at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity
from safer_communities.classroom.small_numbers import Shown, exactly, one_number, row_of
from safer_communities.classroom.spread import ShownSpread, spread_of

from .by_agency import merged, rows_of
from .exercises import ALONE, FREE_TEXT, TABLE, before
from .rooms import CONFIDENCES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from safer_communities.activities import Spec, Table
    from safer_communities.classroom.spread import Spread
    from safer_communities.content import Part, Session

    from .latest import Latest
    from .rooms import Room

SAME, OTHER = "same", "other"
"""A seat's own answer, and that of its table."""
Tabled = tuple[str, "Spec", "Table | None"]
"""A part's title, its spec and its table, in a language."""
Row = dict[str, Shown]


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


def sides_of(
    room: Room, exercise: Session, part: Part, tabled: Callable[[Session, Part], Tabled]
) -> tuple[Side, Side] | None:
    """Return what seats answered before a part's tables talked, and the part; None without numbers.

    Both are as they are now: `compared` may take them to a thread.
    """
    sides = []
    for each in (before(exercise, part), part):
        _, spec, table = tabled(exercise, each)
        if table is None or not has_numbers(each.kind):
            return None
        sides.append(Side(spec, table, room.said_to(exercise.id, each.id).as_now()))
    return sides[0], sides[1]


def compared(room: Room, earlier: Side, later: Side) -> Compared:
    """Return what is shown of a part of a room: what seats answered `earlier`, and tables `later`.

    The two are one part that has both rounds, or two of which the later is the same as the earlier.
    """
    own = {seat: answer.value for seat, answer in earlier.latest.alone.items()}
    alone = spread_of(earlier.spec, earlier.table, own.values(), earlier.latest.counts(ALONE))
    joint = spread_of(
        later.spec,
        later.table,
        [answer.value for answer in later.latest.joint.values()],
        later.latest.counts(TABLE),
    )
    said = [answer.confidence for answer in earlier.latest.alone.values()]
    sure = [said.count(step) for step in CONFIDENCES]
    return Compared(
        alone=alone.shown(),
        joint=_as_it_is(joint),
        confidence=dict(zip(map(str, CONFIDENCES), row_of(sure, sum(sure)), strict=True)),
        moved=_moved(room, earlier, later),
        agencies=_agencies(room, earlier.spec, earlier.table, own),
    )


def has_numbers(kind: str) -> bool:
    """Say whether answers to parts of this kind can be counted: free text cannot."""
    known = Activity.kinds.get(kind)
    return known is not None and kind not in FREE_TEXT and known.tally is not Activity.tally


def _as_it_is(spread: Spread) -> ShownSpread:
    return ShownSpread(
        exactly(spread.answered),
        {
            row: {column: exactly(count) for column, count in cells.items()}
            for row, cells in spread.counts.items()
        },
    )


def _moved(room: Room, earlier: Side, later: Side) -> dict[str, Row]:
    tally = Activity.kinds[later.spec["kind"]].tally
    joint = {at: dict(tally(later.spec, each.value)) for at, each in later.latest.joint.items()}
    counted = {row.id: [0, 0] for row in later.table.rows}
    for seat, answer in earlier.latest.alone.items():
        theirs = joint.get(room.seats[seat].table, {})
        for row, column in tally(earlier.spec, answer.value):
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
