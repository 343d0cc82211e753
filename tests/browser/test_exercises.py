"""The assembly's exercises, in the browser: by oneself, on the board, the guide, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.answering import EXERCISES, lesson_specs, through
from tests.browser.conftest import PATIENT, lines, looked, opened, sideways, violations, watched
from tests.browser.hands import Keyboard
from tests.pack import the_library

FIRST = "assembly/01-just-low-level"
DESK, PHONE = 1366, 320
A4 = {"width": 688, "height": 1017}
"""What is left of A4 inside the margins of the style sheet, in CSS pixels."""


def pages_of(exercise):
    return (exercise, f"{exercise}?view=board", f"{exercise}/plan", f"paper/{exercise}")


def each_page():
    """Return every page of every exercise: those of the first in every run, the others swept."""
    return [
        pytest.param(page, marks=() if exercise == FIRST else pytest.mark.sweep)
        for exercise in EXERCISES
        for page in pages_of(exercise)
    ]


def each_exercise():
    return [
        pytest.param(each, marks=() if each == FIRST else pytest.mark.sweep) for each in EXERCISES
    ]


def at(page, server, address, width, language="en"):
    page.set_viewport_size({"width": width, "height": 900})
    joined = "&" if "?" in address else "?"
    return opened(page, f"{server.url}{address}{joined}lang={language}")


def test_there_are_twelve_exercises_and_none_is_broken():
    assert len(EXERCISES) == 12
    assert the_library().broken == {}
    assert FIRST in EXERCISES


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("address", each_page())
def test_axe_finds_nothing_wrong_on_a_page_of_an_exercise(page, server, address, language):
    wrong = violations(at(page, server, address, DESK, language))
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("address", each_page())
def test_a_page_of_an_exercise_fits_a_small_phone(page, server, address):
    wrong = sideways(at(page, server, address, PHONE))
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("exercise", each_exercise())
def test_nothing_of_an_exercise_on_paper_is_cut_off_or_coloured(page, server, exercise):
    paper = opened(page, f"{server.url}paper/{exercise}")
    paper.set_viewport_size(A4)
    paper.emulate_media(media="print")
    wrong = [*looked(paper, "cutOff"), *looked(paper, "coloured")]
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("exercise", each_exercise())
def test_an_exercise_can_be_done_by_keyboard_alone(browser, server, exercise):
    context = browser.new_context()
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = opened(context.new_page(), server.url + exercise)
    ways = through(Keyboard(page), page, of=exercise)
    assert list(ways) == list(lesson_specs(of=exercise))
    assert {name: way.states[-1] for name, way in ways.items()} == dict.fromkeys(ways, "right")
    context.close()
    assert amiss == []


def in_view(page):
    """Tell whether the resident's words are whole within what can be seen of the page."""
    return page.locator(".sc-resident").evaluate(
        """(each) => {
          const box = each.getBoundingClientRect();
          return each.checkVisibility() && box.top >= 0 && box.bottom <= window.innerHeight
            && each.contains(document.elementFromPoint(box.left + 20, box.top + 20));
        }"""
    )


def test_the_resident_stays_in_view_beside_every_part(page, server):
    at(page, server, FIRST, DESK)
    parts = the_library().lessons[FIRST].parts
    assert len(parts) > 5
    for part in parts:
        heading = page.locator(f'[data-sc-section="{part.id}"] h2').first
        heading.evaluate("(each) => window.scrollTo(0, each.getBoundingClientRect().top + scrollY)")
        expect(heading).to_be_in_viewport()
        assert in_view(page), part.title


def test_the_resident_stays_in_view_on_the_board(page, server):
    page.set_viewport_size({"width": 1920, "height": 1080})
    opened(page, f"{server.url}{FIRST}?view=board")
    forward = page.get_by_role("button", name="Next", exact=True)
    seen = 0
    while forward.is_enabled():
        forward.click()
        assert in_view(page), page.locator('[data-sc-board="place"]').inner_text()
        seen += 1
    assert seen > 5


def test_the_board_says_what_the_room_does_now(page, server):
    at(page, server, f"{FIRST}?view=board", DESK)
    parts = the_library().lessons[FIRST].parts
    alone = next(part for part in parts if part.rounds == ["alone"])
    page.get_by_role("link", name=alone.title, exact=True).click()
    section = page.locator(f'[data-sc-section="{alone.id}"]')
    expect(section.locator(".part-step")).to_have_text("Alone")
    expect(section.locator(".part-how")).to_have_text(
        "Each person answers alone, and says how sure they are."
    )
    expect(section).not_to_contain_text("By yourself")


def test_an_exercise_by_oneself_says_what_the_room_would_do_and_what_to_do_alone(page, server):
    at(page, server, FIRST, DESK)
    parts = the_library().lessons[FIRST].parts
    table = next(part for part in parts if part.rounds == ["table"])
    section = page.locator(f'[data-sc-section="{table.id}"]')
    expect(section.locator(".part-how")).to_contain_text("In the room: The table talks")
    expect(section.locator(".part-how")).to_contain_text("By yourself: Give the answer you would")


@pytest.mark.parametrize("width", [DESK, 700, 600])
def test_a_fact_its_value_and_its_source_are_read_without_moving_the_table(page, server, width):
    at(page, server, "assembly/04-share-ask-or-hold/plan", width)
    table = page.get_by_role("region", name="Facts in this exercise")
    assert table.locator("tbody tr").count() > 5
    assert table.evaluate("(each) => each.scrollWidth <= each.clientWidth")
