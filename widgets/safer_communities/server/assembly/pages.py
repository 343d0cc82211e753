"""The pages of an assembly: joining, a seat's screen, the projector, the facilitator's desk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limits import RateLimitItemPerSecond

from safer_communities.classroom import TRIES_SECONDS, Full, Over
from safer_communities.classroom.assembly import answerable, has_numbers, rounds_of
from safer_communities.server.handling import StaffHandler
from safer_communities.server.live.asking import Refused
from safer_communities.server.live.pages import BoardPage, ClassPage, JoinPage
from safer_communities.server.live.qr import qr_picture

from .asking import ROOM_REFUSALS, TABLES, InRoom

if TYPE_CHECKING:
    from safer_communities.classroom.assembly import Room

LOOKS = RateLimitItemPerSecond(8, TRIES_SECONDS, namespace="looks")
"""How often an address may open a join page whose code is no assembly's, and be told so by it.

Together with the 30 codes it may try, a guesser finds an assembly in 38 of 385,020 codes at most:
1 in 10,132 (design, section 5, asks for less than 1 in 10,000). After that the page says nothing,
and asks where somebody sits only once the code was sent, which is a try.
"""


class JoinEitherPage(InRoom, JoinPage):
    """Where a code is typed; the code of an assembly asks for a table and a kind of place."""

    def get(self, code: str = "") -> None:
        self.language()
        room = self.looked_up(code)
        if room is not None or (code and self.get_query_argument("as", "") == "seat"):
            self.ask_where(self.surroundings.codes.read(code) or code[:40])
            return
        super().get(code)

    def looked_up(self, typed: str) -> Room | None:
        """Return the assembly with this code, for as long as this address has looks left."""
        code = self.surroundings.codes.read(typed) if typed else None
        address, tries = str(self.request.remote_ip), self.surroundings.tries
        if code is None or tries.wait(address, LOOKS):
            return None
        room = self.surroundings.rooms.by_code(code)
        if room is None and not self.is_staff:
            tries.count(address, LOOKS)
        return room

    async def post(self, code: str = "") -> None:
        """Join without JavaScript."""
        self.language()
        typed = self.get_body_argument("code", code)[:40]
        if self.get_body_argument("card", ""):
            await super().post(code)
            return
        try:
            room = self.room_with(typed)
        except Refused as error:
            self.ask(typed, trouble=self.say(error.sentence))
            return
        if room is None:
            await super().post(code)
            return
        table, agency = (self.get_body_argument(name, "") for name in ("table", "agency"))
        try:
            at = int(table) if re.fullmatch("[0-9]{1,3}", table) else None
            await self.take_seat(room, at, agency or None)
        except (Refused, Over, Full) as error:
            trouble = getattr(error, "sentence", "") or ROOM_REFUSALS[type(error).__name__][1]
            self.ask_where(room.code, trouble, table, agency)
        else:
            self.redirect(self.link(f"class/{room.code}") + "#joined", status=303)

    def ask_where(self, code: str, trouble: str = "", table: str = "", agency: str = "") -> None:
        """Ask at which table somebody sits, and for what kind of organisation."""
        mine = self.seated()
        here = mine is not None and mine[0].code == code
        self.show(
            "assembly/join.html",
            code=code,
            trouble=self.say(trouble),
            tables=TABLES,
            table=table,
            agency=agency,
            agencies=self.agencies(),
            mine=mine[1] if mine and here else None,
            token=self.xsrf_token.decode(),
        )


class SeatPage(InRoom, ClassPage):
    """`/class/CODE`: for a seat the exercise that is on; a pupil has the lesson of the class."""

    async def get(self, code: str) -> None:  # type: ignore[override]
        read = self.surroundings.codes.read(code)
        if read is None or self.surroundings.rooms.by_code(read) is None:
            await super().get(code)
            return
        mine = self.seated()
        self.language()
        if mine is None or read != mine[0].code:
            self.redirect(self.link(f"join/{code}", **{"as": "seat"}), status=303)
            return
        room, seat = mine
        _ = self.xsrf_token
        self.show(
            "assembly/seat.html",
            code=room.code,
            seat=seat,
            agency=self.agencies().get(seat.agency, seat.agency),
            facts=self.surroundings.held.library.references.for_pupils,
        )


class RoomBoardPage(InRoom, BoardPage):
    """`/class/CODE/board`: what the projector shows. It holds no staff session and needs none."""

    def get(self, code: str) -> None:
        self.language()
        room = self.room_with(code)
        if room is None:
            super().get(code)
            return
        where = self.address() + self.link(f"join/{room.code}")
        self.show(
            "assembly/board.html",
            code=room.code,
            scanned=where,
            picture=qr_picture(where),
            address=self.address() + self.link("join"),
        )


class FacilitatorDesk(InRoom, StaffHandler):
    """`/staff/facilitator-desk`: start an assembly, or lead the one named by `?assembly=`."""

    def get(self) -> None:
        self.language()
        _ = self.xsrf_token
        typed = self.get_query_argument("assembly", "")
        room = self.room_called(typed) if typed else None
        rooms = self.surroundings.rooms
        exercises = list(self.exercises().values())
        settings = self.surroundings.organisations.now()
        areas = {**settings.districts, **settings.unitaries}
        where = self.address() + self.link(f"join/{room.code}") if room else ""
        self.show(
            "assembly/desk.html",
            room=room,
            live=room,
            over=rooms.is_over(room) if room else False,
            rooms=[(each, rooms.is_over(each)) for each in rooms.all()],
            exercises=exercises,
            titles={each.id: self.voice_for(each).say(each.title) for each in exercises},
            parts={each.id: self.parts_told(each) for each in exercises},
            areas={name: each.name for name, each in areas.items()},
            agencies=self.agencies(),
            tables=TABLES,
            sharing=self.surroundings.sharing,
            address=where,
            picture=qr_picture(where) if room else "",
        )

    def parts_told(self, exercise: Any) -> list[dict[str, Any]]:
        """Return the parts of an exercise as the desk operates them."""
        voice = self.voice_for(exercise)
        answered = answerable(exercise)
        return [
            {
                "id": part.id,
                "title": voice.say(part.title),
                "minutes": part.minutes,
                "step": part.step,
                "rounds": list(rounds_of(part)) if part.id in answered else [],
                "counted": part.id in answered and has_numbers(part.kind),
                "sensitive": part.sensitive,
            }
            for part in exercise.parts
        ]
