"""Signs of hidden harm on the screen: forty cards, one at a time, innocent first."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from safer_communities.activities import states_of

from tests.browser.answering import interface
from tests.browser.conftest import as_staff, lines, opened, sideways
from tests.browser.test_own_words import SHOW

SPEC = states_of("signs")[0]["shown"]["spec"]
WORDS = interface("signs")


def forty():
    """Return the example with forty cards, the first six of which are its own."""
    more = [
        {**SPEC["cards"][at % 6], "id": f"card-{at}", "words": f"Sign number {at}"}
        for at in range(6, 40)
    ]
    return {**SPEC, "id": "anew", "fewer": [], "cards": [*SPEC["cards"], *more]}


@pytest.fixture
def part(page, server):
    """Forty cards on a phone."""
    page.set_viewport_size({"width": 320, "height": 640})
    as_staff(page, server)
    opened(page, f"{server.url}staff/gallery")
    page.evaluate(SHOW, ["signs", forty(), WORDS, False])
    return page.locator('[data-sc-activity="anew"]')


def press(part, name):
    part.get_by_role("button", name=name, exact=True).click()


def sort(part, card, harm):
    """Jump to a card, say the first innocent reason, and then a harm."""
    press(part, WORDS["list"])
    part.get_by_role("list").get_by_role("button", name=card["words"]).click()
    part.get_by_role("radio", name=card["innocent"][0], exact=True).check()
    part.get_by_role("checkbox", name=harm["words"]).check()


def test_of_forty_cards_one_is_seen_and_the_list_jumps_to_any(part):
    cards, page = forty()["cards"], part.page
    expect(part.locator(".sc-signs-words")).to_have_text(cards[0]["words"])
    expect(part.get_by_role("checkbox")).to_have_count(len(SPEC["harms"]))
    assert part.locator(".sc-signs-list").is_hidden()
    assert not sideways(page), lines(sideways(page))
    assert part.bounding_box()["height"] < 4 * 640
    press(part, WORDS["previous"])
    expect(part.locator(".sc-signs-words")).to_have_text(cards[39]["words"])
    press(part, WORDS["list"])
    assert not sideways(page), lines(sideways(page))
    jump = part.get_by_role("list").get_by_role("button", name="Sign number 23")
    assert jump.bounding_box()["height"] >= 44
    jump.click()
    expect(part.locator(".sc-signs-words")).to_have_text("Sign number 23")
    expect(part.locator(".sc-signs-words")).to_be_focused()
    assert part.locator(".sc-signs-list").is_hidden()
    press(part, WORDS["next"])
    expect(part.locator(".sc-signs-words")).to_have_text("Sign number 24")


def test_what_it_could_be_a_sign_of_opens_only_after_how_it_could_be_innocent(part):
    card = SPEC["cards"][0]
    harm = part.get_by_role("checkbox", name=SPEC["harms"][0]["words"])
    expect(harm).to_be_disabled()
    assert WORDS["first"] in part.inner_text()
    part.get_by_role("radio", name=card["innocent"][1], exact=True).check()
    expect(harm).to_be_enabled()
    assert WORDS["first"] not in part.inner_text()
    harm.check()
    value = part.page.evaluate("() => valueOf().signs")
    assert value == {card["id"]: {"innocent": 1, "harms": [SPEC["harms"][0]["id"]]}}


def test_one_sign_alone_is_never_enough_and_a_route_is_taken_back_with_its_sign(part):
    cards = {card["id"]: card for card in SPEC["cards"]}
    money, _ = SPEC["harms"]
    route = part.get_by_role("radio", name=SPEC["routes"][0]["words"], exact=True)
    sort(part, cards["statements"], money)
    assert WORDS["one"] in part.inner_text()
    sort(part, cards["bedroom"], money)
    assert WORDS["noChange"] in part.inner_text()
    assert not route.locator("visible=true").count()
    sort(part, cards["post"], money)
    part.locator("summary", has_text=WORDS["route"]).locator("visible=true").click()
    route.locator("visible=true").check()
    assert part.page.evaluate("() => valueOf().route") == {"money": "adults"}
    part.get_by_role("checkbox", name=money["words"]).uncheck()
    assert part.page.evaluate("() => valueOf().route") == {}
    assert WORDS["noChange"] in part.inner_text()
