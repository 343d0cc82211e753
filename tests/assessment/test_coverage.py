"""What a unit covers, and what it says of a gap."""

from __future__ import annotations

import pytest
from safer_communities.assessment import coverage, lessons_by_code
from safer_communities.assessment.coverage import (
    NO_ACTIVITY,
    NO_CHECK,
    NO_CODES,
    NO_ITEM,
    NO_MISCONCEPTION,
)
from safer_communities.content import Places

from tests.pack import the_checks, the_library

PLACES = Places.found()
LIBRARY = the_library()
CHECKS = the_checks()
LESSON = LIBRARY.lessons["y6/02-risk-detectives"]
CHECK = next(each for each in CHECKS.values() if each.lesson == LESSON.path)


def gaps(lesson=LESSON, checks=(CHECK,)):
    """Return every gap of one lesson: its own, and those of its outcomes by their ids."""
    (found,) = coverage([lesson], checks)
    return {"": found.gaps, **{each.id: each.gaps for each in found.outcomes if each.gaps}}


@pytest.mark.parametrize("lesson", LIBRARY.unit("y6"), ids=lambda lesson: lesson.slug)
def test_no_lesson_of_the_pack_has_a_gap(lesson):
    assert gaps(lesson, CHECKS.values()) == {"": ()}


def test_a_lesson_without_a_check_says_so_and_each_outcome_lacks_its_question():
    found = gaps(checks=())
    assert found.pop("") == (NO_CHECK,)
    assert found == dict.fromkeys(LESSON.outcomes, (NO_ITEM,))


def test_a_lesson_without_codes_says_so():
    assert gaps(LESSON.model_copy(update={"codes": []}))[""] == (NO_CODES,)


def test_an_outcome_that_is_only_talked_about_is_a_gap():
    talk = [part for part in LESSON.parts if part.kind == "talk"]
    found = gaps(LESSON.model_copy(update={"parts": talk}))
    assert {NO_ACTIVITY} == {gap for name in LESSON.outcomes for gap in found[name]}


def test_an_outcome_whose_questions_name_no_misconception_is_a_gap():
    items = [item.model_copy(update={"misconceptions": {}}) for item in CHECK.items]
    found = gaps(checks=[CHECK.model_copy(update={"items": items})])
    assert found["hazard"] == (NO_MISCONCEPTION,)


def test_codes_stand_in_their_order_with_the_lessons_that_name_them():
    other = LESSON.model_copy(update={"codes": ["BS10", "BS5"]})
    found = lessons_by_code([LESSON, other])
    assert list(found)[:3] == ["BS5", "BS7", "BS10"]
    assert found["BS5"] == [LESSON, other]
