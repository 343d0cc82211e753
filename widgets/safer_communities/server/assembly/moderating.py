"""Free text before the facilitator: texts, themes and commitments (docs/api.md).

Nothing here is told to anybody but the staff; what is shown elsewhere is what they approved.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any

from safer_communities.classroom import exact
from safer_communities.classroom.assembly import (
    APPROVED,
    DROPPED,
    EDITED,
    NEW,
    answerable,
    moderating,
)
from safer_communities.language import N_
from safer_communities.server.live.asking import NOT_ASKED, Refused

from .asking import TABLES, RoomStaffApi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.classroom.assembly import Commitment, Text

NO_TEXT = N_("There is no such text. Somebody may have sent it anew.")
NO_THEME = N_("There is no such theme.")
NO_COMMITMENT = N_("There is no such commitment. Somebody may have sent it anew.")
NO_WORDS = N_("An edited text needs words, at most 600 letters.")
NO_NAME = N_("A theme needs a name of at most 120 letters.")
TOO_MANY = N_("An assembly has at most 40 themes.")
NOT_WHOLE = N_("A commitment says at least what will be done, and which role owns it.")
NO_DATE = N_("Write the date as year, month and day: 2026-12-31.")


class Texts(RoomStaffApi):
    """GET api/assemblies/CODE/texts: everything that was written, new ones too."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        found = await asyncio.wrap_future(moderating.texts_of(self.surroundings.store, room.id))
        counted = moderating.word_counts(each.shown for each in found if each.shown)
        self.finish(
            {
                "texts": [{**text_told(each), "about": self.about(each)} for each in found],
                "unread": room.unread,
                "words": [{"word": word, "count": count} for word, count in counted],
            }
        )

    def about(self, text: Text) -> str:
        """Return to what a text was written: the words of its box, in the language asked for."""
        exercise = self.exercises().get(text.exercise)
        part = answerable(exercise).get(text.part) if exercise else None
        boxes = getattr(part, "boxes", []) if part else []
        words = next((each.words for each in boxes if each.id == text.box), "")
        return self.voice_for(exercise).say(words) if exercise and words else ""


class OneText(RoomStaffApi):
    """POST api/assemblies/CODE/texts/NUMBER {status, shown, theme}: it was looked at."""

    async def post(self, typed: str, number: str) -> None:
        room = self.room_called(typed)
        asked = self.asked(status=str, shown=str, theme=(int, type(None)))
        status = asked.get("status")
        if not asked or status not in (None, NEW, APPROVED, EDITED, DROPPED):
            raise Refused(400, NOT_ASKED)
        if ("shown" in asked) != (status == EDITED):
            raise Refused(400, NOT_ASKED)
        if "shown" in asked:
            asked["shown"] = exact(asked["shown"])
            if not 0 < len(asked["shown"]) <= moderating.MOST_LETTERS:
                raise Refused(400, NO_WORDS)
        store = self.surroundings.store
        try:
            text, room.unread = await asyncio.wrap_future(
                moderating.judge_text(store, room.id, int(number), **asked)
            )
        except LookupError as error:
            raise Refused(404, NO_THEME if error.args == ("themes",) else NO_TEXT) from None
        self.surroundings.rooms.tell_staff(room)
        self.finish(text_told(text))


def text_told(text: Text) -> dict[str, Any]:
    """Return a text as the API tells it. `at` is in seconds since 1970."""
    return {
        "number": text.number,
        "table": text.table,
        "exercise": text.exercise,
        "part": text.part,
        "box": text.box,
        "words": text.words,
        "status": text.status,
        "shown": text.shown,
        "theme": text.theme,
        "at": text.at,
    }


class Themes(RoomStaffApi):
    """GET and POST api/assemblies/CODE/themes {name}: names under which texts are put."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        found = await asyncio.wrap_future(moderating.themes_of(self.surroundings.store, room.id))
        self.finish({"themes": [{"id": each.id, "name": each.name} for each in found]})

    async def post(self, typed: str) -> None:
        room = self.room_called(typed)
        name = self.name_asked()
        store = self.surroundings.store
        there = await asyncio.wrap_future(moderating.themes_of(store, room.id))
        if len(there) >= moderating.MOST_THEMES:
            raise Refused(400, TOO_MANY)
        number = await asyncio.wrap_future(moderating.add_theme(store, room.id, name))
        self.finish({"id": number, "name": name})

    def name_asked(self) -> str:
        name = " ".join(exact(self.asked(name=str).get("name", "")).split())
        if not 0 < len(name) <= moderating.LONGEST_THEME:
            raise Refused(400, NO_NAME)
        return name


class OneTheme(Themes):
    """POST and DELETE api/assemblies/CODE/themes/ID."""

    async def get(self, typed: str, number: str) -> None:  # type: ignore[override]
        del typed, number
        raise Refused(404, NO_THEME)

    async def post(self, typed: str, number: str) -> None:  # type: ignore[override]
        room = self.room_called(typed)
        name = self.name_asked()
        store = self.surroundings.store
        if not await asyncio.wrap_future(moderating.name_theme(store, room.id, int(number), name)):
            raise Refused(404, NO_THEME)
        self.finish({"id": int(number), "name": name})

    async def delete(self, typed: str, number: str) -> None:
        room = self.room_called(typed)
        store = self.surroundings.store
        if not await asyncio.wrap_future(moderating.delete_theme(store, room.id, int(number))):
            raise Refused(404, NO_THEME)
        self.finish({"deleted": True})


class Commitments(RoomStaffApi):
    """GET and POST api/assemblies/CODE/commitments: what people will do."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        found = await asyncio.wrap_future(
            moderating.commitments_of(self.surroundings.store, room.id)
        )
        self.finish(
            {"commitments": [commitment_told(each) for each in found], "unread": room.unread}
        )

    async def post(self, typed: str) -> None:
        """Keep what the facilitator writes for the room: it is approved as it is."""
        room = self.room_called(typed)
        asked = self.asked(shown=dict, table=int)
        if asked.get("table", 0) not in (0, *TABLES):
            raise Refused(400, NOT_ASKED)
        stored = moderating.add_commitment(
            self.surroundings.store,
            room.id,
            pledge_of(asked.get("shown", {})),
            exercise=room.state.exercise,
            table=asked.get("table", 0),
            at=self.surroundings.rooms.now,
        )
        self.finish({"number": await asyncio.wrap_future(stored)})


class OneCommitment(RoomStaffApi):
    """POST api/assemblies/CODE/commitments/NUMBER {status, shown}: it was looked at."""

    async def post(self, typed: str, number: str) -> None:
        room = self.room_called(typed)
        asked = self.asked(status=str, shown=dict)
        status = asked.get("status")
        if status not in (NEW, APPROVED, EDITED, DROPPED):
            raise Refused(400, NOT_ASKED)
        if ("shown" in asked) != (status == EDITED):
            raise Refused(400, NOT_ASKED)
        shown = pledge_of(asked["shown"]) if "shown" in asked else None
        try:
            made, room.unread = await asyncio.wrap_future(
                moderating.judge_commitment(
                    self.surroundings.store, room.id, int(number), status, shown
                )
            )
        except LookupError:
            raise Refused(404, NO_COMMITMENT) from None
        self.surroundings.rooms.tell_staff(room)
        self.finish(commitment_told(made))


def pledge_of(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return a commitment as it is kept. Refuses what is none."""
    if not set(asked) <= set(moderating.FIELDS) or not all(
        isinstance(value, str) for value in asked.values()
    ):
        raise Refused(400, NOT_ASKED)
    made = {name: exact(asked.get(name, "")) for name in moderating.FIELDS}
    if made["level"] not in moderating.LEVELS or not made["what"] or not made["owner"]:
        raise Refused(400, NOT_WHOLE)
    if any(len(value) > moderating.MOST_LETTERS for value in made.values()):
        raise Refused(400, NO_WORDS)
    if made["by"]:
        try:
            dt.date.fromisoformat(made["by"])
        except ValueError:
            raise Refused(400, NO_DATE) from None
    return made


def commitment_told(kept: Commitment) -> dict[str, Any]:
    """Return a commitment as the API tells it. `table` is 0 where no table said it."""
    return {
        "number": kept.number,
        "table": kept.table,
        "exercise": kept.exercise,
        "said": dict(kept.said),
        "status": kept.status,
        "shown": dict(kept.shown) if kept.shown else None,
        "at": kept.at,
    }


__all__ = ["Commitments", "OneCommitment", "OneText", "OneTheme", "Texts", "Themes"]
