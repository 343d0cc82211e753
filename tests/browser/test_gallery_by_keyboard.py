"""Kinds that the lesson does not hold yet, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from safer_communities.activities import states_of

from tests.browser.answering import interface, lesson_specs, make, right_answer
from tests.browser.conftest import PATIENT, as_staff, opened, watched
from tests.browser.hands import Keyboard

ELSEWHERE = {spec["kind"] for spec in lesson_specs().values()}
KINDS = [
    kind
    for kind in ("call", "commitments", "dots", "notes", "private", "rating", "ripple", "story")
    if kind not in ELSEWHERE
]


def spec_of(kind):
    return states_of(kind)[0]["shown"]["spec"]


@pytest.fixture(scope="module")
def gallery(browser, server):
    """The gallery, for a keyboard alone."""
    context = browser.new_context()
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = as_staff(context.new_page(), server)
    opened(page, f"{server.url}staff/gallery")
    yield page
    context.close()
    assert amiss == []


def test_some_kinds_are_tried_here():
    assert KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_can_be_done_by_keyboard_alone(gallery, kind):
    keyboard, spec = Keyboard(gallery), spec_of(kind)
    part = gallery.locator(f'[data-sc-activity="{spec["id"]}"]')
    states = [part.get_attribute("data-sc-state")]
    part.evaluate("(part) => { part.tabIndex = -1; part.focus(); }")
    make(keyboard, part, spec, right_answer(spec))
    states.append(part.get_attribute("data-sc-state"))
    finish = part.get_by_role("button", name=interface(kind)["finish"], exact=True)
    keyboard.press(finish)
    states.append(part.get_attribute("data-sc-state"))
    assert (states, keyboard.lost) == (["before", "working", "right"], [])
    assert interface(kind)["thanks"] in " ".join(part.get_by_role("status").all_inner_texts())


ANEW = """async ([kind, spec, words]) => {
  const { static: place } = JSON.parse(document.getElementById("sc-page").textContent);
  const { Model } = await import(`${place}model.js`);
  const { default: made } = await import(`${place}${kind}/${kind}.js`);
  const el = document.createElement("section");
  document.querySelector("main").prepend(el);
  const model = new Model({ spec, words, check: false, value: {}, locked: false, saved: "" });
  made.render({ model, el });
  window.valueAnew = () => model.get("value");
}"""


def test_after_an_ending_the_ways_not_tried_can_be_tried(gallery):
    spec = spec_of("story")
    part = gallery.locator(f'[data-sc-activity="{spec["id"]}-again"]')
    gallery.evaluate(
        ANEW,
        ["story", {**spec, "id": f"{spec['id']}-again"}, interface("story")],
    )
    first, second, third = spec["scenes"][0]["choices"]
    for words in (second["words"], spec["scenes"][3]["choices"][1]["words"]):
        part.get_by_role("button", name=words, exact=True).click()
    steps = part.get_by_role("list", name=interface("story")["map"]).locator("> li")
    assert [step.get_by_role("button").count() for step in steps.all()] == [2, 1, 0]
    part.get_by_role("button", name=third["words"], exact=True).click()
    assert gallery.evaluate("() => valueAnew().way") == []
    for words in (first["words"], spec["scenes"][1]["choices"][0]["words"]):
        part.get_by_role("button", name=words, exact=True).click()
    part.get_by_role("button", name=interface("story")["back"], exact=True).click()
    assert gallery.evaluate("() => valueAnew().way") == ["bus-stop.walk"]
    expect(part.locator(".sc-story-scene")).to_be_focused()  # where the scene is read anew


def test_a_call_goes_on_only_with_the_right_number_and_with_what_the_operator_needs(gallery):
    spec = {**spec_of("call"), "id": "call-again"}
    words = interface("call")
    gallery.evaluate(ANEW, ["call", spec, words])
    part = gallery.locator('[data-sc-activity="call-again"]')

    def press(*names):
        for name in names:
            part.get_by_role("button", name=name, exact=True).click()

    def known():
        return part.get_by_role("meter").get_attribute("value")

    away, film, _ = (option["words"] for option in spec["first"]["options"])
    press(film)
    assert not part.get_by_role("button", name="9", exact=True).is_visible()
    press(away, "9", "9", "8", words["ring"])
    assert words["other"] in part.inner_text()
    press("1", "0", "1", words["ring"])
    assert spec["others"][0]["why"] in part.inner_text()
    press("9", "9", "0", words["delete"], "9", words["ring"])
    which = spec["operator"][0]
    press(which["options"][1]["words"])
    assert words["asksAgain"] in part.inner_text()
    assert known() == "0"
    press(which["options"][2]["words"])
    assert known() == "2"
    assert words["knows"].format(known=2, all=5) in part.inner_text()
    assert words["never"] in part.inner_text()
    assert part.locator("a").count() == 0
