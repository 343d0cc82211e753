"""What children wrote: shown to staff as it stands, and passed to the safeguarding lead.

A text that was begun and not handed in is shown too. Over its box stands that the teacher reads it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tornado import web

from safer_communities.assessment import TEXT
from safer_communities.assessment.free_text import fingerprint, words_in
from safer_communities.assessment.keeping import read_json
from safer_communities.language import N_
from safer_communities.server.handling import StaffHandler
from safer_communities.server.live.asking import NOT_ASKED, Refused

from .asking import AtCheck
from .desk_api import OfStaff
from .marking import CannotMark

if TYPE_CHECKING:
    import datetime as dt

    from safer_communities.language import Speaker

    from .kept import Checks, Sitting
    from .marks import Rows

NO_TEXT = N_("There is no such written answer.")


@dataclass(frozen=True)
class Text:
    """One child's text. `handed` says whether it was handed in, `at` when it was."""

    pupil: str
    words: str
    handed: bool
    at: dt.datetime
    passed: bool


def texts_of(checks: Checks, sitting: Sitting, item: str) -> list[Text]:
    """Return what is written under one question: of each pupil the newest that was handed in.

    What stands in a draft is shown as well, where it is another text than the one handed in.
    """
    gone = {tuple(each) for each in read_json(checks.course.passed_file, [])}
    found = []
    for pupil in checks.pupils():
        newest = checks.newest(sitting.name, pupil.id)
        handed = words_in(newest.answers, item) if newest else ""
        draft = checks.drafts.read(sitting.name, pupil.id)
        begun = words_in(draft.answers, item)
        now = checks.drafts.changed_at(sitting.name, pupil.id)

        def passed(words: str, pupil: str = pupil.id) -> bool:
            return (sitting.name, pupil, item, fingerprint(words)) in gone

        if newest and handed.strip():
            found.append(Text(pupil.id, handed, True, newest.handed_in, passed(handed)))
        if begun.strip() and begun != handed:
            found.append(Text(pupil.id, begun, False, now, passed(begun)))
    return found


def written_of(
    checks: Checks, sitting: Sitting, rows: Rows, voice: Speaker
) -> list[dict[str, Any]]:
    """Return each question that children answer in their own words, with what they wrote."""
    points = {(row["pupil"], row["item"]): row["points"] for row in rows}
    found = []
    for item in sitting.check.items:
        if item.kind != TEXT:
            continue
        part: Any = item.part
        found.append(
            {
                "id": item.id,
                "title": voice.say(part.title),
                "ask": voice.say(part.ask),
                "marks": item.marks,
                "rubric": [
                    {"points": level.points, "words": voice.say(level.words)}
                    for level in part.rubric
                ],
                "comments": [voice.say(words) for words in part.comments],
                "texts": [
                    {"text": each, "points": points.get((each.pupil, item.id))}
                    for each in texts_of(checks, sitting, item.id)
                ],
            }
        )
    return found


class PassApi(OfStaff):
    """POST api/checks/ID/pass {pupil, item}: it goes to the safeguarding lead."""

    async def post(self, name: str) -> None:
        sitting = self.named(name)
        asked = self.asked(pupil=str, item=str)
        if len(asked) < 2:  # noqa: PLR2004 (both)
            raise Refused(400, NOT_ASKED)
        pupil, item = asked["pupil"], asked["item"]
        checks = self.surroundings.checks
        found = [
            each
            for each in await asyncio.to_thread(texts_of, checks, sitting, item)
            if each.pupil == pupil
        ]
        if not found:
            raise Refused(404, NO_TEXT)
        if any(each.handed and not each.passed for each in found):
            try:
                await self.surroundings.marking.ask("pass", sitting.name, pupil=pupil, item=item)
            except CannotMark as error:
                raise Refused(409, str(error)) from None
        self.finish({"page": self.link(f"staff/written/{sitting.name}/{pupil}/{item}")})


class WrittenPage(AtCheck, StaffHandler):
    """`/staff/written/ID/PUPIL/ITEM`: what a child wrote, to print for the safeguarding lead."""

    async def get(self, name: str, pupil: str, item: str) -> None:
        self.language()
        sitting = self.sitting(name)
        texts = await asyncio.to_thread(texts_of, self.surroundings.checks, sitting, item)
        found = [each for each in texts if each.pupil == pupil and (each.passed or not each.handed)]
        if not found:
            raise web.HTTPError(404)
        self.show(
            "checks/passed.html",
            piece=sitting.check.id,
            sitting=sitting,
            pupil=pupil,
            texts=[(each, each.at.astimezone()) for each in found],
            facts=self.surroundings.held.library.references.for_pupils,
        )
