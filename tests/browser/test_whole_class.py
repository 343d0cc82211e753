"""A whole lesson in a class: a teacher, six pupils, three languages, one by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.answering import lesson_specs, through_part
from tests.browser.conftest import join, row
from tests.browser.hands import Keyboard, Mouse

PUPILS = (
    ("en", Keyboard),
    ("en", Mouse),
    ("en", Mouse),
    ("ur", Mouse),
    ("ur", Mouse),
    ("bn", Mouse),
)


@pytest.mark.sweep
def test_six_pupils_in_three_languages_do_the_whole_lesson_with_their_teacher(
    new_context, server, desk
):
    pupils = [
        (code, hand(page), page)
        for code, hand in PUPILS
        for page in [join(new_context().new_page(), server, desk.code, code)]
    ]
    names = desk.locator("[data-sc-grid] th > span:first-child")
    expect(names).to_have_count(len(PUPILS))
    tags = names.all_inner_texts()
    assert len(set(tags)) == len(PUPILS)
    for place, name in enumerate(lesson_specs()):
        switch = desk.locator(f'[data-sc-open="{name}"]')
        switch.check()
        for code, hand, page in pupils:
            page.bring_to_front()  # a page behind others may not move on
            part = page.locator(f'[data-sc-activity="{name}"]')
            expect(part).not_to_have_attribute("data-sc-state", "locked")
            way = through_part(hand, page, name, code)
            assert way.states[-1] == "right"
            expect(part).to_have_attribute("data-sc-saved", "1")
        for tag in tags:
            expect(row(desk, tag).locator("td").nth(place)).to_have_attribute("data-now", "done")
        desk.get_by_role("button", name="Eyes up: pause everybody").click()
        for _, _, page in pupils:
            expect(page.locator(f'[data-sc-activity="{name}"]')).to_have_attribute(
                "data-sc-state", "locked"
            )
        desk.get_by_role("button", name="Go on: end the pause").click()
        switch.uncheck()
    assert [hand.lost for _, hand, _ in pupils if isinstance(hand, Keyboard)] == [[]]
    desk.get_by_role("button", name="End the class").click()
    desk.get_by_role("button", name="End it", exact=True).click()
    for _, _, page in pupils:
        expect(page.locator("[data-sc-told]").first).not_to_be_empty()
    answers = desk.request.get(f"{server.url}api/classes/{desk.code}/answers").json()["answers"]
    assert len({each["tag"] for each in answers}) == len(PUPILS)
    assert {each["part"] for each in answers} == set(lesson_specs())
