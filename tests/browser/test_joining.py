"""Who joins, how, and what a child may tell: two and more browsers at one class."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import as_staff, lines, opened, ready, sideways, violations
from tests.conftest import waited_for
from tests.server.test_classes import Class

SMALL = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
WRITTEN = (
    "Somebody waits for me. <img src=x onerror=document.title='hacked'><script>alert(1)</script>"
)


@pytest.fixture
def going(server):
    return Class(server)


def joining(new_context, going, **settings):
    """Return the page of a new pupil, who typed the code."""
    page = new_context(**settings).new_page()
    opened(page, f"{going.server.url}join")
    page.get_by_label("The code", exact=True).fill(going.code)
    page.get_by_role("button", name="Join", exact=True).click()
    return ready(page)


def desk_of(new_context, going, **settings):
    page = as_staff(new_context(**settings).new_page(), going.server)
    page.goto(f"{going.server.url}staff/class-desk?class={going.code}")
    expect(page.locator("[data-sc-joined]")).not_to_be_empty()
    return page


def fine(page):
    """Assert that axe finds nothing, and that nothing is cut off or scrolls sideways."""
    assert violations(page) == [], lines(violations(page))
    assert sideways(page) == [], lines(sideways(page))


# -- the question box


def test_a_pupil_writes_and_the_teacher_reads_it_as_it_was_written(new_context, going):
    pupil, desk = joining(new_context, going), desk_of(new_context, going)
    box = pupil.get_by_role("region", name="Write to your teacher")
    expect(box).to_be_hidden()
    desk.get_by_label("Pupils can write to you").check()
    expect(box).to_be_visible()
    expect(box).to_contain_text("It cannot be kept secret.")
    expect(box).to_contain_text("Childline")
    box.get_by_label("Your question or message").fill(WRITTEN)
    box.get_by_role("button", name="Send to your teacher").press("Enter")
    expect(box.get_by_role("status")).to_have_text("Your teacher has it now.")
    expect(box.get_by_label("Your question or message")).to_have_value("")
    expect(desk.get_by_role("link", name="Messages nobody has read: 1")).to_be_visible()
    message = desk.locator("[data-sc-messages] li")
    expect(message.get_by_text(WRITTEN)).to_be_hidden()
    message.locator("summary").press("Enter")
    expect(message.get_by_text(WRITTEN, exact=True)).to_be_visible()
    fine(desk)
    message.get_by_role("button", name="I have read it").click()
    expect(message.locator(".mark")).to_have_text("read")
    expect(desk.locator("[data-sc-unread]")).to_be_empty()
    message.get_by_role("button", name="Pass to the safeguarding lead").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("For the safeguarding lead")
    expect(desk.locator("dd.exact")).to_have_text(WRITTEN)
    assert desk.locator("img[src=x], main script:not([type])").count() == 0
    assert desk.title() == "For the safeguarding lead"
    fine(desk)
    desk.emulate_media(media="print")
    printed = desk.locator("body").inner_text().split("\n")
    assert [line for line in printed if line.strip()][-1] == WRITTEN
    expect(desk.get_by_text("What to do now")).to_be_hidden()


def test_a_message_waits_for_the_network_and_is_then_sent_once(browser, going):
    going.set(questions=True)
    context = browser.new_context()  # one that may tell of errors: of the lost network
    pupil = joining(lambda: context, going)
    box = pupil.get_by_role("region", name="Write to your teacher")
    expect(box).to_be_visible()
    context.set_offline(offline=True)
    box.get_by_label("Your question or message").fill("Can you help me?")
    box.get_by_role("button", name="Send to your teacher").click()
    expect(box.get_by_role("status")).to_contain_text("It is not sent yet.")
    kept = pupil.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    assert "help me" not in kept, "the next child at this device would find it"
    context.set_offline(offline=False)
    expect(box.get_by_role("status")).to_have_text("Your teacher has it now.")
    found = going.staff.api(f"classes/{going.code}/questions")[1]["questions"]
    assert [each["words"] for each in found] == ["Can you help me?"]
    context.close()


def test_the_desk_asks_before_it_ends_or_deletes_a_class_with_unread_messages(new_context, going):
    going.set(questions=True)
    pupil, desk = joining(new_context, going), desk_of(new_context, going)
    box = pupil.get_by_role("region", name="Write to your teacher")
    box.get_by_label("Your question or message").fill("Can you help me?")
    box.get_by_role("button", name="Send to your teacher").click()
    expect(desk.locator("[data-sc-unread]")).not_to_be_empty()
    desk.get_by_role("button", name="End the class").click()
    asking = desk.get_by_role("dialog", name="End the class?")
    expect(asking).to_contain_text("messages in the question box that nobody has read")
    expect(asking.get_by_role("button", name="End it", exact=True)).to_be_hidden()
    fine(desk)
    asking.get_by_role("button", name="Read them first").click()
    expect(desk.get_by_role("heading", name="Question box")).to_be_focused()
    desk.get_by_role("button", name="End the class").click()
    asking.get_by_role("button", name="End it without reading them").click()
    expect(desk.get_by_text("This class is over.")).to_be_visible()
    expect(box).to_be_hidden()
    expect(desk.locator("[data-sc-unread]")).not_to_be_empty()
    desk.get_by_role("button", name="Delete now").click()
    asking = desk.get_by_role("dialog", name="Delete the class?")
    asking.get_by_role("button", name="Delete it without reading them").click()
    expect(desk.get_by_role("heading", name="Start a class")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_question_box_holds_on_a_small_screen(new_context, going, language):
    going.set(questions=True)
    pupil = joining(new_context, going, **SMALL)
    pupil.goto(f"{going.server.url}class/{going.code}?lang={language}")
    ready(pupil)
    box = pupil.locator("[data-sc-ask]")
    expect(box).to_be_visible()
    fine(pupil)
    if language == "fa":  # a draft: what safety hangs on stands in English too
        expect(box.locator(".sc-help .sc-english").first).to_be_visible()


# -- cards, pairs, shared devices


def test_a_tag_is_handed_over_by_a_card_and_the_old_tablet_is_asked_to_join_again(
    browser, new_context, going
):
    old_context = browser.new_context()  # one that may tell of errors: it is refused
    old, desk = joining(lambda: old_context, going), desk_of(new_context, going)
    tag = desk.locator("[data-sc-grid] th span").first.inner_text()
    spot = old.locator('[data-sc-activity="street"]')
    answer_first_spot(spot)
    desk.get_by_role("button", name=f"Card for {tag}").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Card for {tag}")
    expect(desk.get_by_role("img", name="QR picture")).to_be_visible()
    fine(desk)
    number = desk.locator(".code").last.inner_text()
    new = new_context(**SMALL).new_page()
    opened(new, f"{going.server.url}join")
    new.get_by_text("I have a card").press("Enter")
    new.get_by_label("The code of the class").fill(going.code.lower())
    new.get_by_label("The number of the card").fill(number)
    fine(new)
    new.get_by_role("button", name="Use the card").click()
    ready(new)
    expect(new.locator(".who")).to_contain_text(f"You are {tag}.")
    expect(new.locator('[data-sc-activity="street"]')).to_have_attribute("data-sc-saved", "1")
    expect(old.locator("[data-sc-told]")).to_contain_text("This tag is on another device now.")
    expect(spot).to_have_attribute("data-sc-state", "locked")
    assert "safer:class" not in old.evaluate("Object.keys(sessionStorage).join()")
    fine(old)
    old.get_by_role("link", name="Join again").click()
    old.get_by_role("button", name="Join this class").click()
    ready(old)
    expect(old.locator(".who")).not_to_contain_text(tag)
    old_context.close()


def answer_first_spot(activity):
    """Answer something in the street, and wait until it is saved."""
    activity.get_by_role("button").first.click()
    expect(activity).to_have_attribute("data-sc-saved", "1")


def test_the_picture_on_a_card_leads_to_a_form_that_is_filled_in(new_context, going):
    pupil = going.pupil()
    card = going.staff.api(f"classes/{going.code}/cards", {"tag": pupil.tag})[1]["card"]
    page = new_context(**SMALL).new_page()
    opened(page, f"{going.server.url}join/{going.code}?card={card}")
    expect(page.get_by_label("The number of the card")).to_have_value(card)
    fine(page)
    page.get_by_role("button", name="Use the card").click()
    expect(ready(page).locator(".who")).to_contain_text(pupil.tag)


def test_two_at_one_screen_are_a_pair_on_every_page(new_context, going):
    desk = desk_of(new_context, going)
    board = opened(new_context().new_page(), f"{going.server.url}class/{going.code}/board")
    page = new_context(**SMALL).new_page()
    opened(page, f"{going.server.url}join/{going.code}")
    page.get_by_label("We are two at one screen").check()
    fine(page)
    page.get_by_role("button", name="Join this class").click()
    expect(ready(page).locator(".who")).to_contain_text("You two are")
    answer_first_spot(page.locator('[data-sc-activity="street"]'))
    for each in (desk, board):
        expect(each.locator("[data-sc-joined]")).to_have_text("1 screen, 2 pupils")
    expect(desk.locator("[data-sc-grid] th .mark")).to_have_text("pair")
    fine(desk)
    fine(board)
    board.set_viewport_size(SMALL["viewport"])
    fine(board)


def test_a_shared_device_asks_who_sits_there_and_a_new_child_gets_an_own_tag(new_context, going):
    context = new_context()
    first = joining(lambda: context, going)
    tag = first.locator(".who strong").inner_text().removeprefix("You are ").rstrip(".")
    again = context.new_page()  # the tablet is put away, and opened again
    again.goto(f"{going.server.url}class/{going.code}")
    asking = again.get_by_role("dialog", name=f"Are you still {tag}?")
    expect(asking).to_be_visible()
    fine(again)
    asking.get_by_role("button", name="Yes, that is me").click()
    expect(asking).to_be_hidden()
    expect(again.locator(".who")).to_contain_text(tag)
    third = context.new_page()
    opened(third, f"{going.server.url}join/{going.code}")
    third.get_by_role("button", name="Join this class").click()
    asking = third.get_by_role("dialog", name=f"Are you still {tag}?")
    asking.get_by_role("button", name="No, I am somebody else").click()
    expect(third.locator(".who")).to_be_visible()
    expect(third.locator(".who")).not_to_contain_text(tag)


def test_drafts_are_kept_by_class_and_tag_and_wiped_when_the_class_ends(browser, going):
    context = browser.new_context()  # one that may tell of errors: of the lost network
    page = joining(lambda: context, going)
    activity = page.locator('[data-sc-activity="street"]')
    expect(activity).to_have_attribute("data-sc-saved", "0")
    context.set_offline(offline=True)
    activity.get_by_role("button").first.click()
    names = "Object.keys({...sessionStorage, ...localStorage})"
    kept = f"{names}.filter((each) => each.startsWith('safer:class'))"

    def drafts():
        return page.evaluate(kept)

    assert waited_for(drafts) == [f"safer:class:{going.code}:1"]
    going.set(ended=True)
    context.set_offline(offline=False)
    expect(page.locator("[data-sc-told]")).to_have_text(
        "The class is over. Thank you for taking part."
    )
    assert page.evaluate(f"{names}.join()") == ""
    context.close()


# -- sharing, and the timer


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_page_on_sharing_is_read_on_any_screen(new_context, server, language):
    page = as_staff(new_context().new_page(), server)
    page.goto(f"{server.url}staff/sharing?lang={language}")
    expect(page.locator(".qr-picture")).to_be_visible()
    fine(page)
    page.set_viewport_size(SMALL["viewport"])
    fine(page)


def test_the_desk_is_whole_on_a_phone_and_its_timer_is_the_teachers_alone(new_context, going):
    pupil = joining(new_context, going)
    board = opened(new_context().new_page(), f"{going.server.url}class/{going.code}/board")
    desk = desk_of(new_context, going, **SMALL)
    timer = desk.get_by_role("timer")
    part = desk.get_by_label("Part", exact=True)
    part.select_option("street")
    minutes = int(desk.get_by_label("Minutes", exact=True).input_value())
    expect(timer).to_have_text(f"{minutes:02}:00")
    desk.get_by_role("button", name="Start", exact=True).press("Enter")
    expect(timer).to_have_text(f"{minutes - 1:02}:58")
    desk.get_by_role("button", name="Pause", exact=True).press("Enter")
    stands = timer.inner_text()
    desk.get_by_role("button", name="Add a minute").press("Enter")
    expect(timer).to_have_text(f"{minutes:02}:{stands[3:]}")
    fine(desk)
    desk.reload()
    expect(timer).to_have_text(f"{minutes:02}:{stands[3:]}")
    expect(part).to_have_value("street")
    desk.get_by_role("button", name="Set it back").press("Enter")
    expect(timer).to_have_text(f"{minutes:02}:00")
    for other in (pupil, board):
        assert other.locator("[role=timer], output").count() == 0
