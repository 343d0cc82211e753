"""What of an exercise is answered in a room, and by whom: the parts, their rounds, free text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from safer_communities.classroom.classes import sendable

if TYPE_CHECKING:
    from safer_communities.content import Lesson, Part

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
    said = getattr(part, "rounds", None)
    if said is None:
        step = getattr(part, "step", None)
        said = ROUNDS if step is None else [step]
    return tuple(each for each in ROUNDS if each in said)


def answerable(exercise: Lesson) -> dict[str, Part]:
    """Return the parts that a room answers, by id, in the exercise's order."""
    return {part.id: part for part in sendable(exercise) if rounds_of(part)}
