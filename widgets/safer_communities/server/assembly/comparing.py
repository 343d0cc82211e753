"""What a room answered, told: alone beside table, kinds of organisation, snapshots."""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Any

from safer_communities.classroom.assembly import (
    CONFIDENCES,
    add_room_snapshot,
    answerable,
    compared,
    delete_room_snapshot,
    has_numbers,
    room_snapshots_of,
    sides_of,
    talked,
)
from safer_communities.language import N_
from safer_communities.server.live.asking import Refused
from safer_communities.server.live.spreads import NO_SNAPSHOT, number_told, spread_told

from .asking import NEVER_SHOWN, OTHERS, InRoom, RoomApi, RoomStaffApi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.activities import Table
    from safer_communities.classroom import Shown, ShownSpread
    from safer_communities.classroom.assembly import Compared, Room
    from safer_communities.content import Part, Session
    from safer_communities.language import Speaker

SAME_WORDS = {
    "same": N_("As their table then said"),
    "other": N_("Otherwise than their table then said"),
}
SURE_WORDS = {
    1: N_("1: not at all sure"),
    2: N_("2"),
    3: N_("3"),
    4: N_("4"),
    5: N_("5: quite sure"),
}


class Comparing(InRoom):
    """What answers about comparisons share."""

    @functools.cached_property
    def voice(self) -> Speaker:
        """Who says it, looked up once: a comparison has a thousand numbers."""
        return super().voice

    async def comparisons(self, room: Room, exercise: Session) -> dict[str, Compared]:
        """Return what is shown of each part of an exercise that has numbers."""
        found = {}
        for part in answerable(exercise).values():
            sides = sides_of(room, exercise, part, self.tabled)
            if sides is not None:
                # Beside the loop: with 120 seats it takes a while, and answers come meanwhile.
                found[part.id] = await asyncio.to_thread(compared, room, *sides)
        return found

    def told_of(self, room: Room, exercise: Session, part: Part, shown: Compared) -> dict[str, Any]:
        """Return a comparison as the API tells it: five tables in the form of a class's spread."""
        title, _, table = self.tabled(exercise, part)
        assert table is not None  # noqa: S101 (only parts with numbers are compared)
        names = {**self.agencies(), "others": self.say(OTHERS)}
        rows = {row.id: row.words for row in table.rows}
        return {
            "part": part.id,
            "title": title,
            "kind": part.kind,
            "sensitive": part.sensitive,
            "shown": part.id in room.state.shown.get(exercise.id, ()),
            "alone": self.spread(table, shown.alone),
            "joint": self.spread(table, shown.joint),
            "confidence": self.small_table(
                {str(step): self.say(SURE_WORDS[step]) for step in CONFIDENCES},
                {"": shown.confidence},
                {"": ""},
            ),
            "moved": self.small_table(
                {name: self.say(words) for name, words in SAME_WORDS.items()}, shown.moved, rows
            ),
            "agencies": [
                {"agency": name, "words": names.get(name, name), **self.spread(table, each)}
                for name, each in shown.agencies.items()
            ],
        }

    def spread(self, table: Table, shown: ShownSpread) -> dict[str, Any]:
        return spread_told(table, shown, self.voice)

    def small_table(
        self,
        columns: Mapping[str, str],
        rows: Mapping[str, Mapping[str, Shown]],
        words: Mapping[str, str],
    ) -> dict[str, Any]:
        return {
            "columns": [{"id": name, "words": said} for name, said in columns.items()],
            "rows": [
                {
                    "id": row,
                    "words": words.get(row, ""),
                    "cells": [
                        {"column": name, **self.number_of(each), "right": None}
                        for name, each in cells.items()
                    ],
                }
                for row, cells in rows.items()
            ],
        }

    def number_of(self, shown: Shown) -> dict[str, Any]:
        return number_told(shown, self.voice)


class Compare(Comparing, RoomStaffApi):
    """GET api/assemblies/CODE/compare: every part of an exercise that has numbers."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        exercise = self.exercise_asked(room)
        found = await self.comparisons(room, exercise)
        self.finish(
            {
                "exercise": exercise.id,
                "parts": [
                    self.told_of(room, exercise, exercise.part(name), shown)
                    for name, shown in found.items()
                ],
            }
        )


class ShownNow(Comparing, RoomApi):
    """GET api/assemblies/CODE/shown: what the facilitator shows the room, in its order."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        if not room.state.shown.get(room.state.exercise):
            self.finish({"parts": []})
            return
        exercise = self.exercise_on(room)
        shown = room.state.shown[exercise.id]
        found = await self.comparisons(room, exercise)
        talk = talked(exercise)
        parts = []
        for part in exercise.parts:
            if part.id not in shown or part.sensitive:
                continue
            if part.id in found:
                parts.append(self.told_of(room, exercise, part, found[part.id]))
            elif part.id in talk:
                title = self.voice_for(exercise).say(part.title)
                parts.append(
                    {"part": part.id, "title": title, "talk": self.talk_of(exercise, part)}
                )
        self.finish({"parts": parts})


class RoomSnapshots(Comparing, RoomStaffApi):
    """GET and POST api/assemblies/CODE/snapshots: comparisons as they were, to talk about."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        exercises = self.exercises()
        found = []
        for each in await asyncio.wrap_future(room_snapshots_of(self.surroundings.store, room.id)):
            exercise = exercises.get(each.exercise)
            part = answerable(exercise).get(each.part) if exercise else None
            if exercise and part and has_numbers(part.kind):
                told = self.told_of(room, exercise, part, each.shown)
                found.append({"id": each.id, "at": each.at, "exercise": exercise.id, **told})
        self.finish({"snapshots": found})

    async def post(self, typed: str) -> None:
        room = self.room_called(typed)
        exercise = self.exercise_on(room)
        part = self.part_of(exercise, self.asked(part=str).get("part"), counted=True)
        if part.sensitive:
            raise Refused(400, NEVER_SHOWN)
        shown = (await self.comparisons(room, exercise))[part.id]
        now = self.surroundings.rooms.now
        stored = add_room_snapshot(
            self.surroundings.store, room.id, shown, exercise=exercise.id, part=part.id, at=now
        )
        self.finish({"id": await asyncio.wrap_future(stored)})


class OneRoomSnapshot(RoomStaffApi):
    """DELETE api/assemblies/CODE/snapshots/ID."""

    async def delete(self, typed: str, number: str) -> None:
        room = self.room_called(typed)
        gone = delete_room_snapshot(self.surroundings.store, room.id, int(number))
        if not await asyncio.wrap_future(gone):
            raise Refused(404, NO_SNAPSHOT)
        self.finish({"deleted": True})
