"""Somebody learning alone keeps their work on their own device, and clears it at the end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.answering import lesson_specs
from tests.browser.conftest import opened, ready, settled
from tests.conftest import LESSON

MYTHS = lesson_specs()["starter"]
FIRST = MYTHS["questions"][0]
OTHERS_LEFT = len(MYTHS["fewer"])
BEFORE = "There is work on this device from before"


@pytest.fixture
def lesson(page, server):
    """The lesson, opened by somebody for the first time."""
    return opened(page, server.url + LESSON)


def starter(page):
    return page.locator('[data-sc-activity="starter"]')


def answer_one(page):
    """Answer the first question of the starter with 'Myth'."""
    box = starter(page).get_by_role("group", name=FIRST["words"], exact=True)
    box.get_by_role("radio", name="Myth", exact=True).check()


def answered(page):
    """Return how many questions of the starter have an answer."""
    return starter(page).get_by_role("radio", checked=True).count()


def kept(page):
    """Return what the browser keeps of the lesson."""
    return page.evaluate("(name) => localStorage.getItem(name)", f"safer:{LESSON}")


def left_behind(lesson, context, server):
    """Answer, and open the lesson in another tab; return that tab, with its question."""
    answer_one(lesson)
    other = context.new_page()
    other.goto(server.url + LESSON)
    expect(other.get_by_role("dialog", name=BEFORE)).to_be_visible()
    return other


def test_work_is_still_there_after_a_reload(lesson):
    answer_one(lesson)
    lesson.reload()
    settled(lesson)
    assert answered(lesson) == 1
    expect(starter(lesson)).to_have_attribute("data-sc-state", "working")
    expect(lesson.get_by_role("dialog", name=BEFORE)).to_be_hidden()


def test_feedback_is_still_there_after_a_reload(lesson):
    answer_one(lesson)
    starter(lesson).get_by_role("button", name="Check my answers").click()
    lesson.reload()
    settled(lesson)
    expect(starter(lesson)).to_have_attribute("data-sc-state", "again")
    expect(starter(lesson)).to_contain_text("1 of 4 fit so far.")


def test_an_answer_says_that_it_is_kept_on_this_device(lesson):
    expect(starter(lesson)).to_have_attribute("data-sc-saved", "0")
    answer_one(lesson)
    expect(starter(lesson)).to_have_attribute("data-sc-saved", "1")
    expect(starter(lesson)).to_contain_text("Kept on this device")


def test_a_new_tab_asks_before_it_shows_work_from_before(lesson, context, server):
    other = left_behind(lesson, context, server)
    assert answered(other) == 0
    ready(other)


def test_carry_on_shows_the_work_from_before(lesson, context, server):
    other = left_behind(lesson, context, server)
    other.get_by_role("button", name="Carry on").click()
    settled(other)
    assert answered(other) == 1


def test_start_afresh_clears_the_work_from_before(lesson, context, server):
    other = left_behind(lesson, context, server)
    other.get_by_role("button", name="Start afresh").click()
    settled(other)
    assert answered(other) == 0
    assert kept(other) is None


def test_escape_shows_nothing_of_the_work_from_before(lesson, context, server):
    other = left_behind(lesson, context, server)
    other.keyboard.press("Escape")
    settled(other)
    expect(other.get_by_role("dialog", name=BEFORE)).to_be_hidden()
    assert answered(other) == 0


def test_escape_leaves_the_work_to_whoever_it_belongs_to(lesson, context, server):
    other = left_behind(lesson, context, server)
    other.keyboard.press("Escape")
    settled(other)
    other.close()
    lesson.reload()
    settled(lesson)
    assert answered(lesson) == 1


def test_work_older_than_thirty_days_is_not_shown(lesson):
    answer_one(lesson)
    lesson.evaluate(
        """(name) => {
          const work = JSON.parse(localStorage.getItem(name));
          work.at -= 31 * 24 * 3600 * 1000;
          localStorage.setItem(name, JSON.stringify(work));
        }""",
        f"safer:{LESSON}",
    )
    lesson.reload()
    settled(lesson)
    assert answered(lesson) == 0


def test_finish_and_clear_asks_first(lesson):
    answer_one(lesson)
    lesson.get_by_role("button", name="Finish and clear").click()
    dialog = lesson.get_by_role("dialog", name="Clear your work?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    assert kept(lesson) is not None
    assert answered(lesson) == 1


def test_escape_clears_nothing(lesson):
    answer_one(lesson)
    lesson.get_by_role("button", name="Finish and clear").click()
    expect(lesson.get_by_role("dialog", name="Clear your work?")).to_be_visible()
    lesson.keyboard.press("Escape")
    expect(lesson.get_by_role("dialog", name="Clear your work?")).to_be_hidden()
    assert kept(lesson) is not None


def test_finish_and_clear_clears_and_says_so(lesson):
    answer_one(lesson)
    lesson.get_by_role("button", name="Finish and clear").click()
    lesson.get_by_role("button", name="Clear it").click()
    told = lesson.get_by_role("status").filter(has_text="All clear.")
    expect(told).to_be_visible()
    settled(lesson)
    assert lesson.evaluate("() => Object.keys(localStorage)") == []
    assert answered(lesson) == 0


def test_after_clearing_a_new_tab_has_nothing_to_ask(lesson, context, server):
    answer_one(lesson)
    lesson.get_by_role("button", name="Finish and clear").click()
    lesson.get_by_role("button", name="Clear it").click()
    expect(lesson.get_by_role("status").filter(has_text="All clear.")).to_be_visible()
    other = opened(context.new_page(), server.url + LESSON)
    expect(other.get_by_role("dialog", name=BEFORE)).to_be_hidden()


def questions(page):
    return starter(page).locator("fieldset[data-item]:visible").count()


def test_fewer_cards_shows_only_those_of_the_support_form(lesson):
    assert questions(lesson) == len(MYTHS["questions"])
    lesson.get_by_role("checkbox", name="Fewer cards, please").check()
    assert questions(lesson) == OTHERS_LEFT < len(MYTHS["questions"])


def test_work_is_kept_when_there_are_fewer_cards(lesson):
    answer_one(lesson)
    lesson.get_by_role("checkbox", name="Fewer cards, please").check()
    assert answered(lesson) == 1
    lesson.get_by_role("checkbox", name="Fewer cards, please").uncheck()
    assert answered(lesson) == 1
    assert questions(lesson) == len(MYTHS["questions"])


def test_fewer_cards_stay_fewer_after_a_reload(lesson):
    lesson.get_by_role("checkbox", name="Fewer cards, please").check()
    lesson.reload()
    settled(lesson)
    expect(lesson.get_by_role("checkbox", name="Fewer cards, please")).to_be_checked()
    assert questions(lesson) == OTHERS_LEFT


def test_every_part_with_a_support_form_shows_fewer_things(lesson):
    def things():
        return {
            name: lesson.locator(f'[data-sc-activity="{name}"]').get_by_role("button").count()
            + lesson.locator(f'[data-sc-activity="{name}"]').get_by_role("radio").count()
            for name, spec in lesson_specs().items()
            # A pile shows one card at a time, however many there are.
            if spec["fewer"] and spec["kind"] != "sorting"
        }

    before = things()
    lesson.get_by_role("checkbox", name="Fewer cards, please").check()
    after = things()
    assert len(before) >= 4
    assert [name for name in before if after[name] >= before[name]] == []


def test_questions_to_go_further_are_shown_to_who_asks_for_them(lesson):
    further = [spec["stretch"] for spec in lesson_specs().values() if spec["stretch"]]
    assert len(further) >= 3
    for words in further:
        expect(lesson.get_by_text(words)).to_be_hidden()
    lesson.get_by_role("checkbox", name="Questions to go further").check()
    for words in further:
        expect(lesson.get_by_text(words)).to_be_visible()


NO_ROOM = "This device has no room to keep your work. Print it at the end."
FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
)
FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}"""


@pytest.mark.parametrize("broken", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_where_nothing_can_be_kept_the_page_says_so_and_the_lesson_goes_on(page, server, broken):
    page.add_init_script(broken)
    opened(page, server.url + LESSON)
    answer_one(page)
    expect(starter(page)).to_contain_text(NO_ROOM)
    expect(starter(page)).to_have_attribute("data-sc-saved", "0")
    starter(page).get_by_role("button", name="Check my answers").click()
    expect(starter(page)).to_contain_text("1 of 4 fit so far.")


@pytest.mark.parametrize("broken", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_where_nothing_can_be_kept_clearing_still_works(page, server, broken):
    page.add_init_script(broken)
    opened(page, server.url + LESSON)
    answer_one(page)
    page.get_by_role("button", name="Finish and clear").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Clear it").click()
    settled(page)
    assert answered(page) == 0


def test_on_the_board_nothing_is_kept(page, server):
    opened(page, f"{server.url}{LESSON}?view=board")
    page.get_by_role("link", name=re.compile(re.escape(MYTHS["title"]))).first.click()
    answer_one(page)
    assert answered(page) == 1
    assert page.evaluate("() => [Object.keys(localStorage), Object.keys(sessionStorage)]") == [
        [],
        [],
    ]


def test_on_the_board_no_work_from_before_is_asked_about_or_shown(lesson, context, server):
    answer_one(lesson)
    board = opened(context.new_page(), f"{server.url}{LESSON}?view=board")
    assert board.get_by_role("dialog").count() == 0
    board.get_by_role("link", name=re.compile(re.escape(MYTHS["title"]))).first.click()
    expect(starter(board)).to_have_attribute("data-sc-state", "before")
    assert answered(board) == 0
