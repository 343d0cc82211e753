"""Behind a prefix, as under a school's own server, every way through works by its links alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import as_staff, opened, settled
from tests.conftest import LESSON, LESSON_PAGES, STAFF_PAGES

PREFIX = "/school/safer/"


@pytest.fixture
def stray(page, prefixed):
    """What a page asked for outside the prefix, and what it was refused."""
    assert urlsplit(prefixed.url).path == PREFIX
    found = []

    def asked(request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws") and not parts.path.startswith(PREFIX):
            found.append(request.url)

    page.on("request", asked)
    page.on("response", lambda answer: found.append(answer.url) if answer.status >= 400 else None)
    return found


def follow(page, link, address):
    """Click a link and wait for the page it leads to."""
    link.first.click()
    page.wait_for_url(f"**{PREFIX}{address}")
    return settled(page)


def test_a_pupil_gets_from_the_start_page_to_an_answer_by_links_alone(page, prefixed, stray):
    opened(page, prefixed.url)
    follow(page, page.get_by_role("link", name=re.compile("Risk detectives")), LESSON)
    starter = page.locator('[data-sc-activity="starter"]')
    starter.get_by_role("radio", name="Myth").first.check()
    starter.get_by_role("button", name="Check my answers").click()
    expect(starter).to_have_attribute("data-sc-state", "again")
    expect(starter).to_have_attribute("data-sc-saved", "1")
    assert stray == []


def test_a_teacher_gets_from_their_door_to_plan_board_paper_and_parents_by_links_alone(
    page, prefixed, stray
):
    opened(page, prefixed.staff_url)
    follow(
        page, page.get_by_role("link", name=re.compile("Plan.*Risk detectives")), f"{LESSON}/plan"
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("Risk detectives")
    follow(page, page.get_by_role("link", name="Paper", exact=True), f"paper/{LESSON}")
    follow(page, page.get_by_role("link", name="The lesson", exact=True), LESSON)
    page.go_back()
    follow(page, page.get_by_role("link", name="The plan", exact=True), f"{LESSON}/plan")
    follow(page, page.get_by_role("link", name="Board", exact=True), f"{LESSON}?view=board")
    expect(page.locator('[data-sc-board="place"]')).not_to_be_empty()
    page.go_back()
    settled(page)
    crumb = page.locator(".crumb").get_by_role("link", name="For parents", exact=True)
    follow(page, crumb, f"parents/{LESSON}")
    follow(page, page.get_by_role("link", name="Safer Communities"), "")
    assert stray == []


def test_a_parent_gets_from_the_start_page_to_a_whole_lesson_by_links_alone(page, prefixed, stray):
    opened(page, prefixed.url)
    follow(page, page.get_by_role("link", name="For parents"), "parents")
    follow(page, page.get_by_role("link", name=re.compile("Risk detectives")), f"parents/{LESSON}")
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    assert stray == []


def test_joining_privacy_and_accessibility_are_reached_by_links_alone(page, prefixed, stray):
    opened(page, prefixed.url)
    follow(page, page.get_by_role("link", name="Privacy"), "privacy")
    follow(page, page.get_by_role("link", name="Accessibility"), "accessibility")
    follow(page, page.get_by_role("link", name="Safer Communities"), "")
    follow(page, page.get_by_role("link", name=re.compile("Join a class")), "join")
    assert page.locator("[data-sc-join]").get_attribute("action") == f"{PREFIX}join"
    assert stray == []


def test_a_class_is_started_joined_and_answered_behind_a_prefix(page, prefixed, new_context, stray):
    desk = new_context().new_page()
    desk.goto(prefixed.staff_url)
    desk.get_by_role("link", name=re.compile("Start a class")).first.click()
    desk.get_by_role("button", name="Start the class").click()
    desk.get_by_role("button", name="Open all").click()
    opened(page, f"{prefixed.url}join")
    page.get_by_role("textbox", name="The code").fill(desk.locator("h1 .code").inner_text())
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"**{PREFIX}class/*")
    settled(page)
    page.get_by_role("radio", name="Myth").first.check()
    expect(page.locator('[data-sc-activity="starter"] .sc-saved')).to_have_text("Saved")
    assert stray == []


ADDRESSES = """(all) => all.map((each) =>
  each.getAttribute("href") ?? each.getAttribute("src") ?? each.getAttribute("action"))"""


@pytest.mark.parametrize("address", ["", *LESSON_PAGES, *STAFF_PAGES])
def test_every_address_in_a_page_lies_under_the_prefix(page, prefixed, address):
    as_staff(page, prefixed)
    opened(page, prefixed.url + address)
    addresses = page.locator("[href], [src], form[action]").evaluate_all(ADDRESSES)
    own = [each for each in addresses if not re.match(r"#|data:|https://", each)]
    assert len(own) > 5
    assert [each for each in own if not each.startswith(PREFIX)] == []


def test_work_is_kept_under_a_prefix_too(page, prefixed):
    opened(page, prefixed.url + LESSON)
    page.get_by_role("radio", name="Myth").first.check()
    page.reload()
    settled(page)
    expect(page.get_by_role("radio", name="Myth").first).to_be_checked()
