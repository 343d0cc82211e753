"""Boxes for words of one's own: what stands over them, and what becomes of what is written."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from safer_communities.activities import states_of

from tests.browser.answering import interface
from tests.browser.conftest import as_staff, opened

SHOW = """async ([kind, spec, words, alone]) => {
  const { static: place } = JSON.parse(document.getElementById("sc-page").textContent);
  const { Model } = await import(`${place}model.js`);
  const { default: made } = await import(`${place}${kind}/${kind}.js`);
  const el = document.createElement("section");
  document.querySelector("main").prepend(el);
  const state = { check: false, value: {}, locked: false, saved: "", alone };
  const model = new Model({ spec, words, ...state });
  made.render({ model, el });
  window.valueOf = () => model.get("value");
}"""


@pytest.fixture
def shown(page, server):
    """Return a function that shows a kind's example anew, in a room or alone."""
    as_staff(page, server)
    opened(page, f"{server.url}staff/gallery")

    def show(kind, *, alone=False):
        spec = {**states_of(kind)[0]["shown"]["spec"], "id": "anew"}
        page.evaluate(SHOW, [kind, spec, interface(kind), alone])
        return page.locator('[data-sc-activity="anew"]')

    return show


def value(page):
    return page.evaluate("() => valueOf()")


@pytest.mark.parametrize("kind", ["notes", "commitments"])
def test_who_reads_it_stands_over_the_boxes_in_a_room_and_alone(shown, kind):
    words = interface(kind)
    room = shown(kind).locator(".sc-over-boxes").inner_text()
    said = [words[name] in room for name in ("noNames", "reader", "noSecret", "whereHelp")]
    assert (said, words["onDevice"] in room) == ([True] * 4, False)


@pytest.mark.parametrize("kind", ["notes", "commitments"])
def test_alone_it_says_that_it_stays_on_the_device(shown, kind):
    words = interface(kind)
    alone = shown(kind, alone=True).locator(".sc-over-boxes").inner_text()
    said = [words[name] in alone for name in ("noNames", "onDevice", "whereHelp")]
    assert (said, words["reader"] in alone) == ([True] * 3, False)


def test_what_no_keyboard_writes_is_left_out_and_a_box_takes_no_more_than_its_room(page, shown):
    part = shown("notes")
    box = part.get_by_role("textbox").first
    pasted = "'a\\u0000b\\u001ec\\ud800d\\ne'"
    box.evaluate(f"(box) => {{ box.value = {pasted}; box.dispatchEvent(new Event('input')); }}")
    assert value(page)["notes"] == {"problem": "abcd\ne"}
    box.fill("")
    box.press_sequentially("a" * 301)
    assert value(page)["notes"]["problem"] == "a" * 300
    assert "Letters left: 0" in part.inner_text()


def test_whoever_writes_in_the_middle_of_a_text_keeps_their_place(page, shown):
    box = shown("notes").get_by_role("textbox").first
    box.fill("One three")
    for _ in range(5):
        box.press("ArrowLeft")
    box.press_sequentially("two ")
    assert value(page)["notes"]["problem"] == "One two three"


def test_a_day_that_has_passed_and_an_owner_who_is_a_person_are_said_kindly_and_not_kept(
    page, shown
):
    words, part = interface("commitments"), shown("commitments")
    part.get_by_role("button", name="My own", exact=True).click()
    day, owner = (part.get_by_label(words[name], exact=True) for name in ("by", "owner"))
    day.fill("2020-01-31")
    owner.fill("Mrs Rao")
    assert words["passed"] in part.inner_text()
    assert words["aRole"] in part.inner_text()
    assert owner.input_value() == "Mrs Rao"  # what was typed is there to be changed
    assert value(page)["commitments"] == [{"level": "personal", "by": "", "owner": ""}]
    day.fill("2099-01-31")
    owner.fill("Head of year 8")
    assert words["passed"] not in part.inner_text()
    assert words["aRole"] not in part.inner_text()
    made = {"level": "personal", "by": "2099-01-31", "owner": "Head of year 8"}
    assert value(page)["commitments"] == [made]


def test_six_commitments_are_enough_and_one_taken_out_makes_room(page, shown):
    words, part = interface("commitments"), shown("commitments")
    for at in range(6):
        part.get_by_role("button", name="My own", exact=True).click()
        part.get_by_label(words["what"], exact=True).locator("visible=true").fill(f"Deed {at}")
    expect(part.get_by_role("button", name="My own", exact=True)).to_be_disabled()
    assert words["enough"] in part.inner_text()
    part.get_by_role("button", name="Deed 2").click()
    part.get_by_role("button", name=words["out"], exact=True).locator("visible=true").click()
    deeds = [each["what"] for each in value(page)["commitments"]]
    assert deeds == ["Deed 0", "Deed 1", "Deed 3", "Deed 4", "Deed 5"]
    expect(part.get_by_role("button", name="My own", exact=True)).to_be_focused()
