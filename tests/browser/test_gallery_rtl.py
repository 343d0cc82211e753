"""Every kind of activity, in every state, on a page that reads from right to left."""

from __future__ import annotations

import pytest

from tests.browser.conftest import as_staff, lines, opened, sideways, violations


@pytest.fixture
def gallery(page, server):
    """Return a function that shows the gallery from right to left, at a width."""

    def show(width, direction="rtl"):
        page.set_viewport_size({"width": width, "height": 800})
        as_staff(page, server)
        opened(page, f"{server.url}staff/gallery")
        page.evaluate("(direction) => { document.body.dir = direction; }", direction)
        # What a kind lays out anew when its room changes, it has laid out after the next frame.
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))"
        )
        return page

    return show


@pytest.mark.parametrize("width", [320, 1280])
def test_from_right_to_left_nothing_scrolls_sideways(gallery, width, tmp_path):
    page = gallery(width)
    page.screenshot(path=tmp_path / f"gallery-rtl-{width}.png", full_page=True)
    wrong = sideways(page)
    assert not wrong, lines(wrong)


def test_from_right_to_left_axe_finds_nothing_wrong(gallery):
    wrong = violations(gallery(320))
    assert not wrong, lines(wrong)


PLACES = """() => [...document.querySelectorAll(".sc-scene")].map((scene) => {
  const picture = scene.querySelector("img").getBoundingClientRect();
  return [...scene.querySelectorAll("button")].map((button) => {
    const box = button.getBoundingClientRect();
    return [Math.round(box.x + box.width / 2 - picture.x), Math.round(box.y + box.height / 2 - picture.y)];
  });
})"""


def test_a_picture_is_not_mirrored_and_neither_are_its_numbers(gallery):
    ltr = gallery(1280, "ltr").evaluate(PLACES)
    page = gallery(1280)
    rtl = page.evaluate(PLACES)
    assert sum(map(len, ltr)) >= 16
    assert rtl == ltr
    turned = page.locator(".sc-activity img").evaluate_all(
        """(pictures) => pictures.filter((each) => {
          for (let up = each; up; up = up.parentElement) {
            const { transform, scale } = getComputedStyle(up);
            if (transform !== "none" || scale !== "none") return true;
          }
          return false;
        }).length"""
    )
    assert turned == 0


MIRRORED = """([selector]) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility()).map((option) => {
  const box = option.getBoundingClientRect();
  const control = option.querySelector("input").getBoundingClientRect();
  return control.x + control.width / 2 > box.x + box.width / 2;
})"""


def test_an_option_begins_at_the_right(gallery):
    assert set(gallery(1280, "ltr").evaluate(MIRRORED, [".sc-option"])) == {False}
    assert set(gallery(1280).evaluate(MIRRORED, [".sc-option"])) == {True}


def test_words_begin_at_the_right(gallery):
    page = gallery(1280)
    aligned = page.locator(".sc-activity").evaluate_all(
        "(all) => [...new Set(all.map((e) => `${getComputedStyle(e).direction} ${getComputedStyle(e).textAlign}`))]"
    )
    assert aligned == ["rtl start"]
