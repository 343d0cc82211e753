"""From what pupils handed in to what nbgrader marks: each file checked, each refusal with a reason.

A submission is built from the released notebook. A pupil's page writes no notebook, so no cell of
a hand-in can ever run; the answers lie beside it, and free texts are escaped into their cells.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import nbformat

from safer_communities.activities import NotAnAnswer

from .answers import cleaned
from .free_text import fingerprint, in_a_cell, words_in
from .handing_in import FILE, BadHandIn, file_of, numbers, read_hand_in
from .items import TEXT
from .keeping import keep_json, read_json
from .names import BadName, assignment_name, pupil_name
from .passing import is_passed
from .roster import Roster

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from safer_communities.activities import Spec

    from .course import Course
    from .handing_in import HandIn
    from .items import Item


FOR_THE_MARKER = "safer_communities"
"""In the metadata of a text's cell: its rubric and its bank of comments (`TeacherView`)."""


class NotBuilt(Exception):
    """The check has no released notebook to lay hand-ins into."""


@dataclass(frozen=True)
class Taken:
    """A hand-in that will be marked."""

    pupil: str
    number: int
    handed_in: str
    language: str
    texts: dict[str, str] = field(default_factory=dict)
    """The fingerprint of each free text that was written."""


@dataclass(frozen=True)
class Refusal:
    """A hand-in that cannot be marked, and why. `file` is its path under handins/."""

    pupil: str
    file: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """Who handed in what can be marked, who what cannot, and who nothing."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def collect(course: Course, name: str, now: dt.datetime) -> Collected:
    """Check the newest hand-in of each pupil, and lay what is sound into submitted/.

    Raises KeyError where there is no such check, NotBuilt, BadRoster, OSError. What is wrong with
    one hand-in stops no other.
    """
    specs = course.specs(name)
    notebook = _released(course, name)
    roster = Roster.read(course.roster_file)
    found = Collected(refused=_strangers(course, name, roster))
    for pupil in roster.pupils:
        number = max(numbers(course.handins, name, pupil), default=0)
        odd = _odd_files(course, name, pupil)
        if not number and not odd:
            found.absent.append(pupil)
            continue
        file = file_of(course.handins, name, pupil, number) if number else odd[0]
        try:
            handed_in = read_hand_in(file, now)
            answers = checked(specs, handed_in.answers)
        except BadHandIn as error:
            found.refused.append(Refusal(pupil, _shown(course, file), str(error)))
            continue
        _lay_in(course, handed_in, answers, notebook, specs)
        texts = {
            name: fingerprint(words_in(answers, name))
            for name, (item, _) in specs.items()
            if item.kind == TEXT and words_in(answers, name).strip()
        }
        at = handed_in.handed_in.isoformat(timespec="seconds")
        found.taken.append(Taken(pupil, number, at, handed_in.language, texts))
    for pupil in _no_longer(course, name, {each.pupil for each in found.taken}):
        shutil.rmtree(course.submitted(name, pupil), ignore_errors=True)
    keep_json(course.collected_file(name), found.as_dict())
    return found


def collected(course: Course, name: str) -> Collected | None:
    """Return what the last collecting found, or None where nothing has been collected."""
    told = read_json(course.collected_file(name), None)
    if told is None:
        return None
    return Collected(
        [Taken(**each) for each in told["taken"]],
        [Refusal(**each) for each in told["refused"]],
        list(told["absent"]),
    )


def checked(specs: dict[str, tuple[Item, Spec]], answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers, each as its question can be answered. Raises BadHandIn."""
    found = {}
    for name, value in answers.items():
        if name not in specs:
            raise BadHandIn(f"The check has no question '{name[:40]}'.")
        item, spec = specs[name]
        try:
            found[name] = cleaned(item, spec, value)
        except NotAnAnswer as error:
            raise BadHandIn(f"The answer to '{name}' cannot be one: {error}") from None
        except (TypeError, ValueError, KeyError, AttributeError, RecursionError, OverflowError):
            raise BadHandIn(f"The answer to '{name}' has not the shape of one.") from None
    return found


def _lay_in(
    course: Course,
    handed_in: HandIn,
    answers: dict[str, Any],
    notebook: str,
    specs: dict[str, tuple[Item, Spec]],
) -> None:
    texts = [name for name, (item, _) in specs.items() if item.kind == TEXT]
    scored = [name for name, (item, _) in specs.items() if item.marks and name not in texts]
    laid = nbformat.reads(notebook, nbformat.NO_CONVERT)
    for cell in laid.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in texts:
            spec = specs[name][1]
            cell.metadata[FOR_THE_MARKER] = {key: spec[key] for key in ("rubric", "comments")}
            words = words_in(answers, name)
            if words.strip() and not is_passed(
                course, handed_in.assignment, handed_in.pupil, name, fingerprint(words)
            ):
                cell.source = in_a_cell(words)
    there = course.submitted(handed_in.assignment, handed_in.pupil)
    making = course.root / "laying" / handed_in.assignment / handed_in.pupil
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    (making / f"{handed_in.assignment}.ipynb").write_text(nbformat.writes(laid), "utf-8")
    keep_json(
        making / "answers.json",
        {
            "schema": 1,
            "number": handed_in.number,
            "answers": {name: answers[name] for name in scored if name in answers},
        },
    )
    (making / "timestamp.txt").write_text(
        f"{handed_in.handed_in:%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8"
    )
    shutil.rmtree(there, ignore_errors=True)
    there.parent.mkdir(parents=True, exist_ok=True)
    making.replace(there)
    shutil.rmtree(course.root / "laying", ignore_errors=True)


def _released(course: Course, name: str) -> str:
    file = course.release(name) / f"{name}.ipynb"
    if not file.is_file():
        raise NotBuilt(f"'{name}' is not built. 'safer assessments build' does it.")
    return file.read_text("utf-8")


def _strangers(course: Course, name: str, roster: Roster) -> list[Refusal]:
    """Refuse what lies where no pupil of the roster's does."""
    place = course.handins / assignment_name(name)
    found = []
    for each in sorted(place.iterdir()) if place.is_dir() else ():
        if each.name in roster.pupils and each.is_dir() and not each.is_symlink():
            continue
        try:
            pupil_name(each.name)
            reason = "No pupil on the roster has this id."
        except BadName as error:
            reason = str(error)
        found.append(Refusal(each.name, _shown(course, each), reason))
    return found


def _odd_files(course: Course, name: str, pupil: str) -> list[Path]:
    place = course.handins / name / pupil
    if not place.is_dir():
        return []
    return sorted(
        each
        for each in place.iterdir()
        if not FILE.fullmatch(each.name) and not each.name.startswith(".")
    )


def _no_longer(course: Course, name: str, taken: set[str]) -> list[str]:
    """Return whose submission of an earlier collecting must not be marked as theirs any more."""
    place = course.root / "submitted"
    return [
        each.name
        for each in (place.iterdir() if place.is_dir() else ())
        if each.name not in taken and (each / name).is_dir()
    ]


def _shown(course: Course, file: Path) -> str:
    return str(file.relative_to(course.handins))
