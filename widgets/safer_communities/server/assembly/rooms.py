"""The API of an assembly: starting, its state and agenda, the end (docs/api.md)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from safer_communities.classroom.assembly import (
    LONGEST_TITLE,
    MOST_ITEMS,
    MOST_MINUTES,
    Item,
    Place,
    has_numbers,
    rounds_of,
    talked,
)
from safer_communities.language import N_
from safer_communities.server.live.asking import NOT_ASKED, Refused

from .asking import NEVER_SHOWN, NO_NUMBERS, NO_PART, RoomStaffApi
from .telling import agenda_told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.classroom.assembly import Room
    from safer_communities.content import Exercise

ITEM_ID = re.compile(r"[a-z0-9-]{1,20}")
LONGEST_PLACE = 80
NO_EXERCISE = N_("There is no such exercise.")
BAD_MINUTES = N_("An item of the agenda takes from 1 to 180 minutes.")
NO_TITLE = N_("A talk needs a title of at most 120 letters.")
TOO_LONG = N_("An agenda has at most 30 items.")
NO_DISTRICT = N_("There is no such district or council among this pack's settings.")
NOT_ON_AGENDA = N_("There is no such item on the agenda.")
NO_SUCH_ROUND = N_("This part has no such round.")
HAS_BEGUN = N_("What has begun stays on the agenda.")
EDITED_SINCE = N_(
    "The agenda was changed meanwhile, at another desk perhaps. "
    "It is shown as it is now: look, then go on."
)


class OfAgenda(RoomStaffApi):
    """What requests that say an agenda share."""

    def agenda_of(self, asked: list[Any], before: tuple[Item, ...] = ()) -> tuple[Item, ...]:
        """Return an agenda as it is kept. Refuses any other with a sentence.

        When an item was on is the room's to say, not the request's.
        """
        if len(asked) > MOST_ITEMS:
            raise Refused(400, TOO_LONG)
        known = {item.id: item for item in before}
        made: list[Item] = []
        for at, each in enumerate(asked):
            item = self.item_of(each, at)
            if any(item.id == other.id for other in made):
                raise Refused(400, NOT_ASKED)
            was = known.get(item.id)
            if was and was.began is not None:
                if was.exercise != item.exercise:
                    raise Refused(400, HAS_BEGUN)
                item = replace(item, began=was.began, ended=was.ended)
            made.append(item)
        begun = {item.id for item in before if item.began is not None}
        if not begun <= {item.id for item in made}:
            raise Refused(400, HAS_BEGUN)
        return tuple(made)

    def item_of(self, each: Any, at: int) -> Item:
        allowed = {"id": str, "exercise": str, "title": str, "minutes": int, "skipped": bool}
        if isinstance(each, str):
            each = {"exercise": each}
        if not isinstance(each, dict) or not set(each) <= set(allowed):
            raise Refused(400, NOT_ASKED)
        for name, value in each.items():
            if not isinstance(value, allowed[name]) or (name == "minutes" and value is True):
                raise Refused(400, NOT_ASKED)
        name = each.get("id", f"item-{at + 1}")
        if not ITEM_ID.fullmatch(name):
            raise Refused(400, NOT_ASKED)
        skipped = each.get("skipped", False)
        title = " ".join(each.get("title", "").split())
        if each.get("exercise"):
            exercise = self.exercise_named(each["exercise"])
            minutes = each.get("minutes", minutes_of(exercise))
            item = Item(name, minutes, exercise=exercise.id, skipped=skipped)
        else:
            if not 0 < len(title) <= LONGEST_TITLE:
                raise Refused(400, NO_TITLE)
            item = Item(name, each.get("minutes", 10), title=title, skipped=skipped)
        if not 1 <= item.minutes <= MOST_MINUTES:
            raise Refused(400, BAD_MINUTES)
        return item

    def exercise_named(self, name: str) -> Exercise:
        """Return the exercise with this id or path. Refuses any other."""
        for each in self.exercises().values():
            if name in (each.id, each.path):
                return each
        raise Refused(400, NO_EXERCISE)

    def place_of(self, asked: Mapping[str, Any]) -> Place:
        if not set(asked) <= {"name", "district"}:
            raise Refused(400, NOT_ASKED)
        for value in asked.values():
            if not isinstance(value, str) or len(value) > LONGEST_PLACE:
                raise Refused(400, NOT_ASKED)
        known = self.surroundings.organisations.now()
        district = asked.get("district", "")
        if district and district not in {**known.districts, **known.unitaries}:
            raise Refused(400, NO_DISTRICT)
        return Place(" ".join(asked.get("name", "").split()), district)


class Assemblies(OfAgenda):
    """POST api/assemblies {agenda, place}: start an assembly."""

    async def post(self) -> None:
        asked = self.asked(agenda=list, place=dict)
        agenda = self.agenda_of(asked.get("agenda", []))
        room = await self.surroundings.rooms.start(agenda, self.place_of(asked.get("place", {})))
        self.finish({"code": room.code})


class OneAssembly(RoomStaffApi):
    """DELETE api/assemblies/CODE: nothing of it is left when this is answered."""

    async def delete(self, typed: str) -> None:
        room = self.room_called(typed)
        self.all_looked_at(room, said=self.get_query_argument("unread", "") == "yes")
        await self.surroundings.rooms.delete(room)
        self.finish({"deleted": True})


class RoomState(OfAgenda):
    """GET and POST api/assemblies/CODE/state: what is given is changed."""

    def get(self, typed: str) -> None:
        self.told(self.room_called(typed))

    async def post(self, typed: str) -> None:
        room = self.room_called(typed)
        asked = self.asked(
            agenda=list,
            edition=int,
            place=dict,
            on=str,
            paused=bool,
            open=dict,
            frozen=list,
            shown=list,
            ended=bool,
            unread=bool,
        )
        changes: dict[str, Any] = {}
        if "agenda" in asked:
            if asked.get("edition", room.state.edition) != room.state.edition:
                raise Refused(409, EDITED_SINCE)
            changes["agenda"] = self.agenda_of(asked["agenda"], room.state.agenda)
            changes["edition"] = room.state.edition + 1
        if "place" in asked:
            changes["place"] = self.place_of(asked["place"])
        if "paused" in asked:
            changes["paused"] = asked["paused"]
        if "on" in asked:
            items = changes.get("agenda", room.state.agenda)
            if asked["on"] and asked["on"] not in {item.id for item in items}:
                raise Refused(400, NOT_ON_AGENDA)
            changes["on"] = asked["on"]
        changes |= self.of_parts(room, asked)
        if asked.get("ended"):
            self.all_looked_at(room, said=asked.get("unread", False))
        await self.surroundings.rooms.set_state(room, end=asked.get("ended", False), **changes)
        self.told(room)

    def of_parts(self, room: Room, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is asked about the parts of the exercise that is on."""
        changes: dict[str, Any] = {}
        for name in ("open", "frozen", "shown"):
            if name not in asked:
                continue
            exercise = self.exercise_on(room)
            given = asked[name]
            talk = talked(exercise) if name == "shown" else {}
            for each in given:
                said = talk.get(each) if isinstance(each, str) else None
                part = said or self.part_of(exercise, each)
                if name == "open" and given[each] not in rounds_of(part):
                    raise Refused(400, NO_SUCH_ROUND)
                if name == "shown" and part.sensitive:
                    raise Refused(400, NEVER_SHOWN)
                if name == "shown" and not said and not has_numbers(part.kind):
                    raise Refused(400, NO_NUMBERS)
            kept = dict(given) if name == "open" else tuple(dict.fromkeys(given))
            changes[name] = {**getattr(room.state, name), exercise.id: kept}
        return changes

    def told(self, room: Room) -> None:
        self.finish({**room.told(), **agenda_told(self, room)})


def minutes_of(exercise: Exercise) -> int:
    """Return how long an exercise takes, by its own word or by its parts."""
    return exercise.minutes


__all__ = ["NO_PART", "Assemblies", "OneAssembly", "RoomState"]
