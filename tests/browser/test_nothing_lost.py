"""Pupils in real browsers while server and network fail them: told in their words, and not lost."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from safer_communities.content import Places
from safer_communities.language import speaker

from tests.browser.answering import interface, lesson_specs
from tests.browser.conftest import PATIENT, ready
from tests.conftest import LESSON, Restarted, waited_for
from tests.cutting import network
from tests.server.conftest import staff_of

GONE = "The connection is gone. Go on working: your answers are kept here and sent when it is back."
BACK = "The connection is back."
STRANGER = "The pack was started again."
PART = "sure"
STEPS = 4


@pytest.fixture
def new_page(browser):
    """Return a function that opens a page of a browser of its own.

    Its console is not looked at: that a server is not there is what these tests are about.
    """
    contexts = []

    def made():
        contexts.append(browser.new_context())
        contexts[-1].set_default_timeout(PATIENT)
        return contexts[-1].new_page()

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def restarted(tmp_path):
    server = Restarted(tmp_path)
    yield server
    server.stop()


class Class:
    """A class with every part open, and the teacher who asks about it."""

    def __init__(self, server):
        self.staff = staff_of(server)
        self.staff.ask("join")
        self.code = self.told("classes", {"lesson": LESSON})["code"]
        self.told(f"classes/{self.code}/state", {"open": list(lesson_specs())})

    def told(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        status, _, text = self.staff.ask(f"api/{path}", method="POST" if data else "GET", data=data)
        assert status == 200, text
        return json.loads(text)

    def answers(self):
        return self.told(f"classes/{self.code}/answers")["answers"]


def joined(page, url, code, language="en"):
    """Join by the address with the code in it; return the part to be answered."""
    page.goto(f"{url}join/{code}?lang={language}")
    page.locator("[data-sc-join] button").click()
    page.wait_for_url("**/class/*")
    return ready(page).locator(f'[data-sc-activity="{PART}"]')


def choose(part, statement, step):
    part.get_by_role("radio").nth(statement * STEPS + step).check()


def said(sentence, code):
    return speaker(code, Places.found().locale).say(sentence)


def test_a_killed_server_is_told_in_each_pupils_language_and_all_go_on_by_themselves(
    restarted, new_page
):
    school = Class(restarted.now)
    desk = new_page()
    desk.goto(restarted.now.staff_url)
    desk.goto(f"{restarted.now.url}staff/class-desk?class={school.code}")
    pages = {code: new_page() for code in ("en", "fa")}
    parts = {
        code: joined(page, restarted.now.url, school.code, code) for code, page in pages.items()
    }
    assert said(GONE, "fa") != GONE
    for code, part in parts.items():
        choose(part, 0, 0)
        expect(part.locator(".sc-saved")).to_have_text(interface("scale", code)["saved"])
    cells = desk.locator('[data-sc-grid] [data-now="working"]')
    expect(cells).to_have_count(2)

    restarted.kill()
    for code, part in parts.items():
        expect(pages[code].locator("[data-sc-told]")).to_have_text(said(GONE, code))
        choose(part, 1, 1)
        choose(part, 2, 2)
        part.locator(".sc-main").click()
        expect(part.locator(".sc-saved")).to_have_text(interface("scale", code)["waiting"])
        expect(part).to_have_attribute("data-sc-saved", "0")
    expect(desk.locator("[data-sc-told]")).to_contain_text("The connection to the pack is gone.")

    restarted.start(f"--port={restarted.port}")
    for code, part in parts.items():
        expect(part.locator(".sc-saved")).to_have_text(interface("scale", code)["saved"])
        expect(part).to_have_attribute("data-sc-saved", "1")
        expect(pages[code].locator("[data-sc-told]")).to_have_text(said(BACK, code))
    # The staff key is another after a start: the desk says so, and goes on once it is known.
    expect(desk.locator("[data-sc-told]")).to_contain_text(STRANGER)
    door = desk.context.new_page()
    door.goto(restarted.now.staff_url)
    expect(desk.locator('[data-sc-grid] [data-now="done"]')).to_have_count(2)
    expect(desk.locator("[data-sc-told]")).not_to_contain_text(STRANGER)
    desk.get_by_role("button", name=re.compile("pause everybody")).click()
    for part in parts.values():
        expect(part).to_have_attribute("data-sc-state", "locked")

    school.staff = staff_of(restarted.now)
    school.staff.ask("join")
    last = {"answers": {"explain": 1, "smaller": 2, "ask": 3}, "checked": True}
    answers = school.answers()
    latest = {each["tag"]: each["value"] for each in answers}
    assert list(latest.values()) == [last, last]
    seen = [json.dumps([each["tag"], each["value"]]) for each in answers]
    assert len(seen) == len(set(seen)), "an answer is there twice"


class Fates:
    """What becomes of the answers that are sent: one after the other, and the last for good."""

    def __init__(self, *hows):
        self.left = list(hows)

    def __call__(self, request):
        if not request.startswith(b"POST /api/answers"):
            return ""
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]


def through(server, fates):
    return network(urlsplit(server.url).port, fates)


KEPT = "() => Object.values(sessionStorage).some((each) => each.includes('\"explain\":4'))"


def test_an_answer_that_a_network_brings_late_does_not_come_over_a_later_one(server, new_page):
    school = Class(server)
    fates = Fates("late", "before")
    with through(server, fates) as between:
        page = new_page()
        part = joined(page, f"http://127.0.0.1:{between.port}/", school.code)
        choose(part, 0, 0)
        waited_for(lambda: between.met["late"])
        choose(part, 0, 3)
        page.wait_for_function(KEPT)
        fates.left = [""]
        expect(part.locator(".sc-saved")).to_have_text("Saved")
        between.release.set()
        waited_for(lambda: between.met["came late"])
    stored = [each["value"]["answers"]["explain"] for each in school.answers()]
    assert stored == [1, 4]


@pytest.mark.sweep
def test_an_answer_that_a_dead_network_swallowed_is_sent_again(server, new_page):
    school = Class(server)
    with through(server, Fates("silent", "")) as between:
        page = new_page()
        page.clock.install()
        part = joined(page, f"http://127.0.0.1:{between.port}/", school.code)
        choose(part, 0, 0)
        waited_for(lambda: between.met["silent"])
        expect(part).to_have_attribute("data-sc-saved", "0")
        page.clock.fast_forward(21_000)
        page.clock.fast_forward(2_000)
        expect(part.locator(".sc-saved")).to_have_text("Saved")
    assert [each["value"]["answers"] for each in school.answers()] == [{"explain": 1}]
