"""Who may be in a room: lessons/organisations.yaml, read again when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safer_communities.content import ContentError, Places
from safer_communities.content.organisations import Organisations, organisations_in

if TYPE_CHECKING:
    from safer_communities.server.holding import Held


class KeptOrganisations:
    """The settings as they are; what breaks while it is served stays as it last was."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._read: tuple[Any, Organisations] | None = None

    def now(self) -> Organisations:
        """Return the settings; the pack's own where this content names no kind of agency."""
        stamp = self._held.stamp
        if self._read is None or self._read[0] != stamp:
            found = self._fresh()
            if found is None or not found.agencies:
                found = organisations_in(Places.found().lessons)
            self._read = (stamp, found)
        return self._read[1]

    def _fresh(self) -> Organisations | None:
        try:
            return organisations_in(self._held.places.lessons)
        except ContentError:
            return self._read[1] if self._read else None
