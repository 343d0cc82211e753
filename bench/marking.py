"""A class's hand-ins marked: `safer assessments mark` beside `nbgrader autograde` as it comes.

Both mark the same 32 submissions of the same check, from the same gradebook. Cold is the whole
command; warm is what is left of it once everything has been imported. Every point must be the same.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from safer_communities.assessment.collecting import collect
from safer_communities.assessment.course import Course
from safer_communities.assessment.handing_in import hand_in
from safer_communities.assessment.items import TEXT
from safer_communities.assessment.roster import OnRoster, Roster

from bench.summing import medians, ratios
from tests.assessment.making import built
from tests.pupils import any_answer

if TYPE_CHECKING:
    from bench.asked import Asked

NAME = "y6-unit-baseline"
PUPILS = 32
FIGURES = ("cold_seconds", "warm_seconds")
CLOCK = """
import sys, time
from pathlib import Path
{imports}
begun = time.perf_counter()
try:
    {work}
finally:
    Path({to!r}).write_text(str(time.perf_counter() - begun))
"""
STOCK = {
    "imports": "from nbgrader.apps import NbGraderApp",
    "work": "NbGraderApp.launch_instance(['autograde', {name!r}])",
}
OURS = {
    "imports": "sys.modules.setdefault('rfc3987_syntax', None)\n"
    "from safer_communities import assessing\n"
    "from safer_communities.assessment import collecting, marking",
    "work": "assessing.assessments(['mark', {name!r}, '--data', {data!r}, '--json'])",
}


def course_with(data: Path, pupils: int, name: str = NAME) -> Course:
    """Return a course in which a class has handed in a check that is built and collected."""
    course = Course.of(data)
    built(course, name)
    names = [f"p{number:02}" for number in range(1, pupils + 1)]
    random = Random(1)
    now = dt.datetime.now(dt.UTC)
    for pupil in names:
        answers = {}
        for item, spec in course.specs(name).values():
            if item.kind == TEXT:
                answers[item.id] = {"text": f"Someone can tell a grown-up. ({pupil})"}
            else:
                answers[item.id] = any_answer(spec, random)
        hand_in(
            course.handins, assignment=name, pupil=pupil, language="en", answers=answers, now=now
        )
    _on_the_roster(course, names)
    taken = collect(course, name, now).taken
    if len(taken) != pupils:
        raise RuntimeError(f"{pupils} handed in, {len(taken)} were collected")
    return course


def _on_the_roster(course: Course, names: list[str]) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    pupils = {
        name: OnRoster(name, f"ONE-TWO-{letters[at // 26]}{letters[at % 26]}", "6B")
        for at, name in enumerate(names)
    }
    Roster(pupils).keep(course.roster_file)


def timed(parts: dict[str, str], folder: Path, to: Path, **filled: str) -> dict[str, Any]:
    """Run one side in a process of its own; return its seconds, and what it said if it failed."""
    code = CLOCK.format(imports=parts["imports"], work=parts["work"].format(**filled), to=str(to))
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    cold = time.perf_counter() - begun
    sample: dict[str, Any] = {"cold_seconds": cold, "warm_seconds": float(to.read_text())}
    if done.returncode:
        sample["errors"] = [done.stderr[-500:]]
    return sample


def grades(gradebook: Path, name: str) -> list[tuple[Any, ...]]:
    """Return each (pupil, question, points, still to be read) that a gradebook holds."""
    query = """
        SELECT a.student_id, c.name, g.auto_score, g.manual_score, g.needs_manual_grade
        FROM grade g JOIN base_cell c ON g.cell_id = c.id
        JOIN submitted_notebook n ON g.notebook_id = n.id
        JOIN submitted_assignment a ON n.assignment_id = a.id
        JOIN assignment s ON a.assignment_id = s.id
        WHERE s.name = ? ORDER BY 1, 2
    """
    with closing(sqlite3.connect(gradebook)) as file:
        return list(file.execute(query, (name,)))


def run(pupils: int, name: str = NAME) -> dict[str, Any]:
    """Mark one class on both sides; return the seconds of each, and what was not the same."""
    with tempfile.TemporaryDirectory() as place:
        data = Path(place).resolve() / "data"
        course = course_with(data, pupils, name)
        plain = Path(place).resolve() / "stock"
        shutil.copytree(course.root, plain)
        ours = timed(OURS, data, data / "ours.txt", name=name, data=str(data))
        stock = timed(STOCK, plain, data / "stock.txt", name=name)
        both = [grades(each / "gradebook.db", name) for each in (course.root, plain)]
    different = [pair for pair in zip(*both, strict=False) if pair[0] != pair[1]]
    ours["marked"], stock["marked"] = (len({row[0] for row in each}) for each in both)
    ours["rows"] = len(both[0])
    ours["different"] = len(different) + abs(len(both[0]) - len(both[1]))
    return {"ours": ours, "stock": stock}


def measure(asked: Asked) -> dict[str, Any]:
    """Mark a class on both sides, turn by turn; medians, ratio stock / ours, raw samples."""
    pupils = asked.pupils or PUPILS
    runs = [run(pupils) for _ in range(asked.runs)]
    samples = {side: [each[side] for each in runs] for side in ("stock", "ours")}
    sides = {
        side: medians([{k: v for k, v in each.items() if k != "errors"} for each in taken])
        for side, taken in samples.items()
    }
    wrong = [
        f"{side}: {error}"
        for side, taken in samples.items()
        for sample in taken
        for error in sample.get("errors", [])
    ]
    wrong += [
        f"{sample['different']} of {sample['rows']} rows are not the same"
        for sample in samples["ours"]
        if sample["different"]
    ]
    wrong += [
        f"{side}: {sample['marked']} of {pupils} marked"
        for side, taken in samples.items()
        for sample in taken
        if sample["marked"] != pupils
    ]
    return {
        "assignment": NAME,
        "pupils": pupils,
        **sides,
        "ratio": ratios(sides["stock"], sides["ours"], FIGURES),
        "samples": samples,
        "wrong": wrong,
    }


def told(result: dict[str, Any]) -> str:
    """Return the figures as a table in words."""
    lines = [f"{result['pupils']} hand-ins of {result['assignment']}      stock    ours  ratio"]
    for name in FIGURES:
        stock, ours = result["stock"][name], result["ours"][name]
        lines.append(f"{name:30} {stock:9.2f} {ours:7.2f} {result['ratio'][name]:6.1f}")
    return "\n".join([*lines, *(result["wrong"] or ["Every point is the same."])])
