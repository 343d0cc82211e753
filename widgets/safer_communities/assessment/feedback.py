"""What a pupil gets back: what was asked, what fits in their answer and why, a kind comment."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from nbgrader.api import MissingEntry

from .answers import Credit, Reason, cleaned, credit, full_spec
from .collecting import checked
from .gradebook import looked_at
from .handing_in import file_of, read_hand_in
from .keeping import read_json
from .markbook import State, markbook

if TYPE_CHECKING:
    from safer_communities.language import Speaker

    from .course import Course


class NotMarked(LookupError):
    """There is nothing to give back to this pupil yet."""


@dataclass(frozen=True)
class Told:
    """What a child reads about one question, in their own language; `reasons` say why.

    No test, key or code is in it beyond the whys that belong to the child's own answer.
    """

    item: str
    title: str
    ask: str
    kind: str
    state: State
    points: float | None
    of: int
    answered: bool
    reasons: list[Reason] = field(default_factory=list)
    comment: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def feedback(course: Course, name: str, pupil: str, speaker: Speaker | None = None) -> list[Told]:
    """Return what to tell a pupil, question by question, of the hand-in that was marked last.

    The caller shows it once the check's window has closed. What went to the safeguarding lead is
    left out: that is for a talk. Raises NotMarked, KeyError, BadHandIn.
    """
    check, _ = course.check(name)
    held = read_json(course.marked_file(name), {}).get(pupil, {})
    if not held or held.get("refused"):
        raise NotMarked(f"No hand-in of pupil '{pupil}' to '{name}' has been marked.")
    file = file_of(course.handins, name, pupil, held["number"])
    answers = checked(course.specs(name), read_hand_in(file, dt.datetime.now(dt.UTC)).answers)
    states = {row.item: row for row in markbook(course, name) if row.pupil == pupil}
    comments = _comments(course, name, pupil)
    facts, safety = course.references.for_pupils, course.references.safety
    told = []
    for item in check.items:
        row = states.get(item.id)
        if row is None or row.state == "passed":
            continue
        spec = full_spec(check, item, facts, speaker, safety=safety)
        value = cleaned(item, spec, answers.get(item.id, {}))
        worth = credit(item, spec, value) if value else Credit(0.0, item.marks, answered=False)
        told.append(
            Told(
                item.id,
                spec["title"],
                spec["ask"],
                item.kind,
                row.state,
                row.points,
                item.marks,
                worth.answered,
                worth.reasons,
                comments.get(item.id, ""),
            )
        )
    return told


def _comments(course: Course, name: str, pupil: str) -> dict[str, str]:
    """Return what the teacher wrote about each text; nbgrader's "No response." is no comment."""
    found = {}
    with looked_at(course) as gradebook, suppress(MissingEntry):
        for notebook in gradebook.find_submission(name, pupil).notebooks:
            for comment in notebook.comments:
                if comment.manual_comment:
                    found[comment.name] = str(comment.manual_comment)
    return found
