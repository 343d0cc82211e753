"""No press is lost because news arrive while the finger is down: "Saved", a kernel's echo."""

from __future__ import annotations

import pytest
from safer_communities.activities import Activity, states_of

from tests.browser.answering import interface, make, right_answer
from tests.browser.conftest import PATIENT, as_staff, opened, watched
from tests.browser.hands import Mouse

KINDS = [kind for kind in Activity.kinds if kind != "data"]
"""Every kind that needs no kernel; `data` is tried where its kernel is."""
FIRST = ("choice", "sorting", "ordering", "story", "hotspots", "private", "rating", "commitments")
"""A kind of each way of pressing: pressed anew in every run, the others in the sweep."""
ANEW = """async ([kind, spec, words]) => {
  const { static: place } = JSON.parse(document.getElementById("sc-page").textContent);
  const { Model } = await import(`${place}model.js`);
  const { default: made } = await import(`${place}${kind}/${kind}.js`);
  const el = document.createElement("section");
  document.querySelector("main").replaceChildren(el);
  window.model = new Model({ spec, words, check: false, value: {}, locked: false, saved: "" });
  window.presses = [];
  el.addEventListener("click", (event) => {
    presses.push(event.target);
    if (window.hold) { event.stopImmediatePropagation(); event.preventDefault(); }
  }, true);
  made.render({ model, el });
}"""
NEWS = """() => {
  model.set("saved", "saving");
  model.set("saved", "saved");
  model.set("value", structuredClone(model.get("value")));
}"""
"""What comes from a server that has kept the answer, and from a kernel that was sent it."""
PRESSABLE = "button:enabled, label:has(input:enabled)"


@pytest.fixture(scope="module")
def bare(browser, server):
    """A page of the pack on which one activity at a time is made anew."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 900, "height": 900})
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = as_staff(context.new_page(), server)
    opened(page, f"{server.url}staff/gallery")
    yield page
    context.close()
    assert amiss == []


def part_anew(page, kind):
    spec = states_of(kind)[0]["shown"]["spec"]
    page.evaluate(ANEW, [kind, spec, interface(kind)])
    return spec, page.locator("main > section")


def lost(page, part):
    """Press every control that can be seen; return those whose press came to nothing.

    The press is heard, and goes no further: the answer stays as it is.
    """
    gone = []
    page.evaluate("() => { window.hold = true; }")
    controls = part.locator(PRESSABLE)
    for at in range(controls.count()):
        control = controls.nth(at)
        if not control.is_visible():
            continue
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.evaluate("() => { presses.length = 0; }")
        page.mouse.down()
        page.evaluate(NEWS)
        page.mouse.up()
        if not control.evaluate("(control) => presses.some((each) => control.contains(each))"):
            gone.append(control.inner_text())
    page.evaluate("() => { window.hold = false; }")
    return gone


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=() if kind in FIRST else pytest.mark.sweep) for kind in KINDS],
)
def test_a_press_counts_although_saved_arrives_while_it_lasts(bare, kind):
    spec, part = part_anew(bare, kind)
    assert lost(bare, part) == []
    if kind == "private":
        return
    make(Mouse(bare), part, spec, right_answer(spec))
    assert lost(bare, part) == []
    words = interface(kind)["check" if spec["scored"] else "finish"]
    part.get_by_role("button", name=words, exact=True).click()
    assert lost(bare, part) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_an_answer_is_not_said_again_when_saved_arrives(bare, kind):
    spec, part = part_anew(bare, kind)
    make(Mouse(bare), part, spec, right_answer(spec))
    words = interface(kind)["check" if spec["scored"] else "finish"]
    part.get_by_role("button", name=words, exact=True).click()
    bare.evaluate(
        """() => {
          window.again = [];
          const watch = new MutationObserver((all) => {
            again.push(...all.map((each) => each.target.className));
          });
          const all = { subtree: true, childList: true, characterData: true };
          watch.observe(document.querySelector("main > section"), all);
        }"""
    )
    bare.evaluate(NEWS)
    assert set(bare.evaluate("() => again")) <= {"sc-saved"}
