"""Small numbers are not shown: of one to four pupils it could be known who they are.

Primary suppression below five with secondary suppression against subtraction, as official
statistics do it (Hundepool and others, Handbook on Statistical Disclosure Control, chapter 4;
the threshold of five is that of design, section 5, and of the Department for Education's tables).

The rule, for one row of a table in which each of `total` pupils is in one cell, those who did not
answer it included:

1. No cell of 1 to 4: all is shown.
2. Otherwise cells of 1 to 4 show "<5". As the row's sum is known, the largest cell would give them
   by subtraction: it shows how many there are at least, each "<5" taken as 4.
3. Where that leaves a small cell only one number, nothing of the row is shown, nor its zeros: no
   cell reaches 5; or all could be 4; or every small cell is 1 and the largest cell is hardly
   larger than the next. Whoever knows this rule learns no more from its being applied, since it
   hides a row whatever the order of its cells (a test tries every row of small classes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 5
"""The smallest number that is shown, apart from nought."""
MOST = FEWEST - 1
"""The most that "<5" can stand for."""
Kind = Literal["exact", "small", "least", "hidden"]


@dataclass(frozen=True)
class Shown:
    """What is shown of a number: itself, that it is under five, at least how many, or nothing."""

    kind: Kind
    least: int = 0
    """The number itself, or how many there are at least."""

    @property
    def count(self) -> int | None:
        """The number where it is shown, else None."""
        return self.least if self.kind == "exact" else None


SMALL = Shown("small")
HIDDEN = Shown("hidden")


def exactly(count: int) -> Shown:
    return Shown("exact", count)


def one_number(count: int) -> Shown:
    """Return what is shown of a number that stands alone."""
    return SMALL if is_small(count) else exactly(count)


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def row_of(counts: Sequence[int], total: int) -> list[Shown]:
    """Return what is shown of a row's counts; `total` pupils were asked, in one cell at most each.

    Raises ValueError where the counts are more than that.
    """
    silent = total - sum(counts)
    if silent < 0 or min(counts, default=0) < 0:
        raise ValueError(f"{list(counts)} cannot be the answers of {total} pupils.")
    return _protected([*counts, silent])[: len(counts)]


def _protected(cells: Sequence[int]) -> list[Shown]:
    """Return what is shown of cells whose sum is known."""
    small = [count for count in cells if is_small(count)]
    if not small:
        return [exactly(count) for count in cells]
    largest = max(range(len(cells)), key=lambda at: cells[at])
    rest = [count for at, count in enumerate(cells) if at != largest]
    # What subtraction gives: the largest cell and the small ones together.
    known = cells[largest] + sum(small)
    next_largest = max(MOST, *rest)
    # With each small cell at 1, one of them at 2, is the largest still the largest, and 5 or more?
    leaves_a_choice = known - (len(small) + 1) > next_largest
    all_could_be_four = sum(cells) == MOST * len(cells)
    if cells[largest] < FEWEST or all_could_be_four or not leaves_a_choice:
        return [HIDDEN] * len(cells)
    shown = [SMALL if is_small(count) else exactly(count) for count in cells]
    shown[largest] = Shown("least", max(known - MOST * len(small), FEWEST, *rest))
    return shown
