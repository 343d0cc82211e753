"""The process that works with nbgrader for the server: told what to do by `marking.py`."""

from __future__ import annotations

import datetime as dt
import json
import os
import queue
import sys
import threading
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safer_communities.assessment.collecting import collect
from safer_communities.assessment.course import Course
from safer_communities.assessment.markbook import markbook
from safer_communities.assessment.marking.running import mark
from safer_communities.assessment.passing import pass_on
from safer_communities.content import Places

if TYPE_CHECKING:
    from collections.abc import Callable

IDLE_SECONDS = 600
"""After so long with nothing to do the process ends, and gives its memory back."""


def do_mark(course: Course, asked: dict[str, Any], tell: Callable[[Any], None]) -> Any:
    """Build where that is needed, collect, mark; return what was refused."""
    name = asked["assignment"]
    found = collect(course, name, dt.datetime.now(dt.UTC))
    marked = mark(course, name, lambda done, of: tell({"done": done, "of": of}))
    return [
        {"pupil": each.pupil, "reason": each.reason} for each in (*found.refused, *marked.refused)
    ]


def do_rows(course: Course, asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    return [each.as_dict() for each in markbook(course, asked["assignment"])]


def do_pass(course: Course, asked: dict[str, Any], _: Callable[[Any], None]) -> Any:
    passed = pass_on(course, asked["assignment"], asked["pupil"], asked["item"])
    return {"number": passed.number}


VERBS = {"mark": do_mark, "rows": do_rows, "pass": do_pass}


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
