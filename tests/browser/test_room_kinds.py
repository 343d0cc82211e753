"""The kinds that a room of adults uses: what only shows where somebody touches them."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from playwright.sync_api import expect
from safer_communities.activities import states_of

from tests.browser.answering import interface, make, right_answer, why_of, wrong_answer
from tests.browser.conftest import as_staff, opened
from tests.browser.hands import Finger, Keyboard


def spec_of(kind):
    return states_of(kind)[0]["shown"]["spec"]


@pytest.fixture
def gallery(new_context, server):
    """The gallery on a phone, for one test to change."""
    page = new_context(viewport={"width": 360, "height": 800}, has_touch=True).new_page()
    return opened(as_staff(page, server), f"{server.url}staff/gallery")


def part_of(gallery, kind):
    part = gallery.locator(f'[data-sc-activity="{spec_of(kind)["id"]}"]')
    part.evaluate("(part) => { part.tabIndex = -1; part.focus(); }")
    return part


@pytest.mark.parametrize("kind", ["linking"])
def test_a_kind_with_a_key_says_why_and_is_put_right_by_keyboard_alone(gallery, kind):
    keyboard, spec, words = Keyboard(gallery), spec_of(kind), interface(kind)
    part = part_of(gallery, kind)
    value, item = wrong_answer(spec)
    make(keyboard, part, spec, value)
    keyboard.press(part.get_by_role("button", name=words["check"], exact=True))
    expect(part.locator(f'[data-item="{item}"]')).to_contain_text(why_of(spec, value, item))
    assert part.get_attribute("data-sc-state") == "again"
    keyboard.press(part.get_by_role("button", name=words["again"], exact=True))
    make(keyboard, part, spec, right_answer(spec), only=item)
    keyboard.press(part.get_by_role("button", name=words["check"], exact=True))
    assert part.get_attribute("data-sc-state") == "right"
    assert words["allRight"] in " ".join(part.get_by_role("status").all_inner_texts())
    assert keyboard.lost == []


@pytest.mark.parametrize("kind", ["rating", "dots", "linking"])
def test_a_kind_can_be_done_by_a_finger_that_only_taps(gallery, kind):
    finger, spec = Finger(gallery), spec_of(kind)
    part = part_of(gallery, kind)
    make(finger, part, spec, right_answer(spec))
    words = interface(kind)["check" if spec["scored"] else "finish"]
    finger.press(part.get_by_role("button", name=words, exact=True))
    assert part.get_attribute("data-sc-state") == "right"


def test_a_dot_too_many_is_not_placed_and_the_page_says_why(gallery):
    spec, words = spec_of("dots"), interface("dots")
    part = part_of(gallery, "dots")
    first, second = (each["words"] for each in spec["options"][:2])

    def press(name, option, times=1):
        for _ in range(times):
            # A button that refuses can be pressed all the same: that is how it is said. Hovering
            # waits until it stands still; what presses by force would hit where it was.
            part.get_by_role("button", name=f"{words[name]}: {option}", exact=True).hover()
            gallery.mouse.down()
            gallery.mouse.up()

    said = part.locator(".sc-dots-placed")
    press("less", first)
    expect(said).to_contain_text(words["empty"])
    press("more", first, spec["most"] + 1)
    expect(said).to_contain_text(words["full"])
    expect(said).to_contain_text(words["placed"].format(count=3, of=5))
    press("more", second, 3)
    expect(said).to_contain_text(words["none"])
    expect(said).to_contain_text(words["placed"].format(count=5, of=5))
    press("less", first)
    expect(said).not_to_contain_text(words["none"])
    expect(said).to_contain_text(words["placed"].format(count=4, of=5))


@pytest.mark.parametrize("where", [".sc-link-marks", ".sc-link-time"])
def test_a_mark_on_the_map_or_the_timeline_opens_its_card(gallery, where):
    part = part_of(gallery, "linking")
    card = part.locator('li[data-card="mail"]').get_by_role("button").first
    number = card.locator(".sc-link-number").inner_text()
    mark = part.locator(f"{where} .sc-link-mark").filter(has_text=number).first
    assert mark.locator("text").text_content() == number
    mark.click()
    expect(card).to_have_attribute("aria-expanded", "true")
    expect(card).to_be_focused()
    assert part.locator(f"{where} .sc-link-lit text").text_content() == number


def test_nothing_links_it_stands_alone_on_a_card(gallery):
    part = part_of(gallery, "linking")
    row = part.locator('li[data-card="bench"]')
    row.get_by_role("button").first.click()
    patterns = {each["id"]: each["words"] for each in spec_of("linking")["patterns"]}
    for names, links in (
        ("nights damage", "damage nights"),
        ("none", "none"),
        ("tenant", "tenant"),
    ):
        for name in names.split():
            row.get_by_role("group").get_by_role("button", name=patterns[name]).click()
        expect(row).to_have_attribute("data-links", links)


def test_on_a_phone_no_mark_on_the_map_or_the_timeline_covers_another(gallery):
    # Notes of one place lie at one point of the map, and several may be of one day.
    part = part_of(gallery, "linking")
    for where in (".sc-link-marks", ".sc-link-time"):
        found = part.locator(f"{where} circle").evaluate_all(
            "(marks) => marks.map(({ cx, cy, r }) => [cx, cy, r].map((each) => each.baseVal.value))"
        )
        assert len(found) >= len(spec_of("linking")["cards"])
        near = [
            (one, other)
            for one, other in combinations(found, 2)
            if math.dist(one[:2], other[:2]) < one[2] + other[2] - 1
        ]
        assert near == []
