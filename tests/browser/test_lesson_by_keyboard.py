"""The whole lesson by keyboard alone: Tab, arrows, Space and Enter."""

from __future__ import annotations

import re

import pytest

from tests.browser.answering import lesson_specs, through, wrong_answer
from tests.browser.conftest import PATIENT, opened, settled, watched
from tests.browser.hands import Keyboard
from tests.conftest import LESSON


@pytest.fixture(scope="module")
def way(browser, server):
    """The way through the lesson, from the start page on, and what was seen on it."""
    context = browser.new_context()
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = opened(context.new_page(), server.url)
    keyboard = Keyboard(page)
    keyboard.tab_until(
        page.get_by_role("link", name=re.compile("Risk detectives")), "now === target"
    )
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{LESSON}")
    settled(page)
    page.keyboard.press("Tab")
    skip = page.evaluate("() => document.activeElement.textContent")
    page.keyboard.press("Enter")
    keyboard.lost.clear()
    ways = through(keyboard, page)
    yield ways, keyboard, skip, page
    context.close()
    assert amiss == []


def test_every_activity_of_the_lesson_can_be_done_by_keyboard_alone(way):
    ways, *_ = way
    assert list(ways) == list(lesson_specs())
    assert {name: each.states[-1] for name, each in ways.items()} == dict.fromkeys(ways, "right")


def test_an_answer_with_something_wrong_in_it_goes_from_before_to_working_to_again_to_right(way):
    ways, *_ = way
    seen = {name: each.states for name, each in ways.items() if wrong_answer(lesson_specs()[name])}
    assert len(seen) >= 5
    assert {tuple(states) for states in seen.values()} == {
        ("before", "working", "again", "working", "right")
    }


def test_where_nothing_can_be_wrong_an_answer_goes_from_before_to_working_to_right(way):
    ways, *_ = way
    seen = {
        name: each.states for name, each in ways.items() if not wrong_answer(lesson_specs()[name])
    }
    assert len(seen) >= 3
    assert {tuple(states) for states in seen.values()} == {("before", "working", "right")}


def test_beside_a_wrong_answer_stands_why(way):
    ways, *_ = way
    whys = [each.why for each in ways.values() if each.why]
    assert len(whys) >= 5
    for why, beside in whys:
        assert why
        assert why in beside


def test_feedback_is_announced_to_who_cannot_see_it(way):
    ways, *_ = way
    for name, spec in lesson_specs().items():
        told = ways[name].told
        if spec["scored"]:
            assert re.search(r"[\d.]+ of \d+ fit so far\. ", told[0])
            assert "Yes. Everything here fits." in told[1]
        else:
            assert "Thank you." in told[0]


def test_after_checking_the_keyboard_is_at_the_button_that_goes_on(way):
    ways, *_ = way
    at = {words for each in ways.values() for words in each.focus}
    assert at == {"Change my answers"}


def test_the_keyboard_is_never_lost(way):
    _, keyboard, *_ = way
    assert keyboard.lost == []


def test_the_first_key_press_offers_to_skip_to_the_content(way):
    *_, skip, _ = way
    assert skip == "Skip to the content"


def test_the_path_marks_each_part_as_it_is_done(way):
    ways, keyboard, *_ = way
    assert [part for part, _ in keyboard.done_steps] == list(ways)
    for _, words in keyboard.done_steps:
        assert words.endswith(", done")


def test_the_path_marks_no_part_that_was_not_done(way):
    ways, *_, page = way
    steps = page.locator("[data-sc-step]")
    names = steps.evaluate_all("(steps) => steps.map((each) => each.dataset.scStep)")
    done = steps.evaluate_all(
        "(steps) => steps.filter((e) => e.matches('.done')).map((e) => e.dataset.scStep)"
    )
    assert len(names) > len(done)
    assert done == list(ways)
