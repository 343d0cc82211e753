"""`safer assessments VERB`: checks from the questions to the marks, by command."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Callable

    from safer_communities.assessment.course import Course

CLEAN, FINDINGS, USAGE = 0, 1, 2


def reader_of(verb: str, about: str | None) -> argparse.ArgumentParser:
    """Return what reads a verb's words: those that all verbs share are there."""
    reader = argparse.ArgumentParser(prog=f"safer assessments {verb}", description=about)
    reader.add_argument("--data", type=Path, help="the folder that the pack was started with")
    reader.add_argument(
        "--content", type=Path, help="a folder that holds assessments/ and lessons/"
    )
    reader.add_argument("--json", action="store_true", help="print what was found as JSON")
    return reader


def course_of(asked: argparse.Namespace) -> Course:
    """Return the course in the folder that was asked for."""
    import safer_communities  # noqa: F401, PLC0415 (registers every kind)
    from safer_communities.assessment.course import Course  # noqa: PLC0415 (only these verbs)
    from safer_communities.content import Places  # noqa: PLC0415 (as above)

    data = asked.data or Path(platformdirs.user_data_dir("safer-communities"))
    return Course.of(data, Places.of(asked.content) if asked.content else None)


def told(asked: argparse.Namespace, data: Any, lines: list[str]) -> None:
    """Print what was found: as JSON on one line, or in words."""
    print(json.dumps(data, ensure_ascii=False) if asked.json else "\n".join(lines), flush=True)


def build(arguments: list[str]) -> int:
    """Make notebooks, papers, and files for Moodle and QTI from the questions."""
    reader = reader_of("build", build.__doc__)
    reader.add_argument("check", nargs="*", help="all checks, where none is named")
    reader.add_argument(
        "--out", type=Path, help="write everything here, and leave the course as it is"
    )
    asked = reader.parse_args(arguments)
    from safer_communities.assessment.building import build as made_of  # noqa: PLC0415 (as above)
    from safer_communities.assessment.checks import faults_in  # noqa: PLC0415 (as above)

    course = course_of(asked)
    faults = faults_in(course.places, course.memory)
    built = made_of(course, asked.check, asked.out.resolve() if asked.out else None)
    lines = [str(each) for each in faults]
    for each in built:
        lines += [str(file) for file in each.files]
        lines += [
            f"  {name}: '{left.item}' ({left.what}). {left.why}"
            for name, found in each.left.items()
            for left in found
        ]
    data = {
        "built": [each.as_dict() for each in built],
        "faults": [each.as_dict() for each in faults],
    }
    told(asked, data, lines)
    return FINDINGS if faults else CLEAN


def collect(arguments: list[str]) -> int:
    """Check what was handed in, and lay it out for marking."""
    reader = reader_of("collect", collect.__doc__)
    reader.add_argument("assignment", help="y6-02-quick, y6-unit-baseline and so on")
    asked = reader.parse_args(arguments)
    from safer_communities.assessment import collecting  # noqa: PLC0415 (as above)

    found = collecting.collect(course_of(asked), asked.assignment, dt.datetime.now(dt.UTC))
    lines = [f"{each.file}: {each.reason}" for each in found.refused]
    lines.append(
        f"{len(found.taken)} collected, {len(found.refused)} refused, {len(found.absent)} absent."
    )
    told(asked, found.as_dict(), lines)
    return FINDINGS if found.refused else CLEAN


def mark(arguments: list[str]) -> int:
    """Mark what was collected; texts wait for somebody to read them."""
    reader = reader_of("mark", mark.__doc__)
    reader.add_argument("assignment", help="y6-02-quick, y6-unit-baseline and so on")
    reader.add_argument("--collect", action="store_true", help="collect first")
    asked = reader.parse_args(arguments)
    from safer_communities.assessment import collecting, marking  # noqa: PLC0415 (as above)

    course = course_of(asked)
    refused = []
    if asked.collect:
        now = dt.datetime.now(dt.UTC)
        refused = collecting.collect(course, asked.assignment, now).refused

    def progress(done: int, of: int) -> None:
        if asked.json:
            print(json.dumps({"done": done, "of": of}), flush=True)

    marked = marking.mark(course, asked.assignment, progress)
    marked.refused[:0] = refused
    lines = [f"{each.file}: {each.reason}" for each in marked.refused]
    pupils = len({row[0] for row in marked.rows})
    lines.append(
        f"{pupils} marked, {len(marked.refused)} refused, "
        f"{len(marked.needs_reading)} texts to read."
    )
    told(asked, marked.as_dict(), lines)
    return FINDINGS if marked.refused else CLEAN


def feedback(arguments: list[str]) -> int:
    """Print what a pupil gets back."""
    reader = reader_of("feedback", feedback.__doc__)
    reader.add_argument("assignment")
    reader.add_argument("pupil", help="an id of the roster")
    asked = reader.parse_args(arguments)
    from safer_communities.assessment.feedback import feedback as of  # noqa: PLC0415 (as above)

    rows = of(course_of(asked), asked.assignment, asked.pupil)
    lines = []
    for row in rows:
        worth = "" if row.points is None else f" {row.points:g} of {row.of}"
        lines.append(f"{row.ask}{worth}")
        lines += [f"  {why.words}: {why.why}" for why in row.reasons if why.why]
        lines += [f"  {row.comment}"] if row.comment else []
    told(asked, [row.as_dict() for row in rows], lines)
    return CLEAN


def export(arguments: list[str]) -> int:
    """Write the marks as CSV, a row for each pupil and question."""
    reader = reader_of("export", export.__doc__)
    reader.add_argument("assignment", nargs="*", help="all that are built, where none is named")
    reader.add_argument("--to", type=Path, help="a file; on the screen where it is not given")
    asked = reader.parse_args(arguments)
    from safer_communities.assessment.exporting import exported  # noqa: PLC0415 (as above)
    from safer_communities.assessment.keeping import keep  # noqa: PLC0415 (as above)
    from safer_communities.assessment.markbook import markbook  # noqa: PLC0415 (as above)

    course = course_of(asked)
    every = [name for check in course.checks.values() for name in check.assignments]
    names = asked.assignment or [name for name in every if course.release(name).is_dir()]
    if asked.json:
        rows = [
            {"assignment": each, **row.as_dict()}
            for each in names
            for row in markbook(course, each)
        ]
        told(asked, rows, [])
    elif asked.to:
        keep(asked.to.resolve(), exported(course, names).encode("utf-8-sig"))
        print(asked.to)
    else:
        print(exported(course, names), end="")
    return CLEAN


def restore(arguments: list[str]) -> int:
    """Go back to a copy of the gradebook, of all checks; list the copies where none is named."""
    reader = reader_of("restore", restore.__doc__)
    reader.add_argument("copy", nargs="?", help="its name, as the list has it")
    asked = reader.parse_args(arguments)
    from safer_communities.assessment import restoring  # noqa: PLC0415 (as above)

    course = course_of(asked)
    if asked.copy is None:
        found = restoring.copies(course)
        lines = [f"{each.name}  made {each.made}, before {each.before}" for each in found]
        told(asked, [each.as_dict() for each in found], lines or ["There is no copy."])
        return CLEAN
    kept = restoring.restore(course, asked.copy)
    name = kept.name if kept else None
    lines = [f"The gradebook is again as in {asked.copy}, for all checks."]
    lines += [f"What was there before is kept as {name}."] if name else []
    lines.append("Hand-ins stay. Collect and mark again: what came later waits until then.")
    told(asked, {"restored": asked.copy, "kept": name}, lines)
    return CLEAN


def delete(arguments: list[str]) -> int:
    """Delete answers and marks, in every copy: of a check, of a pupil, or what is past its time."""
    reader = reader_of("delete", delete.__doc__)
    reader.add_argument("assignment", nargs="?", help="all checks, where none is named")
    reader.add_argument("--pupil", help="only of this pupil")
    reader.add_argument("--marks", action="store_true", help="only the marks; hand-ins stay")
    reader.add_argument("--expired", action="store_true", help="what is past its time")
    reader.add_argument("--everything", action="store_true", help="all that is kept of checks")
    reader.add_argument("--unread-too", action="store_true", help="also texts that nobody has read")
    asked = reader.parse_args(arguments)
    from safer_communities.assessment import retention  # noqa: PLC0415 (as above)

    course = course_of(asked)
    if asked.expired:
        over = retention.expired(course, dt.datetime.now(dt.UTC))
        whats = [retention.What(each.assignment, each.pupil) for each in over]
    elif asked.assignment or asked.pupil or asked.everything:
        whats = [retention.What(asked.assignment, asked.pupil, marks=asked.marks)]
    else:
        print("Name a check, or --pupil, --expired, --everything.", file=sys.stderr)
        return USAGE
    gone = [
        each for what in whats for each in retention.delete(course, what, unread=asked.unread_too)
    ]
    told(asked, gone, [*gone, f"{len(gone)} deleted."])
    return CLEAN


VERBS: dict[str, Callable[[list[str]], int]] = {
    "build": build,
    "collect": collect,
    "mark": mark,
    "feedback": feedback,
    "export": export,
    "delete": delete,
    "restore": restore,
}


def assessments(arguments: list[str]) -> int:
    """Build checks, collect and mark them: `safer assessments VERB ...`."""
    if not arguments or arguments[0] not in VERBS:
        print("usage: safer assessments VERB ...", file=sys.stderr)
        for verb, run in VERBS.items():
            print(f"  {verb:9} {run.__doc__}", file=sys.stderr)
        return CLEAN if arguments[:1] in (["-h"], ["--help"]) else USAGE
    # As in `command.serve`: two thirds of what nbgrader imports is a grammar that nobody asks for.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        return VERBS[arguments[0]](arguments[1:])
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
    except Exception as error:
        if not type(error).__module__.startswith("safer_communities."):
            raise
        print(error, file=sys.stderr)  # one of ours says what happened and what to do
    return USAGE
