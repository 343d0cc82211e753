"""Assemblies as the server holds them: who sits where, what is on, how far each table is.

The store has all of it; what is here is kept beside it so that screens are told at once.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from safer_communities.classroom.classes import (
    KEPT_SECONDS,
    LIFE_SECONDS,
    Full,
    NotOpen,
    Over,
    Paused,
    Watcher,
)
from safer_communities.classroom.store import CannotStore

from . import keeping
from .agenda import NOWHERE, Item, Place, moved_to
from .exercises import TABLE
from .latest import Latest
from .tables import assemblies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from safer_communities.classroom.classes import Classroom
    from safer_communities.classroom.codes import Codes
    from safer_communities.classroom.store import Store

    from .exercises import Round

MOST_TABLES = 20
MOST_SEATS = 160
CONFIDENCES = range(1, 6)
"""How sure somebody is of what they answered alone: 1 not at all, 5 quite sure."""


class Frozen(Exception):
    """The part takes no more answers."""


@dataclass(frozen=True)
class RoomState:
    """What the facilitator has set. An assembly begins with nothing on."""

    agenda: tuple[Item, ...] = ()
    place: Place = NOWHERE
    on: str = ""
    """The id of the agenda's item that is on."""
    paused: bool = False
    open: Mapping[str, Mapping[str, Round]] = field(default_factory=dict)
    """By exercise and part: the round in which it can be answered."""
    frozen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By exercise: the parts whose comparison the room may see."""

    @property
    def item(self) -> Item | None:
        return next((item for item in self.agenda if item.id == self.on), None)

    @property
    def exercise(self) -> str:
        """The id of the exercise that is on; empty in a talk and before the first item."""
        return self.item.exercise if self.item else ""

    @classmethod
    def of_stored(cls, data: Mapping[str, Any]) -> RoomState:
        listed = {
            name: {exercise: tuple(parts) for exercise, parts in data[name].items()}
            for name in ("frozen", "shown")
        }
        return cls(
            agenda=tuple(Item(**item) for item in data["agenda"]),
            place=Place(**data["place"]),
            on=data["on"],
            paused=data["paused"],
            open=data["open"],
            **listed,
        )


@dataclass(frozen=True)
class Seat:
    """Somebody at a table. No name is known of them."""

    id: str
    table: int
    agency: str
    key: str = ""


@dataclass
class Room:
    """One assembly."""

    id: str
    code: str
    started: float
    ended: float | None = None
    state: RoomState = RoomState()
    gone: bool = False
    seats: dict[str, Seat] = field(default_factory=dict)
    said: dict[tuple[str, str], Latest] = field(default_factory=dict)
    """By exercise and part, the answers that count."""
    unread: int = 0
    """Texts and commitments that the facilitator has not looked at."""
    latest: int = 0
    watchers: set[SeatWatcher] = field(default_factory=set)

    def note(self, answer: keeping.Answer) -> None:
        """Note what an answer changes of what the desk and the tables are told."""
        self.latest = max(self.latest, answer.seq)
        self.said.setdefault((answer.exercise, answer.part), Latest()).note(answer)

    def said_to(self, exercise: str, part: str) -> Latest:
        """Return the answers to a part that count."""
        return self.said.get((exercise, part)) or Latest()

    def own_of(self, seat: str, exercise: str) -> dict[str, keeping.Answer]:
        """Return, by part, what a seat answered alone in an exercise."""
        return {
            part: latest.alone[seat]
            for (known, part), latest in self.said.items()
            if known == exercise and seat in latest.alone
        }

    def joint_of(self, table: int, exercise: str) -> dict[str, Any]:
        """Return, by part, what a table answered together in an exercise, and its number."""
        return {
            part: {"seq": latest.joint[table].seq, "value": dict(latest.joint[table].value)}
            for (known, part), latest in self.said.items()
            if known == exercise and table in latest.joint
        }

    def told(self) -> dict[str, Any]:
        """Return what every screen of the room is told of its state."""
        state, exercise = self.state, self.state.exercise
        return {
            "exercise": exercise,
            "open": dict(state.open.get(exercise, {})),
            "frozen": list(state.frozen.get(exercise, ())),
            "shown": list(state.shown.get(exercise, ())),
            "paused": state.paused,
            "ended": self.ended is not None or self.gone,
        }


class SeatWatcher(Watcher):
    """A screen that is told of changes: the desk of everything, a seat of its own table's."""

    def __init__(self, *, everything: bool, table: int | None = None) -> None:
        super().__init__(everything=everything)
        self.table = table


class Rooms:
    """Every assembly of this server."""

    def __init__(
        self,
        *,
        store: Store,
        codes: Codes,
        classroom: Classroom,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        """Where all of it is kept; what this class does not do itself is done with it."""
        self._codes = codes
        self._classroom = classroom
        self._clock = clock
        self._by_id: dict[str, Room] = {}
        classroom.taken_elsewhere = lambda: self.codes
        self._load()

    def _load(self) -> None:
        for row in keeping.rooms(self.store).result():
            state = RoomState.of_stored(row.state)
            self._by_id[row.id] = Room(row.id, row.code, row.started, row.ended, state)
        for row in keeping.seats_of_all(self.store).result():
            self._by_id[row.assembly_id].seats[row.id] = Seat(
                row.id, row.table_no, row.agency, row.key
            )
        for room in self._by_id.values():
            for answer in keeping.answers_of(self.store, room.id).result():
                room.note(answer)
            room.unread = keeping.unread_of(self.store, room.id).result()

    # -- finding

    @property
    def now(self) -> float:
        return self._clock()

    @property
    def codes(self) -> set[str]:
        return {room.code for room in self._by_id.values()}

    def all(self) -> list[Room]:
        """Return every assembly, the latest first."""
        return sorted(self._by_id.values(), key=lambda room: -room.started)

    def by_code(self, code: str) -> Room | None:
        return next((room for room in self._by_id.values() if room.code == code), None)

    def by_id(self, room_id: str) -> Room | None:
        return self._by_id.get(room_id)

    def is_over(self, room: Room) -> bool:
        return room.gone or room.ended is not None or self.now - room.started > LIFE_SECONDS

    # -- changing

    async def start(self, agenda: tuple[Item, ...] = (), place: Place = NOWHERE) -> Room:
        """Start an assembly; nothing of its agenda is on yet."""
        code = self._codes.new(self.codes | self._classroom.codes)
        state = RoomState(agenda=agenda, place=place)
        room = Room(secrets.token_hex(12), code, self.now, state=state)
        self._by_id[room.id] = room  # before the wait, so that no other gets this code
        try:
            stored = keeping.add_room(self.store, room.id, code, room.started, asdict(state))
            await asyncio.wrap_future(stored)
        except BaseException:
            self._by_id.pop(room.id, None)
            raise
        return room

    async def join(self, room: Room, table: int, agency: str) -> Seat:
        """Take somebody in at a table. Raises Over, Full."""
        if self.is_over(room):
            raise Over
        if len(room.seats) >= MOST_SEATS:
            raise Full
        seat = Seat(secrets.token_hex(12), table, agency, secrets.token_hex(12))
        room.seats[seat.id] = seat
        try:
            stored = keeping.add_seat(
                self.store, room.id, id=seat.id, table_no=table, agency=agency, key=seat.key
            )
            await asyncio.wrap_future(stored)
        except BaseException:
            room.seats.pop(seat.id, None)
            raise
        self.tell_staff(room)
        return seat

    async def answer(self, room: Room, answer: keeping.NewAnswer) -> int:
        """Store an answer; return its number.

        Raises Over, NotOpen, Frozen, Paused, Mismatch, CannotStore. What was stored before is told
        again whatever the state is now: only its reply was lost.
        """
        refusal = self._refusal(room, answer)
        if refusal is not None:
            known = await asyncio.wrap_future(keeping.seq_of(self.store, room.id, answer))
            if known is None:
                raise refusal
            return known
        return await self._stored(room, answer)

    async def count(self, room: Room, answer: keeping.NewAnswer) -> int:
        """Store what a scribe counted at a table, whatever is open. Raises Over, CannotStore."""
        if self.is_over(room):
            raise Over
        return await self._stored(room, answer)

    async def _stored(self, room: Room, new: keeping.NewAnswer) -> int:
        answer, unread = await asyncio.wrap_future(
            keeping.append(self.store, room.id, new, self.now)
        )
        room.note(answer)
        room.unread = room.unread if unread is None else unread
        if answer.round == TABLE:
            self._tell(room, lambda watcher: watcher.everything or watcher.table == answer.table)
        else:
            self.tell_staff(room)
        return answer.seq

    def _refusal(self, room: Room, answer: keeping.NewAnswer) -> Exception | None:
        state = room.state
        if self.is_over(room):
            return Over()
        if answer.part in state.frozen.get(answer.exercise, ()):
            return Frozen()
        opened = state.open.get(answer.exercise, {}).get(answer.part)
        if answer.exercise != state.exercise or opened != answer.round:
            return NotOpen()
        return Paused() if state.paused else None

    async def set_state(self, room: Room, *, end: bool = False, **changes: Any) -> None:
        """Change the state; end the assembly. Raises Over where it has ended.

        What comes on begins now, and what was on has ended now, by the agenda's clock.
        """
        if self.is_over(room):
            raise Over
        state = replace(room.state, **changes)
        if state.on != room.state.on or end:
            agenda = moved_to(state.agenda, "" if end else state.on, self.now)
            state = replace(state, agenda=agenda)
        before, room.state = room.state, state  # the next change builds on this one
        ended = self.now if end else None
        try:
            stored = keeping.set_state(self.store, room.id, asdict(state), ended)
            await asyncio.wrap_future(stored)
        except CannotStore:
            room.state = before
            raise
        room.ended = ended
        self._tell(room)

    async def delete(self, *gone: Room) -> None:
        """Delete assemblies: nothing of them is left in the store's files when this returns."""
        for room in gone:
            room.gone = True  # from now on it takes nothing
        try:
            await asyncio.wrap_future(self.store.delete([room.id for room in gone], assemblies))
        except BaseException:
            for room in gone:
                room.gone = False
            raise
        for room in gone:
            self._by_id.pop(room.id, None)
            self._tell(room)

    async def tidy(self) -> None:
        """End the assemblies nobody ended; delete those that ended long ago, as classes are."""
        for room in self.all():
            if room.ended is None and self.is_over(room):
                ended = room.started + LIFE_SECONDS
                stored = keeping.set_state(self.store, room.id, asdict(room.state), ended)
                await asyncio.wrap_future(stored)
                room.ended = ended
                self._tell(room)
        old = [
            room
            for room in self.all()
            if room.ended is not None and self.now - room.ended > KEPT_SECONDS
        ]
        if old:
            await self.delete(*old)

    # -- telling

    def watch(self, room: Room, *, everything: bool, table: int | None = None) -> SeatWatcher:
        watcher = SeatWatcher(everything=everything, table=table)
        room.watchers.add(watcher)
        return watcher

    def tell_staff(self, room: Room) -> None:
        """Wake the desks of an assembly."""
        self._tell(room, lambda watcher: watcher.everything)

    def tell_everybody(self) -> None:
        """Wake the desks of every assembly."""
        for room in self._by_id.values():
            self.tell_staff(room)

    def _tell(self, room: Room, to: Callable[[SeatWatcher], bool] = lambda _: True) -> None:
        for watcher in room.watchers:
            if to(watcher):
                watcher.changed.set()
