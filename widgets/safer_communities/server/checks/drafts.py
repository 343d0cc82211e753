"""What a pupil has answered before handing in: kept here, so that they can come back to it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from safer_communities.assessment.keeping import keep_json, read_json
from safer_communities.assessment.windows import BadTime, moment

if TYPE_CHECKING:
    from pathlib import Path

REMEMBERED = 20
"""How many of an item's latest ids are kept: an answer that comes late again changes nothing."""


@dataclass
class Draft:
    """One pupil's answers to one check, as they stand."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=dict)
    hand_ins: dict[str, int] = field(default_factory=dict)
    """The number of the hand-in that each id sent by the page became: sent twice, it is one."""

    def take(self, item: str, value: dict[str, Any], answer_id: str) -> bool:
        """Take an answer; return whether it was new."""
        known = self.ids.setdefault(item, [])
        if answer_id in known:
            return False
        self.ids[item] = [*known, answer_id][-REMEMBERED:]
        self.answers[item] = value
        return True


class Drafts:
    """The drafts under one folder: ASSIGNMENT/PUPIL.json. Each pupil's are written in turn."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turns: dict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    def turn(self, assignment: str, pupil: str) -> asyncio.Lock:
        """Return the lock that whoever changes this draft holds."""
        return self._turns[assignment, pupil]

    def read(self, assignment: str, pupil: str) -> Draft:
        """Return the draft; an empty one where there is none, or none that can be read."""
        kept = read_json(self._file(assignment, pupil), {})
        try:
            return Draft(kept["answers"], kept["ids"], kept["hand_ins"])
        except (KeyError, TypeError):
            return Draft()

    def write(self, assignment: str, pupil: str, draft: Draft) -> None:
        """Write the draft. When this returns it is on the disk, whole."""
        kept = {
            "schema": 1,
            "assignment": assignment,
            "pupil": pupil,
            "changed": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "answers": draft.answers,
            "ids": draft.ids,
            "hand_ins": draft.hand_ins,
        }
        keep_json(self._file(assignment, pupil), kept)

    def changed_at(self, assignment: str, pupil: str) -> dt.datetime:
        """Return when the draft was written last."""
        kept = read_json(self._file(assignment, pupil), {})
        try:
            return moment(kept["changed"])
        except (KeyError, TypeError, BadTime):
            return dt.datetime.fromtimestamp(0, dt.UTC)

    def begun(self, assignment: str) -> set[str]:
        """Return who has begun."""
        return {file.stem for file in (self._folder / assignment).glob("*.json")}

    def _file(self, assignment: str, pupil: str) -> Path:
        return self._folder / assignment / f"{pupil}.json"
