"""What is true of each of the twelve lessons, whatever it is about."""

from __future__ import annotations

import pytest
from safer_communities.content import Places

from tests.pack import the_checks, the_library

PLACES = Places.found()
LIBRARY = the_library()
CHECKS = the_checks()
LESSONS = LIBRARY.unit("y6")
FRAME = {"rules", "starter", "sure", "teach", "again", "sure-again", "close"}
"""The parts that every lesson has; between them lies what is its own."""
FIRST = ["rules", "starter", "sure", "teach"]
LAST = ["again", "sure-again", "close"]
PAGES = ("plan.md", "parents.md")
HELP = ("emergency-number", "childline-number")
EVERY = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)


def own(lesson):
    return [part for part in lesson.parts if part.id not in FRAME]


def test_there_are_twelve():
    assert [lesson.number for lesson in LESSONS] == list(range(1, 13))


@EVERY
def test_a_lesson_opens_with_promises_and_first_thoughts_and_closes_with_them_again(lesson):
    names = [part.id for part in lesson.parts]
    assert [name for name in names if name in FIRST] == FIRST
    assert [name for name in names if name in LAST] == LAST
    assert names[0] == "rules"
    assert names[-1] == "close"
    assert lesson.part("again").same_as == "starter"


@EVERY
@pytest.mark.parametrize("minutes", [45, 60])
def test_a_third_of_a_lesson_is_talk(lesson, minutes):
    talk = sum(min(part.talk, part.in_lesson(minutes)) for part in lesson.parts)
    assert 3 * talk >= minutes


@EVERY
def test_a_lesson_has_four_to_six_activities_of_at_least_three_kinds(lesson):
    parts = [part for part in own(lesson) if part.kind != "talk"]
    assert 4 <= len(parts) <= 6
    assert len({part.kind for part in parts}) >= 3


@EVERY
def test_a_lesson_has_its_support_form_its_stretch_and_its_beginnings_of_sentences(lesson):
    assert sum(bool(part.fewer) for part in lesson.parts) >= 2
    assert sum(bool(part.stretch) for part in lesson.parts) >= 4
    assert len(lesson.starters) >= 5
    assert len(lesson.words) >= 6


@EVERY
def test_a_lesson_opens_and_closes_with_where_to_get_help(lesson):
    assert "{childline-number}" in " ".join(lesson.part("rules").points)
    for fact in HELP:
        assert f"{{{fact}}}" in " ".join(lesson.part("close").points)


@EVERY
def test_how_sure_a_child_feels_is_never_shown_to_the_class(lesson):
    for name in ("sure", "sure-again"):
        assert lesson.part(name).sensitive
        assert not lesson.part(name).scored


@EVERY
def test_the_quick_check_of_a_lesson_has_six_to_ten_questions(lesson):
    quick = [check for check in CHECKS.values() if check.lesson == lesson.path]
    assert [6 <= len(check.items) <= 10 for check in quick] == [True]


@EVERY
def test_who_has_read_a_lesson_and_who_has_not_is_said(lesson):
    review = (lesson.folder / "REVIEW.md").read_text(encoding="utf-8")
    rows = [line for line in review.splitlines() if line.startswith("| ")]
    assert len(rows) >= 12, "a heading, its rule, and ten principles"
    assert "sensitive" in review
    for text in (review, *((lesson.folder / name).read_text("utf-8") for name in PAGES)):
        assert "not yet reviewed by a teacher" in text.lower()
