"""What the screens of an assembly are told as it happens: server-sent events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safer_communities.classroom.assembly import answerable
from safer_communities.server.live.telling import TOGETHER_SECONDS, Telling

from .asking import InRoom, RoomApi

if TYPE_CHECKING:
    from collections.abc import Callable

    from safer_communities.classroom.assembly import Room


DESK_SECONDS = 0.3
"""News of a full room that come within this are told to a desk together: it only counts them.

In a room of 120 there are thirty answers a second, and a desk paints all its tables for each news.
"""


def agenda_told(asking: InRoom, room: Room) -> dict[str, Any]:
    """Return what is on, and the agenda with its exercises' titles in the language asked for."""
    exercises = asking.exercises()
    told = []
    for item in room.state.agenda:
        exercise = exercises.get(item.exercise)
        title = asking.voice_for(exercise).say(exercise.title) if exercise else item.title
        told.append(
            {
                "id": item.id,
                "exercise": item.exercise,
                "title": title or item.exercise,
                "minutes": item.minutes,
                "skipped": item.skipped,
                "began": item.began,
                "ended": item.ended,
            }
        )
    return {"on": room.state.on, "agenda": told, "edition": room.state.edition}


class RoomLive(RoomApi, Telling):
    """GET api/assemblies/CODE/live: the desk hears everything, a seat what its table needs."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        mine = self.seated()
        table = mine[1].table if mine and mine[0] is room else None
        view = self.get_query_argument("as", "")
        event, everything = "state", False
        news: Callable[[Room], dict[str, Any]] = self.board
        if self.is_staff and view not in ("board", "seat"):
            event, everything, news = "progress", True, self.progress
        elif view == "board":
            everything = True
        elif table is not None:
            news = self.seat
        watcher = self.surroundings.rooms.watch(room, everything=everything, table=table)
        together = TOGETHER_SECONDS if event == "state" else DESK_SECONDS
        await self.tell(room, watcher, event, news, together)

    def seat(self, room: Room) -> dict[str, Any]:
        """Return the state, and what this seat's own table has answered together."""
        mine = self.seated()
        if mine is None or mine[0] is not room:
            return {**room.told(), "moved": True}
        return {
            **room.told(),
            "talk": self.talk(room),
            "joint": room.joint_of(mine[1].table, room.state.exercise),
        }

    def talk(self, room: Room) -> str:
        """Return the title of the talk that is on; empty in an exercise."""
        item = room.state.item
        return item.title if item else ""

    def board(self, room: Room) -> dict[str, Any]:
        return {
            **room.told(),
            "talk": self.talk(room),
            "joined": len(room.seats),
            "said": self.room_said(room),
        }

    def room_said(self, room: Room) -> str:
        """Return how many have joined, at how many tables: '31 people, 5 tables'."""
        voice, people = self.voice, len(room.seats)
        tables = len({seat.table for seat in room.seats.values()})
        said = voice.say_many("%(n)s person", "%(n)s people", people)
        at = voice.say_many("%(n)s table", "%(n)s tables", tables)
        return f"{said % {'n': voice.number(people)}}, {at % {'n': voice.number(tables)}}"

    def progress(self, room: Room) -> dict[str, Any]:
        return {
            **self.board(room),
            **agenda_told(self, room),
            "now": self.surroundings.rooms.now,
            "unread": room.unread,
            "slowed": len(self.surroundings.tries.slowed),
            "answers": room.latest,
            "tables": self.tables(room),
        }

    def tables(self, room: Room) -> list[dict[str, Any]]:
        """Return how far each table is in each part of the exercise that is on."""
        exercise = self.exercises().get(room.state.exercise)
        parts = list(answerable(exercise)) if exercise else []
        seats: dict[int, set[str]] = {}
        for seat in room.seats.values():
            seats.setdefault(seat.table, set()).add(seat.id)
        said = {part: room.said_to(room.state.exercise, part) for part in parts}
        for latest in said.values():
            for table in latest.tables_counted:
                seats.setdefault(table, set())
        found = []
        for table in sorted(seats):
            row = {
                part: {
                    "alone": len(latest.alone.keys() & seats[table]),
                    "joint": table in latest.joint,
                    "counted": latest.counted_at(table),
                }
                for part, latest in said.items()
            }
            found.append({"table": table, "seats": len(seats[table]), "parts": row})
        return found
