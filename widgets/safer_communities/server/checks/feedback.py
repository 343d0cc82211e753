"""What a pupil gets back: on their screen once the teacher lets them, and on paper."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from safer_communities.assessment import TEXT
from safer_communities.assessment.free_text import tidy, words_in
from safer_communities.assessment.handing_in import BadHandIn, file_of, read_hand_in
from safer_communities.assessment.keeping import read_json
from safer_communities.language import LANGUAGES, N_, environment
from safer_communities.server.handling import StaffHandler
from safer_communities.server.live.asking import Refused

from .asking import AtCheck
from .marking import CannotMark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .kept import Checks, Sitting

NOT_READY = N_("There is no feedback to read yet. Your teacher will tell you when.")
CANNOT_READ = N_("The marks cannot be read just now. Try again in a moment.")
WAITS = ("to-read", "changed", "waiting")


class Feedback(AtCheck):
    """What both pages of feedback share."""

    async def sheets(self, sitting: Sitting, pupils: Mapping[str, str]) -> dict[str, Any]:
        """Return what to tell each of the pupils, given with the language of each."""
        if not self.surroundings.checks.course.marked_file(sitting.name).is_file():
            return {}
        try:
            found: dict[str, Any] = await self.surroundings.marking.ask(
                "feedback", sitting.name, pupils=dict(pupils)
            )
        except CannotMark:
            raise Refused(503, CANNOT_READ) from None
        return found

    def sheet(
        self, sitting: Sitting, told: list[dict[str, Any]], code: str, *, pupil: str, named: bool
    ) -> Markup:
        """Return one pupil's feedback as HTML, in the language `code`; `named` says whose it is."""
        texts = environment(
            code,
            self.surroundings.held.places.locale,
            *self.surroundings.templates,
            piece=sitting.check.id,
        )
        items = [
            {
                **each,
                "waiting": each["state"] in WAITS,
                "text": marked_text(self.surroundings.checks, sitting.name, pupil, each["item"])
                if each["kind"] == TEXT
                else "",
            }
            for each in told
        ]
        template = texts.get_template("checks/feedback_sheet.html")
        levels = ("h2", "h3") if named else ("h1", "h2")
        return Markup(  # noqa: S704 (autoescaped)
            template.render(
                sitting=sitting,
                items=items,
                pupil=pupil if named else "",
                level=levels[0],
                below=levels[1],
            )
        )


def marked_text(checks: Checks, assignment: str, pupil: str, item: str) -> str:
    """Return what a pupil wrote in the hand-in that was marked."""
    course = checks.course
    held = read_json(course.marked_file(assignment), {}).get(pupil, {})
    file = file_of(course.handins, assignment, pupil, held.get("number", 0))
    try:
        return tidy(words_in(read_hand_in(file, checks.now()).answers, item))
    except BadHandIn:
        return ""


class FeedbackPage(Feedback):
    """`/check/ID/feedback`: a child's page, reached with their slip."""

    async def get(self, name: str) -> None:
        language = self.language()
        sitting = self.sitting(name)
        found = self.sitter(sitting)
        if found is None or not self.surroundings.checks.released(sitting):
            self.redirect(self.link(f"check/{sitting.name}"), status=303)
            return
        pupil = found.pupil.id
        told = (await self.sheets(sitting, {pupil: language.code})).get(pupil)
        if not told:
            raise Refused(404, NOT_READY)
        self.show(
            "checks/feedback.html",
            piece=sitting.check.id,
            sitting=sitting,
            staff=False,
            pages=[self.sheet(sitting, told, language.code, pupil=pupil, named=False)],
            token=self.xsrf_token.decode(),
            facts=self.surroundings.held.library.references.for_pupils,
        )


class LeavePage(AtCheck):
    """POST `/check/ID/leave`: this device is nobody's now."""

    def post(self, name: str) -> None:
        self.sitting(name)
        self.forget()
        self.redirect(self.link("check"), status=303)


class AllFeedback(Feedback, StaffHandler):
    """`/staff/feedback/ID`: a sheet for each pupil, in the language in which they handed in."""

    async def get(self, name: str) -> None:
        self.language()
        sitting = self.sitting(name)
        checks = self.surroundings.checks
        newest = {
            each.id: await asyncio.to_thread(checks.newest, sitting.name, each.id)
            for each in checks.pupils()
        }
        spoken = {each.code for each in self.surroundings.languages}
        languages = {
            pupil: each.language if each.language in spoken & set(LANGUAGES) else "en"
            for pupil, each in newest.items()
            if each
        }
        told = await self.sheets(sitting, languages)
        self.show(
            "checks/feedback.html",
            piece=sitting.check.id,
            sitting=sitting,
            staff=True,
            pages=[
                self.sheet(sitting, each, languages[pupil], pupil=pupil, named=True)
                for pupil, each in told.items()
            ],
            token="",
        )
