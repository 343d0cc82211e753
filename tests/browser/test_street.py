"""A file of police.uk: read in the teacher's tab alone, or refused with its line and the reason."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import as_staff, opened, sideways, violations

HEAD = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


def crime(kind="Burglary", *, month="2026-03", area="Alderbrook 001A", outcome="Under review"):
    place = f'-0.5,51.2,"On or near High Street, Alderbrook",E01,{area}'
    return f"ab12,{month},Made-up Police,Made-up Police,{place},{kind},{outcome},"


SOUND = [
    HEAD,
    *[crime()] * 2,
    crime("Vehicle crime", area="Millford 002B"),
    crime("Anti-social behaviour", outcome=""),
    crime("Anti-social behaviour", area=""),
    crime("Anti-social behaviour"),
]


@pytest.fixture
def street(page, server):
    """The page, and every request made once it is open."""
    as_staff(page, server)
    opened(page, f"{server.url}staff/data")
    page.asked = []
    page.on("request", lambda each: page.asked.append((each.method, each.url, each.post_data)))
    return page


def give(page, text):
    data = text if isinstance(text, bytes) else "\r\n".join(text).encode()
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "2026-03-made-up-street.csv", "mimeType": "text/csv", "buffer": data}
    )


def rows(page):
    return page.locator(".sc-data-table tr").evaluate_all(
        "(all) => all.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )


def told(page):
    return page.locator("[data-sc-told]")


def test_a_file_is_counted_and_filtered_in_the_tab(street):
    give(street, SOUND)
    expect(told(street)).to_have_text("Read: 6 reports.")
    assert rows(street) == [
        ["Anti-social behaviour", "3"],
        ["Burglary", "2"],
        ["Vehicle crime", "1"],
    ]
    street.get_by_label("Count by").select_option("District")
    street.get_by_label("Kind of crime").select_option("Anti-social behaviour")
    assert rows(street) == [["Alderbrook", "2"], ["Millford", "0"], ["Not said", "1"]]
    assert not violations(street)
    street.set_viewport_size({"width": 320, "height": 800})
    assert not sideways(street)


def test_nothing_of_a_file_leaves_the_tab_or_is_kept_in_it(street):
    give(street, SOUND)
    expect(told(street)).to_have_text("Read: 6 reports.")
    street.get_by_label("Count by").select_option("District")
    assert {method for method, _, _ in street.asked} <= {"GET"}
    assert not [post for _, _, post in street.asked if post]
    assert "High Street" not in street.content()
    assert "ab12" not in street.content()
    kept = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"
    assert "Burglary" not in street.evaluate(kept)
    street.get_by_role("button", name="Forget the file").click()
    expect(told(street)).to_have_text("The file is forgotten.")
    assert "Burglary" not in street.content()


OTHER = HEAD.replace("Crime type", "Crime")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (["name,age", "Jo,10"], 1, "the columns are not those"),
        ([OTHER, crime()], 1, "the columns are not those"),
        ([HEAD], 1, "there is nothing under the columns."),
        (b"", 1, "there is nothing under the columns."),
        ([HEAD, crime(), "one,two"], 3, "it does not have twelve values."),
        ([HEAD, crime(), crime(month="March")], 3, "the month is not written"),
        ([HEAD, crime(), crime(), crime("")], 4, "there is no kind of crime."),
        ([HEAD, crime(), 'a,"b'], 3, "a quotation mark is not closed."),
        ([HEAD, crime(area='"Two\nlines"'), crime("")], 4, "there is no kind of crime."),
        (b"\x89PNG\r\n\x1a\n", 1, "the columns are not those"),
    ],
)
def test_what_is_no_street_level_file_is_refused_with_its_line_and_the_reason(
    street, text, line, reason
):
    give(street, text)
    expect(told(street)).to_contain_text(f"Line {line}: {reason}")
    expect(street.locator(".sc-activity")).to_have_count(0)


def test_a_file_that_is_refused_takes_the_one_before_away(street):
    give(street, SOUND)
    expect(street.locator(".sc-activity")).to_have_count(1)
    give(street, ["no"])
    expect(told(street)).to_contain_text("Line 1:")
    expect(street.locator(".sc-activity")).to_have_count(0)


def test_a_month_of_a_force_is_read(street):
    many = [crime(f"Kind {n % 14}", area=f"District {n % 40} 001A") for n in range(8000)]
    give(street, [HEAD, *many])
    expect(told(street)).to_have_text("Read: 8,000 reports.")
    street.get_by_label("Count by").select_option("District")
    assert rows(street)[-1] == ["All others", "3000"] or rows(street)[-1] == ["All others", "3,000"]
