"""The question box: pupils write to their teacher; the teacher reads, and passes on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from tornado import web

from safer_communities.classroom import MOST_LETTERS, TRIES_SECONDS, Closed, exact
from safer_communities.language import N_
from safer_communities.server.handling import StaffHandler

from .asking import ANSWER_ID, NOT_ASKED, InClass, PupilApi, Refused, StaffApi

if TYPE_CHECKING:
    from safer_communities.classroom import LiveClass, Question

AT_ONCE = RateLimitItemPerMinute(5, namespace="questions")
"""More in a minute is a hand on the button, not a child who has something to say."""
IN_A_DAY = RateLimitItemPerSecond(60, TRIES_SECONDS, namespace="all-questions")

BOX_CLOSED = N_("Your teacher has closed the question box.")
TOO_LONG = N_("That is too long. Write it in two messages.")
TOO_OFTEN = N_("You have sent many messages. Wait a minute, or tell your teacher.")
NO_QUESTION = N_("This class has no such message.")


class AskTeacher(PupilApi):
    """POST api/questions {question_id, words}: answered once it is committed."""

    async def post(self) -> None:
        live, pupil = self.me()
        asked = self.asked(question_id=str, words=str)
        words = exact(asked.get("words", ""))
        if not words or not ANSWER_ID.fullmatch(asked.get("question_id", "")):
            raise Refused(400, NOT_ASKED)
        if len(words) > MOST_LETTERS:
            raise Refused(400, TOO_LONG)
        box = self.surroundings.questions
        number = await box.known(live, pupil, asked["question_id"])
        if number is None:  # sent again it costs nothing: only its reply was lost
            self.not_too_often(pupil.id)
            try:
                number = await box.ask(live, pupil, question_id=asked["question_id"], words=words)
            except Closed:
                raise Refused(409, BOX_CLOSED) from None
        self.finish({"saved": True, "number": number})

    def not_too_often(self, pupil: str) -> None:
        """Count a message of this pupil. Refuses one of too many."""
        writing = self.surroundings.writing
        for item in (AT_ONCE, IN_A_DAY):
            if wait := writing.wait(pupil, item):
                raise Refused(429, TOO_OFTEN, wait=wait)
        for item in (AT_ONCE, IN_A_DAY):
            writing.count(pupil, item)


class StaffQuestions(InClass):
    """What pages and answers about messages share."""

    def told(self, live: LiveClass, question: Question) -> dict[str, Any]:
        """Return a message as the API tells it. `at` is in seconds since 1970."""
        return {
            "number": question.number,
            "tag": self.tag_of(live.pupils[question.pupil]),
            "at": question.at,
            "words": question.words,
            "read": question.read,
            "passed": question.passed,
        }


class ClassQuestions(StaffQuestions, StaffApi):
    """GET api/classes/CODE/questions: every message, in the order in which they came."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        box = self.surroundings.questions
        found = [self.told(live, each) for each in await box.of(live)]
        self.finish({"questions": found, "unread": box.unread(live)})


class OneQuestion(StaffQuestions, StaffApi):
    """POST api/classes/CODE/questions/NUMBER {read, passed}: it was read; it was passed on."""

    async def post(self, typed: str, number: str) -> None:
        live = self.class_called(typed)
        asked = self.asked(read=bool, passed=bool)
        if not asked or asked.get("passed") is False:
            raise Refused(400, NOT_ASKED)  # what the lead has on paper cannot be unsaid
        try:
            question = await self.surroundings.questions.note(live, int(number), **asked)
        except LookupError:
            raise Refused(404, NO_QUESTION) from None
        self.finish(self.told(live, question))


class PassedPage(StaffQuestions, StaffHandler):
    """`/staff/questions/CODE/NUMBER`: one message, to print for the safeguarding lead."""

    async def get(self, typed: str, number: str) -> None:
        self.language()
        live = self.class_called(typed)
        found = await self.surroundings.questions.of(live)
        question = next((each for each in found if each.number == int(number)), None)
        if question is None or not question.passed:
            raise web.HTTPError(404)
        self.show(
            "passed.html",
            code=live.code,
            tag=self.tag_of(live.pupils[question.pupil]),
            at=dt.datetime.fromtimestamp(question.at).astimezone(),
            words=question.words,
            facts=self.surroundings.held.library.references.for_pupils,
        )
