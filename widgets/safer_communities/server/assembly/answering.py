"""What a seat asks and sends: joining, who it is, the exercise that is on, its answers.

The addresses are those of classes; what is no assembly's is answered as there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from limits import RateLimitItemPerMinute

from safer_communities.activities import Activity, NotAnAnswer, spec_of, words_of
from safer_communities.classroom import MOST_HANDS, exact
from safer_communities.classroom.assembly import (
    ALONE,
    COMMITMENTS,
    CONFIDENCES,
    FREE_TEXT,
    HANDS,
    NOTES,
    NewAnswer,
    answerable,
    rounds_of,
)
from safer_communities.language import N_
from safer_communities.server.live.asking import (
    ANSWER_ID,
    NO_ANSWER,
    NOT_ASKED,
    PUPIL_COOKIE,
    Refused,
)
from safer_communities.server.live.classes import Answers, Join, Me
from safer_communities.server.live.spreads import NOT_COUNTED

from .asking import SEAT_COOKIE, TABLES, InRoom, RoomApi, RoomStaffApi, SeatApi

if TYPE_CHECKING:
    from safer_communities.activities import Table
    from safer_communities.classroom.assembly import Seat
    from safer_communities.content import Exercise, Part

WRITING = RateLimitItemPerMinute(20, namespace="room-texts")
"""Answers of free text from one seat: more is a hand on the button."""

NOT_SURE = N_("Say how sure you are, from 1 to 5.")
NOTHING_SAID = N_("Nothing is chosen yet.")
TOO_OFTEN = N_("You have sent many texts. Wait a minute, then send again.")


class JoinEither(InRoom, Join):
    """POST api/join {code, table, agency}: a seat; {code, pair} of a class: a tag."""

    async def post(self) -> None:
        asked = self.asked(code=str, pair=bool, table=int, agency=str)
        room = self.room_with(asked.get("code", ""))
        if room is None:
            if self.get_cookie(SEAT_COOKIE):
                self.clear_cookie(SEAT_COOKIE, path=self.base_url)
            await super().post()
            return
        if asked.get("table") is None or asked.get("agency") is None:
            self.finish({"code": room.code, "asks": ["table", "agency"]})
            return
        seat = await self.take_seat(room, asked["table"], asked["agency"])
        self.finish({"table": seat.table, "agency": seat.agency, "code": room.code})

    def asked(self, **_: Any) -> dict[str, Any]:
        """Return what is asked of either: a class asks no table, and an assembly no pair."""
        return super().asked(code=str, pair=bool, table=int, agency=str)


class MeEither(SeatApi, Me):
    """GET api/me: who this browser is, and what they last answered."""

    async def get(self) -> None:
        found = self.seated()
        if found is None:
            await super().get()
            return
        _ = self.xsrf_token  # a page that sends again after a long sleep needs the cookie
        room, seat = found
        exercise = room.state.exercise
        self.finish(
            {
                "code": room.code,
                "table": seat.table,
                "agency": seat.agency,
                "state": room.told(),
                "answers": {
                    part: {"value": answer.value, "confidence": answer.confidence}
                    for part, answer in room.own_of(seat.id, exercise).items()
                },
                "joint": room.joint_of(seat.table, exercise),
            }
        )


class AnswersEither(SeatApi, Answers):
    """POST api/answers {answer_id, part, value, round, confidence}: answered once committed."""

    async def post(self) -> None:
        if not self.get_cookie(SEAT_COOKIE) or self.get_cookie(PUPIL_COOKIE):
            await super().post()
            return
        room, seat = self.mine()
        asked = self.asked(
            answer_id=str, part=str, value=dict, round=str, confidence=int, exercise=str
        )
        if not {"answer_id", "part", "value", "round"} <= set(asked):
            raise Refused(400, NOT_ASKED)
        if not ANSWER_ID.fullmatch(asked["answer_id"]):
            raise Refused(400, NOT_ASKED)
        named = asked.get("exercise")
        exercise = self.exercise_in(named) if named else self.exercise_on(room)
        part = self.part_of(exercise, asked["part"])
        if asked["round"] not in rounds_of(part):
            raise Refused(400, NOT_ASKED)
        value = self.clean_of(exercise, part, asked["value"])
        confidence = asked.get("confidence")
        if confidence is not None and (confidence is True or confidence not in CONFIDENCES):
            raise Refused(400, NOT_SURE)
        if asked["round"] == ALONE and confidence is None and part.kind not in FREE_TEXT:
            raise Refused(400, NOT_SURE)
        answer = self.new_answer(seat, exercise, part, value, asked, confidence)
        if part.kind in FREE_TEXT:
            self.not_too_often(seat)
        seq = await self.surroundings.rooms.answer(room, answer)
        self.finish({"saved": True, "seq": seq})

    def exercise_in(self, name: str) -> Exercise:
        found = self.exercises().get(name)
        if found is None:
            raise Refused(400, NOT_ASKED)
        return found

    def clean_of(self, exercise: Exercise, part: Part, value: Any) -> dict[str, Any]:
        """Return a value that can be an answer to the part. Refuses any other with a sentence."""
        spec = self.surroundings.specs.of(self.surroundings.held.library, exercise, part.id)
        try:
            return Activity.kinds[part.kind].clean(spec, value)
        except NotAnAnswer:
            raise Refused(400, NO_ANSWER) from None

    def new_answer(  # noqa: PLR0917 (what an answer is made of)
        self,
        seat: Seat,
        exercise: Exercise,
        part: Part,
        value: dict[str, Any],
        asked: dict[str, Any],
        confidence: int | None,
    ) -> NewAnswer:
        """Return the answer to keep: free text goes its own way, and leaves the value empty."""
        words = pledges = None
        if part.kind == NOTES:
            words = {box: exact(text) for box, text in value.get("notes", {}).items()}
            value = {}
        elif part.kind == COMMITMENTS:
            pledges = tuple(
                {name: exact(str(text)) for name, text in each.items()}
                for each in value.get("commitments", [])
            )
            value = {}
        return NewAnswer(
            asked["answer_id"],
            seat.id,
            seat.table,
            exercise.id,
            part.id,
            asked["round"],
            value,
            confidence if asked["round"] == ALONE else None,
            words,
            pledges,
        )

    def not_too_often(self, seat: Seat) -> None:
        """Count what this seat wrote. Refuses one of too many."""
        writing = self.surroundings.writing
        if wait := writing.wait(seat.id, WRITING):
            raise Refused(429, TOO_OFTEN, wait=wait)
        writing.count(seat.id, WRITING)


class ExerciseOn(RoomApi):
    """GET api/assemblies/CODE/exercise: the exercise that is on, as screens build it."""

    def get(self, typed: str) -> None:
        room = self.room_called(typed)
        if not room.state.exercise:
            self.finish({"exercise": "", "parts": []})
            return
        exercise = self.exercise_on(room)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(self.surroundings.built.of(self, exercise))

    def built(self, exercise: Exercise) -> str:
        """Return the exercise as JSON, in the language asked for."""
        references = self.surroundings.held.library.references
        voice = self.voice_for(exercise)
        answered = answerable(exercise)
        parts = []
        for part in exercise.parts:
            told: dict[str, Any] = {
                "id": part.id,
                "kind": part.kind,
                "title": voice.say(part.title),
                "minutes": part.minutes,
                "step": part.step,
                "rounds": list(rounds_of(part)) if part.id in answered else [],
                "same_as": part.same_as,
                "free": part.kind in FREE_TEXT,
                "talk": self.talk_of(exercise, part),
            }
            if part.kind in Activity.kinds:
                spec = spec_of(
                    exercise.folder, part, references.for_pupils, voice, safety=references.safety
                )
                told |= {"spec": spec, "words": words_of(Activity.kinds[part.kind], voice)}
            parts.append(told)
        return json.dumps(
            {
                "exercise": exercise.id,
                "title": voice.say(exercise.title),
                "resident": {
                    "who": voice.say(exercise.resident.who),
                    "words": voice.say(exercise.resident.words),
                },
                "parts": parts,
            },
            ensure_ascii=False,
        )


class KeptExercises:
    """Exercises as screens build them, each made once a language while the content stays so."""

    def __init__(self) -> None:
        self._library: Any = None
        self._kept: dict[tuple[str, str], str] = {}

    def of(self, asking: ExerciseOn, exercise: Exercise) -> str:
        library = asking.surroundings.held.library
        if library is not self._library:
            self._library, self._kept = library, {}
        key = (exercise.id, asking.language_or_english().code)
        if key not in self._kept:
            self._kept[key] = asking.built(exercise)
        return self._kept[key]


class Scribe(RoomStaffApi):
    """GET and POST api/assemblies/CODE/scribe: hands counted at a table that has no screens."""

    def get(self, typed: str) -> None:
        room = self.room_called(typed)
        exercise = self.exercise_asked(room)
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for (known, part), latest in room.said.items():
            if known != exercise.id:
                continue
            for round_, by_table in latest.hands.items():
                for table, answer in by_table.items():
                    counts = answer.value["counts"]
                    found.setdefault(part, {}).setdefault(round_, {})[str(table)] = counts
        self.finish({"exercise": exercise.id, "counts": found})

    async def post(self, typed: str) -> None:
        room = self.room_called(typed)
        asked = self.asked(answer_id=str, table=int, exercise=str, part=str, round=str, counts=dict)
        needed = {"answer_id", "table", "part", "round", "counts"}
        if not needed <= set(asked) or not ANSWER_ID.fullmatch(asked["answer_id"]):
            raise Refused(400, NOT_ASKED)
        if asked["table"] not in TABLES:
            raise Refused(400, NOT_ASKED)
        named = asked.get("exercise", room.state.exercise)
        exercise = self.exercises().get(named)
        if exercise is None:
            raise Refused(400, NOT_ASKED)
        part = self.part_of(exercise, asked["part"], counted=True)
        if asked["round"] not in rounds_of(part):
            raise Refused(400, NOT_ASKED)
        _, _, table = self.tabled(exercise, part)
        most = MOST_HANDS if asked["round"] == ALONE else 1
        counts = self.counted(table, asked["counts"], most)
        answer = NewAnswer(
            asked["answer_id"], None, asked["table"], exercise.id, part.id, HANDS,
            {"of": asked["round"], "counts": counts},
        )  # fmt: skip
        seq = await self.surroundings.rooms.count(room, answer)
        self.finish({"saved": True, "seq": seq})

    def counted(self, table: Table | None, counts: Any, most: int) -> dict[str, dict[str, int]]:
        """Return hands that can have been counted for this table. Refuses any other.

        A table's joint answer is one a row: `most` is 1 then.
        """
        cells = {row.id: row.columns for row in table.rows} if table else {}
        if not isinstance(counts, dict) or not set(counts) <= set(cells):
            raise Refused(400, NOT_ASKED)
        for row, numbers in counts.items():
            if not isinstance(numbers, dict) or not set(numbers) <= set(cells[row]):
                raise Refused(400, NOT_ASKED)
            if not all(type(n) is int and 0 <= n <= most for n in numbers.values()):
                raise Refused(400, NOT_COUNTED)
            if sum(numbers.values()) > most:
                raise Refused(400, NOT_COUNTED)
        return counts


__all__ = [
    "AnswersEither",
    "ExerciseOn",
    "JoinEither",
    "KeptExercises",
    "MeEither",
    "Scribe",
]
