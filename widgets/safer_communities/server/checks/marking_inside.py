"""The process that works with nbgrader for the server: told what to do by `marking.py`."""

from __future__ import annotations

import datetime as dt
import json
import os
import queue
import sys
import threading
from collections import Counter
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from safer_communities.assessment.analysis import by_outcome, changes, confidence, figures, shares
from safer_communities.assessment.building import source
from safer_communities.assessment.collecting import checked, collect
from safer_communities.assessment.course import Course
from safer_communities.assessment.exporting import exported
from safer_communities.assessment.feedback import NotMarked, feedback
from safer_communities.assessment.handing_in import BadHandIn, file_of, read_hand_in
from safer_communities.assessment.keeping import keep, read_json
from safer_communities.assessment.markbook import markbook
from safer_communities.assessment.marking.releasing import release
from safer_communities.assessment.marking.running import mark
from safer_communities.assessment.passing import pass_on
from safer_communities.assessment.retention import What, delete, expired, keep_until
from safer_communities.assessment.thinking import wrong_in
from safer_communities.content import Places
from safer_communities.language import speaker

if TYPE_CHECKING:
    from collections.abc import Callable

IDLE_SECONDS = 600
"""After so long with nothing to do the process ends, and gives its memory back."""


def built(course: Course, name: str) -> None:
    """Make nbgrader's notebook of a check, and release it, where its questions are not as before.

    Raises PointsChanged, CannotRelease.
    """
    check, window = course.check(name)
    file = course.source(name) / f"{name}.ipynb"
    made = source(check, window, course.references.for_pupils)
    text = (nbformat.writes(made) + "\n").encode()  # as `build` writes it
    there = (course.release(name) / f"{name}.ipynb").is_file() and file.is_file()
    if not there or file.read_bytes() != text:
        keep(file, text)
        release(course, name)


def do_mark(course: Course, asked: dict[str, Any], tell: Callable[[Any], None]) -> Any:
    """Build where that is needed, collect, mark; return what was refused."""
    name = asked["assignment"]
    built(course, name)
    found = collect(course, name, dt.datetime.now(dt.UTC))
    marked = mark(course, name, lambda done, of: tell({"done": done, "of": of}))
    return [
        {"pupil": each.pupil, "reason": each.reason} for each in (*found.refused, *marked.refused)
    ]


def do_look(course: Course, asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    """Return the rows of a check's time, what they show, and what changed between its times."""
    name = asked["assignment"]
    check, _window = course.check(name)
    rows = markbook(course, name)
    times = {
        each: {
            **shares(rows if each == name else markbook(course, each)),
            **confidence(course, each),
        }
        for each in (check.assignments if len(check.windows) > 1 else [])
        if course.marked_file(each).is_file()
    }
    return {
        "rows": [each.as_dict() for each in rows],
        "figures": [each.as_dict() for each in figures(rows)] if rows else [],
        "standings": [each.as_dict() for each in by_outcome(rows)],
        "changes": [each.as_dict() for each in changes(times)],
        "wrong": wrong_answers_to(course, name),
    }


def wrong_answers_to(course: Course, name: str) -> list[dict[str, Any]]:
    """Return how many pupils gave each wrong answer, in what was marked; the most common first."""
    counts: Counter[tuple[str, str]] = Counter()
    specs = course.specs(name)
    now = dt.datetime.now(dt.UTC)
    for pupil, held in read_json(course.marked_file(name), {}).items():
        file = file_of(course.handins, name, pupil, held["number"])
        with suppress(BadHandIn):
            answers = checked(specs, read_hand_in(file, now).answers)
            for item, value in answers.items():
                counts.update((item, wrong) for wrong in wrong_in(*specs[item], value))
    return [
        {"item": item, "wrong": wrong, "count": count}
        for (item, wrong), count in counts.most_common()
    ]


def do_feedback(course: Course, asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    """Return what to tell each of the pupils asked for, in the language asked for each."""
    name = asked["assignment"]
    check, _window = course.check(name)
    found = {}
    for pupil, code in asked["pupils"].items():
        voice = speaker(code, course.places.locale, check.id)
        with suppress(NotMarked):
            found[pupil] = [each.as_dict() for each in feedback(course, name, pupil, voice)]
    return found


def do_csv(course: Course, asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    return exported(course, [asked["assignment"]])


def do_pass(course: Course, asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    passed = pass_on(course, asked["assignment"], asked["pupil"], asked["item"])
    return {"number": passed.number}


def do_delete(course: Course, asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    """Delete one check's answers, or everything where none is named."""
    what = What(assignment=asked["assignment"] or None)
    return len(delete(course, what, unread=asked["unread"]))


def do_tidy(course: Course, _asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    """Delete what is past its time, the list of pupils too once it was left alone for so long."""
    now = dt.datetime.now(dt.UTC)
    over = expired(course, now)
    for each in over:
        delete(course, What(assignment=each.assignment, pupil=each.pupil), unread=True)
    if course.roster_file.is_file():
        changed = dt.datetime.fromtimestamp(course.roster_file.stat().st_mtime, dt.UTC)
        if keep_until(changed) <= now:
            course.roster_file.unlink()
    return len(over)


def do_ready(_course: Course, _asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    """Say that everything is imported."""
    return True


VERBS = {
    "ready": do_ready,
    "mark": do_mark,
    "look": do_look,
    "feedback": do_feedback,
    "csv": do_csv,
    "pass": do_pass,
    "delete": do_delete,
    "tidy": do_tidy,
}


def main() -> None:
    out = sys.stdout
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    told = json.loads(lines.get())
    places = Places.of(Path(told["content"]))

    def tell(what: Any) -> None:
        out.write(json.dumps(what) + "\n")
        out.flush()

    while True:
        try:
            asked = json.loads(lines.get(timeout=IDLE_SECONDS))
        except queue.Empty:
            return
        with redirect_stdout(sys.stderr):  # what nbgrader prints is no answer
            try:
                course = Course.of(Path(told["data"]), places)
                tell({"answer": VERBS[asked["verb"]](course, asked, tell)})
            except Exception as error:  # noqa: BLE001 (whatever it is, a teacher is told)
                tell({"failed": str(error) or type(error).__name__})


def _read(lines: queue.Queue[str]) -> None:
    """Hand over what comes; end where nothing can come any more."""
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


if __name__ == "__main__":
    main()
