"""What the screens of an assembly are told as it happens: server-sent events."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from tornado.iostream import StreamClosedError

from safer_communities.classroom.assembly import answerable
from safer_communities.server.live.telling import BEAT_SECONDS, TOGETHER_SECONDS

from .asking import InRoom, RoomApi

if TYPE_CHECKING:
    from collections.abc import Callable

    from safer_communities.classroom.assembly import Room


def agenda_told(asking: InRoom, room: Room) -> list[dict[str, Any]]:
    """Return the agenda with the titles of its exercises in the language asked for."""
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
    return told


class RoomLive(RoomApi):
    """GET api/assemblies/CODE/live: the desk hears everything, a seat what its table needs."""

    watcher = None

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
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("X-Accel-Buffering", "no")
        self.watcher = self.surroundings.rooms.watch(room, everything=everything, table=table)
        try:
            await self.tell(room, event, news)
        except StreamClosedError:
            pass  # the page was closed
        finally:
            room.watchers.discard(self.watcher)

    async def tell(self, room: Room, event: str, news: Callable[[Room], dict[str, Any]]) -> None:
        told = ""
        watcher = self.watcher
        while watcher and not self._finished:
            watcher.changed.clear()
            now = json.dumps(news(room), ensure_ascii=False)
            if now == told:
                self.write("event: beat\ndata: .\n\n")
            else:
                self.write(f"event: {event}\ndata: {now}\n\n")
            told = now
            await self.flush()
            if room.gone:
                return
            await asyncio.sleep(TOGETHER_SECONDS)
            try:
                await asyncio.wait_for(watcher.changed.wait(), BEAT_SECONDS)
            except TimeoutError:
                continue

    def on_connection_close(self) -> None:
        super().on_connection_close()
        if self.watcher:
            self._finished = True
            self.watcher.changed.set()

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
            "on": room.state.on,
            "agenda": agenda_told(self, room),
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
