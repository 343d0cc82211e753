"""The class desk: a notebook's page; its charts follow the class; without them it goes on."""

from __future__ import annotations

import itertools
import json
import re

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import as_staff, join, lines, row, settled, sideways, swept, violations
from tests.conftest import LESSON, ROOT, running
from tests.server.conftest import Visitor, kernels_of

NOTEBOOK = ROOT / "notebooks" / "staff" / "class-desk.ipynb"
NOT_THERE = "The charts are not there just now."
ENOUGH = 6
"""Pupils: numbers under 5 are hidden."""
numbers = itertools.count()


class Answering(Visitor):
    """A pupil who answers by the API, as their page does."""

    def __init__(self, server, code):
        super().__init__(server.url)
        self.ask("join")
        assert self.post("join", code=code)[0] == 200

    def post(self, path, **body):
        return self.ask(f"api/{path}", method="POST", data=json.dumps(body).encode())

    def say(self, part, **value):
        sent = {"answer_id": f"desk-{next(numbers):08}", "part": part, "value": value}
        assert self.post("answers", **sent)[0] == 200


def begin(desk):
    """Open all parts, and wait until the server has."""
    with desk.expect_response(re.compile("/state")):
        desk.get_by_role("button", name="Open all").click()


def answered(server, desk, *, chosen=("van",)):
    """Let enough pupils answer for a chart to be drawn."""
    begin(desk)
    pupils = [Answering(server, desk.code) for _ in range(ENOUGH)]
    for each in pupils:
        each.say("street", chosen=list(chosen), checked=True)
    return pupils


def charts(desk):
    """Come to the charts; return their section."""
    section = desk.locator("section.card").filter(
        has=desk.get_by_role("heading", name="The class in charts")
    )
    section.scroll_into_view_if_needed()
    return section


def chart(desk, name="Spot the hazards"):
    return charts(desk).get_by_role("img", name=name, exact=True)


def chosen(desk, spot):
    """The cells of a spot in the table beside its chart."""
    return charts(desk).get_by_role("row").filter(has_text=spot).get_by_role("cell")


# -- a notebook's page


def test_the_desk_is_the_notebooks_page_its_prose_and_headings_in_its_order(desk):
    node = nbformat.read(NOTEBOOK, as_version=4)
    prose = "\n\n".join(cell.source for cell in node.cells if cell.cell_type == "markdown")
    shown = " ".join(desk.locator("main").inner_text().split())
    places = [
        shown.find(" ".join(block.lstrip("# ").split())) for block in prose.split("\n\n") if block
    ]
    assert -1 not in places
    assert places == sorted(places)
    lead = shown.find("Lead the class")
    assert places[2] < lead < places[3], "the desk does not stand where the notebook says"


def test_the_desk_is_operated_before_any_kernel_is_asked_for(new_context, server, desk):
    asked = []
    desk.on("request", lambda each: asked.append(each.url) if "api/kernels" in each.url else None)
    desk.set_viewport_size({"width": 800, "height": 300})
    desk.reload()
    member = join(new_context().new_page(), server, desk.code)
    begin(desk)
    expect(member.locator('[data-sc-activity="street"]')).to_have_attribute(
        "data-sc-state", "before"
    )
    assert asked == []


# -- charts


def test_the_charts_show_what_the_class_answered_and_follow_it(server, desk):
    pupils = answered(server, desk)
    expect(chart(desk)).to_be_visible()
    first = chosen(desk, "The van parked").first
    expect(first).to_contain_text(str(ENOUGH))
    expect(chosen(desk, "The thin ice").first).not_to_contain_text(str(ENOUGH))
    before = chart(desk).inner_html()
    for each in pupils:
        each.say("street", chosen=["van", "ice"], checked=True)
    expect(chosen(desk, "The thin ice").first).to_contain_text(str(ENOUGH))
    assert chart(desk).inner_html() != before
    expect(charts(desk).get_by_text(f"Pupils who answered: {ENOUGH}.").first).to_be_visible()


def test_a_chart_of_the_desk_is_words_and_a_phone_shows_all_of_it(server, desk):
    desk.set_viewport_size({"width": 320, "height": 700})
    answered(server, desk)
    expect(chart(desk)).to_be_visible()
    words = chart(desk).locator("text").all_text_contents()
    assert any("The van parked" in each for each in words)
    frame = chart(desk).bounding_box()
    for box in (each.bounding_box() for each in chart(desk).locator("text").all()):
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


def test_python_is_told_counts_and_never_a_tag(server, desk):
    sent = []
    take = lambda frame: sent.append(frame)  # noqa: E731, PLW0108 (Playwright takes no built-in)
    desk.on("websocket", lambda line: line.on("framesent", take))
    answered(server, desk)
    expect(chart(desk)).to_be_visible()
    whole = b"".join(each if isinstance(each, bytes) else each.encode() for each in sent)
    assert b"spreads" in whole
    tags = desk.locator("[data-sc-grid] th > span:first-child").all_inner_texts()
    assert len(tags) == ENOUGH
    assert [tag for tag in tags if tag.encode() in whole] == []


@pytest.mark.sweep
def test_where_no_kernel_can_be_had_a_sentence_says_so_and_the_desk_goes_on(unwatched, server):
    page = unwatched().new_page()
    page.route("**/api/kernels*", lambda route: route.abort())
    as_staff(page, server)
    page.goto(f"{server.url}staff/class-desk?lesson={LESSON}")
    page.get_by_role("button", name="Start the class").click()
    charts(page)
    expect(page.get_by_role("status").filter(has_text=NOT_THERE)).to_be_visible()
    page.get_by_role("button", name="Eyes up: pause everybody").click()
    expect(page.get_by_role("button", name="Go on: end the pause")).to_be_visible()


def test_a_kernel_that_is_killed_leaves_the_desk_working_and_another_draws_on(unwatched, tmp_path):
    with running(tmp_path) as server:
        page = unwatched().new_page()
        as_staff(page, server)
        page.goto(f"{server.url}staff/class-desk?lesson={LESSON}")
        page.get_by_role("button", name="Start the class").click()
        expect(page.locator("h1 .code")).to_be_visible()
        page.code = page.locator("h1 .code").inner_text()
        pupils = answered(server, page)
        expect(chart(page)).to_be_visible()
        killed = kernels_of(server)
        assert killed
        for each in killed:
            each.kill()
        for each in pupils:
            each.say("street", chosen=["ice"], checked=True)
        page.get_by_role("button", name="Eyes up: pause everybody").click()
        expect(page.get_by_role("button", name="Go on: end the pause")).to_be_visible()
        expect(chosen(page, "The thin ice").first).to_contain_text(str(ENOUGH))


@pytest.mark.parametrize("code", ["ur", *swept("fa", "bn", "ms")])
def test_the_desk_and_its_charts_speak_the_language_of_the_page(server, desk, code):
    answered(server, desk)
    page = desk.context.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{server.url}staff/class-desk?lang={code}&class={desk.code}")
    page.locator(".sc-kernel-part").scroll_into_view_if_needed()
    drawing = page.locator(".sc-kernel-part svg").first
    expect(drawing).to_be_visible()
    words = " ".join(drawing.locator("text").all_text_contents())
    assert "The van parked" not in words
    wrong = [*violations(page), *sideways(page)]
    assert not wrong, lines(wrong)


# -- would like help


def test_a_pupil_would_like_help_and_the_teacher_has_been_there(desk, pupil):
    pupil.get_by_role("button", name="I would like help").click()
    expect(pupil.get_by_text("Your teacher can see that you would like help.")).to_be_visible()
    expect(desk.get_by_role("status").filter(has_text="Would like help: 1")).to_be_visible()
    header = desk.get_by_role("rowheader").filter(has_text=pupil.tag)
    expect(header).to_contain_text("would like help")
    button = desk.get_by_role("button", name=f"I have been there {pupil.tag}")
    button.focus()
    desk.keyboard.press("Enter")
    expect(button).to_have_count(0)
    expect(row(desk, pupil.tag)).to_be_visible()
    expect(desk.get_by_role("region", name="Who is where")).to_be_focused()
    expect(pupil.get_by_role("button", name="I would like help")).to_be_visible()
    expect(pupil.get_by_text("Your teacher can see that you would like help.")).to_have_count(0)


def test_a_pupil_takes_the_wish_back_and_a_reload_forgets_none(desk, pupil):
    pupil.get_by_role("button", name="I would like help").click()
    expect(desk.get_by_role("status").filter(has_text="Would like help: 1")).to_be_visible()
    pupil.reload()
    settled(pupil)
    pupil.get_by_role("button", name="I no longer need help").click()
    expect(pupil.get_by_role("button", name="I would like help")).to_be_visible()
    expect(desk.get_by_role("status").filter(has_text="Would like help")).to_have_count(0)


# -- for everybody, and from a phone


def test_a_cell_of_the_grid_says_its_state_by_a_sign_and_a_word(desk, pupil):
    begin(desk)
    pupil.locator('[data-sc-activity="street"] li button').first.click()
    expect(row(desk, pupil.tag)).to_contain_text("working")
    signs = desk.locator("[data-sc-grid] td").evaluate_all(
        "(cells) => cells.map((cell) =>"
        " [cell.textContent, getComputedStyle(cell, '::before').content])"
    )
    assert len({sign for _, sign in signs}) == len({word for word, _ in signs}) == 2


def test_on_a_phone_the_grid_scrolls_in_its_own_place_and_keeps_the_tags(desk, pupil):
    desk.set_viewport_size({"width": 320, "height": 700})
    header = row(desk, pupil.tag).get_by_role("rowheader")
    region = desk.get_by_role("region", name="Who is where")
    region.focus()
    before = header.bounding_box()["x"]
    for _ in range(8):
        desk.keyboard.press("ArrowRight")
    desk.wait_for_function("() => document.querySelector('.sc-scroll').scrollLeft > 60")
    assert abs(header.bounding_box()["x"] - before) < 2
    assert sideways(desk) == []


def test_a_desk_whose_connection_is_lost_says_so_and_comes_back_by_itself(unwatched, server):
    context = unwatched()
    page = context.new_page()
    as_staff(page, server)
    page.goto(f"{server.url}staff/class-desk")
    page.get_by_role("button", name="Start the class").click()
    expect(page.get_by_role("status").filter(has_text="Joined: 0")).to_be_visible()
    code = page.locator("h1 .code").inner_text()
    context.set_offline(True)
    told = page.get_by_role("status").filter(has_text="The connection to the pack is gone.")
    expect(told).to_be_visible()
    Answering(server, code)
    context.set_offline(False)
    expect(page.get_by_role("status").filter(has_text="The connection is back.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Joined: 1")).to_be_visible()


@pytest.mark.parametrize("width", [320, *swept(1280)])
def test_axe_finds_nothing_wrong_on_a_desk_with_charts(server, desk, pupil, width):
    desk.set_viewport_size({"width": width, "height": 800})
    pupil.get_by_role("button", name="I would like help").click()
    answered(server, desk)
    expect(chart(desk)).to_be_visible()
    expect(desk.get_by_role("status").filter(has_text="Would like help: 1")).to_be_visible()
    wrong = [*violations(desk), *violations(pupil), *sideways(desk), *sideways(pupil)]
    assert not wrong, lines(wrong)


def test_the_keyboard_goes_through_the_whole_desk_and_out_again(server, desk):
    answered(server, desk)
    expect(chart(desk)).to_be_visible()
    desk.get_by_role("button", name="Eyes up: pause everybody").focus()
    reached = []
    for _ in range(80):
        desk.keyboard.press("Tab")
        reached.append(
            desk.evaluate(
                "() => document.activeElement.closest('.sc-kernel-part') ? 'charts'"
                " : document.activeElement.closest('.bottom') ? 'bottom' : 'desk'"
            )
        )
        if reached[-1] == "bottom":
            break
    assert [where for where, _ in itertools.groupby(reached)] == ["desk", "charts", "bottom"]
