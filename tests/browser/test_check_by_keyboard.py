"""A pupil with nothing but a keyboard, on a narrow screen: from the slip to "handed in"."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from safer_communities.activities import Activity
from safer_communities.assessment import TEXT, credit, full_spec
from safer_communities.content import Places
from safer_communities.language import speaker

from tests.browser.answering import as_read, make, right_answer
from tests.browser.conftest import PATIENT, ready, sideways, watched
from tests.browser.hands import Keyboard
from tests.conftest import running
from tests.pack import the_checks, the_library
from tests.server.checking import BASELINE, QUICK, Going

PLACES = Places.found()
CHECKS = {check.assignments[0]: check for check in the_checks().values()}
WORDS = "Leo could tell his aunt."
BOTH = (BASELINE, QUICK)
PHONE = {"width": 320, "height": 640}


def specs_of(check):
    """Return each item of a check with its key, in English, as a page shows its texts."""
    voice = speaker("en", PLACES.locale, check.id)
    facts = the_library().references.for_pupils
    return {item.id: as_read(full_spec(check, item, facts, voice)) for item in check.items}


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """A school in which both checks are open, and the words of its one pupil's slip."""
    with running(tmp_path_factory.mktemp("school")) as server:
        going = Going(server, pupils=1)
        Going(server, QUICK, pupils=0)
        yield server, going.codes["p01"].replace("-", " ").lower()


def come_in(page, keyboard, school, name):
    """Type the words of the slip, press the button, and choose which of the two checks it is."""
    server, slip = school
    page.goto(f"{server.url}check?lang=en")
    keyboard.enter(page.get_by_role("textbox"), slip)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    title = CHECKS[name].title
    keyboard.tab_until(page.get_by_role("button", name=title), "now === target")
    with page.expect_navigation(url=f"**/check/{name}#in"):
        page.keyboard.press("Enter")
    ready(page)
    expect(page.locator(".sc-host:not([data-sc-state])")).to_have_count(0)
    keyboard.lost.clear()  # a new page begins with nothing chosen


def answer(page, keyboard, item, spec):
    """Answer one question right; it is kept."""
    part = page.locator(f'[data-sc-activity="{item.id}"]')
    if item.kind == TEXT:
        keyboard.enter(part.get_by_role("textbox"), WORDS)
    else:
        make(keyboard, part, spec, right_answer(spec))
    expect(part).to_have_attribute("data-sc-saved", "1")


def hand_in(page, keyboard):
    """Hand in by keyboard; return how many questions the page says have no answer."""
    keyboard.press(page.get_by_role("button", name="Hand in", exact=True))
    dialog = page.get_by_role("dialog", name="Hand in your check?")
    expect(dialog).to_be_visible()
    open_ones = dialog.get_by_role("listitem").count()
    keyboard.press(dialog.get_by_role("button", name="Hand in now"))
    expect(page.locator("[data-sc-handed]")).to_contain_text("Handed in:")
    return open_ones


@pytest.mark.parametrize("name", BOTH)
def test_a_pupil_comes_in_answers_every_question_and_hands_in_by_keyboard_at_320_px(
    browser, school, name
):
    check = CHECKS[name]
    specs = specs_of(check)
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = context.new_page()
    keyboard = Keyboard(page)
    come_in(page, keyboard, school, name)
    for item in check.items:
        answer(page, keyboard, item, specs[item.id])
    assert hand_in(page, keyboard) == 0
    assert keyboard.lost == []
    assert sideways(page) == []
    context.close()
    assert amiss == []
    (file,) = (Path(school[0].data) / "assessments" / "handins" / name / "p01").iterdir()
    kept = json.loads(file.read_text("utf-8"))["answers"]
    assert {name for name, value in kept.items() if any(value.values())} == set(specs)
    for item in check.items:
        if item.kind == TEXT:
            assert kept[item.id] == {"text": WORDS}
        elif item.marks:
            assert credit(item, specs[item.id], kept[item.id]).points == item.marks, item.id


def test_these_two_checks_hold_every_kind_that_a_check_has():
    of_both = {item.kind for name in BOTH for item in CHECKS[name].items}
    assert {item.kind for check in CHECKS.values() for item in check.items} <= of_both
    assert of_both - {TEXT} <= set(Activity.kinds)
    modes = {
        item.part.mode for name in BOTH for item in CHECKS[name].items if item.kind == "choice"
    }
    assert {"one", "many"} <= modes
