"""The staff's side of checks: the markbook's page, code slips, and what a teacher presses."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

from tornado import web

from safer_communities.assessment.roster import BadRoster
from safer_communities.assessment.windows import BadTime, Opening, moment
from safer_communities.language import N_
from safer_communities.server.handling import WITH_WIDGETS, StaffHandler
from safer_communities.server.live.asking import NOT_ASKED, Refused, StaffApi
from safer_communities.server.live.desk import MARKBOOK, around
from safer_communities.server.live.qr import qr_picture
from safer_communities.server.visiting import visit_of

from .asking import NO_CHECK, AtCheck
from .marks import marks_of

if TYPE_CHECKING:
    from .kept import Sitting

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
        marks = await asyncio.to_thread(marks_of, checks, sitting, self.voice_for(sitting))
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
            "refused": job.refused if job else [],
            "released": checks.released(sitting),
            "papers": [
                {"name": name, "words": self.say(words)} for name, words in PAPERS.items()
            ],
            **marks,
        }

    def _slowed(self) -> bool:
        return bool(self.surroundings.slips.slowed)

    def moment(self, at: dt.datetime) -> str:
        """Return a time as the language writes the day, with the hour of this computer."""
        here = at.astimezone()
        return f"{self.voice.date(here.date())}, {here:%H:%M}"


def local(at: dt.datetime | None) -> str:
    """Return a time as an input of kind datetime-local takes it."""
    return f"{at.astimezone():%Y-%m-%dT%H:%M}" if at else ""


PAPERS = {
    "paper": N_("The check on paper"),
    "answer-sheet": N_("The answer sheet"),
    "marking-key": N_("The marking key"),
}


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


class OfStaff(AtCheck, StaffApi):
    """What a teacher asks about a check."""

    def named(self, name: str) -> Sitting:
        found = next(
            (each for each in self.surroundings.checks.sittings() if each.name == name), None
        )
        if found is None:
            raise Refused(404, NO_CHECK)
        return found


class RosterApi(OfStaff):
    """POST api/roster {add, group} or {csv}; DELETE api/roster: everything of the checks."""

    async def post(self) -> None:
        asked = self.asked(add=int, group=str, csv=str)
        checks = self.surroundings.checks
        roster = checks.roster()
        try:
            if "csv" in asked:
                roster.bring_in(asked["csv"].encode("utf-8", "replace"), checks.words)
            elif 0 < asked.get("add", 0) <= 60:  # noqa: PLR2004 (two classes)
                roster.add(asked["add"], checks.words, group=asked.get("group", "").strip())
            else:
                raise Refused(400, NOT_ASKED)
        except BadRoster as error:
            checks.read_again()
            raise Refused(400, str(error)) from None
        await asyncio.to_thread(roster.keep, checks.roster_file)
        self.finish({"pupils": len(roster.pupils)})

    async def delete(self) -> None:
        checks = self.surroundings.checks
        await self.surroundings.formgrader.end()
        await asyncio.to_thread(shutil.rmtree, checks.folder, ignore_errors=True)
        checks.read_again()
        self.surroundings.marking.forget()
        self.finish({"deleted": True})


class RosterFile(OfStaff):
    """GET api/roster.csv: the list, to be kept by the school."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", 'attachment; filename="pupils.csv"')
        self.finish("\ufeff" + self.surroundings.checks.roster().as_csv())


class WindowApi(OfStaff):
    """POST api/checks/ID/window {open, close} or {now: open|close}."""

    async def post(self, name: str) -> None:
        sitting = self.named(name)
        nothing = type(None)
        asked = self.asked(open=(str, nothing), close=(str, nothing), now=str)
        checks = self.surroundings.checks
        now = dt.datetime.now(dt.UTC)
        times = checks.times(sitting)
        try:
            if asked.get("now") == "open":
                later = times.close if times.close and times.close > now else None
                times = Opening(now, later)
            elif asked.get("now") == "close":
                begun = times.open if times.open and times.open < now else None
                times = Opening(begun, now)
            elif "open" in asked and "close" in asked:
                begun, ended = (asked[key] and moment(asked[key]) for key in ("open", "close"))
                times = Opening(begun, ended)
            else:
                raise Refused(400, NOT_ASKED)
            await asyncio.to_thread(checks.set_times, sitting, times)
        except BadTime as error:
            raise Refused(400, str(error)) from None
        self.finish({"state": checks.state(sitting)})


class ReleaseApi(OfStaff):
    """POST api/checks/ID/release {released}: whether pupils may read their feedback."""

    async def post(self, name: str) -> None:
        sitting = self.named(name)
        released = self.asked(released=bool).get("released")
        if released is None:
            raise Refused(400, NOT_ASKED)
        await asyncio.to_thread(self.surroundings.checks.release, sitting, released=released)
        self.finish({"released": released})


class MarkApi(OfStaff):
    """POST api/checks/ID/mark: collect and mark. GET: how far it is."""

    def post(self, name: str) -> None:
        sitting = self.named(name)
        self.finish(self.surroundings.marking.start(sitting.name).told())

    def get(self, name: str) -> None:
        job = self.surroundings.marking.job(self.named(name).name)
        self.finish(job.told() if job else {"state": "none"})


class SlowedSlips(OfStaff):
    """DELETE api/slips/slowed: whoever tried too many slips may try again."""

    def delete(self) -> None:
        self.surroundings.slips.forgive()
        self.finish({"slowed": 0})


__all__ = [
    "MarkApi",
    "Markbook",
    "ReleaseApi",
    "RosterApi",
    "RosterFile",
    "Slips",
    "SlowedSlips",
    "WindowApi",
]
