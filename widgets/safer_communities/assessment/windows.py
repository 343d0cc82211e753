"""When a check can be answered: from, until, or whenever the teacher has not said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .keeping import keep_json, read_json
from .names import assignment_name

if TYPE_CHECKING:
    from pathlib import Path


class BadTime(ValueError):
    """A time that cannot be meant. Its message says why."""


@dataclass(frozen=True)
class Opening:
    """The times of one assignment, in UTC. None: not said. A check with no `open` is closed."""

    open: dt.datetime | None = None
    close: dt.datetime | None = None

    def is_open(self, now: dt.datetime) -> bool:
        """Say whether the check can be answered now."""
        return (
            self.open is not None and self.open <= now and (self.close is None or now < self.close)
        )

    def is_over(self, now: dt.datetime) -> bool:
        """Say whether the time has passed, so that a key can hurt nobody any more."""
        return self.close is not None and self.close <= now


def moment(text: object) -> dt.datetime:
    """Return an ISO-8601 time with its zone, in UTC. Raises BadTime."""
    try:
        found = dt.datetime.fromisoformat(text)  # type: ignore[arg-type]
        return _in_utc(found)
    except (TypeError, ValueError, OverflowError):
        raise BadTime(
            f"{str(text)[:40]!r} is no time with a zone, such as 2026-11-25T09:30+00:00."
        ) from None


def _in_utc(found: dt.datetime) -> dt.datetime:
    if found.tzinfo is None:
        raise ValueError("no zone")
    return found.astimezone(dt.UTC)


def openings(file: Path) -> dict[str, Opening]:
    """Return the times of every assignment of which any were said."""
    found = {}
    told = read_json(file, {})
    for name, times in told.items() if isinstance(told, dict) else ():
        try:
            begun, ended = (times[key] for key in ("open", "close"))
            found[assignment_name(name)] = Opening(begun and moment(begun), ended and moment(ended))
        except (KeyError, TypeError, ValueError):
            continue  # a time nobody can read is a time not said: the check is closed
    return found


def set_opening(file: Path, assignment: str, opening: Opening) -> None:
    """Keep the times of one assignment. Raises BadTime, BadName."""
    if opening.open and opening.close and opening.close <= opening.open:
        raise BadTime("A check must close after it opens. Choose a later time to close.")
    every = {**openings(file), assignment_name(assignment): opening}
    keep_json(
        file,
        {
            name: {
                "open": each.open.isoformat() if each.open else None,
                "close": each.close.isoformat() if each.close else None,
            }
            for name, each in sorted(every.items())
        },
    )
