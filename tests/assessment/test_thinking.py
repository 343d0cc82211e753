"""A wrong answer is told as the misconception that its question file names for it."""

from __future__ import annotations

import pytest
from safer_communities.assessment import full_spec
from safer_communities.assessment.thinking import wrong_in

from tests.pack import the_checks, the_library

FACTS = the_library().references.for_pupils
CHECKS = the_checks()


def told(check, item, value):
    found = CHECKS[check].item(item)
    return wrong_in(found, full_spec(CHECKS[check], found, FACTS), value)


@pytest.mark.parametrize(
    ("check", "item", "value", "wrong"),
    [
        ("y6-unit", "trusted-adult", {"answers": {"tell": ["friend-only"]}}, ["friend-only"]),
        ("y6-unit", "trusted-adult", {"answers": {"tell": ["tell-another"]}}, []),
        ("y6-unit", "trusted-adult", {}, []),
        (
            "y6-unit",
            "fire-steps",
            {"order": ["low", "wake", "out", "ring", "stay"]},
            ["wake", "low"],
        ),
        ("y6-unit", "sure-tell", {"answers": {"tell": 1}}, []),
        ("y6-unit", "leo", {"text": "Nothing."}, []),
    ],
)
def test_what_is_wrong_in_an_answer_is_named(check, item, value, wrong):
    assert sorted(told(check, item, value)) == sorted(wrong)


def test_every_name_that_is_told_has_a_misconception():
    found = set()
    for check in CHECKS.values():
        for item in check.items:
            spec = full_spec(check, item, FACTS)
            for value in wrong_values(item.kind, spec):
                for name in wrong_in(item, spec, value):
                    assert item.misconceptions[name]
                    found.add((item.kind, name))
    assert {kind for kind, _ in found} == {"sorting", "matching", "estimate", "grid", "hotspots"}


def wrong_values(kind, spec):
    """Yield answers that are mostly wrong, for the kinds whose names are made of two."""
    if kind == "sorting":
        for group in spec["groups"]:
            yield {"placed": {card["id"]: group["id"] for card in spec["cards"]}}
    if kind == "matching":
        for answer in spec["answers"]:
            yield {"matched": {item["id"]: answer["id"] for item in spec["items"]}}
    if kind == "estimate":
        for end in ("low", "high"):
            yield {"guesses": {guess["id"]: guess[end] for guess in spec["guesses"]}}
    if kind == "grid":
        for step in (1, 2, 3):
            place = {"likely": step, "serious": 4 - step}
            yield {"placed": {card["id"]: place for card in spec["cards"]}}
    if kind == "hotspots":
        yield {"chosen": [spec["spots"][0]["id"]]}
