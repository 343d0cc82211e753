"""Who asks for an assembly, and what they are refused: what its pages and answers share."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from tornado import web
from tornado.web import create_signed_value, decode_signed_value

from safer_communities.activities import spec_of
from safer_communities.classroom.assembly import (
    MOST_SEATS,
    MOST_TABLES,
    Frozen,
    answerable,
    has_numbers,
)
from safer_communities.content import fill
from safer_communities.language import N_, speaker
from safer_communities.server.live.asking import (
    COOKIE_DAYS,
    NOT_ASKED,
    OF_STAFF,
    PUPIL_COOKIE,
    REFUSALS,
    Api,
    InClass,
    Refused,
)
from safer_communities.server.live.tries import GUESSES, NONSENSE

if TYPE_CHECKING:
    from safer_communities.activities import Spec, Table
    from safer_communities.classroom.assembly import Room, Seat
    from safer_communities.content import Exercise, Part, Session
    from safer_communities.language import Speaker

SEAT_COOKIE = "sc-seat"

WRONG_CODE = N_("No assembly has this code. Look at the screen again, or ask the facilitator.")
NO_SEAT = N_("You are not in an assembly on this device. Join with the code on the screen.")
SAY_WHERE = N_(
    "This is an assembly: say which table you sit at, and for what kind of organisation."
)
NO_TABLE = N_("There is no such table. Tables have numbers from 1 to 20.")
NO_AGENCY = N_("That is no kind of organisation that this assembly knows.")
ROOM_FULL = N_("This assembly is full. Ask the facilitator.")
ROOM_OVER = N_("This assembly is over. Thank you for taking part.")
ROUND_CLOSED = N_(
    "The facilitator has not opened this round. What you chose is still on your screen."
)
IS_FROZEN = N_("The facilitator has frozen this part: it takes no more answers.")
ROOM_PAUSED = N_("The facilitator has paused the room. Your answer can be sent afterwards.")
NOTHING_ON = N_("No exercise is on just now.")
NO_PART = N_("This exercise has no such part to answer.")
NO_NUMBERS = N_("This part has nothing to count.")
NEVER_SHOWN = N_("What people say in this part is never shown to the room.")
NOT_LOOKED_AT = N_(
    "There are texts that nobody has looked at. "
    "Look at them first, or say that you go on without them."
)

ROOM_REFUSALS: dict[str, tuple[int, str]] = {
    "Over": (410, ROOM_OVER),
    "Full": (409, ROOM_FULL),
    "NotOpen": (409, ROUND_CLOSED),
    "Paused": (409, ROOM_PAUSED),
}
"""What classes refuse too, in the words of an assembly."""
REFUSALS[Frozen] = (409, IS_FROZEN)

OTHERS = N_("Other kinds together")
TABLES = range(1, MOST_TABLES + 1)


class InRoom(InClass):
    """What pages and answers of an assembly share."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer as classes do, in the words of an assembly."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        said = ROOM_REFUSALS.get(type(error).__name__)
        if said and getattr(self, "in_room", False):
            kwargs["exc_info"] = (Refused, Refused(*said), None)
            status_code = said[0]
        super().write_error(status_code, **kwargs)

    # -- who asks

    in_room = False
    """Whether this request is about an assembly: set once its room is known."""

    def seated(self) -> tuple[Room, Seat] | None:
        """Return the room and seat that this browser's cookie names, if they are still there.

        A browser that has joined a class since is a pupil of that class, and no seat.
        """
        if self.get_cookie(PUPIL_COOKIE):
            return None
        held = decode_signed_value(
            self.surroundings.store.secret,
            SEAT_COOKIE,
            self.get_cookie(SEAT_COOKIE),
            max_age_days=COOKIE_DAYS,
        )
        room_id, seat_id, key = [*(held or b"").decode().split("."), "", "", ""][:3]
        room = self.surroundings.rooms.by_id(room_id)
        seat = room.seats.get(seat_id) if room else None
        if room is None or seat is None or not hmac.compare_digest(seat.key, key):
            return None
        return room, seat

    def sit(self, room: Room, seat: Seat) -> None:
        """Give the browser the cookie of a seat: random ids, signed. It ends with the browser."""
        if self.get_cookie(PUPIL_COOKIE):
            self.clear_cookie(PUPIL_COOKIE, path=self.base_url)
        self.set_cookie(
            SEAT_COOKIE,
            create_signed_value(
                self.surroundings.store.secret, SEAT_COOKIE, f"{room.id}.{seat.id}.{seat.key}"
            ).decode(),
            path=self.base_url,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )

    # -- which assembly

    def room_with(self, typed: str) -> Room | None:
        """Return the assembly with this code; None where none has it, which is no try yet.

        Whoever tried too many codes is told nothing of any.
        """
        code = self.surroundings.codes.read(typed)
        room = self.surroundings.rooms.by_code(code) if code else None
        if room is None:
            return None
        self.in_room = True
        mine = self.seated()
        address = str(self.request.remote_ip)
        if not (self.is_staff or (mine and mine[0] is room)) and (
            wait := self.surroundings.tries.wait(address, GUESSES)
        ):
            self.slow(address, wait)
        return room

    def room_called(self, typed: str) -> Room:
        """Return the assembly with this code. A stranger spends a try on each that is none."""
        room = self.room_with(typed)
        if room is None:
            self._spend(typed)
            raise Refused(404, WRONG_CODE)
        return room

    def _spend(self, typed: str) -> None:
        if self.is_staff:
            return
        address, tries = str(self.request.remote_ip), self.surroundings.tries
        item = GUESSES if self.surroundings.codes.read(typed) else NONSENSE
        if wait := tries.wait(address, item):
            self.slow(address, wait)
        tries.count(address, item)

    async def take_seat(self, room: Room, table: Any, agency: Any) -> Seat:
        """Take whoever asks in at a table. Refuses what is no table, no kind of organisation."""
        if table is None or agency is None:
            raise Refused(409, SAY_WHERE)
        if type(table) is not int or table not in TABLES:
            raise Refused(400, NO_TABLE)
        if agency not in self.agencies():
            raise Refused(400, NO_AGENCY)
        seat = await self.surroundings.rooms.join(room, table, agency)
        self.sit(room, seat)
        return seat

    # -- words

    def agencies(self) -> dict[str, str]:
        """Return the kinds of organisation by id, each as this language says it."""
        known = self.surroundings.organisations.now().agencies
        return {name: self.say(agency.words) for name, agency in known.items()}

    def voice_for(self, lesson: Session) -> Speaker:
        locale = self.surroundings.held.places.locale
        return speaker(self.language_or_english().code, locale, lesson.id)

    def exercises(self) -> dict[str, Exercise]:
        """Return every exercise, by id."""
        self.surroundings.held.refresh()
        return {each.id: each for each in self.surroundings.held.library.exercises}

    def exercise_on(self, room: Room) -> Exercise:
        """Return the exercise that is on. Refuses where none is; 503 where its files are broken."""
        if not room.state.exercise:
            raise Refused(409, NOTHING_ON)
        return self.exercise_called(room.state.exercise)

    def exercise_called(self, name: str) -> Exercise:
        found = self.exercises().get(name)
        if found is None:
            raise web.HTTPError(503)
        return found

    def exercise_asked(self, room: Room) -> Exercise:
        """Return the exercise of `?exercise=`, or the one that is on."""
        asked = self.get_query_argument("exercise", "")
        if asked and asked not in self.exercises():
            raise Refused(400, NOT_ASKED)
        return self.exercise_called(asked) if asked else self.exercise_on(room)

    def part_of(self, exercise: Session, name: Any, *, counted: bool = False) -> Part:
        """Return a part that the room answers. Refuses any other; `counted`: one with numbers."""
        part = answerable(exercise).get(name) if isinstance(name, str) else None
        if part is None:
            raise Refused(400, NO_PART)
        if counted and not has_numbers(part.kind):
            raise Refused(400, NO_NUMBERS)
        return part

    def talk_of(self, exercise: Session, part: Part) -> dict[str, Any]:
        """Return what a room reads and talks about in a part, in the language asked for."""
        references = self.surroundings.held.library.references
        voice = self.voice_for(exercise)
        spec = spec_of(
            exercise.folder, part, references.for_pupils, voice, safety=references.safety
        )
        return {
            "ask": spec.get("ask", ""),
            "points": spec.get("points", []),
            "discuss": [fill(voice.say(line), references.for_pupils) for line in part.discuss],
        }

    def tabled(self, exercise: Session, part: Part) -> tuple[str, Spec, Table | None]:
        """Return a part's title, spec and table in the language asked for."""
        library = self.surroundings.held.library
        voice = self.voice_for(exercise)
        spec = self.surroundings.specs.of(library, exercise, part.id)
        if not has_numbers(part.kind):
            return voice.say(part.title), spec, None
        title, table = self.surroundings.tables.of(library, exercise, part, voice)
        return title, spec, table


class RoomApi(InRoom, Api):
    """Answers in JSON about an assembly. docs/api.md says every request and reply."""


class RoomStaffApi(RoomApi):
    """What only the facilitator may ask."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        if not self.is_staff:
            raise Refused(403, OF_STAFF)

    def all_looked_at(self, room: Room, *, said: bool) -> None:
        """Refuse where texts are unread and nobody `said` to go on all the same."""
        if not said and room.unread:
            raise Refused(409, NOT_LOOKED_AT)


class SeatApi(RoomApi):
    """What a seat asks about itself."""

    def mine(self) -> tuple[Room, Seat]:
        found = self.seated()
        if found is None:
            raise Refused(401, NO_SEAT)
        self.in_room = True
        return found


__all__ = [
    "MOST_SEATS",
    "NEVER_SHOWN",
    "OTHERS",
    "TABLES",
    "InRoom",
    "RoomApi",
    "RoomStaffApi",
    "SeatApi",
]
