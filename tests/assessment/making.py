"""Small checks, built and handed in as the pack does it, for tests to look at."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import nbformat
from safer_communities.assessment.building import source
from safer_communities.assessment.course import Course
from safer_communities.assessment.handing_in import hand_in
from safer_communities.assessment.marking import release
from safer_communities.assessment.roster import OnRoster, Roster
from safer_communities.content import Memory, Places

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)
TINY = "tiny"
CHECKS = Path(__file__).parents[1] / "fixtures" / "checks"
RIGHT = {
    "number": {"answers": {"which": ["nines"]}},
    "order": {"order": ["stop", "call", "wait"]},
    "groups": {"placed": {"ice": "risky", "path": "safer", "rail": "risky"}},
    "sure": {"answers": {"tell": 3}},
    "why": {"text": "Because a grown-up can help."},
}
WRONG = {
    "number": {"answers": {"which": ["ones"]}},
    "order": {"order": ["wait", "call", "stop"]},
    "groups": {"placed": {"ice": "safer", "path": "safer", "rail": "safer"}},
}


def made(folder: Path, pupils=("p01", "p02", "p03"), *, build=True, check=TINY) -> Course:
    """Return a course of one check in `folder`, with these pupils on its roster."""
    pack = folder / "pack"
    if not pack.exists():
        shutil.copytree(CHECKS, pack / "assessments" / "questions")
        (pack / "notebooks").mkdir()
        (pack / "lessons").mkdir()
        for name in ("facts", "codes", "glossary"):
            (pack / "lessons" / f"{name}.yaml").write_text("{}\n", "utf-8")
    course = Course.of(folder / "data", Places.of(pack), Memory())
    words = ["WORD" + chr(65 + at // 26) + chr(65 + at % 26) for at in range(676)]
    roster = Roster(
        {
            name: OnRoster(name, "-".join(words[3 * at : 3 * at + 3]), "6B")
            for at, name in enumerate(pupils)
        }
    )
    roster.keep(course.roster_file)
    if build:
        built(course, check)
    return course


def built(course: Course, name=TINY, change=lambda notebook: notebook) -> None:
    """Write the source notebook of a check, changed or not, and release it."""
    check, window = course.check(name)
    notebook = change(source(check, window, course.references.for_pupils))
    folder = course.source(name)
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    release(course, name)


def meta(name, **settings):
    usual = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": name, **usual, **settings}}


def handed_in(course: Course, pupil, answers, *, name=TINY, language="en", now=NOW):
    return hand_in(
        course.handins, assignment=name, pupil=pupil, language=language, answers=answers, now=now
    )


def raw(course: Course, pupil, text, *, number=1, name=TINY) -> Path:
    """Put a file where a hand-in lies, as it is: text, bytes, or what becomes JSON."""
    file = course.handins / name / pupil / f"{number:02}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(text, (str, bytes)):
        text = json.dumps(text)
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return file


def whole(pupil="p01", *, answers=None, number=1, name=TINY, **other):
    """Return what a hand-in's file holds, with whatever is to be wrong with it."""
    sound = {
        "schema": 1,
        "assignment": name,
        "pupil": pupil,
        "number": number,
        "handed_in": NOW.isoformat(),
        "language": "en",
        "answers": RIGHT if answers is None else answers,
    }
    return {**sound, **other}
