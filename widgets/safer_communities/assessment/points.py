"""What every test cell ends with: the points of one answer, as the one number nbgrader reads right.

nbgrader 0.9.6 takes the last value of a test cell for the points. It gives full marks for `nan`,
`True`, `'ok'`, -1, `numpy.float64(2.0)` and for no value, and none for a word on stderr.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity, NotAnAnswer

if TYPE_CHECKING:
    from safer_communities.activities import Spec, Value

ANSWERS = "answers.json"
"""Beside the notebook, written by `collecting`: {"schema", "number", "answers": {ITEM: value}}."""


class CannotMark(Exception):
    """An answer that no points can be given for. Its message is the reason a teacher reads."""


def as_points(value: Any, of: float) -> float:
    """Return `value` as a plain float from 0 to `of`. Raises CannotMark where it is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise CannotMark(f"The marking gave {str(value)[:40]!r} for points, which is no number.")
    return float(min(max(float(value), 0.0), float(of)))


def points(item: str, kind: str, of: float, spec: str) -> float:
    """Return the points for the answer to `item` that lies beside the notebook being marked.

    `spec` is the whole question as JSON, its key too; `of` is the most that it is worth. No answer
    is worth 0. Raises CannotMark where the answer is not there, broken, or none to this question.
    """
    with contextlib.redirect_stderr(io.StringIO()):
        return as_points(of * share(kind, json.loads(spec), answer_to(item)), of)


def share(kind: str, spec: Spec, value: Value | None) -> float:
    """Return which part of the points an answer is worth, as `credit` does. Raises CannotMark."""
    known = Activity.kinds.get(kind)
    if known is None:
        raise CannotMark(f"There is no kind of question called '{kind}': build the check again.")
    if value is None:
        return 0.0
    try:
        answer = known.clean(spec, value)
    except NotAnAnswer as error:
        raise CannotMark(f"The answer fits no such question: {error}") from None
    verdict = known.mark(spec, answer)
    return verdict["right"] / verdict["of"] if any(answer.values()) and verdict["of"] else 0.0


def test_cell(item: str, kind: str, of: float, spec: Spec) -> str:
    """Return the source of the cell in which an item marks itself; pupils' copies lack its key."""
    told = json.dumps(_without_pictures(spec), ensure_ascii=False)
    return (
        "# This question marks itself.\n"
        "### BEGIN HIDDEN TESTS\n"
        "from safer_communities.assessment.points import points\n"
        f"points({item!r}, {kind!r}, {of!r}, {told!r})\n"
        "### END HIDDEN TESTS"
    )


def call_in(source: str) -> tuple[str, str, float, Spec] | None:
    """Return what a test cell says of its item (id, kind, points, spec); None if it is no such."""
    try:
        last = ast.parse(source).body[-1]
        call = last.value  # type: ignore[attr-defined]
        item, kind, of, spec = (ast.literal_eval(each) for each in call.args)
        return item, kind, float(of), json.loads(spec)
    except (SyntaxError, IndexError, AttributeError, ValueError, TypeError):
        return None


def _without_pictures(spec: Any) -> Any:
    """Leave pictures out: they are no part of a key, and would fill the gradebook."""
    if isinstance(spec, dict):
        return {name: _without_pictures(each) for name, each in spec.items()}
    if isinstance(spec, list):
        return [_without_pictures(each) for each in spec]
    return "" if isinstance(spec, str) and spec.startswith("data:image/") else spec


def answer_to(item: str, folder: Path | None = None) -> Any:
    """Return the answer to `item`, or None where it was not answered. Raises CannotMark."""
    file = (folder or Path.cwd()) / ANSWERS
    try:
        answers = json.loads(file.read_bytes())["answers"]
    except FileNotFoundError:
        raise CannotMark(f"'{ANSWERS}' is missing: collect again.") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise CannotMark(f"'{ANSWERS}' is broken: collect again.") from None
    if not isinstance(answers, dict):
        raise CannotMark(f"'{ANSWERS}' is broken: collect again.")
    return answers.get(item)
