"""The content as it is served: read again when a file changes, never worse than before."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from safer_communities.content import MODELS, Library, Memory, stamp

if TYPE_CHECKING:
    from safer_communities.content import Places, Session

PACKAGE = Path(__file__).resolve().parents[1]
"""The code that notebooks import: they are run again when it changes, in a process of their own."""
LOOK_AGAIN = 1.0
"""Seconds between two looks at the files' times."""
REFERENCES = "references"
"""The name under which a library tells what is wrong with facts.yaml and its like."""


class Held:
    """The library, fresh. What breaks while it is served stays as it last was."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._memory = Memory.of_user()
        library = Library.read(places, self._memory)
        # Without its facts a lesson would show a hole where the number to ring stands.
        self.library = replace(library, lessons={}) if REFERENCES in library.broken else library
        self._stamp = self._now()
        self._looked = time.monotonic()

    def _now(self) -> tuple[tuple[str, int, int], ...]:
        return stamp([self.places.lessons, self.places.notebooks, PACKAGE])

    @property
    def stamp(self) -> tuple[tuple[str, int, int], ...]:
        """What changes when any file of the content does."""
        self.refresh()
        return self._stamp

    def refresh(self) -> None:
        """Read the content again if a file changed since the last look."""
        if time.monotonic() - self._looked < LOOK_AGAIN:
            return
        self._looked = time.monotonic()
        now = self._now()
        if now != self._stamp:
            self._stamp = now
            self.library = self._mended_by_before(Library.read(self.places, self._memory))

    def _mended_by_before(self, fresh: Library) -> Library:
        """Return `fresh` with each broken lesson as it was; with broken facts, all as it was."""
        before = self.library
        if REFERENCES in fresh.broken:
            return replace(fresh, references=before.references, lessons=before.lessons)
        kept = {path: lesson for path, lesson in before.lessons.items() if path in fresh.broken}
        return replace(fresh, lessons={**fresh.lessons, **kept})

    def lesson(self, path: str) -> Session | None:
        """Return a lesson that can be served: as it is, or as it was before it broke."""
        self.refresh()
        return self.library.lessons.get(path)

    def broken(self, path: str) -> bool:
        """Say whether the files of this lesson, or the facts it names, cannot be read now."""
        broken = self.library.broken
        unit, _, slug = path.partition("/")
        model = MODELS.get(unit)
        there = bool(model and (self.places.lessons / unit / slug / model.file).is_file())
        return path in broken or (REFERENCES in broken and there)
