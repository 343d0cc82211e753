"""A guess is made with a slider or a box, which say the same; before that, nothing is chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import as_staff, opened


@pytest.fixture
def guess(page, server):
    """The slider, the box and the question of a guess on a scale from 0 to 60."""
    as_staff(page, server)
    opened(page, f"{server.url}staff/gallery")
    part = page.locator('[data-sc-activity="example-estimate-before"]')
    asked = part.locator('[data-item="walk"]')
    return asked.get_by_role("slider"), asked.get_by_role("spinbutton"), part


def test_nothing_is_guessed_until_a_pupil_does_something(guess):
    slider, box, part = guess
    expect(box).to_have_value("")
    assert slider.get_attribute("aria-valuetext") == "Move the slider, or type a number."
    assert part.get_attribute("data-sc-state") == "before"


def test_the_box_says_what_the_slider_says_and_the_slider_what_the_box_says(guess):
    slider, box, _ = guess
    slider.press("ArrowRight")
    expect(box).to_have_value("31")
    box.fill("12")
    expect(slider).to_have_value("12")
    assert slider.get_attribute("aria-valuetext") == "12 pupils"


def test_the_place_where_the_slider_stands_can_be_taken_too(guess):
    slider, box, part = guess
    slider.press("Space")
    expect(box).to_have_value("30")
    assert part.get_attribute("data-sc-state") == "working"


def test_a_number_off_the_scale_becomes_the_nearest_on_it_and_an_empty_box_takes_it_back(guess):
    slider, box, part = guess
    box.fill("75")
    box.press("Tab")
    expect(box).to_have_value("60")
    expect(slider).to_have_value("60")
    box.fill("")
    box.press("Tab")
    assert part.get_attribute("data-sc-state") == "before"
