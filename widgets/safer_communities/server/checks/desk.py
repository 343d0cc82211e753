"""The staff's side of checks: the markbook's page, code slips, and what a teacher presses."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tornado import web

from safer_communities.assessment.building import gift
from safer_communities.assessment.papers import paper_of
from safer_communities.language import N_
from safer_communities.server.handling import WITH_WIDGETS, StaffHandler
from safer_communities.server.live.desk import MARKBOOK, around
from safer_communities.server.live.qr import qr_picture
from safer_communities.server.visiting import visit_of

from .asking import AtCheck
from .marking import CannotMark
from .marks import NOTHING, charts_of, marks_of, refused_in
from .written import written_of

if TYPE_CHECKING:
    import datetime as dt

    from .kept import Sitting
    from .marks import Looked

PAPER_NAMES = {
    "paper": N_("The check on paper"),
    "answer-sheet": N_("The answer sheet"),
    "marking-key": N_("The marking key"),
}
STATES = {
    "early": N_("Not open yet"),
    "open": N_("Open now"),
    "closed": N_("Closed"),
}


class Markbook(AtCheck, StaffHandler):
    """`/staff/markbook`: the checks and the roster, or the check named by `?check=`."""

    async def get(self) -> None:
        language = self.language()
        _ = self.xsrf_token
        notebook = await around(self, language.code, MARKBOOK)
        checks = self.surroundings.checks
        name = self.get_query_argument("check", "")
        sitting = self.sitting(name) if name else None
        if sitting and notebook.needs_kernel:
            visit_of(self)
            self.set_header("Content-Security-Policy", WITH_WIDGETS)
        states = {state: self.say(words) for state, words in STATES.items()}
        names: dict[str, Any] = {"charts": None, "sitting": sitting, "slowed": self._slowed()}
        if sitting:
            names |= await self.about(sitting)
        else:
            names |= {
                "broken": checks.broken(),
                "sittings": [
                    {
                        "sitting": each,
                        "state": checks.state(each),
                        "handed": len(checks.who_handed_in(each.name)),
                    }
                    for each in checks.sittings()
                ],
            }
        self.show(
            "checks/markbook.html",
            piece=sitting.check.id if sitting else "interface",
            heading=f"<h1>{self.say('Markbook')}</h1>",
            notebook=notebook,
            states=states,
            pupils=checks.pupils(),
            moment=self.moment,
            local=local,
            address=f"{self.address()}{self.base_url}check",
            **names,
        )

    async def about(self, sitting: Sitting) -> dict[str, Any]:
        """Return what the page says of one check."""
        checks = self.surroundings.checks
        job = self.surroundings.marking.job(sitting.name)
        handed = await asyncio.to_thread(checks.who_handed_in, sitting.name)
        begun = checks.drafts.begun(sitting.name)
        self.surroundings.marking.warm()
        looked = await self.looked(sitting)
        voice = self.voice_for(sitting)
        made = marks_of(sitting.check, looked, voice)
        left = gift(sitting.check, self.surroundings.held.library.references.for_pupils)[1]
        written = await asyncio.to_thread(written_of, checks, sitting, looked["rows"], voice)
        return {
            "state": checks.state(sitting),
            "times": checks.times(sitting),
            "handed": handed,
            "who": [
                {
                    "id": pupil.id,
                    "group": pupil.group,
                    "times": handed.get(pupil.id, []),
                    "begun": pupil.id in begun,
                }
                for pupil in checks.pupils()
            ],
            # Before the first marking since the pack was started, what is kept of the last one.
            "refused": job.refused if job else refused_in(looked["rows"]),
            "released": checks.released(sitting),
            "used_again": not checks.is_over(sitting.check) and len(sitting.check.windows) > 1,
            "papers": [
                {"name": name, "words": self.say(words)} for name, words in PAPER_NAMES.items()
            ],
            "left_out": [
                voice.say(sitting.check.item(each.item).part.title)
                for each in left
                if each.what == "left-out"
            ],
            "written": written,
            "charts": charts_of(made, voice),
            **made,
        }

    async def looked(self, sitting: Sitting) -> Looked:
        """Return what the markbook holds; nothing before anything was marked."""
        checks = self.surroundings.checks
        if not checks.course.marked_file(sitting.name).is_file():
            return NOTHING
        try:
            return await checks.looked(sitting, self.surroundings.marking)
        except CannotMark as error:
            self.log.warning("the markbook cannot be read: %s", error)
            return NOTHING

    def _slowed(self) -> bool:
        return bool(self.surroundings.slips.slowed)

    def moment(self, at: dt.datetime) -> str:
        """Return a time as the language writes the day, with the hour of this computer."""
        here = at.astimezone()
        return f"{self.voice.date(here.date())}, {here:%H:%M}"


def local(at: dt.datetime | None) -> str:
    """Return a time as an input of kind datetime-local takes it."""
    return f"{at.astimezone():%Y-%m-%dT%H:%M}" if at else ""


class Paper(AtCheck):
    """`/check/ID/paper` and its like: staff's until every time of the check is over."""

    def get(self, name: str, paper: str) -> None:
        language = self.language()
        check = self.surroundings.checks.all().get(name)
        if check is None:
            raise web.HTTPError(404)
        if not self.is_staff and not self.surroundings.checks.is_over(check):
            raise web.HTTPError(403)
        library = self.surroundings.held.library
        locale = self.surroundings.held.places.locale
        self.show(
            "checks/paper.html",
            piece=check.id,
            check=check,
            title=self.say(PAPER_NAMES[paper]),
            inside=paper_of(check, paper, library.references, language.code, locale),
        )


class Slips(AtCheck, StaffHandler):
    """`/staff/code-slips`: a slip for each pupil, to print and cut."""

    def get(self) -> None:
        self.language()
        name = self.get_query_argument("check", "")
        if name and self.surroundings.checks.sitting(name) is None:
            raise web.HTTPError(404)
        door = f"{self.address()}{self.base_url}check" + (f"/{name}" if name else "")
        self.show(
            "checks/slips.html",
            address=f"{self.address()}{self.base_url}check",
            slips=[
                {
                    "id": each.id,
                    "group": each.group,
                    "code": each.code,
                    "picture": qr_picture(f"{door}#{each.code.lower()}"),
                }
                for each in self.surroundings.checks.pupils()
            ],
        )
