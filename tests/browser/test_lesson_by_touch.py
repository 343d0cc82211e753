"""Every lesson on a small phone: taps only, no dragging, nothing to scroll sideways."""

from __future__ import annotations

import re

import pytest

from tests.browser.answering import each_lesson, lesson_specs, through
from tests.browser.conftest import PATIENT, opened, settled, watched
from tests.browser.hands import Finger
from tests.conftest import LESSON
from tests.pack import the_library

PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def phone(browser):
    """A small phone, on whose pages nothing is amiss."""
    context = browser.new_context(**PHONE)
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    yield context
    context.close()
    assert amiss == []


@pytest.fixture(scope="module", params=each_lesson(LESSON))
def way(request, phone, server):
    """The way through a lesson, from the start page on, and what was seen on it."""
    of = request.param
    page = opened(phone.new_page(), server.url)
    page.get_by_role("link", name=re.compile(re.escape(the_library().lessons[of].title))).tap()
    page.wait_for_url(f"**/{of}")
    finger = Finger(settled(page))
    yield lesson_specs(of=of), through(finger, page, of=of), finger
    page.close()


def test_every_activity_of_a_lesson_can_be_done_by_tapping_alone(way):
    specs, ways, _ = way
    assert list(ways) == list(specs)
    assert {name: each.states[-1] for name, each in ways.items()} == dict.fromkeys(ways, "right")


def test_what_was_wrong_is_told_on_a_phone_too(way):
    specs, ways, _ = way
    whys = {name: each.why for name, each in ways.items() if each.why}
    assert set(whys) == {name for name, spec in specs.items() if spec["scored"]}
    for why, beside in whys.values():
        assert why
        assert why in beside


def test_no_answer_on_a_phone_makes_the_page_scroll_sideways(way):
    _, _, finger = way
    assert finger.wide == []


@pytest.fixture
def street(new_context, server):
    """The drawn street on a phone, before anything was chosen, and its spots."""
    page = opened(new_context(**PHONE).new_page(), server.url + LESSON)
    part = page.locator('[data-sc-activity="street"]')
    part.get_by_role("img").first.scroll_into_view_if_needed()
    return page, part, lesson_specs()["street"]["spots"]


def chosen(part):
    """Return the spots that are chosen in the list beside the picture."""
    return part.locator("li[data-item]:has([aria-pressed=true])").evaluate_all(
        "(lines) => lines.map((each) => each.dataset.item)"
    )


def moved_to(part, spot):
    """Move the picture sideways, as a finger does, until a thing in it can be seen."""
    part.locator(".sc-pan").evaluate(
        "(pan, across) => { pan.scrollLeft = across * pan.scrollWidth - pan.clientWidth / 2; }",
        spot["at"][0],
    )


def test_each_thing_in_the_picture_is_chosen_by_a_tap_on_its_number(street):
    _, part, spots = street
    picture = part.get_by_role("group", name="In the picture", exact=True)
    for spot in spots:
        picture.get_by_role("button", name=re.compile(re.escape(spot["name"]))).tap()
    assert sorted(chosen(part)) == sorted(spot["id"] for spot in spots)


def test_a_tap_on_a_thing_itself_chooses_it_where_no_number_lies_over_it(street):
    page, part, spots = street
    picture = part.get_by_role("img").first
    free = []
    for spot in spots:
        moved_to(part, spot)
        box = picture.bounding_box()
        x, y = (box["x"] + spot["at"][0] * box["width"], box["y"] + spot["at"][1] * box["height"])
        over = page.evaluate(
            "([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('button'))", [x, y]
        )
        if not over:
            page.touchscreen.tap(x, y)
            free.append(spot["id"])
    assert len(free) >= 3
    assert sorted(chosen(part)) == sorted(free)
