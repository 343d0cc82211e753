"""Every lesson: its pages are accessible and fit, it goes on without a network, nothing breaks."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.browser.answering import LESSONS, each_lesson, lesson_specs, through
from tests.browser.conftest import PATIENT, lines, looked, opened, sideways, violations
from tests.browser.hands import Mouse
from tests.conftest import LESSON, lesson_pages

OTHERS = [address for of in LESSONS if of != LESSON for address in lesson_pages(of)]
"""The pages of every lesson but the pattern, whose pages test_access.py has in all languages."""


@pytest.mark.sweep
@pytest.mark.parametrize("address", OTHERS)
def test_every_page_of_every_lesson_is_accessible_and_fits_in_english_and_in_urdu(
    new_context, server, address
):
    page = new_context().new_page()
    wrong = []
    for code in ("en", "ur"):
        asked = f"{server.url}{address}{'&' if '?' in address else '?'}lang={code}"
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            opened(page, asked)
            found = [*violations(page), *sideways(page)]
            if width < 1280 and "paper" not in address:
                found += looked(page, "small", "body", 24)
            wrong += [f"{code} {width}: {each}" for each in found]
    assert not wrong, lines(wrong)


@pytest.fixture
def still(browser):
    """A context in which nothing glides, and whose console may tell of requests that failed."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENT)
    yield context
    context.close()


@pytest.mark.parametrize("of", each_lesson(LESSON))
def test_a_lesson_that_is_open_is_done_with_the_network_cut(still, server, of):
    context = still
    hosts, broken = set(), []
    context.on("request", lambda asked: hosts.add(urlsplit(asked.url).hostname))
    context.on("weberror", lambda error: broken.append(str(error.error)))
    page = opened(context.new_page(), server.url + of)
    context.set_offline(True)
    ways = through(Mouse(page), page, of=of)
    assert {name: way.states[-1] for name, way in ways.items()} == dict.fromkeys(
        lesson_specs(of=of), "right"
    )
    assert hosts - {None, ""} == {"127.0.0.1"}
    assert broken == []


NEXT = """([root, done]) => {
  const named = (each) => [each.tagName, each.type, each.getAttribute("aria-label"),
    ["radio", "checkbox"].includes(each.type) ? each.value : "",
    each.textContent.trim(), each.closest("[data-item]")?.dataset.item,
    each.closest("fieldset")?.querySelector("legend")?.textContent.trim()].join(" ");
  const shut = ":disabled, [aria-disabled=true]";
  const both = [".sc-main", "button, input, select, summary"];
  const all = both.flatMap((each) => [...root.querySelectorAll(each)]);
  for (const each of all) {
    if (each.matches(shut) || !each.checkVisibility() || done.includes(named(each))) continue;
    each.dataset.next = "1";
    return [named(each), each.tagName, each.type || ""];
  }
  return null;
}"""
"""Find a control nobody has used yet, mark it, and tell its name, its tag and its type.

The button that checks comes first, as soon as it can be pressed.
"""
MOST = 150
"""More controls than any part has."""


def operated(page, root):
    """Use every control in `root` once, those that come up on the way too. Return their names."""
    done = []
    for _ in range(MOST):
        found = root.evaluate(f"(root, done) => ({NEXT})([root, done])", done)
        if not found:
            return done
        name, tag, kind = found
        control = page.locator("[data-next]")
        element = control.element_handle()
        element.evaluate("(each) => each.removeAttribute('data-next')")
        if tag == "SELECT":
            element.select_option(index=element.evaluate("(each) => each.length - 1"))
        elif kind == "range":
            element.press("ArrowRight")
        elif kind in ("text", "number"):
            element.fill("7")
        else:
            element.click()
        done.append(name)
    raise AssertionError(f"more than {MOST} controls: {lines(done)}")


@pytest.mark.parametrize("of", each_lesson())
def test_no_control_of_a_lesson_breaks_anything_when_it_is_used(new_context, server, of):
    context = new_context(reduced_motion="reduce")
    context.add_init_script("window.print = () => {};")
    page = opened(context.new_page(), server.url + of)
    used = {
        name: operated(page, page.locator(f'[data-sc-activity="{name}"]'))
        for name in lesson_specs(of=of)
    }
    assert [name for name, controls in used.items() if len(controls) < 4] == []
    assert urlsplit(page.url).path.endswith(of)
    wrong = [*violations(page), *sideways(page)]
    assert not wrong, lines(wrong)
