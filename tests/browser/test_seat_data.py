"""A part with data on a seat's own screen: no kernel is there, and nothing of it is missing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from safer_communities.notebook.drawn import counts

from tests.browser.answering import lesson_specs, make
from tests.browser.hands import Mouse
from tests.browser.test_assembly import part, sit
from tests.browser.varied import answer_of
from tests.pack import the_library
from tests.rooms import Assembly

LOGS = [
    pytest.param(path, each.id, marks=() if first else pytest.mark.sweep)
    for path, first in (("assembly/06-sara-clinic", True), ("assembly/09-trust-lab", False))
    for each in the_library().lessons[path].parts
    if each.kind == "data"
]


@pytest.mark.parametrize(("path", "name"), LOGS)
def test_a_seat_counts_a_log_as_python_does_and_sends_what_its_table_found(
    new_context, server, path, name
):
    spec = lesson_specs(of=path)[name]
    room = Assembly(server, agenda=(the_library().lessons[path].id,))
    room.set(open={name: "table"})
    page = sit(new_context().new_page(), server, room.code, 1, "police")
    box = part(page, name)
    first = spec["columns"][0]
    for key in ("", first["keys"][-1]):
        box.get_by_label(first["name"], exact=True).select_option(key)
        for column in spec["columns"]:
            box.locator(".sc-data-pickers select").first.select_option(column["id"])
            asked = {"by": column["id"], "filters": {first["id"]: key} if key else {}}
            expect(box.locator(".sc-data-table th")).to_have_text(column["order"])
            shown = [int(each) for each in box.locator(".sc-data-table td").all_inner_texts()]
            assert shown == counts(spec, asked), asked
    make(Mouse(page), box, spec, answer_of(spec, 0))
    box.get_by_role("button", name="This is our table's answer").click()
    expect(box.locator(".sc-host")).to_have_attribute("data-sc-saved", "1")
