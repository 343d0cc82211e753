"""What a class's answers say together: spreads, what is revealed, snapshots, counted hands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity, spec_of
from safer_communities.classroom import (
    CHANGES,
    LEVELS,
    MOST_HANDS,
    add_hands,
    add_snapshot,
    class_changes,
    class_levels,
    delete_snapshot,
    first_checked,
    hands_of,
    has_spread,
    level_of_hands,
    progress_of,
    sendable,
    snapshots_of,
    spread_of,
)
from safer_communities.classroom.small_numbers import FEWEST
from safer_communities.language import N_, speaker

from .asking import NEVER_SHOWN, NO_PART, NOT_ASKED, Api, InClass, Refused, StaffApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safer_communities.activities import Table
    from safer_communities.classroom import LiveClass, Shown, ShownSpread, Spread
    from safer_communities.content import Library, Part, Session
    from safer_communities.language import Speaker

NOT_COUNTED = N_("That is no number of hands. Type whole numbers from 0 to 100.")
NO_SNAPSHOT = N_("There is no such snapshot.")
SHOWN_AS = {"small": N_("<{number}"), "least": N_("{number}+")}
NOTHING_SHOWN = "\N{EN DASH}"
LEVEL_WORDS = {
    "secure": N_("Secure"),
    "developing": N_("Developing"),
    "not-yet": N_("Not yet"),
    "no-evidence": N_("Not enough evidence"),
}
CHANGE_WORDS = {
    "more": N_("More right than before"),
    "same": N_("As many as before"),
    "fewer": N_("Fewer than before"),
}


class Tables:
    """The tables of parts, each made once a language for as long as the content stays as it is."""

    def __init__(self) -> None:
        self._library: Library | None = None
        self._kept: dict[tuple[str, str, str], tuple[str, Table]] = {}

    def of(
        self, library: Library, lesson: Session, part: Part, voice: Speaker
    ) -> tuple[str, Table]:
        """Return a part's title and table in the voice's language."""
        if library is not self._library:
            self._library, self._kept = library, {}
        key = (lesson.path, part.id, voice.language.code)
        if key not in self._kept:
            known = library.references
            spec = spec_of(lesson.folder, part, known.for_pupils, voice, safety=known.safety)
            table = Activity.kinds[part.kind].table(spec, voice.say)
            self._kept[key] = (spec["title"], table)
        return self._kept[key]


def number_told(shown: Shown, voice: Speaker) -> dict[str, Any]:
    """Return what is shown of a number: for charts, and as a reader of the language sees it."""
    words = NOTHING_SHOWN if shown.kind == "hidden" else voice.number(shown.least)
    if shown.kind in SHOWN_AS:
        least = FEWEST if shown.kind == "small" else shown.least
        words = voice.say(SHOWN_AS[shown.kind]).format(number=voice.number(least))
    return {"kind": shown.kind, "count": shown.count, "least": shown.least, "shown": words}


def spread_told(table: Table, shown: ShownSpread, voice: Speaker) -> dict[str, Any]:
    """Return a spread as classes and assemblies tell it: a table, with what is shown of it."""
    return {
        "answered": number_told(shown.answered, voice),
        "columns": [{"id": each.id, "words": each.words} for each in table.columns],
        "rows": [
            {
                "id": row.id,
                "words": row.words,
                "cells": [
                    {
                        "column": column,
                        **number_told(shown.rows[row.id][column], voice),
                        "right": None if row.right is None else column in row.right,
                    }
                    for column in row.columns
                    if column in shown.rows[row.id]
                ],
            }
            for row in table.rows
            if row.id in shown.rows
        ],
    }


class Together(InClass):
    """What the answers below share: a class's spreads, gathered and told."""

    def voice_of(self, lesson: Session) -> Speaker:
        locale = self.surroundings.held.places.locale
        return speaker(self.language_or_english().code, locale, lesson.id)

    def parts_of(self, lesson: Session) -> dict[str, Part]:
        """Return the parts that have a spread, in the lesson's order."""
        return {part.id: part for part in sendable(lesson) if has_spread(part)}

    def part_of(self, lesson: Session, name: Any) -> Part:
        """Return the part with a spread that is called so. Refuses any other."""
        part = self.parts_of(lesson).get(name) if isinstance(name, str) else None
        if part is None:
            raise Refused(400, NO_PART)
        return part

    def table_of(self, lesson: Session, part: Part) -> tuple[str, Table]:
        library = self.surroundings.held.library
        return self.surroundings.tables.of(library, lesson, part, self.voice_of(lesson))

    def spec_of(self, lesson: Session, part: Part) -> dict[str, Any]:
        return self.surroundings.specs.of(self.surroundings.held.library, lesson, part.id)

    async def gathered(self, live: LiveClass, parts: Iterable[Part]) -> list[Spread]:
        """Return the spread of each part, as the class stands now."""
        store, lesson = self.surroundings.store, self.lesson_of(live)
        answers = await asyncio.wrap_future(store.answers_of(live.id))
        hands = await asyncio.wrap_future(hands_of(store, live.id))
        latest: dict[str, dict[str, Any]] = {}
        for answer in answers:
            latest.setdefault(answer.part, {})[answer.pupil] = answer.value
        found = []
        for part in parts:
            title, table = self.table_of(lesson, part)
            spec = {**self.spec_of(lesson, part), "title": title}
            values = latest.get(part.id, {}).values()
            found.append(spread_of(spec, table, values, hands.get(part.id, {})))
        return found

    # -- telling

    def told(self, live: LiveClass, spread: Spread) -> dict[str, Any]:
        """Return a spread as the API tells it, small numbers hidden."""
        part = self.lesson_of(live).part(spread.part)
        return self.told_as(live, part, spread.shown())

    def told_as(self, live: LiveClass, part: Part, shown: ShownSpread) -> dict[str, Any]:
        lesson = self.lesson_of(live)
        title, table = self.table_of(lesson, part)
        return {
            "part": part.id,
            "title": title,
            "kind": part.kind,
            "scored": part.scored,
            "sensitive": part.sensitive,
            "revealed": part.id in live.state.revealed,
            **spread_told(table, shown, self.voice_of(lesson)),
        }

    def number(self, lesson: Session, shown: Shown) -> dict[str, Any]:
        return number_told(shown, self.voice_of(lesson))

    def cells(self, lesson: Session, shown: Mapping[Any, Shown]) -> list[dict[str, Any]]:
        return [{"column": name, **self.number(lesson, each)} for name, each in shown.items()]

    async def summary(self, live: LiveClass) -> dict[str, Any]:
        """Return how far the class has come by outcome, and each pupil, by tag."""
        store, lesson = self.surroundings.store, self.lesson_of(live)
        voice = self.voice_of(lesson)
        parts = self.parts_of(lesson)
        specs = {name: self.spec_of(lesson, part) for name, part in parts.items()}
        answers = await asyncio.wrap_future(store.answers_of(live.id))
        first = first_checked(answers)
        hands = await asyncio.wrap_future(hands_of(store, live.id))
        tables = {name: self.table_of(lesson, part)[1] for name, part in parts.items()}
        own: dict[str, dict[str, Any]] = {}
        for (who, name), value in first.items():
            own.setdefault(who, {})[name] = value
        people = {
            pupil: progress_of(lesson, specs, own.get(pupil.id, {}))
            for pupil in live.pupils.values()
        }
        twice = [p for p in parts.values() if p.scored and p.same_as]
        return {
            "joined": len(live.pupils),
            "levels": [{"id": name, "words": voice.say(LEVEL_WORDS[name])} for name in LEVELS],
            "outcomes": [
                {
                    "id": name,
                    "words": voice.say(words),
                    "cells": self.cells(lesson, class_levels(people.values(), name)),
                    "hands": level_of_hands(lesson, tables, hands, name),
                }
                for name, words in lesson.outcomes.items()
            ],
            "changes": [
                {
                    "part": part.id,
                    "before": part.same_as,
                    "title": self.table_of(lesson, part)[0],
                    "columns": [
                        {"id": name, "words": voice.say(CHANGE_WORDS[name])} for name in CHANGES
                    ],
                    "cells": self.cells(lesson, class_changes(people.values(), part.id)),
                }
                for part in twice
            ],
            "pupils": [
                {"tag": self.tag_of(pupil), **progress.told()} for pupil, progress in people.items()
            ],
        }


class Spreads(Together, StaffApi):
    """GET api/classes/CODE/spreads: what the class said in each part, for its teacher."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        parts = self.parts_of(self.lesson_of(live)).values()
        self.finish(
            {"spreads": [self.told(live, each) for each in await self.gathered(live, parts)]}
        )


class Revealed(Together, Api):
    """GET api/classes/CODE/revealed: what the teacher shows the class."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        self.finish({"spreads": await self.surroundings.revealed.of(self, live)})

    async def now(self, live: LiveClass) -> list[dict[str, Any]]:
        parts = [
            part
            for part in self.parts_of(self.lesson_of(live)).values()
            if part.id in live.state.revealed and not part.sensitive
        ]
        return [self.told(live, each) for each in await self.gathered(live, parts)]


class KeptRevealed:
    """What each class is shown, made anew only when it changed: every screen of it asks."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[Any, list[dict[str, Any]]]] = {}
        self._hands = 0
        self._library: Library | None = None

    def changed(self) -> None:
        """Note that hands were counted, of which the classroom knows nothing."""
        self._hands += 1

    async def of(self, asking: Revealed, live: LiveClass) -> list[dict[str, Any]]:
        """Return what this class is shown, in the language asked for."""
        if not live.state.revealed:
            return []
        latest = max((seq for parts in live.done.values() for seq, _ in parts.values()), default=0)
        asking.surroundings.held.refresh()
        self._library, before = asking.surroundings.held.library, self._library
        if self._library is not before:
            self._kept = {}
        state = (live.state.revealed, latest, len(live.done), self._hands)
        key = (live.id, asking.language_or_english().code)
        if self._kept.get(key, (None,))[0] != state:
            told = await asking.now(live)
            there = {each.id for each in asking.surroundings.classroom.all()}
            self._kept = {name: kept for name, kept in self._kept.items() if name[0] in there}
            self._kept[key] = (state, told)
        return self._kept[key][1]


class Summary(Together, StaffApi):
    """GET api/classes/CODE/summary: how far everybody has come, by outcome."""

    async def get(self, typed: str) -> None:
        self.finish(await self.summary(self.class_called(typed)))


class Snapshots(Together, StaffApi):
    """GET and POST api/classes/CODE/snapshots: spreads as they were, to talk about."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        parts = self.parts_of(self.lesson_of(live))
        kept = await asyncio.wrap_future(snapshots_of(self.surroundings.store, live.id))
        self.finish(
            {
                "snapshots": [
                    {
                        "id": each.id,
                        "at": each.at,
                        **self.told_as(live, parts[each.part], each.shown),
                    }
                    for each in kept
                    if each.part in parts
                ]
            }
        )

    async def post(self, typed: str) -> None:
        live = self.class_called(typed)
        part = self.part_of(self.lesson_of(live), self.asked(part=str).get("part"))
        if part.sensitive:
            raise Refused(400, NEVER_SHOWN)
        (spread,) = await self.gathered(live, [part])
        now = self.surroundings.classroom.now
        stored = add_snapshot(self.surroundings.store, live.id, part.id, spread.shown(), now)
        self.finish({"id": await asyncio.wrap_future(stored)})


class OneSnapshot(Together, StaffApi):
    """DELETE api/classes/CODE/snapshots/ID."""

    async def delete(self, typed: str, number: str) -> None:
        live = self.class_called(typed)
        gone = delete_snapshot(self.surroundings.store, live.id, int(number))
        if not await asyncio.wrap_future(gone):
            raise Refused(404, NO_SNAPSHOT)
        self.finish({"deleted": True})


class Hands(Together, StaffApi):
    """GET and POST api/classes/CODE/counts: hands the teacher counted, with one screen for all."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        counts = await asyncio.wrap_future(hands_of(self.surroundings.store, live.id))
        self.finish({"counts": counts})

    async def post(self, typed: str) -> None:
        live = self.class_called(typed)
        asked = self.asked(part=str, counts=dict)
        lesson = self.lesson_of(live)
        part = self.part_of(lesson, asked.get("part"))
        if part.sensitive:
            raise Refused(400, NEVER_SHOWN)
        counts = self.counted(self.table_of(lesson, part)[1], asked.get("counts"))
        now = self.surroundings.classroom.now
        stored = add_hands(self.surroundings.store, live.id, part.id, counts, now)
        await asyncio.wrap_future(stored)
        self.surroundings.revealed.changed()
        self.finish({"saved": True})

    def counted(self, table: Table, counts: Any) -> dict[str, dict[str, int]]:
        """Return hands that can have been counted for this table. Refuses any other."""
        cells = {row.id: row.columns for row in table.rows}
        if not isinstance(counts, dict) or not set(counts) <= set(cells):
            raise Refused(400, NOT_ASKED)
        for row, numbers in counts.items():
            if not isinstance(numbers, dict) or not set(numbers) <= set(cells[row]):
                raise Refused(400, NOT_ASKED)
            if not all(type(n) is int and 0 <= n <= MOST_HANDS for n in numbers.values()):
                raise Refused(400, NOT_COUNTED)
            if sum(numbers.values()) > MOST_HANDS:
                raise Refused(400, NOT_COUNTED)
        return counts
