"""Every kind of activity, in every state, on a page that reads from right to left."""

from __future__ import annotations

import pytest

from tests.browser.conftest import as_staff, lines, looked, opened, sideways, violations


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


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.sweep)])
def test_from_right_to_left_nothing_scrolls_sideways(gallery, width, tmp_path):
    page = gallery(width)
    page.screenshot(path=tmp_path / f"gallery-rtl-{width}.png", full_page=True)
    wrong = sideways(page)
    assert not wrong, lines(wrong)


@pytest.mark.sweep
def test_from_right_to_left_axe_finds_nothing_wrong(gallery):
    wrong = violations(gallery(320))
    assert not wrong, lines(wrong)


def test_a_picture_is_not_mirrored_and_neither_are_its_numbers(gallery):
    from_left = looked(gallery(1280, "ltr"), "numbers")
    page = gallery(1280)
    assert sum(map(len, from_left)) >= 16
    assert looked(page, "numbers") == from_left
    assert looked(page, "turned") == []


def test_an_option_begins_at_the_right(gallery):
    assert set(looked(gallery(1280, "ltr"), "sides")) == {"left"}
    assert set(looked(gallery(1280), "sides")) == {"right"}


def test_words_begin_at_the_right(gallery):
    assert set(looked(gallery(1280), "directions")) == {"rtl start"}
