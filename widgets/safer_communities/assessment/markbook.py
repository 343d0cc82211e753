"""Every pupil by every question: what it is worth, or why there are no points."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from .collecting import collected
from .gradebook import looked_at, submission_of
from .keeping import read_json
from .passing import passed_items
from .roster import Roster

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from .collecting import Taken
    from .course import Course
    from .items import Item

State = Literal["marked", "to-read", "changed", "passed", "waiting", "absent", "refused"]
"""to-read: a text nobody has read. changed: a text that is another than the one that was read.
passed: it went to the safeguarding lead, and counts for nothing. waiting: handed in, not marked
yet. absent: nothing was handed in, which is no 0."""


@dataclass(frozen=True)
class Row:
    """One pupil's answer to one question. `points` is a number only where `state` is marked."""

    pupil: str
    group: str
    item: str
    outcome: str | None
    points: float | None
    of: int
    state: State
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def markbook(course: Course, name: str) -> list[Row]:
    """Return a row for each pupil of the roster and each question that is marked.

    Raises KeyError where there is no such check.
    """
    check, _ = course.check(name)
    items = [item for item in check.items if item.marks]
    found = collected(course, name)
    taken = {each.pupil: each for each in found.taken} if found else {}
    refused = {each.pupil: each.reason for each in found.refused} if found else {}
    marked = read_json(course.marked_file(name), {})
    passed = passed_items(course, name)
    rows = []
    with looked_at(course) as gradebook:
        for pupil in Roster.read(course.roster_file).pupils.values():
            hand_in = taken.get(pupil.id)
            held = marked.get(pupil.id, {})
            reason = refused.get(pupil.id) or (
                held.get("refused", "") if hand_in and held.get("number") == hand_in.number else ""
            )
            given = (
                _given(gradebook, name, pupil.id)
                if hand_in and not reason and held.get("number") == hand_in.number
                else None
            )
            for item in items:
                state: State
                points = None
                if reason:
                    state = "refused"
                elif hand_in is None:
                    state = "absent"
                elif given is None:
                    state = "waiting"
                elif _is_passed(hand_in, item, passed):
                    state = "passed"
                else:
                    points, state = given.get(item.id, (None, "waiting"))
                rows.append(
                    Row(
                        pupil.id,
                        pupil.group,
                        item.id,
                        item.outcome,
                        points,
                        item.marks,
                        state,
                        reason,
                    )
                )
    return rows


def _is_passed(hand_in: Taken, item: Item, passed: dict[tuple[str, str], list[str]]) -> bool:
    return hand_in.texts.get(item.id, "") in passed.get((hand_in.pupil, item.id), [])


def _given(gradebook: Gradebook, name: str, pupil: str) -> dict[str, tuple[float | None, State]]:
    """Return what the gradebook holds for a pupil, by question."""
    submission = submission_of(gradebook, name, pupil)
    found: dict[str, tuple[float | None, State]] = {}
    for notebook in submission.notebooks if submission else ():
        for grade in notebook.grades:
            if grade.needs_manual_grade:
                changed = grade.manual_score is not None
                found[grade.name] = (None, "changed" if changed else "to-read")
            else:
                found[grade.name] = (float(grade.score), "marked")
    return found
