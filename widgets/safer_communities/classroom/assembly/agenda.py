"""The agenda of an assembly: exercises and talks in order, each with its minutes."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST_ITEMS = 30
MOST_MINUTES = 180
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Place:
    """Where the assembly is: what it is called, and the district's id. Both may be empty."""

    name: str = ""
    district: str = ""


NOWHERE = Place()


@dataclass(frozen=True)
class Item:
    """An exercise, by its id, or a talk, by its title.

    `began` and `ended`, in seconds since 1970, say when it was on; an item that comes on twice has
    its first beginning and its last end.
    """

    id: str
    minutes: int
    exercise: str = ""
    title: str = ""
    skipped: bool = False
    began: float | None = None
    ended: float | None = None


def moved_to(agenda: tuple[Item, ...], on: str, now: float) -> tuple[Item, ...]:
    """Return the agenda with the item `on` begun, and what was on before it ended."""
    made = []
    for item in agenda:
        if item.id == on:
            made.append(replace(item, began=item.began or now, ended=None, skipped=False))
        elif item.began is not None and item.ended is None:
            made.append(replace(item, ended=now))
        else:
            made.append(item)
    return tuple(made)
