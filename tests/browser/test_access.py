"""Whoever cannot use a mouse, see well or hold still can use every page.

WCAG 2.2 A and AA, and what axe calls best practice; at a desk and on a small phone.
"""

from __future__ import annotations

import difflib
import os
import re

import pytest

from tests.browser.conftest import HERE, as_staff, lines, opened, settled, sideways, violations
from tests.conftest import LESSON, PUBLIC_PAGES, STAFF_PAGES

SNAPSHOTS = HERE / "snapshots"
DESK, PHONE = 1280, 320
GALLERY = "staff/gallery"
PAGES = (*PUBLIC_PAGES, *STAFF_PAGES)
QUICK = {("", PHONE), (LESSON, PHONE), (f"{LESSON}?view=board", DESK), (GALLERY, DESK)}
"""What every run looks at; the sweep looks at all the rest."""
FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']"


def named(address):
    """Return an address as the name of a file and of a test."""
    return re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "start"


def swept(cases):
    """Return the cases, those outside QUICK marked for the sweep."""
    return [
        pytest.param(
            *case,
            id="-".join([named(case[0]), *map(str, case[1:])]),
            marks=() if case in QUICK else pytest.mark.sweep,
        )
        for case in cases
    ]


@pytest.fixture
def shown(page, server):
    """Return a function that opens a page of the pack, with the staff's cookie where it asks one."""

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


@pytest.mark.parametrize(
    ("address", "width"), swept([(page, width) for page in PAGES for width in (DESK, PHONE)])
)
def test_axe_finds_nothing_wrong_on_a_page(shown, address, width):
    page = shown(address, width)
    wrong = [f"{code}: {each}" for code in in_each_language(page) for each in violations(page)]
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("address", PAGES, ids=named)
def test_a_page_says_the_same_to_a_screen_reader_as_when_it_was_last_read(shown, address):
    page = shown(address)
    for code in in_each_language(page):
        file = SNAPSHOTS / f"{named(address)}{'' if code == 'en' else '.' + code}.yaml"
        now = page.locator("body").aria_snapshot() + "\n"
        if os.environ.get("SAFER_WRITE_SNAPSHOTS"):
            SNAPSHOTS.mkdir(exist_ok=True)
            file.write_text(now, encoding="utf-8")
        before = file.read_text(encoding="utf-8") if file.is_file() else ""
        changed = difflib.unified_diff(before.splitlines(), now.splitlines(), "read", "now", n=2)
        assert not list(changed), (
            f"{file.name} differs. Read it, then write it anew with SAFER_WRITE_SNAPSHOTS=1."
        )


@pytest.mark.parametrize(("address", "width"), swept([(page, PHONE) for page in PAGES]))
def test_a_page_never_scrolls_sideways_on_a_small_phone(shown, address, width):
    wrong = sideways(shown(address, width))
    assert not wrong, lines(wrong)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(page, id=named(page), marks=() if page == GALLERY else pytest.mark.sweep)
        for page in PAGES
    ],
)
def test_a_page_enlarged_to_twice_its_size_fits_a_desk_screen(new_context, server, address):
    page = new_context(
        viewport={"width": DESK // 2, "height": 400}, device_scale_factor=2
    ).new_page()
    if address in STAFF_PAGES:
        as_staff(page, server)
    wrong = sideways(opened(page, server.url + address))
    assert not wrong, lines(wrong)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(page, id=named(page), marks=() if page == LESSON else pytest.mark.sweep)
        for page in PAGES
    ],
)
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


def test_axe_finds_nothing_wrong_in_the_gallery_in_your_own_colours(gallery):
    wrong = violations(gallery(forced_colors="active"))
    assert not wrong, lines(wrong)


@pytest.mark.sweep
def test_axe_finds_nothing_wrong_in_the_gallery_with_less_motion(gallery):
    wrong = violations(gallery(reduced_motion="reduce"))
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("media", [{}, *MODES.values()], ids=["plain", *MODES])
def test_every_control_of_the_gallery_can_be_seen_and_shows_where_the_keyboard_is(gallery, media):
    page = gallery(**media)
    page.keyboard.press("Tab")
    hidden = page.evaluate(
        """(focusable) => {
          const clear = /^(transparent|rgba\\(.*, 0\\))$/;
          const outlined = (e) => {
            const style = getComputedStyle(e);
            return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && !clear.test(style.outlineColor);
          };
          const wrong = [];
          let looked = 0;
          for (const activity of document.querySelectorAll(".sc-activity")) {
            for (const control of activity.querySelectorAll(focusable)) {
              const name = `${activity.dataset.scActivity}: ${control.outerHTML.slice(0, 90)}`;
              if (control.matches(":disabled") || !control.checkVisibility()) continue;
              looked += 1;
              const box = control.getBoundingClientRect();
              if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || !box.width || !box.height) wrong.push(`${name} cannot be seen`);
              const round = [];
              for (let each = control; each !== activity; each = each.parentElement) round.push(each);
              const ring = (e) => ["Style", "Width", "Color"].map((side) => getComputedStyle(e)[`outline${side}`]).join(" ");
              const before = round.map(ring);
              control.focus();
              if (document.activeElement !== control) wrong.push(`${name} takes no focus`);
              if (!round.some((each, at) => outlined(each) && ring(each) !== before[at])) wrong.push(`${name} shows no ring`);
            }
          }
          return looked > 50 ? wrong : [`only ${looked} controls were looked at`];
        }""",
        FOCUSABLE,
    )
    assert not hidden, lines(hidden)


SMALL = """([focusable, within, least]) => {
  const wrong = [];
  let looked = 0;
  for (const target of document.querySelectorAll(focusable)) {
    if (target.matches(":disabled") || !target.checkVisibility() || !target.closest(within)) continue;
    // A link in a line of text may be as high as the line (WCAG 2.2, 2.5.8, inline).
    const inline = target.matches("a") && getComputedStyle(target).display === "inline";
    if (inline && target.parentElement.textContent.trim() !== target.textContent.trim()) continue;
    looked += 1;
    target.focus();
    const box = (target.labels?.[0]?.contains(target) ? target.labels[0] : target).getBoundingClientRect();
    // Or another control of the activity does the same and is large enough (2.5.8, equivalent).
    const same = target.dataset.spot && target.closest(".sc-activity").querySelectorAll(`button[data-spot="${target.dataset.spot}"]`);
    if (same && [...same].some((each) => each.offsetWidth >= 44 && each.offsetHeight >= 44) && box.width >= 24 && box.height >= 24) continue;
    if (box.width < least - 0.01 || box.height < least - 0.01) {
      const place = target.closest(".sc-activity")?.dataset.scActivity || "page";
      wrong.push(`${place}: ${Math.round(box.width)} x ${Math.round(box.height)}: ${target.outerHTML.slice(0, 110)}`);
    }
  }
  return looked ? wrong : ["nothing was looked at"];
}"""


@pytest.mark.parametrize("address", PAGES, ids=named)
def test_every_target_of_a_page_is_at_least_24_pixels(shown, address):
    wrong = shown(address, PHONE).evaluate(SMALL, [FOCUSABLE, "body", 24])
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("address", [LESSON, GALLERY], ids=named)
def test_what_a_finger_touches_in_an_activity_is_at_least_44_pixels(new_context, server, address):
    context = new_context(viewport={"width": PHONE, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    as_staff(page, server)
    opened(page, server.url + address)
    wrong = page.evaluate(SMALL, [FOCUSABLE, ".sc-activity", 44])
    assert not wrong, lines(wrong)
