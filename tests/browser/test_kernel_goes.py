"""A kernel that goes under a pupil: another one comes, and nothing they did is lost."""

from __future__ import annotations

import contextlib

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened
from tests.conftest import fetched, running, waited_for
from tests.server.conftest import kernels_of, small_pack, written

__all__ = ["small_pack"]

LESSON = "y6/90-kernel-parts"
COUNTING = """
import ipywidgets as W

number, said = W.IntText(0), W.Label("counted 0")
button = W.Button(description="Count")
def count(_):
    number.value += 1
    said.value = f"counted {number.value}"
button.on_click(count)
W.VBox([button, number, said])
"""
NEVER_THE_SAME = """
from pathlib import Path
import ipywidgets as W

runs = Path("runs")
runs.write_text((runs.read_text() if runs.exists() else "") + "x")
others = [W.Label() for _ in runs.read_text()]
slider, square = W.IntSlider(3), W.Label("9")
slider.observe(lambda _: setattr(square, "value", str(slider.value**2)), "value")
W.VBox([slider, square])
"""
COMPUTING = '[data-sc-section="computing"]'


class Pupil:
    """Somebody at the page whose parts compute: the kernels they were given, and their lines."""

    def __init__(self, page, server):
        self.page = page
        self.server = server
        self.asked = []
        self.kernels = []
        self.lines = []
        page.on("request", self._asked)
        page.on("response", self._given)
        page.on("websocket", self._opened)
        opened(page, server.url + LESSON)
        page.locator(".sc-kernel-part").last.scroll_into_view_if_needed()

    def _asked(self, request):
        if request.method == "POST" and request.url.endswith("/api/kernels"):
            self.asked.append(request)

    def _opened(self, line):
        self.lines.append(line)

    def _given(self, response):
        if response.request in self.asked and response.status == 200:
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
        for each in kernels_of(self.server):
            with contextlib.suppress(psutil.NoSuchProcess):
                lines = [str(line.laddr) for line in each.net_connections("unix")]
                if any(self.kernels[-1] in line for line in lines):
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
    assert len(pupil.asked) == 1
    pupil.slider.evaluate("(each) => each.focus({ preventScroll: true })")
    pupil.page.keyboard.press("ArrowRight")
    pupil.given(2)
    pupil.computed(25)


@pytest.fixture
def pupil_of(unwatched, small_pack, tmp_path):
    """Return a function: a pupil at a page whose notebook is one cell, on a server of its own."""
    with contextlib.ExitStack() as stack:

        def made(cell):
            written(small_pack / "notebooks" / f"{LESSON}.ipynb", cell)
            server = stack.enter_context(running(tmp_path / "data", f"--content={small_pack}"))
            return Pupil(unwatched().new_page(), server)

        yield made


def test_what_came_of_pressing_a_button_is_known_to_another_kernel(pupil_of):
    pupil = pupil_of(COUNTING)
    button = pupil.page.get_by_role("button", name="Count")
    for number in (1, 2, 3):
        button.click()
        expect(pupil.page.get_by_text(f"counted {number}", exact=True)).to_be_visible()
    pupil.killed()
    pupil.given(2)
    button.click()
    expect(pupil.page.get_by_text("counted 4", exact=True)).to_be_visible()


def test_where_the_widgets_of_another_kernel_are_others_they_are_shown_anew(pupil_of):
    pupil = pupil_of(NEVER_THE_SAME)
    pupil.slider.press("ArrowRight")
    pupil.computed(16)
    pupil.killed()
    pupil.computed(9)
    expect(pupil.slider).to_be_focused()
    pupil.slider.press("ArrowRight")
    pupil.computed(16)
    expect(pupil.slider).to_have_count(1)


@pytest.mark.sweep
def test_ten_kernels_later_there_is_one_line_and_one_of_each_widget(unwatched, computing):
    page = unwatched().new_page()
    page.clock.install()
    pupil = Pupil(page, computing)
    count = "() => document.querySelectorAll('.sc-kernel-part *').length"
    pupil.given(1)
    expect(pupil.slider).to_be_visible()
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
