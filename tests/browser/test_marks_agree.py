"""What the browser says of an answer is what Python says of it, for every kind of activity."""

from __future__ import annotations

import runpy

import pytest
from hypothesis import HealthCheck, given, settings
from safer_communities.activities import Activity, states_of

from tests.browser.answering import lesson_specs, right_answer
from tests.browser.conftest import opened
from tests.conftest import ROOT

EXAMPLES = 300
"""Answers asked of hypothesis for each spec; a spec with few possible answers has fewer."""
FEWEST = 200
"""Answers that are compared for each kind, at least."""


def made(kind):
    """Return specs in a mode of a kind that neither its example nor the lesson uses."""
    example = states_of(kind)[0]["shown"]["spec"]
    if kind == "estimate":
        first, *others = example["guesses"]
        return [{**example, "scored": True, "guesses": [{**first, "true": 30.5}, *others]}]
    if kind != "choice":
        return []
    what, *others = example["questions"]
    third = {"id": "both", "words": "Both", "why": "Both of them."}
    question = {**what, "options": [*what["options"], third], "answer": ["thing", "chance"]}
    questions = [{**question, "hint": "One more fits."}, *others]
    return [{**example, "mode": "many", "questions": questions}]


def specs_of(kind):
    """Return the specs of a kind: its example, its parts in the lesson, and what they lack."""
    example = states_of(kind)[0]["shown"]["spec"]
    lesson = [spec for spec in lesson_specs().values() if spec["kind"] == kind]
    return [example, *lesson, *made(kind)]


def answers_to(spec):
    """Return many answers a pupil can give, the same in every run."""
    file = ROOT / "tests" / "activities" / f"values_{spec['kind']}.py"
    values = runpy.run_path(str(file))["values"]
    found = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(values(spec))
    def collect(value):
        found.append(value)

    collect()
    right = right_answer(spec)
    return [*found, {**right, "checked": True}, {**right, "checked": True, "fewer": True}]


@pytest.fixture
def verdicts(page, server):
    """Return a function that asks a kind's module in the browser for its verdicts."""
    opened(page, server.url)
    static = page.locator('link[rel="stylesheet"]').first.get_attribute("href").rsplit("/", 1)[0]

    def ask(kind, spec, values):
        return page.evaluate(
            """async ([module, spec, values]) => {
              const { verdict } = await import(module);
              return values.map((value) => verdict(spec, value));
            }""",
            [f"{static}/{kind}/{kind}.js", spec, values],
        )

    return ask


ANSWERED = [kind for kind in sorted(Activity.kinds) if kind != "private"]
"""Of a private note there is no answer that could be compared."""


@pytest.mark.parametrize("kind", ANSWERED)
def test_the_browser_and_python_agree_on_every_answer(verdicts, kind):
    compared = 0
    for spec in specs_of(kind):
        values = answers_to(spec)
        for value, seen in zip(values, verdicts(kind, spec, values), strict=True):
            assert seen == Activity.kinds[kind].mark(spec, value), f"{spec['id']}: {value}"
        compared += len(values)
    assert compared >= FEWEST


SCORED = [kind for kind in sorted(Activity.kinds) if states_of(kind)[0]["shown"]["spec"]["scored"]]


@pytest.mark.parametrize("kind", SCORED)
def test_the_answers_compared_are_right_and_wrong_and_half_done(kind):
    for spec in specs_of(kind):
        marks = [Activity.kinds[kind].mark(spec, value) for value in answers_to(spec)]
        worth = {mark["right"] / mark["of"] for mark in marks}
        assert max(worth) == 1
        assert len(worth) > 2
        whys = {item["why"] for mark in marks for item in mark["items"].values()}
        assert len(whys) > 2
