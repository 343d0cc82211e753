"""The lesson in Playwright's Firefox and WebKit too, where they are installed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.browser.answering import lesson_specs, through
from tests.browser.conftest import PATIENT, opened, sideways, watched
from tests.browser.hands import Mouse
from tests.conftest import LESSON, ROOT
from tests.engines import ENGINES, engine_missing


def done_in(browser, server):
    """Do the lesson in a browser; return the last state of each part, and what was amiss."""
    context = browser.new_context()
    context.set_default_timeout(PATIENT)
    amiss = watched(context)
    page = opened(context.new_page(), server.url + LESSON)
    ways = through(Mouse(), page)
    amiss += sideways(page)
    context.close()
    return {name: way.states[-1] for name, way in ways.items()}, amiss


ALL_RIGHT = dict.fromkeys(lesson_specs(), "right"), []


def test_the_lesson_can_be_done_with_a_mouse(browser, server):
    assert done_in(browser, server) == ALL_RIGHT


@pytest.fixture(scope="module")
def said():
    """What a run of these tests says at its end."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/browser"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return run.stdout


@pytest.mark.parametrize("name", ENGINES)
def test_the_lesson_can_be_done_in_another_engine_or_the_run_says_why_it_was_not_tried(
    playwright, server, request, name
):
    missing = engine_missing(playwright, name)
    if missing:
        assert missing in request.getfixturevalue("said")
        return
    browser = getattr(playwright, name).launch()
    assert done_in(browser, server) == ALL_RIGHT
    browser.close()
