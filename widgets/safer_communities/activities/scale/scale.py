"""How sure, or how I feel: four steps from least to most. Never marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from safer_communities.activities.base import (
    Activity,
    NotAnAnswer,
    Spec,
    Value,
    Verdict,
    one_of,
    only,
    shown,
)
from safer_communities.activities.keyless import names, passed
from safer_communities.activities.tables import Table, table_of
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 4
"""Four, so that there is no middle to hide in, and each has a face of its own."""


class Statement(Checked):
    """What a pupil says how sure they are of."""

    id: Id
    words: Words


class ScalePart(Part, kind="scale"):
    """Statements, each answered on `steps` from least to most; drawn as faces or as a thermometer.

    Confidence and feelings never count (design, section 4: no scores for opinions).
    """

    fewer_of = "statements"
    never_scored = True

    scored: bool = False
    statements: list[Statement]
    steps: list[Words]
    faces: bool = True
    after: Words = ""

    @model_validator(mode="after")
    def _it_can_be_answered(self) -> ScalePart:
        if not self.statements:
            raise ValueError("This scale has no statement. | Add one under 'statements'.")
        known = [statement.id for statement in self.statements]
        for name in known:
            if known.count(name) > 1:
                raise ValueError(
                    f"Two statements are called '{name}'. | Give each statement its own id."
                )
        if len({statement.words for statement in self.statements}) != len(known):
            raise ValueError(
                "Two statements have the same words. | Take one out, or say what is different."
            )
        if len(self.steps) != STEPS:
            raise ValueError(
                f"This scale has {len(self.steps)} steps. | Name {STEPS}, from least to most."
            )
        if len({step.strip() for step in self.steps} - {""}) != STEPS:
            raise ValueError(
                f"The steps are not told apart. | Give {STEPS} different words, from least to most."
            )
        return self


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: no answer here is better than another."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{answers: {STATEMENT: 1..4}}` checked against the part's statements."""
    answer = only(value, answers=dict)
    known = [statement["id"] for statement in spec["statements"]]
    for name, step in answer.get("answers", {}).items():
        one_of(name, known, "statement")
        if type(step) is not int or not 1 <= step <= STEPS:
            raise NotAnAnswer(f"The answer to '{name}' is not a step from 1 to {STEPS}.")
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return the statements by the steps."""
    return table_of(
        spec,
        ((str(step), words) for step, words in enumerate(spec["steps"], start=1)),
        ((each["id"], each["words"], []) for each in spec["statements"]),
    )


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the step chosen for each statement."""
    answers = value.get("answers", {})
    statements = shown(spec, spec["statements"], value)
    return [(each["id"], str(answers[each["id"]])) for each in statements if each["id"] in answers]


def without_key(spec: Spec) -> Spec:
    """Return the statements and the steps: there is no key, only what is said afterwards."""
    return passed(spec, "steps", "faces", statements=names("id", "words"))


class Scale(Activity, kind="scale"):
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
