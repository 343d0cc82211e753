"""The lesson on the board and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.answering import lesson_specs, make, right_answer
from tests.browser.conftest import PATIENT, lines, looked, opened, watched
from tests.browser.hands import Mouse
from tests.conftest import LESSON

A4 = {"width": 688, "height": 1017}
"""What is left of A4 inside the margins of the style sheet, in CSS pixels."""


@pytest.fixture
def board(page, server):
    """The lesson as a class looks at it together."""
    page.set_viewport_size({"width": 1280, "height": 800})
    return opened(page, f"{server.url}{LESSON}?view=board")


def seen(page):
    """Return the headings of the parts that are shown."""
    return page.locator(".sc-lesson > section:visible").locator("h1, h2").all_inner_texts()


def place(page):
    return page.locator('[data-sc-board="place"]').inner_text()


def test_the_board_shows_one_part_at_a_time(board):
    total = board.locator(".sc-lesson > section").count()
    walked = []
    for _ in range(total):
        assert len(seen(board)) == 1
        walked += seen(board)
        if board.get_by_role("button", name="Next", exact=True).is_enabled():
            board.get_by_role("button", name="Next", exact=True).click()
    assert len(set(walked)) == total == len(walked) > 10
    assert walked[0] == "Risk detectives"
    assert walked[-2:] == ["Before you go", "Where to get help"]


def test_the_board_tells_the_place_in_the_lesson(board):
    total = board.locator(".sc-lesson > section").count()
    assert place(board) == f"Part 1 of {total}"
    board.get_by_role("button", name="Next", exact=True).click()
    assert place(board) == f"Part 2 of {total}"


def test_back_on_the_board_goes_back(board):
    first = seen(board)
    expect(board.get_by_role("button", name="Back")).to_be_disabled()
    board.get_by_role("button", name="Next", exact=True).click()
    assert seen(board) != first
    board.get_by_role("button", name="Back").click()
    assert seen(board) == first


def test_at_the_end_of_the_lesson_the_board_goes_no_further(board):
    board.get_by_role("link", name="Before you go").click()
    assert seen(board) == ["Before you go"]
    board.get_by_role("button", name="Next", exact=True).click()
    expect(board.get_by_role("button", name="Next", exact=True)).to_be_disabled()


@pytest.mark.parametrize(
    ("forward", "backward"), [("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp")]
)
def test_keys_move_the_board_and_a_presenter_s_clicker_does_too(board, forward, backward):
    walked = [seen(board)]
    for key in (forward, forward, backward):
        board.keyboard.press(key)
        walked.append(seen(board))
    assert walked[3] == walked[1]
    assert len({heading for (heading,) in walked}) == 3


def test_the_arrow_keys_still_choose_an_answer_on_the_board(board):
    board.get_by_role("link", name="First thoughts", exact=True).click()
    board.get_by_role("radio", name="Fact").first.focus()
    board.keyboard.press("ArrowRight")
    assert seen(board) == ["First thoughts"]
    expect(board.get_by_role("radio", name="Myth").first).to_be_checked()


def test_a_reload_of_the_board_stays_at_its_part(board):
    board.get_by_role("link", name="Weigh the risks").click()
    board.reload()
    opened(board, board.url)
    assert seen(board) == ["Weigh the risks"]


def test_the_board_says_how_many_minutes_a_part_takes(board):
    for name in ("street", "weigh"):
        board.locator(f'[data-sc-step="{name}"] a').click()
        section = board.locator(f'[data-sc-section="{name}"]')
        expect(section.get_by_text(f"{lesson_specs()[name]['minutes']} minutes")).to_be_visible()


def test_the_board_shows_what_the_class_talks_about(board):
    asked = {name: spec["discuss"] for name, spec in lesson_specs().items() if spec["discuss"]}
    assert len(asked) >= 4
    for name, questions in asked.items():
        board.locator(f'[data-sc-step="{name}"] a').click()
        for words in questions:
            expect(board.get_by_text(words)).to_be_visible()


def test_the_lesson_of_a_pupil_does_not_show_what_the_class_talks_about(page, server):
    opened(page, server.url + LESSON)
    assert page.get_by_role("heading", name="Talk about it").count() == 0


def sheets(pdf):
    """Return the sizes in points of a PDF's pages."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    return {tuple(round(float(side)) for side in box) for box in boxes}, len(boxes)


def on_paper(page):
    """Show a page as it is printed on A4."""
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    return page


@pytest.fixture(scope="module")
def my_work(browser, server):
    """The lesson with the right answers in it; its tests look at it and change nothing."""
    context = browser.new_context()
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = opened(context.new_page(), server.url + LESSON)
    for name, spec in lesson_specs().items():
        part = page.locator(f'[data-sc-activity="{name}"]')
        make(Mouse(), part, spec, right_answer(spec))
        part.locator(".sc-bar").get_by_role("button").first.click()
    yield page
    context.close()
    assert amiss == []


def test_my_work_prints_on_a4(my_work):
    sizes, pages = sheets(my_work.pdf(prefer_css_page_size=True))
    assert sizes == {(595, 842)}
    assert pages > 3


def test_my_work_on_paper_holds_every_activity_and_no_button(my_work):
    page = on_paper(my_work)
    for name in lesson_specs():
        expect(page.locator(f'[data-sc-activity="{name}"]')).to_be_visible()
    # A thing that was chosen, a card's head and a cell of the grid are buttons and answers too.
    answers = "[aria-pressed], [aria-expanded], .sc-grid-cell-button"
    pressed = page.locator(f"button:visible:not({answers})").evaluate_all(
        "(all) => all.map((each) => each.outerHTML)"
    )
    assert not pressed, lines(pressed)


def test_my_work_on_paper_holds_the_words_of_each_answer_and_why(my_work):
    page = on_paper(my_work)
    for name, spec in lesson_specs().items():
        printed = page.locator(f'[data-sc-activity="{name}"]').inner_text()
        answers = right_answer(spec)
        for item in spec.get("items", []) + spec.get("cards", []):
            assert item["words"] in printed
        for slot in spec.get("slots", []):
            chosen = answers["chosen"][slot["id"]]
            assert (
                next(each["words"] for each in slot["options"] if each["id"] == chosen) in printed
            )
        for question in spec.get("questions", []):
            right = next(each for each in question["options"] if each["id"] in question["answer"])
            assert question["words"] in printed
            assert right["words"] in printed
            assert right["why"] in printed
        for spot in spec.get("spots", []):
            assert spot["name"] in printed
            assert (spot["why"] in printed) == spot["hazard"]
        for statement in spec.get("statements", []):
            assert statement["words"] in printed
            assert spec["steps"][answers["answers"][statement["id"]] - 1] in printed


def test_my_work_on_paper_is_not_cut_off(my_work):
    wrong = looked(on_paper(my_work), "cutOff")
    assert not wrong, lines(wrong)


def test_my_work_on_paper_leaves_out_the_page_round_it(my_work):
    page = on_paper(my_work)
    for words in ("Fewer cards, please", "For parents", "Print my work", "Finish and clear"):
        assert page.get_by_text(words, exact=True).locator("visible=true").count() == 0


def test_print_my_work_opens_the_browser_s_own_printing(page, server):
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; };")
    opened(page, server.url + LESSON)
    page.get_by_role("button", name="Print my work").click()
    assert page.evaluate("() => window.printed") == 1


@pytest.fixture
def paper(page, server):
    """The lesson's paper version, as it is printed."""
    return on_paper(opened(page, f"{server.url}paper/{LESSON}"))


def test_the_paper_version_prints_on_a4(page, server):
    page.goto(f"{server.url}paper/{LESSON}", timeout=PATIENT)
    sizes, pages = sheets(page.pdf(prefer_css_page_size=True))
    assert sizes == {(595, 842)}
    assert pages > 3


def test_nothing_on_paper_is_cut_off(paper):
    wrong = looked(paper, "cutOff")
    assert not wrong, lines(wrong)


def test_paper_is_black_and_white(paper):
    wrong = looked(paper, "coloured")
    assert not wrong, lines(wrong)


def test_paper_holds_every_word_that_the_screen_shows_of_it(page, server):
    opened(page, f"{server.url}paper/{LESSON}")
    shown = [words.splitlines() for words in page.locator(".sheet").all_inner_texts()]
    on_paper(page)
    printed = [words.splitlines() for words in page.locator(".sheet").all_inner_texts()]
    assert len(printed) == 2
    assert printed[0] == shown[0]
    # The cards stand once on the answer sheet, and are not drawn there again.
    said = "\n".join(printed[1])
    assert [line for line in shown[1] if line.lstrip("0123456789. ") not in said] == []


def test_paper_holds_the_words_of_every_part(paper):
    worksheet, answers = paper.locator(".sheet").all_inner_texts()
    for spec in lesson_specs().values():
        assert spec["title"] in worksheet
        assert spec["ask"] in worksheet
        for name in ("questions", "spots", "cards", "slots", "items", "statements"):
            for item in spec.get(name, []):
                assert item.get("words") or item.get("name") or item.get("title") in worksheet
        for spot in spec.get("spots", []):
            assert spot["why"] in answers


def test_the_worksheet_does_not_give_the_answers_away(paper):
    worksheet, answers = paper.locator(".sheet").all_inner_texts()
    whys = [
        option["why"]
        for spec in lesson_specs().values()
        for question in spec.get("questions", [])
        for option in question["options"]
    ]
    assert len(whys) >= 8
    assert [why for why in whys if why in worksheet] == []
    assert [why for why in whys if why not in answers] == []


def test_the_answer_sheet_begins_on_its_own_page(paper):
    breaks = paper.locator(".answer-sheet").evaluate("(e) => getComputedStyle(e).breakBefore")
    assert breaks == "page"
