"""A half-day: three exercises at four tables, the desk, the report, the wall, and 30 days later."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.answering import lesson_specs, make
from tests.browser.conftest import as_staff, ready
from tests.browser.hands import Mouse
from tests.browser.test_assembly import part, set_round, sit
from tests.browser.test_assembly_report import downloaded, offline, opened  # noqa: F401 (a fixture)
from tests.browser.varied import answer_of
from tests.pack import the_library

AGENDA = ("assembly/01-just-low-level", "assembly/05-barrier-bust", "assembly/12-agreement-wall")
SEATS = ((1, "police"), (2, "council"), (3, "victim-services"), (4, "education"))
SENT = {"alone": "This is my answer", "table": "This is our table's answer"}
OPENED = {"alone": "Alone", "table": "Table"}


@pytest.mark.sweep
def test_a_half_day_runs_from_the_first_code_to_the_review_after_30_days(
    new_context,
    server,
    offline,  # noqa: F811
    tmp_path,
):
    desk = begun(new_context().new_page(), server)
    seats = [sit(new_context().new_page(), server, desk.code, *where) for where in SEATS]
    for exercise in (the_library().lessons[path] for path in AGENDA):
        desk.get_by_role("button", name=f"Begin: {exercise.title}").click()
        for each in exercise.parts:
            for round_ in each.rounds:
                answered(desk, seats, exercise, each, round_)
    approved(desk)
    desk.get_by_role("button", name="End the assembly").click()
    desk.get_by_role("button", name="End it", exact=True).click()
    expect(seats[0].locator("[data-sc-told]")).to_contain_text("This assembly is over")

    report = downloaded(desk, "Download the report", tmp_path)
    offline.goto(report.as_uri())
    assert offline.asked == [report.as_uri()]
    for exercise in (the_library().lessons[path] for path in AGENDA):
        expect(offline.get_by_text(exercise.title).first).to_be_visible()
    assert "Rang the housing office" not in offline.content()

    reviewed(desk, server, downloaded(desk, "Download the agreement file", tmp_path))


def begun(page, server):
    page = as_staff(page, server)
    page.goto(f"{server.url}staff/facilitator-desk")
    for exercise in (the_library().lessons[path] for path in AGENDA):
        page.get_by_label(re.compile(rf"{exercise.number}\. {re.escape(exercise.title)}")).check()
    page.get_by_label("Where", exact=True).fill("Alderbrook Hall")
    page.get_by_role("button", name="Start the assembly").click()
    ready(page)
    page.code = page.locator("h1 .code").inner_text()
    return page


def answered(desk, seats, exercise, each, round_):
    """Open a round of a part; every seat, or every table, answers it in its own way."""
    spec = lesson_specs(of=exercise.path)[each.id]
    set_round(desk, each.id, OPENED[round_])
    for number, page in enumerate(seats):
        page.bring_to_front()
        box = part(page, each.id)
        button = box.get_by_role("button", name=SENT[round_])
        expect(button).to_be_visible()
        make(Mouse(page), box, spec, answer_of(spec, number))
        if round_ == "alone" and not each.free_text:
            box.locator(f'.how-sure input[value="{number + 1}"]').check()
        button.click()
        expect(box.locator(".sc-host")).to_have_attribute("data-sc-saved", "1")


def approved(desk):
    """Approve what was written but one text, which is dropped."""
    texts = desk.locator("[data-sc-texts] > li")
    texts.first.get_by_role("button", name="Drop").click()
    while desk.get_by_role("button", name="Approve").count():
        desk.get_by_role("button", name="Approve").first.click()
        desk.wait_for_timeout(200)
    expect(desk.locator("[data-sc-unread]")).to_be_hidden()


def reviewed(page, server, file):
    """Open the agreement after 30 days, mark what became of the first commitment, keep that."""
    later = dt.datetime.now().astimezone().date() + dt.timedelta(days=30)
    page.goto(f"{server.url}staff/agreement")
    opened(page, file)
    page.get_by_label("Looked at on").fill(later.isoformat())
    page.get_by_label("Done in part").first.check()
    page.get_by_label("Why, and what helped").first.fill("One lamp of two")
    page.get_by_role("button", name="Add these marks").click()
    expect(page.locator("figure svg")).to_be_visible()
    with page.expect_download() as loading:
        page.get_by_role("button", name="Download the file with them").click()
    kept = json.loads(loading.value.path().read_text(encoding="utf-8"))
    marks = [mark for each in kept["commitments"] for mark in each["history"]]
    assert [(mark["mark"], mark["on"]) for mark in marks] == [("part", later.isoformat())]
    assert "seat" not in json.dumps(kept)
