"""The content as it is served: read again when a file changes, never worse than before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from safer_communities.content import Library, stamp

if TYPE_CHECKING:
    from safer_communities.content import Lesson, Places

LOOK_AGAIN = 1.0
"""Seconds between two looks at the files' times."""


class Held:
    """The library, fresh. A lesson that breaks while it is served stays as it last was."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.library = Library.read(places)
        self._good: dict[str, Lesson] = dict(self.library.lessons)
        self._stamp = self._now()
        self._looked = time.monotonic()

    def _now(self) -> tuple[tuple[str, int, int], ...]:
        return stamp([self.places.lessons, self.places.notebooks])

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
            self.library = Library.read(self.places)
            self._good.update(self.library.lessons)
            self._stamp = now

    def lesson(self, path: str) -> Lesson | None:
        """Return a lesson that can be served: as it is, or as it was before it broke."""
        self.refresh()
        if path in self.library.lessons:
            return self.library.lessons[path]
        return self._good.get(path) if path in self.library.broken else None
