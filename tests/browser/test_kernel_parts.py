"""Parts that compute: a kernel comes when one is near, and goes with the page."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENT, opened, ready
from tests.conftest import fetched

LESSON = "y6/90-kernel-parts"
COMPUTING = '[data-sc-section="computing"]'


@pytest.fixture
def asked(page):
    """What a page asks of the server's kernels, as it asks it: (method, address)."""
    requests = []
    page.on("request", lambda each: requests.append((each.method, each.url)))
    return lambda: [
        each for each in requests if "/api/kernels" in each[1] or "/api/shutdown" in each[1]
    ]


@pytest.fixture
def kernels(page):
    """The ids of the kernels that the page was given."""
    given = []

    def seen(response):
        if response.request.method == "POST" and response.url.endswith("/api/kernels"):
            given.append(response.json()["kernel"])

    page.on("response", seen)
    return given


@pytest.fixture
def small_page(page, computing):
    """The page with a part that computes, on a screen that does not reach so far."""
    page.set_viewport_size({"width": 800, "height": 300})
    # Room before the part, so that it is not near yet however the page is drawn.
    page.add_init_script(
        """document.addEventListener("DOMContentLoaded", () => {
          const light = document.querySelector('[data-sc-section="light"]');
          if (light) light.style.marginBlockEnd = "3000px";
        });"""
    )
    return opened(page, computing.url + LESSON)


@pytest.fixture
def woken(kernels, small_page):
    """The page scrolled to its end, with its plain widgets shown."""
    small_page.locator(COMPUTING).scroll_into_view_if_needed()
    expect(small_page.get_by_role("slider")).to_be_visible()
    expect(small_page.get_by_text("not answered", exact=True)).to_be_visible()
    assert len(kernels) == 1
    return small_page


def light(page):
    return page.locator('[data-sc-activity="light"]')


def test_the_page_answers_before_there_is_a_kernel(asked, small_page):
    light(small_page).get_by_role("radio", name="A hazard").check()
    expect(light(small_page)).to_have_attribute("data-sc-state", "working")
    assert asked() == []


def test_a_part_that_computes_says_that_it_is_coming(small_page):
    notice = small_page.locator(".sc-kernel-part").first.get_by_role("status")
    expect(notice).not_to_be_empty()


def test_a_plain_slider_moved_by_keyboard_computes(woken):
    slider = woken.get_by_role("slider")
    expect(woken.get_by_text("9", exact=True)).to_be_visible()
    slider.focus()
    woken.keyboard.press("ArrowRight")
    expect(woken.get_by_text("16", exact=True)).to_be_visible()


def test_an_activity_that_needs_python_computes(woken):
    part = woken.locator(COMPUTING)
    part.get_by_role("radio", name="A hazard").check()
    expect(woken.get_by_text("right: 1", exact=True)).to_be_visible()


def test_an_activity_that_needs_python_gives_its_feedback_too(woken):
    activity = woken.locator(f'{COMPUTING} [data-sc-kind="choice"]')
    activity.get_by_role("radio", name="A toy").check()
    activity.get_by_role("button", name="Check my answers").click()
    expect(activity).to_have_attribute("data-sc-state", "again")
    expect(activity).to_contain_text("A toy is for playing with, and glass cuts.")


def test_no_module_and_no_style_travels_over_the_websocket(page, small_page):
    said = []
    page.on(
        "websocket", lambda line: line.on("framereceived", lambda frame: said.append(str(frame)))
    )
    small_page.locator(COMPUTING).scroll_into_view_if_needed()
    activity = small_page.locator(f'{COMPUTING} [data-sc-kind="choice"]')
    expect(activity.get_by_role("radio", name="A toy")).to_be_visible()
    heard = "".join(said)
    assert "choice/choice.js" in heard
    assert "export function" not in heard
    assert ".sc-activity" not in heard


def test_an_answer_given_before_the_kernel_came_is_still_there(small_page):
    light(small_page).get_by_role("radio", name="A hazard").check()
    light(small_page).get_by_role("button", name="Check my answers").click()
    small_page.locator(COMPUTING).scroll_into_view_if_needed()
    expect(small_page.get_by_role("slider")).to_be_visible()
    expect(light(small_page).get_by_role("radio", name="A hazard")).to_be_checked()
    expect(light(small_page)).to_have_attribute("data-sc-state", "right")


def test_a_page_with_a_kernel_still_keeps_an_answer_on_the_device(woken):
    light(woken).get_by_role("radio", name="A person").check()
    woken.reload()
    ready(woken)
    expect(light(woken).get_by_role("radio", name="A person")).to_be_checked()


def lives(computing, context, kernel):
    """Say whether a kernel is still there for the visit it was given to."""
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies())
    status, _, text = fetched(f"{computing.url}api/kernels/{kernel}", headers={"Cookie": cookies})
    assert status in (200, 404), text
    return status == 200


def test_leaving_the_page_gives_the_kernel_back(woken, computing, context, kernels):
    (kernel,) = kernels
    assert lives(computing, context, kernel)
    woken.goto(computing.url)
    until = time.monotonic() + PATIENT / 1000
    while lives(computing, context, kernel):
        assert time.monotonic() < until, "the kernel is still there"
        woken.wait_for_timeout(200)


def test_the_kernel_of_one_visitor_is_nothing_to_another(woken, computing, context, kernels):
    (kernel,) = kernels
    assert lives(computing, woken.context, kernel)
    context.clear_cookies()
    assert not lives(computing, context, kernel)


def test_a_cell_that_went_wrong_is_told_kindly_and_without_its_error(small_page):
    notice = small_page.locator(".sc-notice[role=note]")
    expect(notice).to_have_count(1)
    expect(notice).not_to_be_empty()
    assert "ZeroDivisionError" not in small_page.content()
    assert "Traceback" not in small_page.content()
