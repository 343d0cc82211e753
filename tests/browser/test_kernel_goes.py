"""A kernel that goes under a pupil: another one comes, and nothing they did is lost."""

from __future__ import annotations

import contextlib

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened
from tests.conftest import fetched, waited_for
from tests.server.conftest import children

LESSON = "y6/90-kernel-parts"
COMPUTING = '[data-sc-section="computing"]'


class Pupil:
    """Somebody at the page whose parts compute: the kernels they were given, and their lines."""

    def __init__(self, page, server):
        self.page = page
        self.server = server
        self.kernels = []
        self.lines = []
        page.on("response", self._given)
        page.on("websocket", self._opened)
        opened(page, server.url + LESSON)
        page.locator(".sc-kernel-part").last.scroll_into_view_if_needed()
        expect(self.slider).to_be_visible()
        expect(page.get_by_text("not answered", exact=True)).to_be_visible()

    def _opened(self, line):
        self.lines.append(line)

    def _given(self, response):
        asked = response.request.method == "POST" and response.url.endswith("/api/kernels")
        if asked and response.status == 200:
            self.kernels.append(response.json()["kernel"])

    @property
    def slider(self):
        return self.page.get_by_role("slider")

    @property
    def open_lines(self):
        return [line for line in self.lines if not line.is_closed()]

    def computed(self, number):
        expect(self.page.get_by_text(str(number), exact=True)).to_be_visible()

    def given(self, number):
        """Wait until so many kernels were given."""
        waited_for(lambda: self.page.wait_for_timeout(100) or len(self.kernels) >= number)

    def killed(self):
        """Kill the kernel's process, as a machine out of memory does."""
        for each in children(self.server.pid):
            with contextlib.suppress(psutil.NoSuchProcess):
                if self.kernels[-1] in " ".join(each.cmdline()):
                    each.kill()

    def culled(self):
        """Take the kernel back, as the server does after a long silence."""
        cookies = {each["name"]: each["value"] for each in self.page.context.cookies()}
        told = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = {"Cookie": told, "X-XSRFToken": cookies["_xsrf"]}
        address = f"{self.server.url}api/kernels/{self.kernels[-1]}"
        assert fetched(address, method="DELETE", headers=headers)[0] == 204


@pytest.fixture
def pupil(unwatched, computing):
    """A pupil who moved a slider and answered. (A browser's console tells of each lost line.)"""
    pupil = Pupil(unwatched().new_page(), computing)
    pupil.page.locator(COMPUTING).get_by_role("radio", name="A hazard").check()
    expect(pupil.page.get_by_text("right: 1", exact=True)).to_be_visible()
    pupil.slider.press("ArrowRight")
    pupil.computed(16)
    return pupil


def test_another_kernel_knows_what_the_pupil_did(pupil):
    pupil.killed()
    pupil.given(2)
    pupil.computed(16)
    pupil.slider.press("ArrowRight")
    pupil.computed(25)
    expect(pupil.page.get_by_text("right: 1", exact=True)).to_be_visible()
    pupil.page.locator(COMPUTING).get_by_role("radio", name="A toy").check()
    expect(pupil.page.get_by_text("right: 0", exact=True)).to_be_visible()


def test_a_kernel_that_the_server_took_back_is_noticed_at_the_next_key(pupil):
    pupil.culled()
    pupil.slider.press("ArrowRight")
    pupil.computed(25)
    assert len(pupil.kernels) == 2


def test_what_is_on_the_screen_stays_and_the_keyboard_stays_where_it_is(pupil):
    pupil.slider.evaluate("(each) => { each.sameAsBefore = true; }")
    expect(pupil.slider).to_be_focused()
    pupil.killed()
    pupil.given(2)
    pupil.slider.press("ArrowRight")
    pupil.computed(25)
    assert pupil.slider.evaluate("(each) => each.sameAsBefore")
    expect(pupil.slider).to_be_focused()


def test_what_is_done_while_there_is_no_kernel_is_computed_when_there_is(pupil):
    pupil.killed()
    for _ in range(3):
        pupil.slider.press("ArrowRight")
    pupil.computed(49)
    assert len(pupil.kernels) == 2


def test_a_line_that_was_cut_is_taken_up_again_with_the_same_kernel(unwatched, computing):
    page = unwatched().new_page()
    cut = []

    def through(line):
        line.connect_to_server()
        cut.append(line.close)

    page.route_web_socket("**/channels*", through)
    pupil = Pupil(page, computing)
    pupil.slider.press("ArrowRight")
    pupil.computed(16)
    cut[0]()
    pupil.slider.press("ArrowRight")
    pupil.computed(25)
    assert len(cut) == 2
    assert len(pupil.kernels) == 1


def test_a_page_that_is_come_back_to_asks_for_a_kernel_again(pupil):
    pupil.page.evaluate("() => window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(pupil.slider).to_be_visible()
    back = "() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    pupil.page.evaluate(back)
    pupil.given(2)
    pupil.slider.press("ArrowRight")
    pupil.computed(25)


def test_a_page_that_nobody_looks_at_asks_for_no_kernel_until_somebody_acts(pupil):
    pupil.page.locator("h1").scroll_into_view_if_needed()
    pupil.page.evaluate("() => { document.querySelector('main').style.paddingBottom = '3000px'; }")
    pupil.page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    pupil.killed()
    waited_for(lambda: pupil.page.wait_for_timeout(100) or not pupil.open_lines)
    pupil.page.wait_for_timeout(2000)
    assert len(pupil.kernels) == 1
    pupil.slider.evaluate("(each) => each.focus({ preventScroll: true })")
    pupil.page.keyboard.press("ArrowRight")
    pupil.given(2)
    pupil.computed(25)


@pytest.mark.sweep
def test_ten_kernels_later_there_is_one_line_and_one_of_each_widget(unwatched, computing):
    page = unwatched().new_page()
    page.clock.install()
    pupil = Pupil(page, computing)
    count = "() => document.querySelectorAll('.sc-kernel-part *').length"
    before = page.evaluate(count)
    for number in range(10):
        page.clock.fast_forward(31_000)  # a kernel that lasted so long is followed at once
        pupil.slider.press("ArrowRight")
        pupil.computed((4 + number) ** 2)
        pupil.killed()
        pupil.given(number + 2)
        pupil.slider.press("ArrowLeft")
        pupil.computed((3 + number) ** 2)
        pupil.slider.press("ArrowRight")
        pupil.computed((4 + number) ** 2)
    assert len(pupil.open_lines) == 1
    assert page.evaluate(count) == before
