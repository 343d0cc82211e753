"""An assembly as its report, its agreement file and its closing slide take it: anonymous, whole.

`record_of` reads the store once and makes a Record of it. Everything in a Record may be shown:
numbers of people are as `together` shows them, texts and commitments as the facilitator approved or
edited them. Nothing in it says which seat or which table said what, but for a table's own
commitments, which are the table's to keep.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safer_communities.classroom.small_numbers import Shown, one_number, row_of

from . import keeping, moderating
from .exercises import answerable
from .snapshots import room_snapshots_of
from .together import Compared, Tabled, compared, sides_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from safer_communities.activities import Table
    from safer_communities.classroom.store import Store
    from safer_communities.content import Part, Session

    from .agenda import Place
    from .rooms import Room


@dataclass(frozen=True)
class SnapshotRecord:
    """A comparison as it was at a time, in seconds since 1970."""

    at: float
    shown: Compared


@dataclass(frozen=True)
class TextRecord:
    """What somebody wrote, as the facilitator approved or edited it. `theme` is empty for none."""

    box: str
    """The box's words, in the language of the record."""
    words: str
    theme: str = ""


@dataclass(frozen=True)
class PartRecord:
    """One part that the room answered, with the words of its table in the record's language."""

    id: str
    kind: str
    title: str
    table: Table | None
    """Rows and columns of `shown`; None for a part of free text."""
    shown: Compared | None
    """Alone beside table; None for a part of free text, and where nobody answered."""
    texts: tuple[TextRecord, ...] = ()
    snapshots: tuple[SnapshotRecord, ...] = ()


@dataclass(frozen=True)
class ExerciseRecord:
    """One exercise of the agenda that was on. `began` and `ended` in seconds since 1970."""

    id: str
    path: str
    title: str
    priorities: tuple[str, ...]
    minutes: int
    began: float | None
    ended: float | None
    parts: tuple[PartRecord, ...]


@dataclass(frozen=True)
class TalkRecord:
    """A talk between exercises."""

    title: str
    minutes: int
    began: float | None
    ended: float | None


@dataclass(frozen=True)
class ThemeRecord:
    """A theme and the texts that were put under it."""

    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class CommitmentRecord:
    """What somebody will do, as the facilitator approved or edited it.

    `level` is personal, table or cross; `owner` a role, never a name; `by` a date as YYYY-MM-DD;
    `measure` how it will be known; `first` the first step this week. `table` is the number of the
    table for a table's own, else None.
    """

    number: int
    level: str
    what: str
    owner: str
    by: str
    measure: str
    first: str
    exercise: str
    table: int | None = None


@dataclass(frozen=True)
class SeatCounts:
    """How many took part: people, tables, and people by kind of organisation."""

    joined: Shown
    tables: int
    agencies: Mapping[str, Shown]


@dataclass(frozen=True)
class Record:
    """One assembly. `started` and `ended` in seconds since 1970; `ended` None while it goes on."""

    code: str
    place: Place
    started: float
    ended: float | None
    exercises: tuple[ExerciseRecord, ...]
    talks: tuple[TalkRecord, ...]
    themes: tuple[ThemeRecord, ...]
    commitments: tuple[CommitmentRecord, ...]
    seats: SeatCounts
    unread: int
    """Texts and commitments nobody has looked at: they are not in the record."""


async def record_of(
    store: Store,
    room: Room,
    exercises: Mapping[str, Session],
    tabled: Callable[[Session, Part], Tabled],
) -> Record:
    """Return the record of a room; `exercises` are by id, `tabled` says a part in a language."""
    wait = asyncio.wrap_future
    written = await wait(moderating.texts_of(store, room.id))
    texts = [text for text in written if not _is_sensitive(exercises, text)]
    names = {theme.id: theme.name for theme in await wait(moderating.themes_of(store, room.id))}
    kept = await wait(room_snapshots_of(store, room.id))
    pledges = await wait(moderating.commitments_of(store, room.id))
    found = []
    for item in room.state.agenda:
        exercise = exercises.get(item.exercise)
        if exercise is None or item.began is None:
            continue
        parts = []
        for part in answerable(exercise).values():
            if part.sensitive:
                continue  # what people say there is shown to nobody outside the desk
            title, spec, table = tabled(exercise, part)
            shown = await _shown(room, exercise, part, tabled)
            boxes = {each["id"]: each["words"] for each in spec.get("boxes", [])}
            parts.append(
                PartRecord(
                    part.id,
                    part.kind,
                    title,
                    table,
                    shown,
                    tuple(
                        TextRecord(
                            boxes.get(text.box, ""), text.shown, names.get(text.theme or 0, "")
                        )
                        for text in texts
                        if (text.exercise, text.part) == (exercise.id, part.id) and text.shown
                    ),
                    tuple(
                        SnapshotRecord(each.at, each.shown)
                        for each in kept
                        if (each.exercise, each.part) == (exercise.id, part.id)
                    ),
                )
            )
        found.append(
            ExerciseRecord(
                exercise.id,
                exercise.path,
                exercise.title,
                tuple(getattr(exercise, "priorities", ())),
                item.minutes,
                item.began,
                item.ended,
                tuple(parts),
            )
        )
    return Record(
        code=room.code,
        place=room.state.place,
        started=room.started,
        ended=room.ended,
        exercises=tuple(found),
        talks=tuple(
            TalkRecord(item.title, item.minutes, item.began, item.ended)
            for item in room.state.agenda
            if not item.exercise and item.began is not None
        ),
        themes=tuple(
            ThemeRecord(
                name, tuple(text.shown for text in texts if text.theme == number and text.shown)
            )
            for number, name in names.items()
        ),
        commitments=tuple(commitment(each) for each in pledges if each.shown),
        seats=seat_counts(room),
        unread=[
            *(text.status for text in written),
            *(pledge.status for pledge in pledges),
        ].count(keeping.NEW),
    )


def _is_sensitive(exercises: Mapping[str, Session], text: moderating.Text) -> bool:
    exercise = exercises.get(text.exercise)
    part = answerable(exercise).get(text.part) if exercise else None
    return part is not None and part.sensitive


async def _shown(
    room: Room, exercise: Session, part: Part, tabled: Callable[[Session, Part], Tabled]
) -> Compared | None:
    """Return what is shown of a part; None where it has no numbers, or nobody answered."""
    sides = sides_of(room, exercise, part, tabled)
    if sides is None or all(side.latest.is_empty for side in sides):
        return None
    return await asyncio.to_thread(compared, room, *sides)


def commitment(kept: moderating.Commitment) -> CommitmentRecord:
    """Return a commitment as it is shown."""
    shown = kept.shown or {}
    fields = {name: shown.get(name, "") for name in moderating.FIELDS}
    table = kept.table if fields["level"] == "table" and kept.table else None
    return CommitmentRecord(kept.number, **fields, exercise=kept.exercise, table=table)


def seat_counts(room: Room) -> SeatCounts:
    """Return how many are in a room, no kind of organisation of one to four told."""
    counts: dict[str, int] = {}
    for seat in room.seats.values():
        counts[seat.agency] = counts.get(seat.agency, 0) + 1
    names = sorted(counts)
    shown = row_of([counts[name] for name in names], len(room.seats))
    tables = {seat.table for seat in room.seats.values()}
    tables |= {table for latest in room.said.values() for table in latest.tables_counted}
    return SeatCounts(
        one_number(len(room.seats)), len(tables), dict(zip(names, shown, strict=True))
    )
