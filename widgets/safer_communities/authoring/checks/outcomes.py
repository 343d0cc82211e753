"""Every outcome is worked at in some activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safer_communities.content import Finding

from .pieces import file_of, line_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from safer_communities.content import Library


def outcomes_are_met(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find outcomes that no activity names. Talk alone leaves nothing to see progress by."""
    for lesson in library.lessons.values():
        met = {name for part in lesson.parts if part.kind != "talk" for name in part.outcomes}
        for name in lesson.outcomes:
            if name not in met:
                yield Finding(
                    file_of(lesson),
                    line_in(lesson, ("outcomes", name)),
                    "outcome-unmet",
                    f"No activity works at the outcome '{name}'.",
                    "Name it under 'outcomes' of a part in which pupils do something, "
                    "or take it out here.",
                )
