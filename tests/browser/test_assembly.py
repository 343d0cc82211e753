"""A facilitator and four seats at two tables, through one exercise, in real browsers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import as_staff, ready, sideways, violations
from tests.conftest import running
from tests.rooms import PACK, counter

PHONE = {"width": 320, "height": 640}
SEATS = ((1, "police"), (1, "health"), (2, "council"), (2, "resident-voice"))


@pytest.fixture(scope="module")
def room_server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("rooms"), f"--content={PACK}") as started:
        yield started


@pytest.fixture
def facilitator(new_context, room_server):
    """The desk of an assembly with one exercise on its agenda, which is not on yet."""
    page = as_staff(new_context().new_page(), room_server)
    page.goto(f"{room_server.url}staff/facilitator-desk")
    page.get_by_label("91. Two rounds").check()
    page.get_by_label("Where", exact=True).fill(f"Dorking Halls {next(counter)}")
    page.get_by_role("button", name="Start the assembly").click()
    ready(page)
    page.code = page.locator("h1 .code").inner_text()
    return page


def sit(page, server, code, table, agency):
    """Join as somebody at a table does: by the code, then table and kind of organisation."""
    page.goto(f"{server.url}join")
    page.get_by_label("The code", exact=True).fill(code.lower().replace("-", " "))
    page.locator("form[data-sc-join] button.strong").click()
    page.get_by_label("The number of your table").select_option(str(table))
    page.get_by_label("What kind of organisation").select_option(agency)
    page.get_by_role("button", name="Sit down").click()
    page.wait_for_url(re.compile("/class/"))
    return ready(page)


def begin(desk):
    desk.get_by_role("button", name="Begin: Two rounds").click()
    expect(desk.locator("[data-sc-clock]")).to_contain_text("minutes left")


def part(page, name):
    return page.locator(f'[data-sc-part="{name}"]')


def set_round(desk, name, said):
    desk.locator(f"#rounds-{name}").locator("..").get_by_role(
        "button", name=said, exact=True
    ).click()


def choose(page, said, how_sure=None):
    box = part(page, "route")
    box.get_by_label(said).check()
    if how_sure:
        box.get_by_label(how_sure, exact=True).check()


def test_four_seats_at_two_tables_go_through_an_exercise(new_context, room_server, facilitator):
    desk = facilitator
    seats = [
        sit(new_context(viewport=PHONE).new_page(), room_server, desk.code, *where)
        for where in SEATS
    ]
    welcomed(desk, seats)
    alone(desk, seats)
    paused(desk, seats)
    together(desk, seats)
    compared(desk, seats, new_context().new_page(), room_server)
    written(desk, seats)
    ended(desk, seats)


def test_talk_reaches_the_screens_once_the_room_has_come_to_it(
    new_context, room_server, facilitator
):
    desk = facilitator
    seat = sit(new_context(viewport=PHONE).new_page(), room_server, desk.code, 1, "police")
    board = new_context().new_page()
    board.goto(f"{room_server.url}class/{desk.code}/board")
    begin(desk)
    expect(part(seat, "open")).to_contain_text("Everything happens in Alderbrook.")
    expect(part(seat, "commit")).to_be_hidden()
    route = part(seat, "route")
    set_round(desk, "route", "Alone")
    expect(route).to_contain_text("Answer alone")
    expect(route.get_by_text("What does Mrs Rao hear on Monday?")).to_be_hidden()
    set_round(desk, "route", "Table")
    expect(route.get_by_text("What does Mrs Rao hear on Monday?")).to_be_visible()
    set_round(desk, "commit", "Show to the room")
    expect(part(seat, "commit")).to_contain_text("Start with a verb.")
    expect(board.locator("[data-sc-shown]")).to_contain_text("Start with a verb.")
    set_round(desk, "commit", "Stop showing")
    expect(part(seat, "commit")).to_be_hidden()
    seat.get_by_text("Support in the room").click()
    expect(seat.get_by_text("Is someone in danger right now?")).to_be_visible()


def welcomed(desk, seats):
    expect(desk.locator("[data-sc-joined]")).to_have_text("4 people, 2 tables")
    expect(seats[0].get_by_text("Wait for the facilitator to begin")).to_be_visible()
    begin(desk)
    for page in seats:
        expect(page.get_by_role("heading", level=1)).to_have_text("Two rounds")
        expect(page.locator(".resident")).to_contain_text("I have rung four times")
        expect(part(page, "route")).to_contain_text("Not open yet")


def alone(desk, seats):
    """No answer goes without how sure it is."""
    set_round(desk, "route", "Alone")
    expect(part(seats[0], "route")).to_contain_text("Answer alone")
    choose(seats[0], "Nobody yet")
    part(seats[0], "route").get_by_role("button", name="This is my answer").click()
    expect(part(seats[0], "route")).to_contain_text("Say how sure you are")
    for page in seats:
        choose(page, "Nobody yet", "4")
        part(page, "route").get_by_role("button", name="This is my answer").click()
        expect(part(page, "route").locator(".sc-host")).to_have_attribute("data-sc-saved", "1")
        # Nobody is told what fits before the tables have talked.
        expect(part(page, "route")).not_to_contain_text("Mrs Rao has asked twice")
    tables = desk.locator("[data-sc-tables] > li")
    expect(tables).to_have_count(2)
    expect(tables.first).to_contain_text("alone 2 of 2")


def paused(desk, seats):
    """Eyes up covers every screen, and nothing under it can be reached."""
    desk.get_by_role("button", name="Eyes up: pause the room").click()
    for page in seats:
        expect(page.get_by_role("alertdialog")).to_contain_text("Eyes up")
        assert page.locator("[data-sc-parts]").evaluate("(each) => each.inert")
    desk.get_by_role("button", name="Go on: end the pause").click()
    expect(seats[0].get_by_role("alertdialog")).to_be_hidden()


def together(desk, seats):
    """One sends the table's answer, and the other at the table sees it; the last counts."""
    tables = desk.locator("[data-sc-tables] > li")
    set_round(desk, "route", "Table")
    expect(part(seats[0], "route")).to_contain_text("one answer for your table")
    choose(seats[0], "The housing officer")
    part(seats[0], "route").get_by_role("button", name="This is our table's answer").click()
    expect(part(seats[1], "route").get_by_label("The housing officer")).to_be_checked()
    expect(part(seats[1], "route")).to_contain_text("Somebody at your table has sent")
    expect(part(seats[2], "route").get_by_label("The housing officer")).not_to_be_checked()
    part(seats[1], "route").get_by_role("button", name="Change it").click()
    choose(seats[1], "Nobody yet")
    part(seats[1], "route").get_by_role("button", name="This is our table's answer").click()
    expect(part(seats[0], "route").get_by_label("Nobody yet")).to_be_checked()
    expect(tables.first.locator('[data-now="joint"]')).to_have_count(1)
    expect(tables.nth(1).locator('[data-now="joint"]')).to_have_count(0)


def test_what_is_being_worked_on_is_not_taken_away_by_what_another_sends(
    new_context, room_server, facilitator
):
    one, two = [
        sit(new_context().new_page(), room_server, facilitator.code, 1, "police") for _ in range(2)
    ]
    begin(facilitator)
    set_round(facilitator, "route", "Table")
    choose(two, "Nobody yet")
    choose(one, "The housing officer")
    part(one, "route").get_by_role("button", name="This is our table's answer").click()
    expect(part(two, "route")).to_contain_text("What you are working on is still here")
    expect(part(two, "route").get_by_label("Nobody yet")).to_be_checked()
    part(two, "route").get_by_role("button", name="Show what they sent").click()
    expect(part(two, "route").get_by_label("The housing officer")).to_be_checked()


def compared(desk, seats, board, server):
    """What is frozen is shown so; of four people nothing is told, and of tables how many."""
    desk.locator('[data-sc-freeze="route"]').click()
    expect(part(seats[2], "route")).to_contain_text("Frozen")
    expect(part(seats[0], "route")).to_contain_text("What your table answered")

    box = desk.locator('[data-sc-comparison="route"]')
    box.locator("summary").first.click()
    expect(box).to_contain_text("People: <5")
    expect(box).to_contain_text("Tables: 1")
    box.get_by_role("button", name="Keep a snapshot").click()
    expect(desk.locator("[data-sc-snapshot-list] > details")).to_have_count(1)
    box.get_by_role("button", name="Show to the room").click()
    expect(part(seats[0], "route")).to_contain_text("Mrs Rao has asked twice")
    board.goto(f"{server.url}class/{desk.code}/board")
    expect(board.locator("[data-sc-shown]")).to_contain_text("Who goes first?")


def written(desk, seats):
    """Free text goes to the facilitator, who approves it, and puts it under a theme."""
    set_round(desk, "why", "Table")
    part(seats[0], "why").get_by_label("What stands behind it?").fill("The lamp is out")
    part(seats[0], "why").get_by_role("button", name="This is our table's answer").click()
    expect(part(seats[0], "why")).to_contain_text("the facilitator, who reads it")
    expect(desk.locator("[data-sc-unread]")).to_contain_text("Texts nobody has looked at: 1")
    text = desk.locator("[data-sc-texts] > li")
    expect(text).to_contain_text("The lamp is out")
    text.get_by_role("button", name="Approve").click()
    expect(desk.locator("[data-sc-unread]")).to_be_hidden()
    desk.get_by_label("A new theme").fill("Light")
    desk.get_by_role("button", name="Add the theme").click()
    text.get_by_label("Theme").select_option("Light")
    expect(desk.locator("[data-sc-themes] > li")).to_contain_text("Light (1)")


def ended(desk, seats):
    """A talk comes on, and the screens say so; then the end."""
    desk.get_by_label("Title of the talk").fill("Surrey this year")
    desk.get_by_role("button", name="Add to the agenda").click()
    desk.get_by_role("button", name="Begin: Surrey this year").click()
    expect(seats[3].get_by_role("heading", level=1)).to_have_text("Surrey this year")
    desk.get_by_role("button", name="End the assembly").click()
    desk.get_by_role("button", name="End it", exact=True).click()
    expect(seats[3].locator("[data-sc-told]")).to_contain_text("This assembly is over")
    desk.get_by_role("button", name="Delete now").click()
    desk.get_by_role("button", name="Delete it", exact=True).click()
    expect(desk.get_by_role("heading", name="Start an assembly")).to_be_visible()


def test_somebody_sits_down_and_answers_by_keyboard_alone_at_320_pixels(
    new_context, room_server, facilitator
):
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{room_server.url}join/{facilitator.code}")
    assert sideways(page) == []
    page.get_by_label("The number of your table").focus()
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("Pol")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/class/"))
    ready(page)
    expect(page.locator(".who strong")).to_have_text("Table 3")
    begin(facilitator)
    set_round(facilitator, "route", "Alone")
    box = part(page, "route")
    box.get_by_label("The housing officer").focus()
    page.keyboard.press("Space")
    box.get_by_label("3", exact=True).focus()
    page.keyboard.press("Space")
    box.get_by_role("button", name="This is my answer").focus()
    page.keyboard.press("Enter")
    expect(box.locator(".sc-host")).to_have_attribute("data-sc-saved", "1")
    assert sideways(page) == []


def test_the_pages_of_an_assembly_have_nothing_that_axe_finds(
    new_context, room_server, facilitator
):
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{room_server.url}join/{facilitator.code}")
    assert violations(page) == []
    sit(page, room_server, facilitator.code, 1, "police")
    begin(facilitator)
    facilitator.get_by_role("button", name="Open all that tables answer").click()
    expect(part(page, "why").locator(".sc-host")).to_be_visible()
    assert violations(page) == []
    facilitator.get_by_role("button", name="Open all that is answered alone").click()
    expect(part(page, "rate").locator(".how-sure")).to_be_visible()
    assert violations(page) == []
    part(page, "rate")
    expect(facilitator.locator("[data-sc-comparison]").first).to_be_visible()
    assert violations(facilitator) == []
    facilitator.set_viewport_size(PHONE)
    assert sideways(facilitator) == []
    page.goto(f"{room_server.url}class/{facilitator.code}/board")
    assert violations(page) == []


def test_an_answer_that_could_not_go_is_kept_and_goes_when_the_line_is_back(
    unwatched, room_server, facilitator
):
    context = unwatched()
    page = sit(context.new_page(), room_server, facilitator.code, 1, "police")
    begin(facilitator)
    set_round(facilitator, "route", "Alone")
    expect(part(page, "route").locator(".how-sure")).to_be_visible()
    context.set_offline(offline=True)
    choose(page, "Nobody yet", "2")
    part(page, "route").get_by_role("button", name="This is my answer").click()
    expect(page.locator("[data-sc-told]").first).to_contain_text("The connection is gone")
    expect(part(page, "route").locator(".sc-host")).to_have_attribute("data-sc-saved", "0")
    context.set_offline(offline=False)
    expect(part(page, "route").locator(".sc-host")).to_have_attribute("data-sc-saved", "1")
    expect(facilitator.locator("[data-sc-tables] > li")).to_contain_text("alone 1 of 1")
    page.reload()
    expect(part(page, "route").get_by_label("Nobody yet")).to_be_checked()
