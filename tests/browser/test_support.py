"""How a page helps its reader: switched by the pupil, or by the teacher for one tag."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import join, lines, opened, row, sideways, violations
from tests.conftest import LESSON

BANK, DRAWINGS, FEWER = "Word bank", "Drawings with the words", "Fewer cards, please"


def switch(page, name):
    return page.get_by_role("checkbox", name=name)


def words_in(section):
    return section.locator(".sc-bank").get_by_role("term")


def street(page):
    return page.locator("#part-street")


@pytest.fixture
def lesson(page, server):
    return opened(page, server.url + LESSON)


def test_the_word_bank_stands_under_each_part_with_words_and_beginnings_of_sentences(lesson):
    words = lesson.locator(".sc-key-words dt").count()
    expect(lesson.locator(".sc-bank")).to_have_count(0)
    switch(lesson, BANK).check()
    expect(lesson.locator(".sc-bank")).to_have_count(lesson.locator("[data-sc-step]").count())
    bank = street(lesson).locator(".sc-bank")
    expect(words_in(street(lesson)).first).to_be_hidden()
    bank.locator("summary").press("Enter")
    expect(words_in(street(lesson))).to_have_count(words)
    expect(bank.get_by_text("The hazard is ...")).to_be_visible()
    switch(lesson, BANK).uncheck()
    expect(bank).to_be_hidden()


def test_drawings_come_beside_the_key_words_and_over_each_part(lesson):
    drawn = lesson.locator(".sc-symbol").first
    expect(drawn).to_be_hidden()
    switch(lesson, DRAWINGS).check()
    expect(drawn).to_be_visible()
    task = street(lesson).locator(".sc-task")
    expect(task).to_have_text("Look closely")
    loaded = "(image) => image.decode().then(() => image.naturalWidth)"
    assert task.locator("img").evaluate(loaded) > 0
    own = lesson.locator('[data-sc-activity="card"] legend img')
    switch(lesson, DRAWINGS).uncheck()
    expect(task).to_be_hidden()
    expect(drawn).to_be_hidden()
    assert [each.is_visible() for each in own.all()] == [True] * 3  # the card's own stay


def test_what_was_switched_on_is_still_on_when_the_page_is_loaded_again(lesson):
    switch(lesson, BANK).check()
    switch(lesson, DRAWINGS).check()
    lesson.reload()
    expect(switch(lesson, BANK)).to_be_checked()
    expect(street(lesson).locator(".sc-bank")).to_be_visible()
    expect(street(lesson).locator(".sc-task")).to_be_visible()


@pytest.mark.parametrize("language", ["en", pytest.param("ur", marks=pytest.mark.sweep)])
def test_with_every_help_on_a_small_phone_axe_finds_nothing_and_nothing_is_cut(
    page, server, language
):
    page.set_viewport_size({"width": 320, "height": 800})
    opened(page, f"{server.url}{LESSON}?lang={language}")
    for box in page.locator(".settings input").all():
        box.check()
    for bank in page.locator(".sc-bank summary").all()[:2]:
        bank.click()
    wrong = violations(page)
    assert not wrong, lines(wrong)
    assert not sideways(page)


def give(desk, tag, *names):
    """Switch, at the desk, how the page of one tag helps: these forms and no others."""
    row(desk, tag).get_by_role("button", name=f"Support for {tag}").click()
    dialog = desk.get_by_role("dialog", name=f"Support for {tag}")
    for box in dialog.get_by_role("checkbox").all():
        box.set_checked(False)
    for name in names:
        dialog.get_by_role("checkbox", name=name).check()
    dialog.get_by_role("button", name="Switch it so").click()


def test_the_teacher_switches_help_for_one_tag_and_that_pupil_may_switch_it_back(
    new_context, server, desk
):
    one = join(new_context().new_page(), server, desk.code)
    two = join(new_context().new_page(), server, desk.code)
    tag = one.tag
    give(desk, tag, "Fewer cards", "Word bank")
    expect(switch(one, FEWER)).to_be_checked()
    expect(switch(one, BANK)).to_be_checked()
    expect(switch(one, DRAWINGS)).not_to_be_checked()
    expect(street(one).locator(".sc-bank")).to_be_visible()
    expect(row(desk, tag).locator(".sc-support")).to_have_text("fewer cards and word bank")
    expect(switch(two, FEWER)).not_to_be_checked()
    switch(one, BANK).uncheck()
    one.reload()
    expect(switch(one, FEWER)).to_be_checked()
    expect(switch(one, BANK)).not_to_be_checked()
    give(desk, tag)
    expect(switch(one, FEWER)).not_to_be_checked()
    expect(row(desk, tag).locator(".sc-support")).to_have_text("no support")
