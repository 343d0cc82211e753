"""A live class in real browsers: two pupils and a desk, a pause, a lost network, a reload."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import (
    as_staff,
    join,
    lines,
    opened,
    row,
    settled,
    sideways,
    swept,
    violations,
)
from tests.conftest import LESSON, running

PART = "street"
SPOTS = ("van", "ice", "ladder")
EYES_UP = "Eyes up. Your teacher has paused the class."
GONE = "The connection is gone."
OVER = "The class is over. Thank you for taking part."


def open_parts(desk, *names):
    for name in names:
        desk.get_by_role("group", name="Open parts").get_by_role("checkbox", name=name).check()


def street(page):
    return page.locator(f'[data-sc-activity="{PART}"]')


def spot(page, name):
    return street(page).locator(f'li[data-item="{name}"]').get_by_role("button")


def saved(page, how="1"):
    expect(street(page)).to_have_attribute("data-sc-saved", how)


def test_two_pupils_join_and_answer_and_the_desk_sees_it_live(new_context, server, desk):
    one, two = (join(new_context().new_page(), server, desk.code) for _ in range(2))
    expect(desk.get_by_role("status").filter(has_text="Joined: 2")).to_be_visible()
    assert one.tag != two.tag
    for tag in (one.tag, two.tag):
        expect(row(desk, tag).get_by_role("cell").first).to_have_text("not begun")
    expect(one.get_by_role("status").filter(has_text="You are in. Wait")).to_be_visible()
    expect(street(one)).to_contain_text("Your teacher has not opened this part yet.")
    open_parts(desk, "Spot the hazards")
    expect(street(one)).to_have_attribute("data-sc-state", "before")
    spot(one, "van").click()
    saved(one)
    expect(street(one).locator(".sc-saved")).to_have_text("Saved")
    column = desk.get_by_role("columnheader").all_inner_texts().index("Spot the hazards")
    expect(row(desk, one.tag).locator("th, td").nth(column)).to_have_text("working")
    expect(row(desk, two.tag).locator("th, td").nth(column)).to_have_text("not begun")
    street(one).get_by_role("button", name="Check my answers").click()
    expect(row(desk, one.tag).locator("th, td").nth(column)).to_have_text("done")
    expect(desk.get_by_role("checkbox", name="Spot the hazards")).to_be_checked()


def test_nothing_is_called_saved_before_the_server_has_said_so(desk, pupil):
    open_parts(desk, "Spot the hazards")
    held = []
    pupil.route("**/api/answers*", lambda route: held.append(route))  # noqa: PLW0108 (it looks at names)
    spot(pupil, "van").click()
    expect(street(pupil).locator(".sc-saved")).to_have_text("Saving…")
    while not held:
        pupil.wait_for_timeout(50)
    saved(pupil, "0")
    held[0].continue_()
    saved(pupil)


def test_quick_changes_are_sent_together_and_a_check_at_once(desk, pupil):
    open_parts(desk, "Spot the hazards")
    expect(street(pupil)).to_have_attribute("data-sc-state", "before")
    sent = []
    pupil.on(
        "request",
        lambda asked: (
            sent.append(asked.post_data_json["value"]) if "api/answers" in asked.url else None
        ),
    )
    pupil.evaluate(
        """(spots) => { for (const name of spots) document.querySelector(
          `[data-sc-activity="street"] li[data-item="${name}"] button`).click(); }""",
        SPOTS,
    )
    saved(pupil)
    assert [sorted(value["chosen"]) for value in sent] == [sorted(SPOTS)]
    street(pupil).get_by_role("button", name="Check my answers").click()
    saved(pupil)
    assert [value["checked"] for value in sent[1:]] == [True]


def test_eyes_up_locks_every_screen_and_going_on_unlocks_it(desk, pupil):
    open_parts(desk, "Spot the hazards")
    spot(pupil, "van").click()
    saved(pupil)
    desk.get_by_role("button", name="Eyes up: pause everybody").click()
    expect(street(pupil)).to_have_attribute("data-sc-state", "locked")
    expect(pupil.get_by_role("status").filter(has_text=EYES_UP)).to_be_visible()
    expect(spot(pupil, "ice")).to_be_disabled()
    button = desk.get_by_role("button", name="Go on: end the pause")
    button.click()
    expect(street(pupil)).to_have_attribute("data-sc-state", "working")
    expect(spot(pupil, "van")).to_have_attribute("aria-pressed", "true")
    expect(pupil.get_by_role("status").filter(has_text=EYES_UP)).to_have_count(0)


def test_a_part_that_the_teacher_closes_is_locked_and_the_others_are_not(desk, pupil):
    desk.get_by_role("button", name="Open all").click()
    expect(street(pupil)).to_have_attribute("data-sc-state", "before")
    desk.get_by_role("checkbox", name="Spot the hazards").uncheck()
    expect(street(pupil)).to_have_attribute("data-sc-state", "locked")
    expect(pupil.locator('[data-sc-activity="starter"]')).to_have_attribute(
        "data-sc-state", "before"
    )
    desk.get_by_role("button", name="Close all").click()
    expect(pupil.locator('.sc-host:not([data-sc-state="locked"])')).to_have_count(0)


def test_a_switch_of_the_desk_stays_as_pressed_while_an_earlier_one_is_answered(desk):
    held = []
    desk.route("**/state*", lambda route: held.append(route), times=2)  # noqa: PLW0108 (it looks at names)
    for name in ("Spot the hazards", "Weigh the risks"):
        desk.get_by_role("checkbox", name=name).check()
    while len(held) < 2:
        desk.wait_for_timeout(50)
    with desk.expect_response("**/state*"):
        held[0].continue_()
    desk.wait_for_timeout(300)
    assert desk.get_by_role("checkbox", name="Weigh the risks").is_checked()
    desk.unroute_all(behavior="ignoreErrors")


def test_an_answer_that_a_pause_overtakes_is_sent_after_it(unwatched, server, desk):
    pupil = join(unwatched().new_page(), server, desk.code)
    open_parts(desk, "Spot the hazards")
    expect(street(pupil)).to_have_attribute("data-sc-state", "before")
    held = []
    pupil.route("**/api/answers*", lambda route: held.append(route), times=1)  # noqa: PLW0108 (it looks at names)
    spot(pupil, "van").click()
    while not held:
        pupil.wait_for_timeout(50)
    desk.get_by_role("button", name="Eyes up: pause everybody").click()
    expect(street(pupil)).to_have_attribute("data-sc-state", "locked")
    held[0].continue_()
    expect(street(pupil).locator(".sc-saved")).to_have_text(
        "Not saved yet. It will be sent when your teacher opens this part again."
    )
    saved(pupil, "0")
    desk.get_by_role("button", name="Go on: end the pause").click()
    saved(pupil)


def test_answers_given_without_a_network_are_saved_when_it_is_back(unwatched, server, desk):
    context = unwatched()
    pupil = join(context.new_page(), server, desk.code)
    open_parts(desk, "Spot the hazards")
    spot(pupil, "van").click()
    saved(pupil)
    context.set_offline(True)
    expect(pupil.get_by_role("status").filter(has_text=GONE)).to_be_visible()
    spot(pupil, "ice").click()
    expect(street(pupil).locator(".sc-saved")).to_have_text(
        "Not saved yet. It will be sent when the connection is back."
    )
    saved(pupil, "0")
    context.set_offline(False)
    saved(pupil)
    expect(pupil.get_by_role("status").filter(has_text=GONE)).to_have_count(0)
    pupil.reload()
    settled(pupil)
    for name in ("van", "ice"):
        expect(spot(pupil, name)).to_have_attribute("aria-pressed", "true")
    expect(spot(pupil, "ladder")).to_have_attribute("aria-pressed", "false")
    saved(pupil)


def test_what_was_not_sent_before_a_reload_is_sent_after_it(unwatched, server, desk):
    context = unwatched()
    pupil = join(context.new_page(), server, desk.code)
    open_parts(desk, "Spot the hazards")
    expect(street(pupil)).to_have_attribute("data-sc-state", "before")
    pupil.route("**/api/answers*", lambda route: route.abort())
    spot(pupil, "van").click()
    expect(street(pupil).locator(".sc-saved")).to_contain_text("Not saved yet.")
    pupil.unroute("**/api/answers*")
    pupil.reload()
    settled(pupil)
    expect(spot(pupil, "van")).to_have_attribute("aria-pressed", "true")
    saved(pupil)
    assert "van" not in pupil.evaluate("() => JSON.stringify(sessionStorage)")


def test_a_server_that_was_killed_comes_back_and_nothing_is_lost(unwatched, tmp_path):
    data = tmp_path / "data"
    with running(data) as server:
        staff = unwatched().new_page()
        as_staff(staff, server)
        staff.goto(f"{server.url}staff/class-desk?lesson={LESSON}")
        staff.get_by_role("button", name="Start the class").click()
        staff.get_by_role("button", name="Open all").click()
        pupil = join(unwatched().new_page(), server, staff.locator("h1 .code").inner_text())
        expect(street(pupil)).to_have_attribute("data-sc-state", "before")
        spot(pupil, "van").click()
        saved(pupil)
        port = urlsplit(server.url).port
        server.process.kill()
        server.process.wait()
    expect(pupil.get_by_role("status").filter(has_text=GONE)).to_be_visible()
    spot(pupil, "ice").click()
    expect(street(pupil).locator(".sc-saved")).to_contain_text("Not saved yet.")
    with running(data, f"--port={port}"):
        saved(pupil)
        expect(pupil.get_by_role("status").filter(has_text=GONE)).to_have_count(0)
        pupil.reload()
        settled(pupil)
        for name in ("van", "ice"):
            expect(spot(pupil, name)).to_have_attribute("aria-pressed", "true")


def test_the_end_is_said_kindly_and_wipes_what_the_tab_held(desk, pupil):
    open_parts(desk, "Spot the hazards")
    pupil.get_by_role("checkbox", name="Fewer cards, please").check()
    spot(pupil, "van").click()
    saved(pupil)
    assert pupil.evaluate("() => Object.keys(sessionStorage).length") > 0
    desk.get_by_role("button", name="End the class").click()
    desk.get_by_role("dialog", name="End the class?").get_by_role("button", name="End it").click()
    expect(pupil.get_by_role("status").filter(has_text=OVER)).to_be_visible()
    expect(street(pupil)).to_have_attribute("data-sc-state", "locked")
    expect(street(pupil)).to_contain_text("The class is over. You cannot change your answers now.")
    assert pupil.evaluate("() => [Object.keys(sessionStorage), Object.keys(localStorage)]") == [
        [],
        [],
    ]
    expect(desk.get_by_text("This class is over.")).to_be_visible()
    expect(row(desk, pupil.tag)).to_be_visible()


def test_delete_now_asks_first_and_then_the_pupils_are_told(desk, pupil):
    desk.get_by_role("button", name="Delete now").click()
    dialog = desk.get_by_role("dialog", name="Delete the class?")
    dialog.get_by_role("button", name="Keep it").click()
    expect(row(desk, pupil.tag)).to_be_visible()
    desk.get_by_role("button", name="Delete now").click()
    dialog.get_by_role("button", name="Delete it").click()
    expect(desk.get_by_role("heading", name="Class desk")).to_be_visible()
    expect(desk.get_by_text(desk.code)).to_have_count(0)
    expect(pupil.get_by_role("status").filter(has_text=OVER)).to_be_visible()


# -- who sits here


def still(page):
    return page.get_by_role("dialog", name=re.compile("Are you still"))


def test_in_a_new_tab_it_is_asked_whether_it_is_still_the_same_pupil(desk, pupil):
    open_parts(desk, "Spot the hazards")
    spot(pupil, "van").click()
    saved(pupil)
    other = pupil.context.new_page()
    other.goto(pupil.url)
    expect(other.get_by_role("dialog", name=f"Are you still {pupil.tag}?")).to_be_visible()
    assert other.locator("[data-sc-activity]").count() == 0, "answers are shown before it is sure"
    still(other).get_by_role("button", name="Yes, that is me").click()
    settled(other)
    expect(spot(other, "van")).to_have_attribute("aria-pressed", "true")


def test_somebody_else_at_the_same_device_gets_a_tag_and_answers_of_their_own(desk, pupil):
    open_parts(desk, "Spot the hazards")
    spot(pupil, "van").click()
    saved(pupil)
    other = pupil.context.new_page()
    other.goto(pupil.url)
    with other.expect_navigation():
        still(other).get_by_role("button", name="No, I am somebody else").click()
    settled(other)
    expect(other.locator(".who")).not_to_contain_text(pupil.tag)
    expect(spot(other, "van")).to_have_attribute("aria-pressed", "false")
    expect(desk.get_by_role("status").filter(has_text="Joined: 2")).to_be_visible()


@pytest.mark.parametrize("same", [True, False])
def test_joining_again_on_the_same_device_asks_too(server, desk, pupil, same):
    opened(pupil, f"{server.url}join")
    pupil.get_by_role("textbox", name="The code").fill(desk.code)
    pupil.get_by_role("button", name="Join", exact=True).click()
    answer = "Yes, that is me" if same else "No, I am somebody else"
    still(pupil).get_by_role("button", name=answer).click()
    pupil.wait_for_url(re.compile("/class/"))
    settled(pupil)
    assert (pupil.tag in pupil.locator(".who").inner_text()) is same
    expect(
        desk.get_by_role("status").filter(has_text=f"Joined: {1 if same else 2}")
    ).to_be_visible()


def test_a_reload_asks_nothing(pupil):
    pupil.reload()
    settled(pupil)
    expect(still(pupil)).to_be_hidden()
    expect(pupil.locator(".who")).to_contain_text(pupil.tag)


# -- joining


def test_an_address_with_the_code_joins_by_one_press(new_context, server, desk):
    page = opened(new_context().new_page(), f"{server.url}join/{desk.code}")
    page.get_by_role("button", name="Join this class").click()
    page.wait_for_url(f"**/class/{desk.code}")
    settled(page)
    expect(page.locator(".who")).to_contain_text("You are ")
    expect(page.locator(".who")).to_contain_text(
        "Your teacher can find out who that is, to help you."
    )


def test_a_wrong_code_is_told_kindly_and_the_pupil_tries_again(unwatched, server, desk):
    page = opened(unwatched().new_page(), f"{server.url}join")
    box = page.get_by_role("textbox", name="The code")
    box.fill("kite oter")
    box.press("Enter")
    expect(page.get_by_role("status").filter(has_text="No class has this code.")).to_be_visible()
    expect(box).to_be_focused()
    box.fill(desk.code)
    box.press("Enter")
    page.wait_for_url(f"**/class/{desk.code}")


def test_the_projectors_page_counts_who_joins_and_holds_no_staff_session(new_context, server, desk):
    board = opened(new_context().new_page(), f"{server.url}class/{desk.code}/board")
    expect(board.get_by_text(desk.code, exact=True)).to_be_visible()
    expect(board.get_by_role("status").filter(has_text="Joined: 0")).to_be_visible()
    join(new_context().new_page(), server, desk.code)
    expect(board.get_by_role("status").filter(has_text="Joined: 1")).to_be_visible()
    assert board.context.cookies() == []
    large = board.locator(".code").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    assert large >= 80


def test_fewer_cards_before_anything_is_answered_sends_nothing(desk, pupil):
    desk.get_by_role("button", name="Open all").click()
    expect(street(pupil)).to_have_attribute("data-sc-state", "before")
    sent = []
    pupil.on(
        "request", lambda asked: sent.append(asked.url) if "api/answers" in asked.url else None
    )
    pupil.get_by_role("checkbox", name="Fewer cards, please").check()
    pupil.wait_for_timeout(1000)
    assert sent == []
    pupil.reload()
    settled(pupil)
    expect(pupil.get_by_role("checkbox", name="Fewer cards, please")).to_be_checked()


# -- everybody can use it


@pytest.mark.parametrize("width", [320, *swept(1280)])
def test_axe_finds_nothing_wrong_and_nothing_scrolls_sideways(new_context, server, desk, width):
    size = {"width": width, "height": 800}
    pupil = join(new_context(viewport=size).new_page(), server, desk.code)
    board = opened(new_context(viewport=size).new_page(), f"{server.url}class/{desk.code}/board")
    asked = opened(new_context(viewport=size).new_page(), f"{server.url}join/{desk.code}")
    open_parts(desk, "Spot the hazards")
    desk.set_viewport_size(size)
    start = desk.context.new_page()
    start.set_viewport_size(size)
    opened(start, f"{server.url}staff/class-desk")
    spot(pupil, "van").click()
    saved(pupil)
    expect(row(desk, pupil.tag)).to_contain_text("working")
    wrong = [f"{page.url}: {each}" for page in (desk, start, pupil, board, asked)
             for each in [*violations(page), *sideways(page)]]  # fmt: skip
    desk.get_by_role("button", name="Eyes up: pause everybody").click()
    expect(street(pupil)).to_have_attribute("data-sc-state", "locked")
    wrong += [f"paused: {each}" for page in (desk, pupil) for each in violations(page)]
    desk.get_by_role("button", name="End the class").click()
    wrong += [f"asking: {each}" for each in violations(desk)]
    other = pupil.context.new_page()
    other.goto(pupil.url)
    expect(still(other)).to_be_visible()
    wrong += [f"still: {each}" for each in violations(other)]
    assert not wrong, lines(wrong)


@pytest.mark.parametrize("code", ["ur", *swept("fa", "bn", "ms")])
def test_a_class_is_joined_and_answered_in_another_language(new_context, server, desk, code):
    open_parts(desk, "Spot the hazards")
    page = opened(new_context().new_page(), f"{server.url}join/{desk.code}?lang={code}")
    page.locator("[data-sc-join] button").click()
    page.wait_for_url(f"**/class/{desk.code}?lang={code}")
    settled(page)
    assert page.locator("html").get_attribute("lang") == code
    spot(page, "van").click()
    saved(page)
    wrong = [*violations(page), *sideways(page)]
    assert not wrong, lines(wrong)


def test_the_desk_is_led_by_the_keyboard_alone(desk, pupil):
    box = desk.get_by_role("checkbox", name="Spot the hazards")
    box.focus()
    desk.keyboard.press("Space")
    expect(street(pupil)).to_have_attribute("data-sc-state", "before")
    desk.get_by_role("button", name="Eyes up: pause everybody").focus()
    desk.keyboard.press("Enter")
    expect(street(pupil)).to_have_attribute("data-sc-state", "locked")
    expect(desk.get_by_role("button", name="Go on: end the pause")).to_be_focused()


def test_the_lesson_alone_is_as_it_was(page, server):
    opened(page, server.url + LESSON)
    street(page).locator("li button").first.click()
    expect(street(page).locator(".sc-saved")).to_have_text("Kept on this device")


def test_a_pupil_who_is_quicker_than_the_script_joins_all_the_same(unwatched, server, desk):
    context = unwatched()
    page = context.new_page()
    page.route("**/join.js", lambda route: route.abort())
    page.goto(f"{server.url}join/{desk.code}")
    page.get_by_role("button", name="Join this class").click()
    page.wait_for_url(re.compile("/class/"))
    settled(page)
    expect(still(page)).to_be_hidden()
    expect(page.locator(".who")).to_contain_text("You are ")
