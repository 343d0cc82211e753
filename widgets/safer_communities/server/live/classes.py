"""The API of a class: starting, joining, answering, the state, the end (docs/api.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity, NotAnAnswer
from safer_communities.classroom import (
    sendable,
)

from .asking import (
    ANSWER_ID,
    NEVER_SHOWN,
    NO_ANSWER,
    NO_LESSON,
    NO_PART,
    NOT_ASKED,
    Api,
    PupilApi,
    Refused,
    StaffApi,
)

if TYPE_CHECKING:
    from safer_communities.classroom import LiveClass


class Classes(StaffApi):
    """POST api/classes {lesson}: start a class."""

    async def post(self) -> None:
        lesson = self.lesson_called(self.asked(lesson=str).get("lesson"))
        if lesson is None:
            raise Refused(404, NO_LESSON)
        live = await self.surroundings.classroom.start(lesson.id)
        self.finish({"code": live.code})


class OneClass(StaffApi):
    """DELETE api/classes/CODE: nothing of it is left when this is answered."""

    async def delete(self, typed: str) -> None:
        live = self.class_called(typed)
        self.nothing_unread(live, said=self.get_query_argument("unread", "") == "yes")
        await self.surroundings.classroom.delete(live)
        self.finish({"deleted": True})


class ClassAnswers(StaffApi):
    """GET api/classes/CODE/answers: every answer, in the order in which they came."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        found = await self.surroundings.classroom.answers_of(live)
        tags = {pupil.id: self.tag_of(pupil) for pupil in live.pupils.values()}
        self.finish({"answers": [{"tag": tags[each.pop("pupil")], **each} for each in found]})


class ClassState(StaffApi):
    """POST api/classes/CODE/state: what is given is changed."""

    async def post(self, typed: str) -> None:
        live = self.class_called(typed)
        asked = self.asked(
            open=list, paused=bool, revealed=list, questions=bool, ended=bool, unread=bool
        )
        parts = {part.id: part for part in sendable(self.lesson_of(live))}
        for name in ("open", "revealed"):
            for part in asked.get(name, []):
                if not isinstance(part, str) or part not in parts:
                    raise Refused(400, NO_PART)
        if any(parts[part].sensitive for part in asked.get("revealed", [])):
            raise Refused(400, NEVER_SHOWN)
        changes: dict[str, Any] = {
            name: tuple(part for part in parts if part in asked[name])
            for name in ("open", "revealed")
            if name in asked
        }
        changes |= {name: asked[name] for name in ("paused", "questions") if name in asked}
        if asked.get("ended"):
            self.nothing_unread(live, said=asked.get("unread", False))
        await self.surroundings.classroom.set_state(live, end=asked.get("ended", False), **changes)
        self.finish(live.told())


class Slowed(StaffApi):
    """DELETE api/slowed: whoever tried too many codes may try again."""

    def delete(self) -> None:
        self.surroundings.tries.forgive()
        self.surroundings.classroom.tell_everybody()
        self.surroundings.rooms.tell_everybody()
        self.finish({"slowed": 0})


class Join(Api):
    """POST api/join {code}: a tag, and the cookie that goes with it."""

    async def post(self) -> None:
        asked = self.asked(code=str, pair=bool)
        live, pupil = await self.join(asked.get("code", ""), pair=asked.get("pair", False))
        self.finish({"tag": self.tag_of(pupil), "code": live.code, "pair": pupil.pair})


class Me(PupilApi):
    """GET api/me: who this browser is, and what they last answered."""

    async def get(self) -> None:
        _ = self.xsrf_token  # a page that sends again after a long sleep needs the cookie
        live, pupil = self.me()
        self.finish(
            {
                "code": live.code,
                "tag": self.tag_of(pupil),
                "pair": pupil.pair,
                "lesson": self.lesson_of(live).path,
                "state": {**live.told(), "help": pupil.id in live.help},
                "answers": await self.surroundings.classroom.latest_of(live, pupil),
            }
        )


class Answers(PupilApi):
    """POST api/answers {answer_id, part, value}: answered once it is committed."""

    async def post(self) -> None:
        live, pupil = self.me()
        asked = self.asked(answer_id=str, part=str, value=dict)
        if len(asked) < 3 or not ANSWER_ID.fullmatch(asked["answer_id"]):  # noqa: PLR2004 (all three)
            raise Refused(400, NOT_ASKED)
        value = self.clean(live, asked["part"], asked["value"])
        seq = await self.surroundings.classroom.answer(
            live, pupil, answer_id=asked["answer_id"], part=asked["part"], value=value
        )
        self.finish({"saved": True, "seq": seq})

    def clean(self, live: LiveClass, name: str, value: Any) -> dict[str, Any]:
        """Return a value that can be an answer to the part. Refuses any other with a sentence."""
        lesson = self.lesson_of(live)
        part = next((part for part in sendable(lesson) if part.id == name), None)
        if part is None:
            raise Refused(400, NO_PART)
        try:
            spec = self.surroundings.specs.of(self.surroundings.held.library, lesson, name)
            return Activity.kinds[part.kind].clean(spec, value)
        except NotAnAnswer:
            raise Refused(400, NO_ANSWER) from None
