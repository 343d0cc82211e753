"""A data detective: shown at once, counted by the page, drawn by Python once a kernel is there."""

from __future__ import annotations

import runpy

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import expect
from safer_communities.activities import states_of
from safer_communities.activities.chance import Chance
from safer_communities.activities.chance.chance import opened as boxes_of
from safer_communities.activities.data import Data
from safer_communities.activities.data.data import asked
from safer_communities.notebook.drawn import counts

from tests.browser.conftest import opened, violations
from tests.conftest import ROOT, fetched

LESSON = "y6/91-counting"
EXAMPLES = 300


def answers(kind):
    """Return the spec of a kind's example, and many answers to it, the same in every run."""
    spec = states_of(kind)[0]["shown"]["spec"]
    values = runpy.run_path(str(ROOT / "tests" / "activities" / f"values_{kind}.py"))["values"]
    found = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(values(spec))
    def collect(value):
        found.append(value)

    collect()
    return spec, found


@pytest.fixture
def said_by(page, server):
    """Return a function that asks a function of a kind's module in the browser."""
    opened(page, server.url)
    static = page.locator('link[rel="stylesheet"]').first.get_attribute("href").rsplit("/", 1)[0]

    def ask(kind, name, spec, values):
        return page.evaluate(
            """async ([module, name, spec, values]) => {
              const { [name]: said } = await import(module);
              return values.map((value) => said(spec, value));
            }""",
            [f"{static}/{kind}/{kind}.js", name, spec, values],
        )

    return ask


def test_the_browser_counts_what_pandas_counts(said_by):
    spec, values = answers("data")
    seen = said_by("data", "counted", spec, values)
    found = [counts(spec, value) for value in values]
    assert [each["counts"] for each in seen] == found
    assert [each["total"] for each in seen] == [sum(each) for each in found]
    assert len({tuple(each) for each in found}) > 10
    assert said_by("data", "asked", spec, values) == [asked(spec, value) for value in values]


def test_a_pupils_boxes_hold_the_same_in_the_browser_and_in_python(said_by):
    spec, values = answers("chance")
    seen = said_by("chance", "opened", spec, values)
    assert seen == [boxes_of(spec, Chance.clean(spec, value)) for value in values]
    assert len({tuple(each[:10]) for each in seen}) > 50


@pytest.fixture
def kernels(page):
    """The ids of the kernels that the page was given."""
    given = []

    def seen(response):
        if response.request.method == "POST" and response.url.endswith("/api/kernels"):
            given.append(response.json()["kernel"])

    page.on("response", seen)
    return given


def part(page):
    return page.locator('[data-sc-activity="puddles"]')


def told(page):
    """What the table says: (value, number) each."""
    rows = part(page).locator(".sc-data-table tr")
    return rows.evaluate_all(
        "(all) => all.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )


def drawn(page):
    """Python's chart."""
    return part(page).locator(".sc-data-chart svg")


def lines_of(chart):
    texts = chart.locator("text").all_text_contents()
    return [each.strip("\u2068\u2069") for each in texts]


def test_what_is_asked_is_drawn_by_python_and_counted_by_the_page(page, computing, kernels):
    opened(page, computing.url + LESSON)
    # The first chart came with the page: Python drew it when the page was made.
    expect(drawn(page)).to_be_visible()
    assert lines_of(drawn(page)) == ["Mill Lane", "4", "High Street", "2", "Station Road", "1"]
    part(page).get_by_label("Size").select_option("big")
    part(page).get_by_label("Count by").select_option("Size")
    assert told(page) == [["small", "0"], ["middling", "0"], ["big", "4"]]
    expect(part(page).get_by_role("status").first).to_have_text(
        "Puddles: 4 of 7. Most: big, with 4."
    )
    expect(drawn(page)).to_be_visible()
    assert lines_of(drawn(page)) == ["small", "0", "middling", "0", "big", "4"]
    assert len(kernels) == 1
    assert not violations(page)


def test_on_a_phone_the_page_draws_as_its_words_would_be_too_small_in_a_drawing(page, computing):
    opened(page, computing.url + LESSON)
    expect(drawn(page)).to_be_visible()
    bars = part(page).locator(".sc-data-bars")
    expect(bars).to_be_hidden()
    page.set_viewport_size({"width": 320, "height": 640})
    expect(drawn(page)).to_be_hidden()
    expect(bars).to_contain_text("Mill Lane")
    expect(bars).to_be_visible()


def test_where_no_kernel_comes_the_page_counts_and_draws_and_keeps_answers(unwatched, computing):
    page = unwatched().new_page()
    page.route("**/api/kernels", lambda route: route.fulfill(status=503))
    opened(page, computing.url + LESSON)
    part(page).get_by_label("Size").select_option("small")
    assert told(page) == [["Mill Lane", "2"], ["High Street", "0"], ["Station Road", "1"]]
    expect(part(page).locator(".sc-data-bars")).to_be_visible()
    expect(drawn(page)).to_have_count(0)
    part(page).get_by_role("radio", name="The data shows this").check()
    part(page).get_by_role("button", name="Check my answers").click()
    expect(part(page)).to_contain_text("Four of seven are.")
    opened(page, computing.url + LESSON)
    expect(part(page)).to_have_attribute("data-sc-state", "right")
    expect(part(page).get_by_label("Size")).to_have_value("small")


def test_looking_on_takes_no_feedback_away(page, computing):
    opened(page, computing.url + LESSON)
    part(page).get_by_role("radio", name="The data cannot tell").check()
    part(page).get_by_role("button", name="Check my answers").click()
    expect(part(page)).to_have_attribute("data-sc-state", "again")
    part(page).get_by_label("Size").select_option("big")
    expect(part(page)).to_have_attribute("data-sc-state", "again")
    expect(part(page)).to_contain_text("They can be counted.")


def test_a_kernel_that_dies_takes_nothing_with_it(unwatched, computing):
    context = unwatched()
    page = context.new_page()
    given = []
    page.on(
        "response",
        lambda each: (
            given.append(each.json()["kernel"])
            if each.request.method == "POST" and each.url.endswith("/api/kernels")
            else None
        ),
    )
    opened(page, computing.url + LESSON)
    part(page).get_by_label("Size").select_option("big")
    expect(drawn(page)).to_be_visible()
    cookies = {each["name"]: each["value"] for each in context.cookies()}
    status, _, _ = fetched(
        f"{computing.url}api/kernels/{given[0]}",
        method="DELETE",
        headers={
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-XSRFToken": cookies["_xsrf"],
        },
    )
    assert status == 204
    part(page).get_by_label("Size").select_option("small")
    assert told(page) == [["Mill Lane", "2"], ["High Street", "0"], ["Station Road", "1"]]
    # Another kernel is given, which is told what is asked now.
    expect(drawn(page)).to_be_visible()
    assert lines_of(drawn(page)) == ["Mill Lane", "2", "High Street", "0", "Station Road", "1"]
    assert len(given) == 2


def test_the_page_gets_python_what_it_needs_and_no_more():
    assert Data.at_once
    assert (
        "drawn"
        in Data(states_of("data")[0]["shown"]["spec"])._repr_mimebundle_()[0][
            "application/vnd.safer-communities.activity+json"
        ]
    )
