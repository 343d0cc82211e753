"""Where a school's hand-ins, marks and copies lie: one folder of the data folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from safer_communities.content import Memory, Places, references_in

from .answers import full_spec
from .checks import assignment, checks_in
from .names import assignment_name, pupil_name

if TYPE_CHECKING:
    from pathlib import Path

    from safer_communities.activities import Spec
    from safer_communities.content import References

    from .checks import Check, Window
    from .items import Item


@dataclass(frozen=True)
class Course:
    """The checks of a school as they are done. `folder` is DATA/assessments.

    Nothing of it ever lies in the repository, and nothing of it is served.
    """

    folder: Path
    places: Places
    memory: Memory

    @classmethod
    def of(cls, data: Path, places: Places | None = None, memory: Memory | None = None) -> Course:
        """Return the course kept in a data folder."""
        found = places or Places.found()
        return cls(data.resolve() / "assessments", found, memory or Memory.of_user("checks"))

    # -- what is kept, and where

    @property
    def handins(self) -> Path:
        return self.folder / "handins"

    @property
    def drafts(self) -> Path:
        return self.folder / "drafts"

    @property
    def roster_file(self) -> Path:
        return self.folder / "roster.csv"

    @property
    def windows_file(self) -> Path:
        return self.folder / "windows.json"

    @property
    def passed_file(self) -> Path:
        """What went to the safeguarding lead: which question of whom, never the words."""
        return self.folder / "passed.json"

    @property
    def released_file(self) -> Path:
        """Of which checks pupils may read their feedback, and since when."""
        return self.folder / "released.json"

    @property
    def root(self) -> Path:
        """Nbgrader's course folder."""
        return self.folder / "course"

    @property
    def gradebook_file(self) -> Path:
        return self.root / "gradebook.db"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    def collected_file(self, name: str) -> Path:
        return self.root / "collected" / f"{assignment_name(name)}.json"

    def marked_file(self, name: str) -> Path:
        """Which hand-in of whom was marked last, and which texts it held, as fingerprints."""
        return self.root / "marked" / f"{assignment_name(name)}.json"

    def source(self, name: str) -> Path:
        return self.root / "source" / assignment_name(name)

    def release(self, name: str) -> Path:
        return self.root / "release" / assignment_name(name)

    def submitted(self, name: str, pupil: str) -> Path:
        return self.root / "submitted" / pupil_name(pupil) / assignment_name(name)

    def autograded(self, name: str, pupil: str) -> Path:
        return self.root / "autograded" / pupil_name(pupil) / assignment_name(name)

    # -- what the questions are

    @cached_property
    def checks(self) -> dict[str, Check]:
        return checks_in(self.places, self.memory)

    @cached_property
    def references(self) -> References:
        return references_in(self.places.lessons, self.memory)

    def check(self, name: str) -> tuple[Check, Window]:
        """Return the check and window nbgrader knows as `name`. Raises KeyError with a hint."""
        return assignment(self.checks, assignment_name(name))

    def specs(self, name: str) -> dict[str, tuple[Item, Spec]]:
        """Return each item of an assignment with its whole spec, key and all, in English."""
        check, _ = self.check(name)
        facts = self.references.for_pupils
        return {item.id: (item, full_spec(check, item, facts)) for item in check.items}
