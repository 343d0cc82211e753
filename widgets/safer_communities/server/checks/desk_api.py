"""What a teacher asks of the checks: the roster, the times, marking, releasing, deleting."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from typing import TYPE_CHECKING

from safer_communities.assessment.building import gift, packed, qti
from safer_communities.assessment.roster import BadRoster
from safer_communities.assessment.windows import BadTime, Opening, moment
from safer_communities.server.live.asking import NOT_ASKED, Refused, StaffApi

from .asking import NO_CHECK, AtCheck
from .marking import CannotMark

if TYPE_CHECKING:
    from .kept import Sitting

MOST_AT_ONCE = 60
LARGEST_ROSTER = 200_000


class OfStaff(AtCheck, StaffApi):
    """What a teacher asks about a check."""

    def named(self, name: str) -> Sitting:
        found = next(
            (each for each in self.surroundings.checks.sittings() if each.name == name), None
        )
        if found is None:
            raise Refused(404, NO_CHECK)
        return found

    async def gone(self, assignment: str) -> None:
        """Delete what was answered; 409 where nobody has read a text of it, unless that is said."""
        unread = self.get_query_argument("unread", "") == "yes"
        try:
            await self.surroundings.marking.ask("delete", assignment, unread=unread)
        except CannotMark as error:
            raise Refused(409, str(error)) from None


class MarksFile(OfStaff):
    """GET api/checks/ID/marks.csv: a row for each pupil and question."""

    async def get(self, name: str) -> None:
        sitting = self.named(name)
        try:
            text = await self.surroundings.marking.ask("csv", sitting.name)
        except CannotMark as error:
            raise Refused(409, str(error)) from None
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{sitting.name}-marks.csv"')
        self.finish("\ufeff" + text)  # by this mark spreadsheets know that it is UTF-8


class ExportFile(OfStaff):
    """GET api/checks/ID/gift, or qti: the check for another system, with its key."""

    def get(self, name: str, form: str) -> None:
        check = self.named(name).check
        facts = self.surroundings.held.library.references.for_pupils
        if form == "gift":
            ending, kind = "gift.txt", "text/plain; charset=utf-8"
            told = gift(check, facts)[0].encode()
        else:
            ending, kind = "qti.zip", "application/zip"
            told = packed(qti(check, facts)[0])
        self.set_header("Content-Type", kind)
        self.set_header("Content-Disposition", f'attachment; filename="{check.id}.{ending}"')
        self.finish(told)


class RosterApi(OfStaff):
    """POST api/roster {add, group} or {csv}; DELETE api/roster: everything of the checks."""

    largest = LARGEST_ROSTER

    async def post(self) -> None:
        asked = self.asked(add=int, group=str, csv=str)
        checks = self.surroundings.checks
        roster = checks.roster()
        try:
            if "csv" in asked:
                roster.bring_in(asked["csv"].encode("utf-8", "replace"), checks.words)
            elif 0 < asked.get("add", 0) <= MOST_AT_ONCE:
                roster.add(asked["add"], checks.words, group=asked.get("group", "").strip())
            else:
                raise Refused(400, NOT_ASKED)
        except BadRoster as error:
            checks.read_again()
            raise Refused(400, str(error)) from None
        await asyncio.to_thread(roster.keep, checks.roster_file)
        self.finish({"pupils": len(roster.pupils)})

    async def delete(self) -> None:
        await self.gone("")
        checks = self.surroundings.checks
        await self.surroundings.formgrader.end()
        # Whatever tools have left beside what was deleted one by one goes with the folder.
        await asyncio.to_thread(shutil.rmtree, checks.folder, ignore_errors=True)
        checks.read_again()
        self.surroundings.marking.forget()
        self.finish({"deleted": True})


class OneCheck(OfStaff):
    """DELETE api/checks/ID: no answer, mark or copy of it is left when this is answered."""

    async def delete(self, name: str) -> None:
        sitting = self.named(name)
        await self.gone(sitting.name)
        await asyncio.to_thread(self.surroundings.checks.release, sitting, released=False)
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
