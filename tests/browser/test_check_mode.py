"""In a check every kind is done by keyboard from a spec without its key, and nothing is told."""

from __future__ import annotations

import pytest
from safer_communities.activities import Activity, states_of

from tests.browser.answering import make, right_answer
from tests.browser.conftest import PATIENT, as_staff, opened, watched
from tests.browser.hands import Keyboard

KINDS = sorted(Activity.kinds)


@pytest.fixture(scope="module")
def gallery(browser, server):
    """The gallery, in which each kind stands as a check shows it."""
    context = browser.new_context()
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = context.new_page()
    as_staff(page, server)
    yield opened(page, f"{server.url}staff/gallery")
    context.close()
    assert amiss == []


def example(kind):
    """Return the example of a kind with its key, by which a right answer is known."""
    return states_of(kind)[0]["shown"]["spec"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_check_is_done_by_keyboard_and_tells_nothing(gallery, kind):
    page, spec = gallery, example(kind)
    part = page.locator(f'[data-sc-activity="{spec["id"].removesuffix("-before")}-check"]')
    states = [part.get_attribute("data-sc-state")]
    # The keyboard comes from just before this activity: the page has hundreds of controls.
    part.evaluate("(part) => { part.tabIndex = -1; part.focus(); }")
    keyboard = Keyboard(page)
    make(keyboard, part, spec, right_answer(spec))
    states.append(part.get_attribute("data-sc-state"))
    keyboard.press(part.get_by_role("button", name="Done", exact=True))
    states.append(part.get_attribute("data-sc-state"))
    assert states == ["before", "working", "right"]
    told = [each for each in part.get_by_role("status").all_inner_texts() if each.strip()]
    assert "Your answer is in." in told[-1]
    # One line is there, which says that the answer is in; none says what it is worth.
    assert part.locator(".sc-why").count() == 1
    assert part.locator('[data-sign="right"], [data-sign="again"], [data-mark]').count() == 0
    assert part.locator(".sc-icon").count() == 0  # a tick would say that it is right
    keyboard.press(part.get_by_role("button", name="Change my answers"))
    assert part.get_attribute("data-sc-state") == "working"
    assert part.locator(".sc-why").count() == 0
    assert keyboard.lost == []
