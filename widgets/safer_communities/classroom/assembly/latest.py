"""The answers to each part of a room that count: of each seat, table and scribe the latest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from .exercises import HANDS, ROUNDS, TABLE

if TYPE_CHECKING:
    from safer_communities.classroom.spread import Counts

    from .exercises import Round
    from .keeping import Answer

Whose = TypeVar("Whose", int, str)


@dataclass(frozen=True)
class Latest:
    """The answers to one part that count. The store has all of them, in their order."""

    alone: dict[str, Answer] = field(default_factory=dict)
    """By seat."""
    joint: dict[int, Answer] = field(default_factory=dict)
    """By table."""
    hands: dict[Round, dict[int, Answer]] = field(
        default_factory=lambda: {each: {} for each in ROUNDS}
    )
    """By round and table: what a scribe counted there."""

    def note(self, answer: Answer) -> None:
        """Note an answer; one that was sent again counts for no more than it did."""
        if answer.round == HANDS:
            _put(self.hands[answer.value["of"]], answer.table, answer)
        elif answer.round == TABLE:
            _put(self.joint, answer.table, answer)
        elif answer.seat:
            _put(self.alone, answer.seat, answer)

    def as_now(self) -> Latest:
        """Return these answers by themselves, for a thread that counts while others come."""
        hands = {round_: dict(by_table) for round_, by_table in self.hands.items()}
        return Latest(dict(self.alone), dict(self.joint), hands)

    def counts(self, round_: Round) -> Counts:
        """Return the hands counted at each table as hands of the room."""
        total: Counts = {}
        for answer in self.hands[round_].values():
            for row, cells in answer.value["counts"].items():
                held = total.setdefault(row, {})
                for column, count in cells.items():
                    held[column] = held.get(column, 0) + count
        return total

    def counted_at(self, table: int) -> list[Round]:
        """Return the rounds in which hands were counted at a table."""
        return sorted(round_ for round_, by_table in self.hands.items() if table in by_table)

    @property
    def is_empty(self) -> bool:
        return not (self.alone or self.joint or any(self.hands.values()))

    @property
    def tables_counted(self) -> set[int]:
        return {table for by_table in self.hands.values() for table in by_table}


def _put(held: dict[Whose, Answer], whose: Whose, answer: Answer) -> None:
    if whose not in held or answer.seq > held[whose].seq:
        held[whose] = answer
