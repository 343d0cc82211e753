"""The checks of the content, and what is kept of them: roster, times, drafts, hand-ins."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.assessment import (
    assignment_of,
    checks_in,
    faults_in,
    full_spec,
)
from safer_communities.assessment.course import Course
from safer_communities.assessment.handing_in import (
    BadHandIn,
    file_of,
    numbers,
    read_hand_in,
)
from safer_communities.assessment.keeping import keep_json, read_json
from safer_communities.assessment.roster import Roster
from safer_communities.assessment.windows import Opening, openings, set_opening
from safer_communities.content import stamp

from .drafts import Drafts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from safer_communities.activities import Spec
    from safer_communities.assessment import Check, Item, Window
    from safer_communities.assessment.handing_in import HandIn
    from safer_communities.assessment.roster import OnRoster
    from safer_communities.content import Finding
    from safer_communities.server.holding import Held

    from .marking import Marking
    from .marks import Looked

OLD_SECONDS = 24 * 3600
"""What is younger is never past its time, but in the last night of August."""
LOOK_AGAIN = 1.0
"""Seconds between two looks at the files' times."""


@dataclass(frozen=True)
class Sitting:
    """A check at one of its times; `name` is nbgrader's name for it."""

    check: Check
    window: Window

    @property
    def name(self) -> str:
        return assignment_of(self.check, self.window)


class Checks:
    """One for each server. `words` are those of code slips."""

    def __init__(self, held: Held, data: Path, words: Sequence[str]) -> None:
        self.data = data
        self.words = words
        self._held = held
        self.folder = self.course.folder
        self.drafts = Drafts(self.course.drafts)
        self._read: tuple[Any, dict[str, Check], list[Finding]] = (None, {}, [])
        self._looked = 0.0
        self._specs: dict[tuple[str, str], tuple[Check, Spec]] = {}
        self._looked_at: dict[str, tuple[Any, Looked]] = {}
        self._roster: tuple[Any, Roster] = (None, Roster())

    @property
    def course(self) -> Course:
        """Return where everything of the checks lies, as `assessment` takes it."""
        return Course.of(self.data, self._held.places)

    @staticmethod
    def now() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    # -- the content

    def all(self) -> dict[str, Check]:
        """Return every check that can be used, by id; read again when a file changes."""
        self._refresh()
        return self._read[1]

    def broken(self) -> list[Finding]:
        """Return what is wrong with those that cannot."""
        self._refresh()
        return self._read[2]

    def _refresh(self) -> None:
        if self._read[0] is not None and time.monotonic() - self._looked < LOOK_AGAIN:
            return
        self._looked = time.monotonic()
        places = self._held.places
        now = (stamp([places.assessments]), self._held.stamp)
        if now != self._read[0]:
            kept = self._read[1]
            fresh = checks_in(places)
            faults = faults_in(places)
            # As with lessons: what breaks while it is served stays as it last was.
            before = {name: each for name, each in kept.items() if name not in fresh and faults}
            self._read = (now, {**fresh, **before}, faults)

    def sittings(self) -> list[Sitting]:
        """Return every check at each of its times."""
        return [Sitting(each, window) for each in self.all().values() for window in each.windows]

    def sitting(self, name: str) -> Sitting | None:
        """Return the sitting called `name`; a check's id means its open one, or its first."""
        every = self.sittings()
        found = next((each for each in every if each.name == name), None)
        own = [each for each in every if each.check.id == name]
        is_open = next((each for each in own if self.state(each) == "open"), None)
        return found or is_open or next(iter(own), None)

    def whole_spec(self, sitting: Sitting, item: Item) -> Spec:
        """Return an item with its key, in English: for cleaning and marking, never for a page."""
        key = (sitting.check.id, item.id)
        kept = self._specs.get(key)
        if kept is None or kept[0] is not sitting.check:
            facts = self._held.library.references.for_pupils
            kept = (sitting.check, full_spec(sitting.check, item, facts))
            self._specs[key] = kept
        return kept[1]

    # -- when

    def times(self, sitting: Sitting) -> Opening:
        return openings(self.folder / "windows.json").get(sitting.name, Opening())

    def set_times(self, sitting: Sitting, opening: Opening) -> None:
        """Keep when a check can be answered. Raises BadTime."""
        set_opening(self.folder / "windows.json", sitting.name, opening)

    def state(self, sitting: Sitting) -> str:
        """Return 'open', 'closed' (its time is over) or 'early' (not yet)."""
        times, now = self.times(sitting), self.now()
        if times.is_open(now):
            return "open"
        return "closed" if times.is_over(now) else "early"

    def is_over(self, check: Check) -> bool:
        """Say whether every time of a check is over, so that its key can hurt nobody."""
        return all(self.state(Sitting(check, window)) == "closed" for window in check.windows)

    def released(self, sitting: Sitting) -> bool:
        """Say whether pupils may see their feedback."""
        return sitting.name in read_json(self.course.released_file, {})

    def release(self, sitting: Sitting, *, released: bool) -> None:
        told = dict(read_json(self.course.released_file, {}))
        told.pop(sitting.name, None)
        if released:
            told[sitting.name] = self.now().isoformat(timespec="seconds")
        keep_json(self.course.released_file, told)

    # -- who

    @property
    def roster_file(self) -> Path:
        return self.folder / "roster.csv"

    def roster(self) -> Roster:
        """Return the pupils; read again when the file changes. Raises BadRoster."""
        now = stamp([self.roster_file])
        if self._roster[0] != now:
            self._roster = (now, Roster.read(self.roster_file))
        return self._roster[1]

    def pupils(self) -> list[OnRoster]:
        return list(self.roster().pupils.values())

    # -- what was handed in

    def handed_in(self, assignment: str, pupil: str) -> list[dt.datetime]:
        """Return when a pupil handed in, each time in order."""
        hand_ins = self.folder / "handins"
        now = self.now()
        found = []
        for number in numbers(hand_ins, assignment, pupil):
            try:
                found.append(
                    read_hand_in(file_of(hand_ins, assignment, pupil, number), now).handed_in
                )
            except ValueError:
                file = file_of(hand_ins, assignment, pupil, number)
                found.append(dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC))
        return found

    def newest(self, assignment: str, pupil: str) -> HandIn | None:
        """Return a pupil's newest hand-in that can be read."""
        for number in reversed(numbers(self.course.handins, assignment, pupil)):
            file = file_of(self.course.handins, assignment, pupil, number)
            with contextlib.suppress(BadHandIn):
                return read_hand_in(file, self.now())
        return None

    async def looked(self, sitting: Sitting, marking: Marking) -> Looked:
        """Return what the markbook is made of, read again where anything of it changed."""
        course = self.course
        files = [course.gradebook_file, course.passed_file, self.roster_file]
        for name in sitting.check.assignments:
            files += [course.collected_file(name), course.marked_file(name)]
        now = (stamp(files), self._held.stamp)
        kept = self._looked_at.get(sitting.name)
        if kept is None or kept[0] != now:
            looked: Looked = await marking.ask("look", sitting.name)
            # Reading settles the gradebook's file, which has a new time then.
            kept = self._looked_at[sitting.name] = ((stamp(files), self._held.stamp), looked)
        return kept[1]

    def who_handed_in(self, assignment: str) -> dict[str, list[dt.datetime]]:
        """Return when each pupil handed in, by id; only those who did."""
        found = {each.id: self.handed_in(assignment, each.id) for each in self.pupils()}
        return {pupil: times for pupil, times in found.items() if times}

    def old(self) -> bool:
        """Say whether anything here was left alone so long that its time may be over."""
        before = time.time() - OLD_SECONDS
        places = (self.course.handins, self.course.drafts)
        files = [self.roster_file, *(each for place in places for each in place.rglob("*.json"))]
        return any(each.is_file() and each.stat().st_mtime < before for each in files)

    def read_again(self) -> None:
        """Forget what was read of the roster."""
        self._roster = (None, Roster())
