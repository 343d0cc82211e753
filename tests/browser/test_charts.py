"""Charts in Chromium, in every language: real text, all of it there, the right way round."""

from __future__ import annotations

import pytest
from safer_communities.activities import Activity, spec_of
from safer_communities.charts import Counts, chart_of
from safer_communities.content import PACKAGE, Places
from safer_communities.language import LANGUAGES, speaker

from tests.browser.conftest import lines, sideways, violations
from tests.pack import the_library

CODES = ("en", "fa", "ur", "bn", "ms")
NUMBERS = (12, 7, 5)
CSS = [PACKAGE / "activities" / "common.css", PACKAGE / "server" / "static" / "page.css"]
OUTSIDE = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return !box.width || box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  }).map((text) => text.textContent);
})"""
PLACES = """() => [...document.querySelectorAll("svg")].map((svg) => {
  const frame = svg.getBoundingClientRect();
  const bars = [...svg.querySelectorAll("path")].map((each) => each.getBoundingClientRect())
    .filter((box) => box.height > 5 && box.width > 40 && box.width < frame.width * .98);
  return {
    start: Math.round(bars[0].left - frame.left),
    end: Math.round(frame.right - bars[0].right),
  };
})"""


def counts_in(code):
    """Return a lesson's cards, the longest words there are, as many rows and as few."""
    library = the_library()
    lesson = library.lessons["y6/02-risk-detectives"]
    voice = speaker(code, library.places.locale, lesson.id)
    facts = library.references.for_pupils
    weigh, starter = (
        spec_of(lesson.folder, lesson.part(name), facts, voice) for name in ("weigh", "starter")
    )

    def cells(ids, right):
        return [
            {"column": name, "least": number, "shown": voice.number(number), "right": name == right}
            for name, number in zip(ids, NUMBERS, strict=False)
        ]

    question = starter["questions"][0]
    columns = [{"id": each["id"], "words": each["words"]} for each in question["options"]]
    ids = [each["id"] for each in columns]
    few = [(question["words"], cells(ids, ids[0]))]
    many = [(card["words"], cells(ids, ids[1])) for card in weigh["cards"]]
    return voice, [
        Counts.told(starter["title"], columns, few),
        Counts.told(weigh["title"], columns, many),
    ]


@pytest.fixture(params=CODES)
def charted(request, new_context):
    """A page with both charts, in each language: (page, its counts, its language's code)."""
    voice, counts = counts_in(request.param)
    locale = Places.found().locale
    shown = "".join(f"<h2>{each.name}</h2>{chart_of(each, voice, locale).html}" for each in counts)
    style = "".join(each.read_text("utf-8") for each in CSS)
    page = new_context(viewport={"width": 1000, "height": 800}).new_page()
    page.set_content(
        f'<!doctype html><html lang="{request.param}"><title>Charts</title><style>{style}</style>'
        f'<body dir="{voice.language.direction}"><main><h1>Charts</h1>{shown}</main>'
    )
    return page, counts, request.param


def said(page):
    """Return what the charts say as text, each as one line, without the marks of direction."""
    texts = page.locator("svg").evaluate_all(
        "(all) => all.map((svg) => [...svg.querySelectorAll('text')].map((t) => t.textContent))"
    )
    return [" ".join(words).replace("\u2068", "").replace("\u2069", "") for words in texts]


def test_every_word_of_a_chart_is_text_and_none_of_it_is_cut_off(charted):
    page, counts, _ = charted
    for chart, text in zip(counts, said(page), strict=True):
        for row in chart.rows:
            assert " ".join(row.words.split()) in text
        for column in chart.columns:
            assert column.words in text
    for width in (1000, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(OUTSIDE) == []


def test_a_chart_begins_where_its_language_begins(charted):
    page, _, code = charted
    for place in page.evaluate(PLACES):
        near, far = ("end", "start") if LANGUAGES[code].direction == "rtl" else ("start", "end")
        assert place[near] < 25, (code, place)
        assert place[far] > place[near]


def test_a_chart_is_named_and_its_numbers_stand_beside_it(charted):
    page, counts, code = charted
    voice = speaker(code, Places.found().locale)
    for chart in counts:
        assert page.get_by_role("img", name=chart.name, exact=True).count() == 1
    for chart, numbers in zip(counts, page.locator(".sc-numbers").all(), strict=True):
        cells = numbers.get_by_role("cell").locator("span").all_inner_texts()
        assert cells == [bar.shown for row in chart.rows for bar in row.bars]
        assert voice.number(NUMBERS[0]) in cells


@pytest.mark.parametrize("width", [320, 1000])
def test_axe_finds_nothing_wrong_with_a_chart_and_it_fits(charted, width):
    page, _, _ = charted
    page.set_viewport_size({"width": width, "height": 800})
    wrong = [*violations(page), *sideways(page)]
    assert not wrong, lines(wrong)


def test_the_chart_of_the_box_lab_is_as_short_as_its_boxes_allow():
    library = the_library()
    lesson = library.lessons["y6/09-fake-fraud-or-fact"]
    voice = speaker("en", library.places.locale, lesson.id)
    spec = spec_of(lesson.folder, lesson.part("lab"), library.references.for_pupils, voice)
    table = Activity.kinds["chance"].table(spec, voice.say)
    columns = [{"id": each.id, "words": each.words} for each in table.columns]
    rows = [
        (row.words, [{"column": name, "least": 9, "shown": "9"} for name in row.columns])
        for row in table.rows
    ]
    svg = chart_of(Counts.told(spec["title"], columns, rows), voice, library.places.locale).svg
    for column in table.columns:  # each in one key, not at every box again
        assert svg.count(f"{column.words}\u2069") == 1


def test_a_hidden_number_is_written_as_it_was_told_and_the_bar_is_no_longer(new_context):
    voice = speaker("en", Places.found().locale)
    cells = [
        {"column": "a", "least": 0, "shown": "<5"},
        {"column": "b", "least": 20, "shown": "20"},
    ]
    counts = Counts.told(
        "Two", [{"id": "a", "words": "A"}, {"id": "b", "words": "B"}], [("I", cells)]
    )
    page = new_context().new_page()
    chart = chart_of(counts, voice, Places.found().locale)
    page.set_content(chart.html)
    assert "<5" in said(page)[0]
    assert page.get_by_role("cell").all_inner_texts() == ["<5", "20"]
    assert page.get_by_text("Numbers under 5 are not told apart").count() == 1
    wide = page.locator("svg path").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect()).filter((box) => box.height > 5)"
        ".map((box) => box.width)"
    )
    assert min(wide) < max(wide) / 50


def test_words_of_a_lesson_stay_words_in_a_chart(new_context):
    voice = speaker("en", Places.found().locale)
    nasty = '<script>window.bad = 1</script><img src=x onerror="window.bad = 1">'
    cells = [{"column": nasty, "least": 9, "shown": "9"}]
    counts = Counts.told(nasty, [{"id": nasty, "words": nasty}], [(nasty, cells)])
    page = new_context().new_page()
    page.set_content("<div id=here></div>")
    page.evaluate(
        "(html) => { document.getElementById('here').innerHTML = html; }",
        chart_of(counts, voice, Places.found().locale).html,
    )
    assert page.evaluate("() => window.bad") is None
    assert page.locator("#here img[src], #here script").count() == 0
