"""A check, the whole way: handed out, answered, collected and marked, read, given back."""

from __future__ import annotations

import json
import re
from itertools import product

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import (
    as_staff,
    lines,
    opened,
    ready,
    sideways,
    violations,
)
from tests.conftest import running

UNIT, BASELINE, ENDPOINT = "y6-unit", "y6-unit-baseline", "y6-unit-endpoint"
TOLD, WRITTEN = "Telling someone", "What could Leo do?"
BENGALI = "লিও তার খালাকে বলতে পারে।"
COMMENT = "You thought of somebody who can help."


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    with running(tmp_path_factory.mktemp("school")) as server:
        yield server


@pytest.fixture
def teacher(new_context, school):
    page = new_context(viewport={"width": 1200, "height": 900}).new_page()
    return as_staff(page, school)


def markbook(teacher, school, name=BASELINE):
    return opened(teacher, f"{school.url}staff/markbook?check={name}")


def handed_out(teacher, school, name):
    """Put three pupils on the list, open a check, print slips; return the words of each slip."""
    opened(teacher, f"{school.url}staff/markbook")
    if teacher.get_by_text("On the list: 0").count():
        teacher.get_by_label("How many pupils to add").fill("3")
        teacher.get_by_label("Group").fill("6A")
        teacher.get_by_role("button", name="Add pupils").click()
        expect(teacher.get_by_text("On the list: 3")).to_be_visible()
    teacher.get_by_role("link", name=re.compile(f"unit check.*{name}")).click()
    teacher.get_by_role("button", name="Open it now").click()
    expect(teacher.get_by_text("Open now.")).to_be_visible()
    teacher.get_by_role("link", name="Print code slips for this check").click()
    return teacher.locator(".slip .code").all_inner_texts()


def sit(new_context, school, slip, *, language="en", check=UNIT, scanned=True, **how):
    """Come in by a slip, scanned or typed; return the page of the check."""
    page = new_context(**how).new_page()
    page.goto(
        f"{school.url}check/{check}?lang={language}"
        + (f"#{slip.replace(' ', '-')}" if scanned else "")
    )
    form = page.locator("form[data-sc-slip]")
    if not scanned:
        form.get_by_role("textbox").fill(slip)
    expect(form.get_by_role("textbox")).to_have_value(slip)
    assert "#" not in page.url
    form.locator("button").click()
    ready(page)
    expect(page.locator(".sc-host:not([data-sc-state])")).to_have_count(0)
    return page


def choose(page, item, option):
    part = page.locator(f'[data-sc-activity="{item}"]')
    part.locator(f'input[value="{option}"]').check()
    expect(part).to_have_attribute("data-sc-saved", "1")


def write(page, words):
    page.locator("textarea").fill(words)
    expect(page.locator('[data-sc-activity="leo"]')).to_have_attribute("data-sc-saved", "1")


def hand_in(page):
    page.locator('[data-sc-do="hand-in"]').click()
    dialog = page.locator("#sc-hand-in")
    expect(dialog).to_be_visible()
    left = dialog.locator("li").count()
    dialog.locator('button[value="hand-in"]').click()
    expect(page.locator("[data-sc-handed]")).not_to_be_empty()
    return left


def collect_and_mark(teacher):
    teacher.get_by_role("button", name="Collect and mark").click()
    expect(teacher.locator("table.marks")).to_be_visible()


def row_of(teacher, pupil):
    row = teacher.locator("table.marks tbody tr").filter(has_text=pupil)
    return row.locator("td").all_inner_texts()


def mark_of(teacher, pupil, title):
    """Return what stands in the markbook for a pupil under the question with this title."""
    heads = teacher.locator("table.marks thead th").all_inner_texts()
    (at,) = [at for at, head in enumerate(heads) if title in head]
    return row_of(teacher, pupil)[at - 1]


def wrong_with(page):
    return [*violations(page), *sideways(page)]


def answered(new_context, school, slips):
    """One hands in twice, the second time better; one in Bengali, by typing; one is absent."""
    first = sit(new_context, school, slips[0])
    choose(first, "trusted-adult", "friend-only")
    write(first, "Leo could tell his aunt. <script>alert(1)</script>")
    assert hand_in(first) > 0
    choose(first, "trusted-adult", "tell-another")
    expect(first.get_by_role("button", name="Hand in again")).to_be_visible()
    first.locator('[data-sc-do="hand-in"]').click()
    first.locator('#sc-hand-in button[value="hand-in"]').click()
    expect(first.locator("[data-sc-told]")).to_have_text("Your check is handed in.")
    second = sit(new_context, school, slips[1], language="bn", scanned=False)
    choose(second, "trusted-adult", "tell-another")
    write(second, BENGALI)
    hand_in(second)
    return {"p01": first, "p02": second}


def read_in_formgrader(teacher):
    """Give points and a kind comment to the first written answer. Return (whose, whose waits)."""
    with teacher.context.expect_page() as came:
        teacher.get_by_role("link", name="Give points in the formgrader").click()
    page = came.value
    page.get_by_role("link", name="Manual Grading").click()
    page.get_by_role("link", name=BASELINE).click()
    page.get_by_role("link", name=BASELINE).last.click()
    page.locator("tbody td a").first.click()
    expect(page.locator("#leo")).to_have_class(re.compile("needs_manual_grade"))
    bengali = BENGALI in page.locator("body").inner_text()
    with page.expect_response(re.compile("/api/grade/")):
        page.locator("#leo").fill("2")
        page.locator("#leo").press("Tab")
    with page.expect_response(re.compile("/api/comment/")):
        page.locator("textarea").first.fill(COMMENT)
        page.locator("textarea").first.press("Tab")
    return ("p02", "p01") if bengali else ("p01", "p02")


def passed_on(teacher, pupil):
    """Pass a text to the safeguarding lead: there is a page with the exact words."""
    teacher.locator(f'[data-sc-pass="{pupil}"]').click()
    teacher.locator('#sc-pass button[value="yes"]').click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("For the safeguarding lead")
    expect(teacher.locator(".exact")).to_have_count(1)


def changed(teacher):
    """Look at what changed: in words, as numbers, and drawn by the kernel."""
    change = teacher.locator("section", has=teacher.locator("#change-title"))
    expect(change).to_contain_text("A change is not yet an effect")
    expect(change).to_contain_text("these numbers can be chance")
    row = change.get_by_role("row", name=re.compile(TOLD))
    expect(row).to_contain_text("(2 pupils)")
    teacher.locator(".sc-kernel-part").scroll_into_view_if_needed()
    expect(teacher.get_by_role("img", name="Before, after and later")).to_be_visible()


def let_read(teacher):
    teacher.get_by_role("button", name="Let pupils read it").click()
    expect(teacher.get_by_text("Pupils can read their feedback now.")).to_be_visible()


def test_a_check_goes_the_whole_way(new_context, school, teacher):
    slips = handed_out(teacher, school, "Before")
    assert len(set(slips)) == 3
    pupils = answered(new_context, school, slips)

    markbook(teacher, school)
    expect(teacher.get_by_text("Handed in: 2 of 3")).to_be_visible()
    collect_and_mark(teacher)
    assert mark_of(teacher, "p01", TOLD) == "1"
    assert mark_of(teacher, "p01", WRITTEN) == "to read"
    assert set(row_of(teacher, "p03")[:-1]) == {"absent"}
    assert teacher.locator(".messages .exact").all_inner_texts()[1] == BENGALI

    read, waits = read_in_formgrader(teacher)
    markbook(teacher, school)
    assert mark_of(teacher, read, WRITTEN) == "2"
    assert mark_of(teacher, waits, WRITTEN) == "to read"
    passed_on(teacher, waits)
    markbook(teacher, school)
    assert mark_of(teacher, waits, WRITTEN) == "passed on"

    handed_out(teacher, school, "After")
    for slip in slips[:2]:
        page = sit(new_context, school, slip, check=ENDPOINT)
        choose(page, "trusted-adult", "tell-another")
        hand_in(page)
    markbook(teacher, school, ENDPOINT)
    collect_and_mark(teacher)
    changed(teacher)

    own = pupils[read]
    opened(own, f"{school.url}check/{BASELINE}/feedback")
    assert not own.get_by_text(COMMENT).count()
    markbook(teacher, school)
    teacher.get_by_role("button", name="Close it now").click()
    expect(teacher.get_by_text("Closed.")).to_be_visible()
    let_read(teacher)
    opened(own, f"{school.url}check/{BASELINE}/feedback")
    expect(own.get_by_text(COMMENT)).to_be_visible()
    expect(own.locator(".reasons li").first).to_be_visible()
    assert "points(" not in own.content()


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A school where somebody has handed in, so that every page has something on it."""
    with running(tmp_path_factory.mktemp("busy")) as server:
        yield server


def test_every_page_of_checks_is_clean_to_axe_and_fits_a_phone(new_context, busy, teacher_of_busy):
    teacher = teacher_of_busy
    slips = handed_out(teacher, busy, "Before")
    page = sit(new_context, busy, slips[0])
    write(page, "Leo could tell his aunt.")
    hand_in(page)
    markbook(teacher, busy)
    collect_and_mark(teacher)
    let_read(teacher)
    wrong = []
    mine = ("check", f"check/{BASELINE}", f"check/{BASELINE}/feedback")
    staffs = (
        "staff/markbook",
        f"staff/markbook?check={BASELINE}",
        "staff/code-slips",
        f"staff/feedback/{BASELINE}",
        f"check/{UNIT}/paper",
        f"check/{UNIT}/marking-key",
    )
    for width, language in ((1280, "en"), (320, "en"), (320, "ur")):
        for who, address in (*product([page], mine), *product([teacher], staffs)):
            who.set_viewport_size({"width": width, "height": 800})
            joined = "&" if "?" in address else "?"
            opened(who, f"{busy.url}{address}{joined}lang={language}")
            wrong += [f"{address} {width} {language}: {each}" for each in wrong_with(who)]
    assert not wrong, lines(wrong)


@pytest.fixture
def teacher_of_busy(new_context, busy):
    return as_staff(new_context().new_page(), busy)


def test_an_answer_given_without_a_network_is_not_called_saved_and_is_sent_when_it_is_back(
    unwatched, school, teacher
):
    opened(teacher, f"{school.url}staff/code-slips")
    if not teacher.locator(".slip").count():
        handed_out(teacher, school, "Later")
    slip = teacher.locator(".slip .code").nth(2).inner_text()
    later = "y6-unit-later"
    markbook(teacher, school, later)
    if teacher.get_by_role("button", name="Open it now").count():
        teacher.get_by_role("button", name="Open it now").click()
        expect(teacher.get_by_text("Open now.")).to_be_visible()
    context = unwatched()
    page = sit(lambda: context, school, slip, check=later)
    context.set_offline(True)
    part = page.locator('[data-sc-activity="trusted-adult"]')
    part.locator('input[value="tell-another"]').check()
    expect(part.locator(".sc-saved")).to_contain_text("Not saved yet")
    expect(page.locator("[data-sc-told]")).to_contain_text("The connection is gone")
    assert part.get_attribute("data-sc-saved") == "0"
    page.locator('[data-sc-do="hand-in"]').click()
    page.locator('#sc-hand-in button[value="hand-in"]').click()
    expect(page.locator("[data-sc-told]")).to_contain_text("It is not handed in yet")
    context.set_offline(False)
    expect(part).to_have_attribute("data-sc-saved", "1")
    expect(page.locator("[data-sc-handed]")).not_to_be_empty()
    kept = page.evaluate("() => JSON.stringify({ ...sessionStorage })")
    assert "tell-another" not in kept

    # The next child at this device finds nothing of it.
    page.get_by_role("button", name="Leave this device").click()
    page.locator('#sc-leave button[value="leave"]').click()
    page.wait_for_url(re.compile(r"/check$"))
    assert json.loads(page.evaluate("() => JSON.stringify({ ...sessionStorage })")) == {}
    page.goto(f"{school.url}check/{later}")
    expect(page.locator("form[data-sc-slip]")).to_be_visible()
