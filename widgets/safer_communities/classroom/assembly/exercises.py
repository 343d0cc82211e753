"""What of an exercise is answered in a room, and by whom: the parts, their rounds, free text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from safer_communities.classroom.classes import sendable

if TYPE_CHECKING:
    from safer_communities.content import Part, Session

Round = Literal["alone", "table"]
ALONE: Round = "alone"
TABLE: Round = "table"
ROUNDS: tuple[Round, ...] = (ALONE, TABLE)
HANDS = "hands"
"""What a scribe counted, where the store keeps it beside the two rounds."""
NOTES, COMMITMENTS = "notes", "commitments"
FREE_TEXT = (NOTES, COMMITMENTS)
"""Kinds whose values hold words: they reach the facilitator first, and are in no spread."""


def rounds_of(part: Part) -> tuple[Round, ...]:
    """Return who answers a part: each seat alone, each table once, both, or nobody."""
    return tuple(each for each in ROUNDS if each in part.rounds)


def answerable(exercise: Session) -> dict[str, Part]:
    """Return the parts that a room answers, by id, in the exercise's order."""
    return {part.id: part for part in sendable(exercise) if rounds_of(part)}


def talked(exercise: Session) -> dict[str, Part]:
    """Return the parts that nobody answers, by id: a room only reads them and talks about them."""
    return {part.id: part for part in exercise.parts if not rounds_of(part)}


def before(exercise: Session, part: Part) -> Part:
    """Return the part in which seats answered alone what a table answers in `part`.

    That is the part itself where it has both rounds, or the one that it is the same as.
    """
    if ALONE in rounds_of(part) or part.same_as is None:
        return part
    earlier = exercise.part(part.same_as)
    return earlier if earlier.kind == part.kind and ALONE in rounds_of(earlier) else part
