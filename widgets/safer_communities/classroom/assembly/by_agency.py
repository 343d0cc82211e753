"""Kinds of organisation side by side, so that no small number can be worked out.

Where the whole room's row is known beside each kind's, a small number hides in two directions:
along its own row, and down its column by taking the other kinds from the room. Each row is first
protected as `small_numbers` does it. Then every number of one to four must still be able to be
another number, given all that is shown (the feasibility audit of Hundepool and others, Statistical
Disclosure Control, chapter 4): where one cannot, whole rows are hidden until it can.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safer_communities.classroom.small_numbers import (
    FEWEST,
    HIDDEN,
    MOST,
    Shown,
    exactly,
    is_small,
    row_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OTHERS = "others"
"""Kinds of organisation that are fewer than five each, taken together."""


def merged(counts: Mapping[str, int]) -> dict[str, str]:
    """Return under which name each kind is compared, from how many of each there are.

    Kinds under five are taken together; if they are still under five, with the smallest that is
    not: so no group that is compared is smaller than five, unless the whole room is.
    """
    groups = {kind: kind if count >= FEWEST else OTHERS for kind, count in counts.items() if count}
    together = sum(counts[kind] for kind, group in groups.items() if group == OTHERS)
    larger = [kind for kind, group in groups.items() if group != OTHERS]
    if 0 < together < FEWEST and larger:
        groups[min(larger, key=lambda kind: counts[kind])] = OTHERS
    return groups


def rows_of(
    groups: Mapping[str, Sequence[int]], totals: Mapping[str, int]
) -> dict[str, list[Shown]]:
    """Return what is shown of each group's counts of one item; `totals` says how many answered.

    The groups make up the room, whose own row is known too, as `row_of` shows it.
    """
    counts = {name: [*row, totals[name] - sum(row)] for name, row in groups.items()}
    width = len(next(iter(counts.values()), []))
    room = [sum(row[at] for row in counts.values()) for at in range(width)]
    shown = {name: _shown(row) for name, row in counts.items()}
    fixed = [*_intervals(_shown(room), room)]
    order = sorted(counts, key=lambda name: sum(counts[name]))
    while (name := _given_away(counts, shown, room, fixed)) is not None:
        again = [name, *order]
        hide = next((each for each in again if set(shown[each]) != {HIDDEN}), None)
        if hide is None:
            break
        shown[hide] = [HIDDEN] * width
    return {name: row[:-1] for name, row in shown.items()}


def _shown(row: Sequence[int]) -> list[Shown]:
    """Return what is shown of a whole row, those who did not answer the item last."""
    made = row_of(row[:-1], sum(row))
    # `row_of` leaves the silent ones out; their number follows from the rest where all is exact.
    if all(each.kind == "exact" for each in made):
        return [*made, exactly(row[-1])]
    return [*made, HIDDEN]


@dataclass(frozen=True)
class Interval:
    """Between which numbers one lies, and which it is."""

    least: int
    most: int
    true: int


def _intervals(shown: Sequence[Shown], row: Sequence[int]) -> list[Interval]:
    total = sum(row)
    found = []
    for each, true in zip(shown, row, strict=True):
        least, most = {
            "exact": (true, true),
            "small": (1, MOST),
            "least": (each.least, total),
            "hidden": (0, total),
        }[each.kind]
        found.append(Interval(least, most, true))
    return found


def _given_away(
    counts: Mapping[str, Sequence[int]],
    shown: Mapping[str, Sequence[Shown]],
    room: Sequence[int],
    of_room: Sequence[Interval],
) -> str | None:
    """Return the group of a small number that can be no other, given all that is shown."""
    names = list(counts)
    matrix = [_intervals(shown[name], counts[name]) for name in names]
    # The room's row turned round, so that every column has one and the same sum.
    turn = sum(room)
    matrix.append(
        [Interval(turn - each.most, turn - each.least, turn - each.true) for each in of_room]
    )
    for at, name in enumerate(names):
        for column, cell in enumerate(matrix[at]):
            if is_small(cell.true) and not _may_change(matrix, at, column):
                return name
    return None


def _may_change(matrix: Sequence[Sequence[Interval]], row: int, column: int) -> bool:
    """Say whether a cell can be one more or one less while every row and column keeps its sum."""
    cell = matrix[row][column]
    more = cell.true < cell.most and _path(matrix, row, column, up=True)
    return more or (cell.true > cell.least and _path(matrix, row, column, up=False))


def _path(matrix: Sequence[Sequence[Interval]], row: int, column: int, *, up: bool) -> bool:
    """Say whether other cells can take up a change of one: a closed way, up and down by turns."""
    waiting, seen = deque([row]), {row}
    while waiting:
        here = waiting.popleft()
        for at, cell in enumerate(matrix[here]):
            if (here, at) == (row, column) or not _can(cell, up=not up):
                continue
            if at == column:
                return True
            for other, cells in enumerate(matrix):
                if other not in seen and _can(cells[at], up=up):
                    seen.add(other)
                    waiting.append(other)
    return False


def _can(cell: Interval, *, up: bool) -> bool:
    return cell.true < cell.most if up else cell.true > cell.least
