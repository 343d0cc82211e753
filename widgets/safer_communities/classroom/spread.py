"""What a class's answers to a part say together: one table, items by options, without tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity

from .small_numbers import Shown, one_number, row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safer_communities.activities import Spec, Table, Value
    from safer_communities.content import Part

Counts = dict[str, dict[str, int]]
"""By row and column."""


@dataclass(frozen=True)
class Spread:
    """How many pupils are in which cell of a part's table; `answered` are in any cell at all.

    Of each pupil the latest answer counts. A pupil is in one cell of a row at most.
    """

    part: str
    title: str
    table: Table
    counts: Counts
    answered: int

    def shown(self) -> ShownSpread:
        """Return what may be seen of it: no number of one to four, nor what would give one."""
        rows = {
            row.id: dict(
                zip(
                    row.columns,
                    row_of([self.counts[row.id][name] for name in row.columns], self.answered),
                    strict=True,
                )
            )
            for row in self.table.rows
        }
        return ShownSpread(one_number(self.answered), rows)


@dataclass(frozen=True)
class ShownSpread:
    """What is shown of a spread. Only this may be stored or sent."""

    answered: Shown
    rows: dict[str, dict[str, Shown]]

    def stored(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "answered": _stored(self.answered),
            "rows": {
                row: {column: _stored(shown) for column, shown in cells.items()}
                for row, cells in self.rows.items()
            },
        }

    @classmethod
    def of_stored(cls, data: Mapping[str, Any]) -> ShownSpread:
        rows = {
            row: {column: Shown(*shown) for column, shown in cells.items()}
            for row, cells in data["rows"].items()
        }
        return cls(Shown(*data["answered"]), rows)


def _stored(shown: Shown) -> list[Any]:
    return [shown.kind, shown.least]


def has_spread(part: Part) -> bool:
    """Say whether answers to the part can be counted in a table."""
    kind = Activity.kinds.get(part.kind)
    return kind is not None and kind.tally is not Activity.tally


def spread_of(
    spec: Spec, table: Table, latest: Iterable[Value], hands: Mapping[str, Mapping[str, int]] = {}
) -> Spread:
    """Return the spread of a part from each pupil's latest answer to it, and from counted hands.

    `table` is that of the spec, in the language it is to be read in. Of hands it is known how many
    went up for each cell, not whose: those who answered are as many as in the fullest row.
    """
    counts: Counts = {row.id: dict.fromkeys(row.columns, 0) for row in table.rows}
    answered = 0
    kind = Activity.kinds[spec["kind"]]
    for value in latest:
        held = kind.tally(spec, value)
        answered += bool(held)
        for row, column in held:
            counts[row][column] += 1
    fullest = 0
    for row, cells in hands.items():
        if row not in counts:
            continue  # the lesson has changed since
        counted = {name: n for name, n in cells.items() if name in counts[row]}
        fullest = max(fullest, sum(counted.values()))
        for name, n in counted.items():
            counts[row][name] += n
    return Spread(spec["id"], spec["title"], table, counts, answered + fullest)
