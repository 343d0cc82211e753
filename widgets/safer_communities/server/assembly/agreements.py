"""The agreement file: downloaded from an assembly, opened at 30 and 90 days, and carried on.

Nothing of it is kept here: the page holds what was opened, and gives it back with what was marked.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from pydantic import ValidationError

from safer_communities.classroom.assembly import Item, Place, moderating
from safer_communities.classroom.assembly.agreement import (
    MARKS,
    MOST_BYTES,
    SCHEMA,
    VERSION,
    Agreement,
    Geography,
    Look,
    NotAnAgreement,
    Pledge,
    agreement_in,
)
from safer_communities.language import N_
from safer_communities.server.handling import StaffHandler

from .agreed import FAULTS, MARK_WORDS, chart_of, fault_said
from .asking import RoomStaffApi
from .reporting import LEVELS, Recorded, day_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.classroom.assembly import Room

LAST_TIME = N_("What became of the last agreement: what was kept, what was not, and why")
MINUTES = 10
NO_FILE = N_("Choose a file first. Its name usually ends in .agreement.json.")
NO_DAY = N_("Say on which day you looked, as 2026-12-31. It cannot be before the assembly.")
NO_REASON = N_(
    "Say why for each that was not simply done: number %(number)s does not. "
    "What you chose is still here."
)
TOO_EARLY = N_(
    "Number %(number)s was looked at on a later day already. What you chose is still here."
)
NO_MARKS = N_("Nothing is marked yet: choose for at least one commitment.")
MERGED = N_(
    "Both files are of this agreement: what was marked in either stands here together. "
    "It is in no file yet: download it before you leave."
)
TWICE = N_(
    "Number %(number)s was marked on the same day in both files, not alike. "
    "Both are in its history, and the last counts: look at it again, and mark it."
)
MARKED = N_("Your marks are added. They are in no file yet: download it before you leave.")


async def agreement_of(handler: Recorded, room: Room) -> Agreement:
    """Return the agreement of a room: what the facilitator approved, and what was carried on."""
    store = handler.surroundings.store
    made = day_of(room.started)
    pledges = []
    for each in await asyncio.wrap_future(moderating.commitments_of(store, room.id)):
        if not each.shown or not each.shown.get("what"):
            continue
        shown = {name: each.shown.get(name, "") for name in moderating.FIELDS}
        carried = {name: each.said.get(name) for name in ("id", "since", "history")}
        pledges.append(
            Pledge(
                id=carried["id"] or f"{made:%Y%m%d}-{each.number}",
                level=shown["level"],
                what=shown["what"],
                owner=shown["owner"] or "\N{EN DASH}",
                by=day_in(shown["by"]),
                measure=shown["measure"],
                first=shown["first"],
                since=dt.date.fromisoformat(carried["since"]) if carried["since"] else made,
                history=tuple(Look.model_validate(look) for look in carried["history"] or ()),
            )
        )
    return Agreement(
        kind=SCHEMA,
        version=VERSION,
        place=room.state.place.name,
        made=made,
        geography=Geography.of(room.state.place.district, handler.surroundings.organisations.now()),
        commitments=tuple(pledges),
    )


def day_in(text: str) -> dt.date | None:
    """Return a day as it is written in a form; None where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


class AgreementFile(Recorded, RoomStaffApi):
    """GET api/assemblies/CODE/agreement.json: the facilitator's own file."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        made = await agreement_of(self, room)
        self.attach(made.written(), self.file_name(room, ".agreement.json"))


class AgreementPage(Recorded, StaffHandler):
    """`/staff/agreement`: open a file, mark what became of each commitment, take it away again."""

    typed: Mapping[str, str] = {}

    async def get(self) -> None:
        self.language()
        await self.ask()

    async def post(self) -> None:
        self.language()
        self.typed = {name: self.get_body_argument(name) for name in self.request.body_arguments}
        kept = self.kept()
        do = self.typed.get("do", "open")
        if do == "open":
            await self.opened(kept)
            return
        if kept is None:
            await self.ask(trouble=[self.say(NO_FILE)])
            return
        try:
            marked, count = self.marked(kept)
        except _Unclear as error:
            await self.ask(kept, trouble=[str(error)])
            return
        if do == "download":
            self.attach(marked.written(), self.name_of(marked))
        elif do == "start":
            await self.start(marked)
        elif not count:
            await self.ask(kept, trouble=[self.say(NO_MARKS)])
        else:
            self.typed = {"on": self.typed.get("on", "")}
            await self.ask(marked, told=self.say(MARKED))

    def kept(self) -> Agreement | None:
        """Return the agreement that the page holds, if it holds one."""
        try:
            return agreement_in(self.typed.get("kept", "").encode())
        except NotAnAgreement:
            return None

    async def opened(self, kept: Agreement | None) -> None:
        """Open the file that was chosen. A wrong one changes nothing of what is open."""
        files = self.request.files.get("file", [])
        if not files or not files[0]["filename"]:
            await self.ask(kept, trouble=[self.say(NO_FILE)])
            return
        try:
            found = agreement_in(files[0]["body"])
        except NotAnAgreement as error:
            said = [fault_said(each, self.say) for each in error.faults]
            await self.ask(kept, trouble=[self.say(FAULTS["refused"]), *dict.fromkeys(said)][:12])
            return
        both = kept.merged(found) if kept and kept != found else None
        if both is None:
            self.typed = {}
            await self.ask(found)
            return
        # What was typed and not yet added stays: what the page held keeps its numbers.
        merged, twice = both
        numbers = {each.id: at for at, each in enumerate(merged.commitments, 1)}
        said = [self.say(TWICE) % {"number": self.voice.number(numbers[name])} for name in twice]
        await self.ask(merged, told=self.say(MERGED), trouble=said)

    def marked(self, kept: Agreement) -> tuple[Agreement, int]:
        """Return the agreement with what was marked on the page, and how many were."""
        chosen = {
            each.id: (number, self.typed[f"mark-{number}"])
            for number, each in enumerate(kept.commitments, 1)
            if self.typed.get(f"mark-{number}") in MARKS
        }
        if not chosen:
            return kept, 0
        on = day_in(self.typed.get("on", ""))
        if on is None or on < kept.made:
            raise _Unclear(self.say(NO_DAY))
        looks, now = {}, {}
        for name, (number, mark) in chosen.items():
            why = " ".join(self.typed.get(f"why-{number}", "").split())[:600]
            now[name] = " ".join(self.typed.get(f"now-{number}", "").split())[:600]
            try:
                looks[name] = Look(on=on, mark=mark, why=why)
            except ValidationError:
                sentence = self.say(NO_REASON) if on.year < 2200 else self.say(NO_DAY)  # noqa: PLR2004
                raise _Unclear(sentence % {"number": self.voice.number(number)}) from None
        try:
            return kept.looked_at(looks, now), len(looks)
        except ValueError as error:
            number = chosen[str(error)][0]
            raise _Unclear(self.say(TOO_EARLY) % {"number": self.voice.number(number)}) from None

    async def start(self, old: Agreement) -> None:
        """Start the next assembly: what is still open stands on its wall, with its history."""
        rooms, settings = self.surroundings.rooms, self.surroundings.organisations.now()
        known = {**settings.districts, **settings.unitaries}
        area = old.geography.area if old.geography.area in known else ""
        agenda = (Item("last-time", MINUTES, title=self.say(LAST_TIME)),)
        room = await rooms.start(agenda, Place(old.place, area))
        for each in old.still_open:
            told = each.model_dump(mode="json")
            shown = {name: told[name] or "" for name in moderating.FIELDS}
            stored = moderating.add_commitment(
                self.surroundings.store,
                room.id,
                shown,
                exercise="",
                table=0,
                at=rooms.now,
                carried={name: told[name] for name in ("id", "since", "history")},
            )
            await asyncio.wrap_future(stored)
        self.redirect(self.link("staff/facilitator-desk", assembly=room.code), status=303)

    def name_of(self, agreement: Agreement) -> str:
        return self.named(agreement.place, agreement.made, ".agreement.json")

    async def ask(
        self, kept: Agreement | None = None, *, told: str = "", trouble: list[str] | None = None
    ) -> None:
        """Show the page, with what is open and what was typed."""
        today = day_of(self.surroundings.rooms.now)
        rooms = self.surroundings.rooms
        self.show(
            "assembly/agreement.html",
            token=self.xsrf_token.decode(),
            most=MOST_BYTES,
            kept=kept,
            # The first chart loads matplotlib: the rooms that are going on do not wait for it.
            chart=await asyncio.to_thread(chart_of, kept, self.voice) if kept else None,
            reviews=kept.reviews(today) if kept else [],
            today=today,
            typed=self.typed,
            told=told,
            trouble=trouble or [],
            marks={mark: self.say(words) for mark, words in MARK_WORDS.items()},
            levels={level: self.say(words) for level, words in LEVELS.items()},
            rooms=rooms.all(),
        )


class _Unclear(Exception):
    """What was typed cannot be taken; its text says why, in the reader's language."""
