"""The report as it is opened from disk, the closing slide, and the agreement at 30 days."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import as_staff, sideways, violations
from tests.server.test_assembly_report import PLEDGE, held, room_server  # noqa: F401 (fixtures)

PHONE = {"width": 320, "height": 640}
A4 = {"width": 794, "height": 1123}


@pytest.fixture
def offline(browser):
    """A page without a network, and what it asks for."""
    context = browser.new_context(offline=True, viewport=A4)
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    context.close()


def downloaded(page, name, tmp_path):
    with page.expect_download() as loading:
        page.get_by_role("link", name=name, exact=True).click()
    path = tmp_path / loading.value.suggested_filename
    loading.value.save_as(path)
    return path


def test_the_report_opens_from_disk_without_a_network(new_context, offline, held, tmp_path):  # noqa: F811
    desk = as_staff(new_context().new_page(), held.server)
    desk.goto(f"{held.server.url}staff/facilitator-desk?assembly={held.code}")
    path = downloaded(desk, "Download the report", tmp_path)
    offline.goto(path.as_uri())
    assert offline.asked == [path.as_uri()]
    expect(offline.get_by_role("heading", level=1)).to_have_text("Community Safety Assembly")
    expect(offline.get_by_role("rowheader", name=PLEDGE["what"])).to_be_visible()
    bars = offline.locator(".joint .bar")
    assert [box["width"] for each in bars.all() if (box := each.bounding_box())]
    # axe brings a script, which the report's own policy would not let in.
    text = re.sub(r"<meta http-equiv[^>]*>", "", path.read_text(encoding="utf-8"))
    (tmp_path / "plain.html").write_text(text, encoding="utf-8")
    offline.goto((tmp_path / "plain.html").as_uri())
    for size in (A4, PHONE):
        offline.set_viewport_size(size)
        assert violations(offline) == []
        assert offline.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    pdf = offline.pdf(format="A4")
    assert pdf.startswith(b"%PDF")


def test_the_closing_slide_and_the_agreement_at_30_days(new_context, held, tmp_path):  # noqa: F811
    page = as_staff(new_context(viewport=PHONE).new_page(), held.server)
    page.goto(f"{held.server.url}staff/facilitator-desk/{held.code}/closing")
    expect(page.get_by_text(PLEDGE["what"])).to_be_visible()
    assert violations(page) == []
    assert sideways(page) == []

    page.goto(f"{held.server.url}staff/facilitator-desk?assembly={held.code}")
    path = downloaded(page, "Download the agreement file", tmp_path)
    page.goto(f"{held.server.url}staff/agreement")
    assert violations(page) == []
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", encoding="utf-8")
    opened(page, wrong)
    expect(page.locator("[data-sc-trouble]")).to_contain_text("no agreement file of this pack")
    wrong.write_text(" " * 900_000, encoding="utf-8")
    opened(page, wrong)
    expect(page.locator("[data-sc-trouble]")).to_contain_text("far larger")
    opened(page, path)
    page.get_by_label("Done in part").check()
    page.get_by_label("Why, and what helped").fill("One lamp of two")
    page.get_by_role("button", name="Add these marks").click()
    expect(page.locator("figure")).to_contain_text("0 done, 1 done in part, 0 not done, 0 changed")
    expect(page.locator("figure svg")).to_be_visible()
    assert violations(page) == []
    assert sideways(page) == []
    with page.expect_download() as loading:
        page.get_by_role("button", name="Download the file with them").click()
    kept = json.loads((loading.value.path()).read_text(encoding="utf-8"))
    assert [each["mark"] for each in kept["commitments"][0]["history"]] == ["part"]


def opened(page, path):
    page.get_by_label("The file").set_input_files(path)
    page.get_by_role("button", name="Open it").click()
