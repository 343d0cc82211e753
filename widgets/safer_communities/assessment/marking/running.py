"""Marking what was collected: nbgrader's pipeline for each hand-in, in this one process."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from nbgrader.apps import NbGraderAPI

from safer_communities.assessment.collecting import Refusal, Taken, collected
from safer_communities.assessment.gradebook import (
    backed_up,
    forget,
    only_the_same_points,
    opened,
    points_in,
    points_were,
    submission_of,
)
from safer_communities.assessment.handing_in import file_of
from safer_communities.assessment.keeping import keep_json, read_json
from safer_communities.assessment.roster import Roster

from .configuring import settings
from .refusing import reasons
from .releasing import last_line, quietly

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbgrader.api import Gradebook

    from safer_communities.assessment.course import Course


class NotCollected(Exception):
    """Nothing has been collected that could be marked."""


@dataclass(frozen=True)
class Marked:
    """What marking came to. `rows` are (pupil, item, points, of); points are None until read."""

    rows: list[tuple[str, str, float | None, float]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    needs_reading: list[tuple[str, str]] = field(default_factory=list)
    """(pupil, item) of each free text that nobody has read, or that has changed since."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def mark(course: Course, name: str, progress: Callable[[int, int], None] | None = None) -> Marked:
    """Mark every hand-in that the last collecting took. Raises NotCollected, PointsChanged.

    `progress(done, of)` is told after each. The gradebook is copied first. One hand-in that cannot
    be marked is refused with its reason, leaves no row behind, and stops no other. The process's
    working directory changes while this runs (nbgrader's way).
    """
    found = collected(course, name)
    if found is None:
        raise NotCollected(f"Nothing of '{name}' has been collected yet. Collect first.")
    check, _ = course.check(name)
    points = {item.id: float(item.marks) for item in check.items if item.marks}
    backed_up(course, "marking")
    marked = Marked()
    before = read_json(course.marked_file(name), {})
    held = {}
    with opened(course) as gradebook:
        only_the_same_points(name, points_were(gradebook, name), points)
        if points_in(gradebook, name) != points:
            raise NotCollected(
                f"'{name}' has other points than when it was built: build it again, then collect."
            )
        _bring_in(gradebook, Roster.read(course.roster_file))
        api = quietly(lambda: NbGraderAPI(config=settings(course.root)))
        for done, taken in enumerate(found.taken, start=1):
            waited = _waiting(gradebook, name, taken.pupil)
            reason = quietly(lambda taken=taken: _mark_one(course, name, taken, gradebook, api))
            if reason is None:
                texts = before.get(taken.pupil, {}).get("texts", {})
                grades = gradebook.find_submission(name, taken.pupil).notebooks[0].grades
                _flag(grades, taken, texts, waited)
                _note(grades, taken, marked)
                gradebook.db.commit()
                held[taken.pupil] = {"number": taken.number, "texts": taken.texts}
            else:
                file = file_of(course.handins, name, taken.pupil, taken.number)
                shown = str(file.relative_to(course.handins))
                marked.refused.append(Refusal(taken.pupil, shown, reason))
                held[taken.pupil] = {"number": taken.number, "texts": {}, "refused": reason}
            if progress:
                progress(done, len(found.taken))
    keep_json(course.marked_file(name), held)
    return marked


def _bring_in(gradebook: Gradebook, roster: Roster) -> None:
    """Let nbgrader know the pupils, by id and group: without, formgrader shows "None, None"."""
    there = {student.id for student in gradebook.students}
    for pupil in roster.pupils.values():
        if pupil.id not in there:
            gradebook.add_student(
                pupil.id, first_name=pupil.id, last_name=pupil.group or "Pupil", email=""
            )


def _mark_one(
    course: Course, name: str, taken: Taken, gradebook: Gradebook, api: NbGraderAPI
) -> str | None:
    """Mark one hand-in; return why it cannot be, or None."""
    pupil = taken.pupil
    new = submission_of(gradebook, name, pupil) is None
    reasons.pop((name, pupil), None)
    try:
        if not (course.submitted(name, pupil) / f"{name}.ipynb").is_file():
            reason: str | None = "The notebook in submitted/ is missing: collect again."
        else:
            told = api.autograde(name, pupil, force=True, create=False)
            reason = None if told["success"] else reasons.pop((name, pupil), last_line(told))
    except Exception as error:  # noqa: BLE001 (one hand-in stops no other)
        reason = f"nbgrader stopped with {type(error).__name__}: {error}"
    if reason is not None:
        gradebook.db.rollback()
        if new:
            forget(gradebook, name, pupil)
    return reason


def _waiting(gradebook: Gradebook, name: str, pupil: str) -> set[str]:
    """Return which texts of a pupil nobody had read, or read again, before this marking."""
    submission = submission_of(gradebook, name, pupil)
    if submission is None:
        return set()
    return {
        grade.name
        for notebook in submission.notebooks
        for grade in notebook.grades
        if grade.needs_manual_grade
    }


def _flag(grades: list[Any], taken: Taken, before: dict[str, str], waited: set[str]) -> None:
    """Let each text that is another than the one somebody gave points for wait to be read again.

    nbgrader keeps those points, and asks to look again at every text, changed or not. Here only a
    changed one waits, and formgrader shows the submission as flagged.
    """
    for grade in grades:
        if grade.manual_score is not None:
            changed = before.get(grade.name) != taken.texts.get(grade.name)
            grade.needs_manual_grade = changed or grade.name in waited
            grade.notebook.flagged = grade.notebook.flagged or changed


def _note(grades: list[Any], taken: Taken, marked: Marked) -> None:
    """Take the points of one hand-in, and its texts that wait."""
    for grade in grades:
        waits = bool(grade.needs_manual_grade)
        if waits:
            marked.needs_reading.append((taken.pupil, grade.name))
        points = None if waits else _points(grade)
        marked.rows.append((taken.pupil, grade.name, points, float(grade.max_score)))


def _points(grade: Any) -> float:
    """Return `grade.score` as the gradebook reckons it, without asking the gradebook again."""
    given = grade.auto_score if grade.manual_score is None else grade.manual_score
    return float(given or 0) + float(grade.extra_credit or 0)
