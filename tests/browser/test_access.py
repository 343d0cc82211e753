"""Whoever cannot use a mouse, see well or hold still can use every page.

WCAG 2.2 A and AA, and what axe calls best practice; at a desk and on a small phone.
"""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter

import pytest

from tests.browser.conftest import (
    HERE,
    as_staff,
    lines,
    looked,
    opened,
    settled,
    sideways,
    violations,
)
from tests.conftest import LESSON, PUBLIC_PAGES, STAFF_PAGES

SNAPSHOTS = HERE / "snapshots"
DESK, PHONE = 1280, 320
GALLERY = "staff/gallery"
PAGES = (*PUBLIC_PAGES, *STAFF_PAGES)
ALL = [(page, width) for page in PAGES for width in (DESK, PHONE)]
QUICK = [("", PHONE), (LESSON, PHONE), (f"{LESSON}?view=board", DESK), (GALLERY, DESK)]
"""What every run looks at, in English; the sweep looks at all pages, in all languages."""


def case_named(value):
    """Return an address as the name of a file and of a test."""
    return re.sub(r"[^a-z0-9]+", "-", str(value).lower()).strip("-") or "start"


def quick(address):
    """Return the case of an address; the sweep's where it is not among the quick ones."""
    marks = () if address in (LESSON, GALLERY) else pytest.mark.sweep
    return pytest.param(address, id=case_named(address), marks=marks)


@pytest.fixture
def shown(page, server):
    """Return a function that opens a page of the pack, as staff where it is theirs."""

    def show(address, width=DESK):
        page.set_viewport_size({"width": width, "height": 800})
        if address in STAFF_PAGES:
            as_staff(page, server)
        return opened(page, server.url + address)

    return show


def in_each_language(page):
    """Show the page in each language its menu offers; yield the language's code."""
    offered = page.locator(".languages a")
    addresses = offered.evaluate_all("(links) => links.map((a) => [a.lang, a.href])")
    assert addresses, "the page offers no language"
    for code, address in addresses:
        if code != page.locator("html").get_attribute("lang"):
            opened(page, address)
        yield code


@pytest.mark.parametrize(("address", "width"), QUICK, ids=case_named)
def test_axe_finds_nothing_wrong_on_a_page(shown, address, width):
    wrong = violations(shown(address, width))
    assert not wrong, lines(wrong)


@pytest.mark.sweep
@pytest.mark.parametrize(("address", "width"), ALL, ids=case_named)
def test_axe_finds_nothing_wrong_on_any_page_in_any_language(shown, address, width):
    page = shown(address, width)
    wrong = [f"{code}: {each}" for code in in_each_language(page) for each in violations(page)]
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("address", PAGES, ids=case_named)
def test_a_page_says_the_same_to_a_screen_reader_as_when_it_was_last_read(shown, address):
    file = SNAPSHOTS / f"{case_named(address)}.yaml"
    now = shown(address).locator("body").aria_snapshot() + "\n"
    if os.environ.get("SAFER_WRITE_SNAPSHOTS"):
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    changed = list(difflib.unified_diff(before.splitlines(), now.splitlines(), "read", "now", n=2))
    assert not changed, (
        f"{file.name} differs. Read it, then write it anew with SAFER_WRITE_SNAPSHOTS=1."
        + lines(changed[:60])
    )


def counted(page):
    """Return how many things of each role a screen reader finds, plain words aside."""
    roles = re.findall(r"^\s*- '?([a-z]+)\b", page.locator("body").aria_snapshot(), re.MULTILINE)
    words = {"text", "paragraph", "strong", "emphasis", "code", "generic", "note", "status"}
    return Counter(role for role in roles if role not in words)


@pytest.mark.sweep
@pytest.mark.parametrize("address", PAGES, ids=case_named)
def test_a_screen_reader_finds_as_much_in_every_language_as_in_english(shown, address):
    page = shown(address)
    english = counted(page)
    assert sum(english.values()) > 5
    missing = {code: english - counted(page) for code in in_each_language(page)}
    assert missing == {code: Counter() for code in missing}


@pytest.mark.parametrize(("address", "width"), QUICK, ids=case_named)
def test_a_page_never_scrolls_sideways(shown, address, width):
    wrong = sideways(shown(address, width))
    assert not wrong, lines(wrong)


@pytest.mark.sweep
@pytest.mark.parametrize(("address", "width"), ALL, ids=case_named)
def test_no_page_scrolls_sideways_in_any_language(shown, address, width):
    page = shown(address, width)
    wrong = [f"{code}: {each}" for code in in_each_language(page) for each in sideways(page)]
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("address", map(quick, PAGES))
def test_a_page_enlarged_to_twice_its_size_fits_a_desk_screen(new_context, server, address):
    page = new_context(
        viewport={"width": DESK // 2, "height": 400}, device_scale_factor=2
    ).new_page()
    if address in STAFF_PAGES:
        as_staff(page, server)
    wrong = sideways(opened(page, server.url + address))
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("address", map(quick, PAGES))
def test_text_of_twice_its_size_fits_a_desk_screen(shown, address):
    page = shown(address)
    before = page.locator("main").bounding_box()["height"]
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert page.locator("main").bounding_box()["height"] > before, "the text did not grow"
    wrong = sideways(page)
    assert not wrong, lines(wrong)


@pytest.fixture
def gallery(shown):
    """The gallery: every kind in every state."""

    def show(width=DESK, **media):
        page = shown(GALLERY, width)
        page.emulate_media(**media)
        return settled(page)

    return show


MODES = {
    "your-own-colours": {"forced_colors": "active"},
    "less-motion": {"reduced_motion": "reduce"},
}


@pytest.mark.sweep
def test_axe_finds_nothing_wrong_in_the_gallery_in_your_own_colours(gallery):
    wrong = violations(gallery(forced_colors="active"))
    assert not wrong, lines(wrong)


@pytest.mark.sweep
def test_axe_finds_nothing_wrong_in_the_gallery_with_less_motion(gallery):
    wrong = violations(gallery(reduced_motion="reduce"))
    assert not wrong, lines(wrong)


def moving(page):
    """Move a step of an ordering; return how many rows glide, and how the page scrolls."""
    mover = page.locator('[data-sc-activity="example-ordering-before"]').get_by_role("button")
    smooth = page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior")
    glide = """(button) => {
      button.click();
      const row = ({ effect }) => effect.target.matches(".sc-order-row");
      return document.getAnimations().filter(row).length;
    }"""
    return mover.nth(1).evaluate(glide), smooth


def test_nothing_moves_for_whoever_asked_for_less_motion(gallery):
    assert moving(gallery(reduced_motion="no-preference")) == (2, "smooth")
    assert moving(gallery(reduced_motion="reduce")) == (0, "auto")


@pytest.mark.parametrize("media", [{}, *MODES.values()], ids=["plain", *MODES])
def test_every_control_of_the_gallery_can_be_seen_and_shows_where_the_keyboard_is(gallery, media):
    page = gallery(**media)
    page.keyboard.press("Tab")
    wrong = looked(page, "unmarked")
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("address", map(quick, PAGES))
def test_every_target_of_a_page_is_at_least_24_pixels(shown, address):
    wrong = looked(shown(address, PHONE), "small", "body", 24)
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("address", [LESSON, GALLERY], ids=case_named)
def test_what_a_finger_touches_in_an_activity_is_at_least_44_pixels(new_context, server, address):
    context = new_context(viewport={"width": PHONE, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    as_staff(page, server)
    opened(page, server.url + address)
    wrong = looked(page, "small", ".sc-activity", 44)
    assert not wrong, lines(wrong)
