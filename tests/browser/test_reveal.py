"""What the teacher reveals reaches the projector and the pupils, as a table with bars."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.answering import lesson_specs, right_answer, wrong_answer
from tests.browser.conftest import as_staff, lines, opened, sideways, swept, violations
from tests.server.test_classes import Class, saying

PART, OTHER, SENSITIVE = "starter", "street", "sure"
SPECS = lesson_specs()
NARROW = {"width": 320, "height": 640}
REVEALED = f'[data-sc-revealed-part="{PART}"]'


def answer(pupil, part, value):
    status, reply = pupil.api("answers", saying({**value, "checked": True}, part))
    assert status == 200, reply


@pytest.fixture
def own(server):
    """A class of twenty that has answered one part, two of them with one thing wrong."""
    own = Class(server, parts=(PART, OTHER, SENSITIVE))
    for at in range(20):
        value = right_answer(SPECS[PART]) if at > 1 else wrong_answer(SPECS[PART])[0]
        answer(own.pupil(), PART, value)
    return own


def desk(page, own, server, query=""):
    as_staff(page, server)
    opened(page, f"{server.url}staff/class-desk?class={own.code}{query}")
    expect(page.locator("[data-sc-spread-table] table")).not_to_have_count(0)
    return page


def board(context, own, server, query=""):
    return opened(context.new_page(), f"{server.url}class/{own.code}/board{query}")


def joined(context, own, server, query=""):
    page = opened(context.new_page(), f"{server.url}join/{own.code}{query}")
    page.locator("form[data-sc-join] button").click()
    page.wait_for_url("**/class/**")
    return opened(page, page.url)


def test_what_is_revealed_reaches_the_projector_and_a_pupil_and_goes_again(
    new_context, own, server
):
    staff = desk(new_context().new_page(), own, server)
    pages = [board(new_context(), own, server), joined(new_context(), own, server)]
    for page in pages:
        expect(page.locator("[data-sc-revealed-part]")).to_have_count(0)
    box = staff.locator(f'[data-sc-spread="{PART}"]')
    box.locator("summary").press("Enter")
    box.get_by_role("button", name="Show to the class").press("Enter")
    for page in pages:
        table = page.locator(REVEALED).get_by_role("table")
        expect(table.locator("caption")).to_have_text("First thoughts Answered: 20")
        expect(table.get_by_role("row", name="Myth fits 16+")).to_have_count(1)
        expect(table.get_by_role("row", name="Fact <5")).to_have_count(1)
        assert lines(violations(page)) == lines([])
    under = pages[1].locator(f'[data-sc-activity="{PART}"] ~ {REVEALED}')
    expect(under).to_have_count(1)
    answer(own.pupil(), PART, right_answer(SPECS[PART]))
    for page in pages:
        expect(page.locator(f"{REVEALED} caption")).to_contain_text("Answered: 21")
    box.get_by_role("button", name="Stop showing").press("Enter")
    for page in pages:
        expect(page.locator("[data-sc-revealed-part]")).to_have_count(0)


@pytest.mark.parametrize("code", ["en", "fa"])
def test_what_is_revealed_fits_a_phone_and_turns_with_the_language(new_context, own, server, code):
    own.set(revealed=[PART])
    for show in (board, joined):
        page = show(new_context(viewport=NARROW), own, server, f"?lang={code}")
        expect(page.locator(f"{REVEALED} table")).to_be_visible()
        assert sideways(page) == []
        assert lines(violations(page)) == lines([])
        number, bar = (
            page.locator(f"{REVEALED} {each}").first.bounding_box()["x"]
            for each in (".sc-count", ".sc-bar-cell")
        )
        assert (number > bar) == (code == "fa")


def test_bars_are_there_in_forced_colours(new_context, own, server):
    own.set(revealed=[PART])
    page = board(new_context(forced_colors="active"), own, server)
    bar = page.locator(f"{REVEALED} .sc-spread-bar").first
    expect(bar).to_be_visible()
    colours = bar.evaluate(
        "(bar) => [getComputedStyle(bar).backgroundColor,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    assert colours[0] != colours[1]


@pytest.mark.parametrize("width", [320, *swept(1200)])
def test_the_desks_tables_and_forms_are_accessible_and_fit(new_context, own, server, width):
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    desk(page, own, server)
    expect(page.locator("[data-sc-hands-rows] input")).not_to_have_count(0)
    for summary in page.locator(".spread-part > summary").all():
        summary.click()
    assert sideways(page) == []
    assert lines(violations(page)) == lines([])


def test_a_sensitive_part_has_no_button_to_show_or_keep_it(new_context, own, server):
    box = desk(new_context().new_page(), own, server).locator(f'[data-sc-spread="{SENSITIVE}"]')
    box.locator("summary").click()
    expect(box.locator("table")).to_be_visible()
    expect(box.get_by_role("button")).to_have_count(0)


def test_the_teacher_keeps_a_snapshot_and_deletes_it_by_keyboard(new_context, own, server):
    page = desk(new_context().new_page(), own, server)
    box = page.locator(f'[data-sc-spread="{PART}"]')
    box.locator("summary").press("Enter")
    box.get_by_role("button", name="Keep a snapshot").press("Enter")
    kept = page.locator("[data-sc-snapshot-list] > details")
    kept.locator("summary").press("Enter")
    expect(kept.locator("caption")).to_contain_text("Answered: 20")
    kept.get_by_role("button", name="Delete this snapshot").press("Enter")
    expect(kept).to_have_count(0)
    expect(page.get_by_role("heading", name="What the class said")).to_be_focused()


def test_counted_hands_are_typed_and_enter_what_the_class_said(new_context, own, server):
    page = desk(new_context().new_page(), own, server)
    form = page.locator(f'[data-sc-hands-of="{OTHER}"]')
    page.locator("summary").filter(has_text=SPECS[OTHER]["title"]).last.press("Enter")
    spot = SPECS[OTHER]["spots"][0]["name"]
    row = form.get_by_role("group", name=spot, exact=True)
    row.get_by_label("Chosen").fill("101")
    form.get_by_role("button", name="Save these counts").press("Enter")
    expect(form.get_by_role("status")).to_contain_text("from 0 to 100")
    expect(row.get_by_label("Chosen")).to_be_focused()
    row.get_by_label("Chosen").fill("17")
    row.get_by_label("Left out").fill("9")
    form.get_by_role("button", name="Save these counts").press("Enter")
    expect(form.get_by_role("status")).to_have_text("Saved")
    box = page.locator(f'[data-sc-spread="{OTHER}"]')
    box.locator("summary").press("Enter")
    expect(box.locator("caption")).to_contain_text("Answered: 26")


def test_how_it_went_stands_at_the_desk_with_each_tag(new_context, own, server):
    page = desk(new_context().new_page(), own, server)
    answer(own.pupil(), OTHER, right_answer(SPECS[OTHER]))
    page.get_by_text("Each pupil, by tag").press("Enter")
    expect(page.locator("[data-sc-outcome-pupils] tbody tr")).to_have_count(21)
    table = page.locator("[data-sc-outcome-tables] table").first
    expect(table.locator("caption")).to_contain_text("Joined: 21")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download the report").click()
    assert loading.value.suggested_filename == "y6-02-report.html"
