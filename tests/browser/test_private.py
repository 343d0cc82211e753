"""What is written into a private note is nowhere but in its own boxes, until the page is closed."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.answering import (
    LESSONS,
    WRITTEN,
    kinds_in,
    lesson_specs,
    make,
    right_answer,
)
from tests.browser.conftest import as_staff, join, opened
from tests.browser.hands import Mouse
from tests.conftest import FIXTURES, running

LESSON = "y6/91-telling"
SENT = (WRITTEN, quote(WRITTEN), WRITTEN.replace(" ", "+"), WRITTEN.split()[0])
"""What is written, in whatever form it could go out."""

KEPT = """async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie, document.title,
  history.state, location.href, (await indexedDB.databases()).map((each) => each.name),
  "caches" in window ? await caches.keys() : [],
])"""


@pytest.fixture(scope="module")
def telling(tmp_path_factory):
    """A small pack with a story, a call, a ripple map and a private note."""
    content = FIXTURES / "packs" / "telling"
    with running(tmp_path_factory.mktemp("data"), f"--content={content}") as started:
        yield started


@pytest.fixture
def page(new_context):
    """A page, and everything that goes out of it."""
    context = new_context()
    page = context.new_page()
    page.out = []
    context.on(
        "request",
        lambda asked: page.out.append(f"{asked.url} {asked.post_data or ''} {asked.headers}"),
    )

    def sent_by(socket):
        socket.on("framesent", lambda frame: page.out.append(str(frame)))

    page.on("websocket", sent_by)
    return page


def hand(page):
    return page.locator('[data-sc-activity="hand"]')


def write(page):
    """Write on every finger, as a pupil does, and finish."""
    boxes = hand(page).get_by_role("textbox")
    assert boxes.count() == 5
    for box in boxes.all():
        box.click()
        page.keyboard.type(WRITTEN)
    assert hand(page).inner_text().count(WRITTEN) == 5  # on the drawing
    hand(page).get_by_role("button", name="I have finished this part").click()
    expect(hand(page)).to_have_attribute("data-sc-state", "right")


def written(page):
    return [box.input_value() for box in hand(page).get_by_role("textbox").all()]


def leaked(texts):
    return [text for text in map(str, texts) if any(each in text for each in SENT)]


def answer_the_ripple(page):
    """Answer another part, so that it is seen what is kept and sent here at all."""
    page.get_by_role("button", name="Mr Green gets up early to clean it.").click()
    page.get_by_role("button", name="One person").click()


def test_alone_nothing_of_it_is_kept_or_sent(page, telling):
    opened(page, telling.url + LESSON)
    answer_the_ripple(page)
    write(page)
    assert "Kept on this device" not in hand(page).inner_text()
    page.wait_for_timeout(600)  # an answer is sent 400 ms after the last change
    kept = page.evaluate(KEPT)
    assert "cleaner" in kept  # the answer to another part
    assert leaked([kept, *page.out]) == []


def test_it_is_gone_when_the_page_is_loaded_again(page, telling):
    opened(page, telling.url + LESSON)
    write(page)
    page.reload()
    expect(hand(page)).to_have_attribute("data-sc-state", "right")
    assert written(page) == [""] * 5
    assert WRITTEN not in page.content()


def test_it_is_gone_for_whoever_goes_back_to_the_page(page, telling):
    opened(page, telling.url + LESSON)
    write(page)
    page.goto(telling.url + "privacy")
    page.go_back()
    expect(hand(page)).to_be_visible()
    assert written(page) == [""] * 5


def test_leaving_the_page_empties_the_boxes_before_anybody_can_come_back(page, telling):
    opened(page, telling.url + LESSON)
    write(page)
    page.evaluate("() => window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert written(page) == [""] * 5
    assert WRITTEN not in hand(page).inner_text()


def test_clear_all_of_it_clears_the_boxes_and_the_drawing(page, telling):
    opened(page, telling.url + LESSON)
    write(page)
    hand(page).get_by_role("button", name="Clear all of it").click()
    assert written(page) == [""] * 5
    assert WRITTEN not in hand(page).inner_text()
    expect(hand(page).get_by_role("status").filter(has_text="It is all gone.")).to_be_visible()
    expect(hand(page).get_by_role("textbox").first).to_be_focused()


def test_neither_spelling_nor_filling_in_is_offered_to_what_is_written(page, telling):
    opened(page, telling.url + LESSON)
    for box in hand(page).get_by_role("textbox").all():
        told = [box.get_attribute(name) for name in ("autocomplete", "spellcheck", "name")]
        assert told == ["off", "false", None]
        assert box.get_attribute("maxlength") == "60"


def started(desk, telling):
    """Start a class as a teacher, with all its parts open."""
    as_staff(desk, telling)
    desk.get_by_role("link", name="Start a class").first.click()
    desk.get_by_role("button", name="Start the class").click()
    desk.locator("h1 .code").wait_for()
    desk.code = desk.locator("h1 .code").inner_text()
    for box in desk.get_by_role("group", name="Open parts").get_by_role("checkbox").all():
        box.check()
    return desk


def test_in_a_class_nothing_of_it_reaches_the_server_or_the_desk(page, telling, new_context):
    desk = started(new_context().new_page(), telling)
    pupil = join(page, telling, desk.code)
    ripple = pupil.locator('[data-sc-activity="ripple"]')
    expect(ripple).to_have_attribute("data-sc-state", "before")
    answer_the_ripple(pupil)
    expect(ripple).to_have_attribute("data-sc-saved", "1")
    write(pupil)
    pupil.wait_for_timeout(600)
    sent = [each for each in pupil.out if "/api/answers" in each]
    assert any("cleaner" in each for each in sent)
    assert not any('"hand"' in each for each in sent)  # not even that it is finished
    assert leaked([pupil.evaluate(KEPT), *pupil.out, desk.content()]) == []
    files = [file for file in Path(telling.data).rglob("*") if file.is_file()]
    assert any(b"cleaner" in file.read_bytes() for file in files)
    assert not [file for file in files if WRITTEN.encode() in file.read_bytes()]


SEND = """async ([part, value]) => {
  const token = document.cookie.match(/_xsrf=([^;]*)/)[1];
  const body = JSON.stringify({ answer_id: "0".repeat(32), part, value });
  const headers = { "X-XSRFToken": token };
  return (await fetch("/api/answers", { method: "POST", body, headers })).status;
}"""


def test_even_a_page_gone_wrong_could_not_leave_it_with_the_class(unwatched, telling, new_context):
    desk = started(new_context().new_page(), telling)
    pupil = join(unwatched().new_page(), telling, desk.code)
    assert pupil.evaluate(SEND, ["ripple", {"placed": {"cleaner": "person"}}]) == 200
    assert pupil.evaluate(SEND, ["hand", {"thumb": WRITTEN}]) == 400
    assert pupil.evaluate(SEND, ["hand", {"checked": True}]) == 400


def test_print_this_for_me_prints_the_note_and_nothing_else(page, telling):
    page.add_init_script("window.print = () => { window.printed = true; };")
    opened(page, telling.url + LESSON)
    write(page)
    page.emulate_media(media="print")
    finger = hand(page).locator(".sc-private-finger span").first
    assert not finger.is_visible()  # whoever prints the lesson does not print this
    page.emulate_media(media="screen")
    hand(page).get_by_role("button", name="Print this for me").click()
    assert page.evaluate("() => window.printed")
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    assert WRITTEN in shown
    assert "Somebody writes on a wall." not in shown
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert "Somebody writes on a wall." in page.locator("body").inner_text()
    assert json.dumps(leaked(page.out)) == "[]"


@pytest.mark.sweep
@pytest.mark.parametrize("of", [of for of in LESSONS if "private" in kinds_in(of)])
def test_nothing_of_a_lessons_private_note_is_kept_or_sent(page, server, of):
    opened(page, server.url + of)
    specs = lesson_specs(of=of)
    for name in ("sure", *(name for name, spec in specs.items() if spec["kind"] == "private")):
        part = page.locator(f'[data-sc-activity="{name}"]')
        make(Mouse(page), part, specs[name], right_answer(specs[name]))
        part.get_by_role("button", name="I have finished this part").click()
        expect(part).to_have_attribute("data-sc-state", "right")
    assert WRITTEN in part.inner_text()
    page.wait_for_timeout(600)  # what is kept is kept 400 ms after the last change
    kept = page.evaluate(KEPT)
    assert '"sure' in kept.replace("\\", "")  # the answer to another part
    assert leaked([kept, *page.out]) == []
    page.reload()
    expect(part).to_be_visible()
    assert WRITTEN not in page.content()
