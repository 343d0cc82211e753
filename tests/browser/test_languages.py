"""The lesson speaks five languages: done in them, whole in them, and a draft says so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from safer_communities.language import LANGUAGES

from tests.browser.answering import lesson_specs, through
from tests.browser.conftest import PATIENT, lines, opened, settled, sideways, watched
from tests.browser.hands import Finger, Keyboard
from tests.browser.test_lesson_by_touch import PHONE
from tests.conftest import LESSON, LESSON_PAGES, PUBLIC_PAGES, fetched

DRAFTS = [code for code in LANGUAGES if code not in ("en", "qps")]
WIDTHS = (320, 768, 1280)
ENGLISH_STAYS = re.compile(
    r"Safer Communities|Year 6|Childline|English|RSHE|PSHE|SEND|EAL|DfE|Alderbrook|JavaScript"
    r"|Jupyter|WCAG|Web Content Accessibility Guidelines|Surrey|URL|A4|[A-Z]{1,4}\d{1,2}"
)


def in_language(address, code):
    return f"{address}{'&' if '?' in address else '?'}lang={code}"


@pytest.fixture(scope="module")
def urdu_by_keyboard(browser, server):
    context = browser.new_context()
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = opened(context.new_page(), server.url + in_language(LESSON, "ur"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    keyboard = Keyboard(page)
    yield through(keyboard, page, "ur"), keyboard
    context.close()
    assert amiss == []


def test_the_lesson_is_done_in_urdu_by_keyboard(urdu_by_keyboard):
    ways, keyboard = urdu_by_keyboard
    assert {name: way.states[-1] for name, way in ways.items()} == dict.fromkeys(ways, "right")
    assert keyboard.lost == []


def test_beside_a_wrong_answer_in_urdu_stands_why_in_urdu(urdu_by_keyboard):
    ways, _ = urdu_by_keyboard
    whys = [way.why for way in ways.values() if way.why]
    assert len(whys) >= 5
    for why, beside in whys:
        assert re.search("[\u0600-\u06ff]", why)
        assert " ".join(why.split()) in " ".join(beside.split())


@pytest.mark.sweep
def test_the_lesson_is_done_in_bengali_by_touch(browser, server):
    context = browser.new_context(**PHONE)
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = opened(context.new_page(), server.url + in_language(LESSON, "bn"))
    finger = Finger(page)
    ways = through(finger, page, "bn")
    assert list(ways) == list(lesson_specs())
    assert {name: way.states[-1] for name, way in ways.items()} == dict.fromkeys(ways, "right")
    assert finger.wide == []
    context.close()
    assert amiss == []


def test_the_language_menu_keeps_the_pupils_work(new_context, server):
    page = opened(new_context().new_page(), server.url + LESSON)
    page.locator('[data-sc-activity="starter"] input').first.check()
    page.locator(".languages summary").click()
    page.locator('.languages a[lang="fa"]').click()
    settled(page)
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator('[data-sc-activity="starter"]')).to_have_attribute(
        "data-sc-state", "working"
    )
    expect(page.locator('[data-sc-activity="starter"] input').first).to_be_checked()


@pytest.mark.parametrize("code", DRAFTS)
def test_a_draft_says_so_and_shows_what_keeps_safe_in_english_too(new_context, server, code):
    page = opened(new_context().new_page(), server.url + in_language(LESSON, code))
    expect(page.locator(".draft")).to_be_visible()
    help_ = page.locator(".sc-help")
    english = help_.locator('.sc-english[lang="en"]').all_inner_texts()
    assert any("999" in text for text in english)
    assert any("0800 1111" in text.replace("\u00a0", " ") for text in english)
    assert help_.locator('bdi[dir="ltr"]').all_inner_texts().count("999") == 2
    ice = page.locator('[data-sc-activity="street"] li[data-item="ice"]')
    expect(ice.locator(".sc-english").first).to_have_text("The thin ice on the pond")


def test_english_is_no_draft(new_context, server):
    page = opened(new_context().new_page(), server.url + LESSON)
    expect(page.locator(".draft")).to_have_count(0)
    expect(page.locator(".sc-english")).to_have_count(0)


def english_left(page):
    """Return words in English letters on the page that nothing marks as English."""
    return page.evaluate(
        """() => {
          const found = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const box = walk.currentNode.parentElement;
            if (!box || box.closest("script, style, [lang=en], noscript, code")) continue;
            const own = document.documentElement.lang;
            if (box.closest("[lang]").lang !== own) continue;
            const text = walk.currentNode.textContent.trim();
            if (/[A-Za-z]{2,} [A-Za-z]{2,}/.test(text)) found.push(text);
          }
          return found;
        }"""
    )


@pytest.mark.parametrize("code", [code for code in DRAFTS if code != "ms"])
@pytest.mark.parametrize(
    "address", [LESSON, f"parents/{LESSON}", "", "privacy", "accessibility", "join"]
)
def test_nothing_is_left_in_english_that_should_not_be(new_context, server, code, address):
    page = opened(new_context().new_page(), server.url + in_language(address, code))
    left = [text for text in english_left(page) if mostly_english(ENGLISH_STAYS.sub("", text))]
    assert not left, lines(left)


def mostly_english(text):
    """Say whether more than a term in brackets is in English letters."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isascii() for letter in letters) > 0.4 * len(letters)


def cut_lines(page):
    """Return elements whose text stands outside their own box, or over their neighbour's."""
    return page.evaluate(
        """() => {
          const found = [];
          const text = (e) =>
            [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
          const looked = "button, .quiet, .strong, label, summary, legend, h1, h2, dt, dd";
          for (const each of document.querySelectorAll(looked)) {
            if (!each.checkVisibility() || !text(each)) continue;
            const box = each.getBoundingClientRect();
            const range = document.createRange();
            range.selectNodeContents(each);
            const inner = range.getBoundingClientRect();
            if (inner.width && (inner.left < box.left - 2 || inner.right > box.right + 2)) {
              found.push(`${each.className}: ${each.textContent.trim().slice(0, 40)}`);
            }
          }
          return found.slice(0, 8);
        }"""
    )


QUICK = {("ur", 320), ("bn", 320)}


@pytest.mark.parametrize(
    ("code", "width"),
    [
        pytest.param(code, width, marks=() if (code, width) in QUICK else pytest.mark.sweep)
        for code in DRAFTS
        for width in WIDTHS
    ],
)
def test_no_text_is_cut_or_runs_out_of_its_place(new_context, server, code, width):
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    amiss = []
    for address in (*LESSON_PAGES, "", "join", "parents", "privacy"):
        opened(page, server.url + in_language(address, code))
        amiss += [f"{address}: {each}" for each in [*sideways(page), *cut_lines(page)]]
    assert not amiss, lines(amiss)


@pytest.mark.parametrize("code", ["fa", "ur"])
def test_a_right_to_left_page_turns_but_its_picture_does_not(new_context, server, code):
    page = opened(new_context().new_page(), server.url + in_language(LESSON, code))
    assert page.evaluate("() => getComputedStyle(document.body).direction") == "rtl"
    scene = page.locator(".sc-scene").first
    assert scene.evaluate("(box) => getComputedStyle(box).direction") == "ltr"
    van = page.locator('.sc-marker[data-spot="van"]').bounding_box()
    leaves = page.locator('.sc-marker[data-spot="leaves"]').bounding_box()
    assert van["x"] < leaves["x"]


def test_an_unknown_language_is_a_kind_page_that_is_not_there(server):
    for address in PUBLIC_PAGES[:3]:
        status, _, text = fetched(server.url + in_language(address, "xx"))
        assert status == 404
        assert "<h1>" in text


def test_key_words_stand_in_the_order_of_the_language(new_context, server):
    page = opened(new_context().new_page(), server.url + in_language(LESSON, "fa"))
    words = page.locator(".sc-key-words dt").all_inner_texts()
    ordered = page.evaluate("(words) => [...words].sort(new Intl.Collator('fa').compare)", words)
    assert words == ordered
    assert len(words) > 5
