"""What a facilitator takes away from an assembly: a report to send, a table, a closing slide."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from safer_communities.classroom.assembly import record_of
from safer_communities.language import N_
from safer_communities.server.handling import StaffHandler
from safer_communities.server.live.reports import as_csv

from .asking import OTHERS, RoomStaffApi
from .comparing import SURE_WORDS, Comparing
from .reported import Saying, csv_rows, drawn, parts_of

if TYPE_CHECKING:
    from safer_communities.activities import Table
    from safer_communities.classroom.assembly import (
        Compared,
        ExerciseRecord,
        PartRecord,
        Record,
        Room,
    )
    from safer_communities.content import Session

HEADINGS = [
    N_("What"),
    N_("Exercise"),
    N_("Part"),
    N_("Item"),
    N_("Answer or words"),
    N_("Who, or theme"),
    N_("How many"),
    N_("Owner (a role)"),
    N_("By (date)"),
    N_("How it will be known"),
    N_("First step this week"),
]
CSV_WORDS = {
    "spread": N_("Answers"),
    "text": N_("Text"),
    "commitment": N_("Commitment"),
    "alone": N_("Alone: people"),
    "joint": N_("Together: tables"),
}
LEVELS = {
    "personal": N_("Personal"),
    "table": N_("A table's"),
    "cross": N_("Between organisations"),
}
REVIEWS = (30, 90)
"""Days after which the agreement is opened again (brief, section D)."""


class Recorded(Comparing):
    """What the report, the slide and the agreement file share: the record of a room."""

    async def record(self, room: Room) -> Record:
        return await record_of(self.surroundings.store, room, self.exercises(), self.tabled)

    def file_name(self, room: Room, tail: str) -> str:
        return self.named(room.state.place.name, day_of(room.started), tail)

    def named(self, place: str, day: dt.date, tail: str) -> str:
        """Return a name for a file: the place's, in letters that every system takes."""
        plain = re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")
        return f"{plain[:40] or 'assembly'}-{day:%Y-%m-%d}{tail}"

    def attach(self, text: str, name: str) -> None:
        """Answer with a file to keep."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(text)

    def area(self, room: Room) -> list[str]:
        """Return the names of where it was: the district, and the council its area goes to."""
        district = room.state.place.district
        settings = self.surroundings.organisations.now()
        try:
            return list(dict.fromkeys(settings.both_levels(district))) if district else []
        except KeyError:  # the settings were changed since
            return []

    def common(self, room: Room, record: Record) -> dict[str, Any]:
        """Return what the report and the slide both say."""
        day = day_of(record.started)
        return {
            "place": record.place.name,
            "area": self.area(room),
            "held": day,
            "people": self.number_of(record.seats.joined)["shown"],
            "tables": record.seats.tables,
            "commitments": {
                level: [each for each in record.commitments if each.level == level]
                for level in LEVELS
            },
            "levels": {level: self.say(words) for level, words in LEVELS.items()},
            "reviews": [(days, day + dt.timedelta(days)) for days in REVIEWS],
        }


class Report(Recorded, RoomStaffApi):
    """GET api/assemblies/CODE/report: one file, to print or to send; nobody can be known from it.

    A sensitive part, a text that nobody has approved and any table's answer are not in it.
    """

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        record = await self.record(room)
        exercises = self.exercises()
        priorities = self.surroundings.held.library.references.priorities
        agencies = self.agencies()
        name = self.file_name(room, "-report.html")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.show(
            "assembly/report.html",
            **self.common(room, record),
            exercises=[self.told(each, exercises[each.id]) for each in record.exercises],
            talks=record.talks,
            themes=[each for each in record.themes if each.texts],
            agencies=[
                (agencies.get(name, name), self.number_of(each)["shown"])
                for name, each in record.seats.agencies.items()
            ],
            priorities={name: self.say(each.short) for name, each in priorities.items()},
            unread=record.unread,
            made=day_of(self.surroundings.rooms.now),
        )

    def told(self, record: ExerciseRecord, exercise: Session) -> dict[str, Any]:
        """Return an exercise as the report tells it."""
        took = (record.ended or 0) - (record.began or 0)
        return {
            "title": self.voice_for(exercise).say(record.title),
            "priorities": record.priorities,
            "minutes": round(took / 60) if took > 0 else record.minutes,
            "parts": [
                told
                for part in parts_of(record, exercise)
                if (told := self.part_told(part))["shown"] or told["texts"] or told["snapshots"]
            ],
        }

    def part_told(self, part: PartRecord) -> dict[str, Any]:
        boxes: dict[str, list[str]] = {}
        for text in part.texts:
            if not text.theme:
                boxes.setdefault(text.box, []).append(text.words)
        table = part.table
        return {
            "title": part.title,
            "shown": None
            if table is None or part.shown is None
            else self.drawn(part.title, table, part.shown),
            "texts": boxes,
            "snapshots": []
            if table is None
            else [
                self.drawn(part.title, table, each.shown) | {"at": time_of(each.at)}
                for each in part.snapshots
            ],
        }

    def drawn(self, title: str, table: Table, shown: Compared) -> dict[str, Any]:
        made = drawn(title, table, shown, self.number_of)
        for each in made["confidence"]:
            each["words"] = self.say(SURE_WORDS[each["step"]])
        return made


class ReportTable(Recorded, RoomStaffApi):
    """GET api/assemblies/CODE/report.csv: the same as a table."""

    async def get(self, typed: str) -> None:
        room = self.room_called(typed)
        record = await self.record(room)
        words = {name: self.say(each) for name, each in {**CSV_WORDS, **LEVELS}.items()}
        agencies = {**self.agencies(), "others": self.say(OTHERS)}
        saying = Saying(self.number_of, self.say, agencies, words)
        rows = csv_rows(record, self.exercises(), saying)
        name = self.file_name(room, "-report.csv")
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        # By this mark spreadsheets know that it is UTF-8.
        self.finish("\ufeff" + as_csv([[self.say(each) for each in HEADINGS], *rows]))


class ClosingSlide(Recorded, StaffHandler):
    """`/staff/facilitator-desk/CODE/closing`: what the room leaves with, for the projector."""

    async def get(self, typed: str) -> None:
        self.language()
        room = self.room_called(typed)
        record = await self.record(room)
        self.show(
            "assembly/closing.html",
            code=room.code,
            **self.common(room, record),
            titles=[
                self.voice_for(exercise).say(each.title)
                for each in record.exercises
                if (exercise := self.exercises().get(each.id))
            ],
            themes=[each.name for each in record.themes if each.texts],
        )


def day_of(at: float) -> dt.date:
    """Return the day of a time, where this computer is."""
    return dt.datetime.fromtimestamp(at).astimezone().date()


def time_of(at: float) -> str:
    return f"{dt.datetime.fromtimestamp(at).astimezone():%H:%M}"
