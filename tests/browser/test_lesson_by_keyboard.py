"""Every lesson by keyboard alone: Tab, arrows, Space and Enter."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from safer_communities.activities import Activity

from tests.browser.answering import (
    EXERCISES,
    LESSONS,
    Way,
    each_lesson,
    interface,
    kinds_in,
    lesson_specs,
    other_lesson,
    through,
)
from tests.browser.conftest import PATIENT, lines, opened, settled, sideways, violations, watched
from tests.browser.hands import Keyboard
from tests.conftest import LESSON
from tests.pack import the_library


@dataclass
class Walked:
    """A lesson that was done by keyboard alone, and what was seen on the way."""

    of: str
    ways: dict[str, Way]
    keyboard: Keyboard
    skip: str
    page: object

    @property
    def specs(self):
        return lesson_specs(of=self.of)

    def told_apart(self):
        """Return the names of the parts in which something can be wrong, and of the others."""
        scored = {name for name, spec in self.specs.items() if spec["scored"]}
        return scored, set(self.specs) - scored


@pytest.fixture(scope="module", params=each_lesson(LESSON, other_lesson()))
def way(request, browser, server):
    """The way through a lesson, from the start page on, and what was seen on it."""
    of = request.param
    context = browser.new_context()
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = opened(context.new_page(), server.url)
    keyboard = Keyboard(page)
    title = the_library().lessons[of].title
    keyboard.tab_until(
        page.get_by_role("link", name=re.compile(re.escape(title))), "now === target"
    )
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{of}")
    settled(page)
    page.keyboard.press("Tab")
    skip = page.evaluate("() => document.activeElement.textContent")
    page.keyboard.press("Enter")
    keyboard.lost.clear()
    yield Walked(of, through(keyboard, page, of=of), keyboard, skip, page)
    context.close()
    assert amiss == []


def test_every_activity_of_a_lesson_can_be_done_by_keyboard_alone(way):
    assert list(way.ways) == list(way.specs)
    assert {name: each.states[-1] for name, each in way.ways.items()} == dict.fromkeys(
        way.specs, "right"
    )


def test_some_lesson_or_exercise_holds_each_kind_of_activity():
    assert set().union(*map(kinds_in, (*LESSONS, *EXERCISES))) == set(Activity.kinds)


def test_an_answer_with_something_wrong_in_it_goes_from_before_to_working_to_again_to_right(way):
    scored, _ = way.told_apart()
    assert len(scored) >= 4
    seen = {name: tuple(way.ways[name].states) for name in scored}
    assert seen == dict.fromkeys(scored, ("before", "working", "again", "working", "right"))


def test_where_nothing_can_be_wrong_an_answer_goes_from_before_to_working_to_right(way):
    _, others = way.told_apart()
    assert {"sure", "sure-again"} <= others
    seen = {name: tuple(way.ways[name].states) for name in others}
    assert seen == dict.fromkeys(others, ("before", "working", "right"))


def test_beside_a_wrong_answer_stands_why(way):
    scored, _ = way.told_apart()
    whys = {name: each.why for name, each in way.ways.items() if each.why}
    assert set(whys) == scored
    for why, beside in whys.values():
        assert why
        assert why in beside


def test_feedback_is_announced_to_who_cannot_see_it(way):
    for name, spec in way.specs.items():
        told = way.ways[name].told
        if spec["scored"]:
            assert re.search(r"[\d.]+ of \d+ fit so far\. ", told[0])
            assert "Yes. Everything here fits." in told[1]
        else:
            assert interface(spec["kind"])["thanks"] in told[0]


def test_after_checking_the_keyboard_is_at_the_button_that_goes_on(way):
    at = {words for each in way.ways.values() for words in each.focus}
    assert at == {"Change my answers"}


def test_the_keyboard_is_never_lost(way):
    assert way.keyboard.lost == []


def test_the_first_key_press_offers_to_skip_to_the_content(way):
    assert way.skip == "Skip to the content"


def test_the_path_marks_each_part_as_it_is_done(way):
    assert [part for part, _ in way.keyboard.done_steps] == list(way.ways)
    for _, words in way.keyboard.done_steps:
        assert words.endswith(", done")


def test_the_path_marks_no_part_that_was_not_done(way):
    steps = way.page.locator("[data-sc-step]")
    names = steps.evaluate_all("(steps) => steps.map((each) => each.dataset.scStep)")
    done = steps.evaluate_all(
        "(steps) => steps.filter((e) => e.matches('.done')).map((e) => e.dataset.scStep)"
    )
    assert len(names) > len(done)
    assert done == list(way.ways)


def test_a_lesson_in_which_all_is_answered_is_accessible_and_fits(way):
    wrong = [*violations(way.page), *sideways(way.page)]
    way.page.set_viewport_size({"width": 320, "height": 640})
    wrong += [f"phone: {each}" for each in (*violations(way.page), *sideways(way.page))]
    assert not wrong, lines(wrong)
