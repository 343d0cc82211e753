"""How far a pupil has come: by outcome, from the first answer that was checked."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from safer_communities.activities import Activity
from safer_communities.classroom import (
    Progress,
    class_changes,
    class_levels,
    first_checked,
    level_of_hands,
    progress_of,
)
from safer_communities.classroom.outcomes import Before, Worth, counting

from tests.browser.answering import lesson_specs, right_answer, wrong_answer
from tests.conftest import LESSON
from tests.pack import the_library

RISKS = the_library().lessons[LESSON]
SPECS = lesson_specs()


def answer(part, value, pupil="one", *, checked=True):
    return SimpleNamespace(pupil=pupil, part=part, value={**value, "checked": checked})


def progress(*answers):
    first = first_checked(answers)
    return progress_of(RISKS, SPECS, {part: value for (_, part), value in first.items()})


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        (100, "secure"),
        (80, "secure"),
        (79.9, "developing"),
        (50, "developing"),
        (49.9, "not-yet"),
        (0, "not-yet"),
    ],
)
def test_a_level_begins_at_its_edge(percent, level):
    assert Worth(percent, 100).level == level


@pytest.mark.parametrize(("right", "of"), [(4, 5), (8, 10), (2.4, 3), (0.8 * 7, 7)])
def test_four_in_five_is_secure_whatever_the_number_of_items(right, of):
    assert Worth(right, of).level == "secure"


@pytest.mark.parametrize(("of", "level"), [(0, "no-evidence"), (1, "no-evidence"), (2, "secure")])
def test_fewer_than_two_items_are_not_enough_evidence(of, level):
    assert Worth(of, of).level == level


def test_the_first_checked_answer_counts():
    spec = SPECS["times"]
    wrong = {"placed": {card["id"]: "go" for card in spec["cards"]}}
    made = progress(
        answer("times", right_answer(spec), checked=False),
        answer("times", wrong),
        answer("times", right_answer(spec)),
    )
    assert made.outcomes["weigh"] == Worth(2, 6)


def test_an_answer_that_was_never_checked_counts_nothing():
    made = progress(answer("times", right_answer(SPECS["times"]), checked=False))
    assert {each.of for each in made.outcomes.values()} == {0}


def test_a_part_counts_for_each_of_its_outcomes_and_for_no_other():
    made = progress(answer("times", right_answer(SPECS["times"])))
    assert {name: worth.of for name, worth in made.outcomes.items()} == {
        "hazard": 0,
        "weigh": 6,
        "lower": 6,
        "help": 0,
    }


def test_half_marks_count_as_half():
    spec = SPECS["weigh"]
    value, _ = wrong_answer(spec)
    verdict = Activity.kinds["grid"].mark(spec, value)
    made = progress(answer("weigh", value))
    assert made.outcomes["weigh"] == Worth(verdict["right"], len(spec["cards"]))


@pytest.mark.parametrize("part", ["sure", "card", "sure-again"])
def test_opinions_and_confidence_never_count(part):
    assert part not in {each.id for each in counting(RISKS)}
    made = progress(answer(part, right_answer(SPECS[part])))
    assert {each.of for each in made.outcomes.values()} == {0}
    assert made.changes == {}


def test_a_part_that_is_made_an_opinion_counts_no_more():
    parts = [part.model_copy(update={"scored": False}) for part in RISKS.parts]
    lesson = RISKS.model_copy(update={"parts": parts})
    first = {"times": {**right_answer(SPECS["times"]), "checked": True}}
    assert progress_of(lesson, SPECS, first).outcomes["weigh"] == Worth()


def test_first_thoughts_count_for_no_outcome_but_show_the_change():
    spec = SPECS["starter"]
    made = progress(answer("starter", wrong_answer(spec)[0]), answer("again", right_answer(spec)))
    assert made.outcomes["hazard"] == Worth(4, 4)
    assert made.changes == {"again": Before(Worth(3, 4), Worth(4, 4))}
    assert made.changes["again"].change == "more"


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [((1, 2), (2, 4), "same"), ((1, 2), (3, 4), "more"), ((1, 2), (1, 4), "fewer")],
)
def test_a_change_compares_shares_for_the_support_form_has_fewer_items(before, after, change):
    assert Before(Worth(*before), Worth(*after)).change == change


def test_a_class_is_told_in_numbers_with_small_ones_hidden():
    people = [Progress({"weigh": Worth(4, 4)})] * 20 + [Progress({"weigh": Worth(1, 4)})] * 2
    shown = class_levels(people, "weigh")
    assert {level: (each.kind, each.least) for level, each in shown.items()} == {
        "secure": ("least", 18),
        "developing": ("exact", 0),
        "not-yet": ("small", 0),
        "no-evidence": ("exact", 0),
    }


def test_the_change_of_a_class_is_told_in_numbers_with_small_ones_hidden():
    more = Progress(changes={"again": Before(Worth(1, 4), Worth(4, 4))})
    shown = class_changes([more] * 20 + [Progress()] * 3, "again")
    assert [(each.kind, each.least) for each in shown.values()] == [
        ("least", 19),
        ("exact", 0),
        ("exact", 0),
    ]


TABLES = {"again": Activity.kinds["choice"].table(SPECS["again"])}


@pytest.mark.parametrize(
    ("hands", "level"),
    [
        ({}, None),
        ({"luck": {"fact": 10}}, "no-evidence"),
        ({"luck": {"fact": 8, "myth": 2}, "brave": {"fact": 8, "myth": 2}}, "secure"),
        ({"luck": {"fact": 8, "myth": 2}, "brave": {"fact": 7, "myth": 3}}, "developing"),
        ({"luck": {"fact": 5, "myth": 5}, "brave": {"fact": 4, "myth": 6}}, "not-yet"),
    ],
)
def test_counted_hands_give_a_level_of_the_class(hands, level):
    lesson = RISKS.model_copy(update={"parts": [RISKS.part("again")]})
    assert level_of_hands(lesson, TABLES, {"again": hands}, "hazard") == level
