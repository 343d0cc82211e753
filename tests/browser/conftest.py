"""What the browser tests share: opening a page, looking at it, and what must not happen on it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import expect

HERE = Path(__file__).parent
PATIENT = 60_000
"""Milliseconds a busy machine may take for anything."""
NOT_THERE = "no-such-page"
"""The one address of the tests that is answered 404, of which a browser's console tells."""
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LOOKING = (HERE / "looking.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

expect.set_options(timeout=PATIENT)


def swept(*values):
    """Return values of a parameter that the sweep alone tries."""
    return [pytest.param(value, marks=pytest.mark.sweep) for value in values]


def watched(context):
    """Return a list that fills with whatever must not happen on a context's pages.

    That is: an error in the console, an error nobody caught, a request to another host.
    """
    amiss = []

    def console(message):
        address = message.location.get("url", "")
        if message.type == "error" and not urlsplit(address).path.endswith(NOT_THERE):
            amiss.append(f"console: {message.text} ({address})")

    def request(address):
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            amiss.append(f"request to another host: {address}")

    context.on("console", console)
    context.on("weberror", lambda error: amiss.append(f"page error: {error.error}"))
    context.on("request", lambda asked: request(asked.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: request(socket.url)))
    return amiss


@pytest.fixture
def new_context(new_context):
    """Make a browser context; at the end of the test nothing was amiss in any."""
    lists = []

    def made(**settings):
        context = new_context(**settings)
        context.set_default_timeout(PATIENT)
        lists.append(watched(context))
        return context

    yield made
    assert [line for amiss in lists for line in amiss] == []


def ready(page):
    """Wait until the page's first activity answers a key press."""
    expect(page.locator("body")).to_have_attribute("data-sc-ready", "1")
    return page


def settled(page):
    """Wait until every activity of the page, if it has any, is shown."""
    if page.locator(".sc-host").count():
        ready(page)
        expect(page.locator(".sc-host:not([data-sc-state])")).to_have_count(0)
    if page.locator("[data-sc-board]").count():
        expect(page.locator('[data-sc-board="place"]')).not_to_be_empty()
    return page


def opened(page, url):
    """Open a page and wait until all of it is shown."""
    page.goto(url, timeout=PATIENT)
    return settled(page)


def as_staff(page, server):
    """Enter by the staff key, as the start of the server shows it."""
    page.goto(server.staff_url, timeout=PATIENT)
    return page


def looked(page, what, *arguments):
    """Return what one of the functions of looking.js finds on the page: a list of lines."""
    return page.evaluate(f"(given) => {{ {LOOKING}; return {what}(...given); }}", list(arguments))


def lines(found):
    """Return what was found as a reader of a failed test sees it: one line each."""
    return "\n" + "\n".join(found)


def violations(page):
    """Return what axe finds wrong on the page, one readable line for each element."""
    page.evaluate(AXE)
    return looked(page, "axeFinds", TAGS)


def sideways(page):
    """Return what makes the page scroll sideways or cuts words off; empty where all is well."""
    return looked(page, "sideways")


def desk_of(page, server, title):
    """Go from the staff's page to a class of a lesson in two clicks, as its teacher does."""
    as_staff(page, server)
    page.get_by_role("link", name=re.compile(f"Start a class ?: {re.escape(title)}")).click()
    page.get_by_role("button", name="Start the class").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Class")
    expect(page.get_by_role("status").filter(has_text="Joined: 0")).to_be_visible()
    page.code = page.locator("h1 .code").inner_text()
    return page


@pytest.fixture
def desk(new_context, server):
    """A teacher who has started a class with the pattern lesson."""
    return desk_of(new_context().new_page(), server, "Risk detectives")


def join(page, server, code, language="en"):
    """Join as a pupil does: type the code, press the button. Return the pupil's page."""
    opened(page, f"{server.url}join?lang={language}")
    form = page.locator("form[data-sc-join]")
    form.get_by_role("textbox").fill(code)
    form.locator("button.strong").click()
    page.wait_for_url(re.compile("/class/"))
    settled(page)
    page.tag = page.locator(".who strong").inner_text().removeprefix("You are ").rstrip(".")
    return page


def row(desk, tag):
    """Return the row of a tag in the desk's grid."""
    name = desk.locator("th > span:first-child", has_text=re.compile(f"^{re.escape(tag)}$"))
    return desk.locator("[data-sc-grid] tr").filter(has=name)


@pytest.fixture
def pupil(new_context, server, desk):
    """A pupil who has joined the desk's class."""
    return join(new_context().new_page(), server, desk.code.lower().replace("-", " "))


@pytest.fixture
def unwatched(browser):
    """Return a function that makes a context whose console may tell of requests that failed."""
    made = []

    def make():
        context = browser.new_context()
        context.set_default_timeout(60_000)
        made.append(context)
        return context

    yield make
    for context in made:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # a page that still asks would wait for it
        context.close()
