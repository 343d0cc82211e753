"""What a facilitator takes away: a report that names nobody, and a file that is opened again."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import html
import io
import json
import re
import uuid
from types import SimpleNamespace

import pytest
from safer_communities.classroom.assembly.agreement import MOST_COMMITMENTS

from tests.conftest import running, running_later
from tests.rooms import EXERCISE, NOBODY, OFFICER, PACK, SERIOUS, Assembly, saying
from tests.server.test_classes import teacher_of

UNREAD, SAID = "Never looked at 4711", "=SUM(A1) is what the lamp costs"
TITLE = "Who goes first?"
PLEDGE = {
    "level": "cross",
    "what": "Light the yard behind the bakery",
    "owner": "Repairs manager",
    "by": "2026-12-31",
    "measure": "Nights with light, counted",
    "first": "Ring the electrician",
}


@pytest.fixture(scope="module")
def room_server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("reports"), f"--content={PACK}") as started:
        yield started


@pytest.fixture(scope="module")
def held(room_server):
    """An assembly of six of the police and one of health, at two tables, who said things."""
    room = Assembly(room_server)
    room.set(place={"name": "Dorking Halls", "district": "mole-valley"})
    room.set(open={"route": "alone", "sure": "alone", "rate": "alone"})
    seats = [room.seat(table=1 + (at > 3), agency="police") for at in range(6)]
    seats.append(room.seat(table=2, agency="health"))
    for at, seat in enumerate(seats):
        assert seat.api("answers", saying(OFFICER if at < 5 else NOBODY, "route"))[0] == 200
        assert seat.api("answers", saying({"answers": {"law": 2}}, "sure"))[0] == 200
        assert seat.api("answers", saying(SERIOUS, "rate"))[0] == 200
    room.set(open={"route": "table", "why": "table", "pledge": "table", "rate-again": "table"})
    assert seats[0].api("answers", saying(NOBODY, "route", "table"))[0] == 200
    assert room.api("snapshots", {"part": "route"})[0] == 200
    notes = {"notes": {"reason": SAID, "ask": UNREAD}}
    assert seats[0].api("answers", saying(notes, "why", "table"))[0] == 200
    text = next(each for each in room.got("texts")["texts"] if each["box"] == "reason")
    assert room.api(f"texts/{text['number']}", {"status": "approved"})[0] == 200
    theme = room.api("themes", {"name": "Light"})[1]["id"]
    assert room.api(f"texts/{text['number']}", {"theme": theme})[0] == 200
    room.seats = seats
    assert room.api("commitments", {"shown": PLEDGE, "table": 1})[0] == 200
    pledged = {"commitments": [{**PLEDGE, "what": UNREAD, "by": ""}]}
    assert seats[0].api("answers", saying(pledged, "pledge", "table"))[0] == 200
    return room


def taken(room, name):
    status, headers, text = room.staff.ask(f"api/assemblies/{room.code}/{name}")
    assert status == 200
    return headers, html.unescape(text)


def rows(room):
    headers, text = taken(room, "report.csv")
    assert headers["Content-Disposition"].endswith('-report.csv"')
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_report_holds_what_was_said_before_and_after_and_what_will_be_done(held):
    headers, text = taken(held, "report")
    assert 'filename="dorking-halls-' in headers["Content-Disposition"]
    for each in (TITLE, "Dorking Halls", "East Surrey", SAID, "Light", *list(PLEDGE.values())[1:3]):
        assert each in text, each
    assert "31 December 2026" in text
    assert f"{TITLE}, as it was at" in text
    # Two rounds of one question stand together, and once.
    assert "How serious, alone" not in text


def test_nothing_of_the_report_or_its_table_is_a_seat_unapproved_or_sensitive(held):
    seats = [word for seat in held.seats for word in ids_in(seat.cookies["sc-seat"])]
    assert len(seats) == 3 * len(held.seats)
    for name in ("report", "report.csv"):
        text = taken(held, name)[1]
        assert UNREAD not in text
        assert "What would stop you?" not in text
        assert held.code not in text
        assert "<script" not in text
        assert not [word for word in seats if word in text]


def ids_in(cookie):
    """Return the ids in a seat's cookie: its assembly's, its own, its key."""
    return base64.b64decode(cookie.strip('"').split("|")[4].partition(":")[2]).decode().split(".")


def test_of_one_to_four_people_no_number_is_told_in_the_table(held):
    told = [row for row in rows(held) if row[2] == TITLE and row[0] == "Answers"]
    people = {row[4]: row[6] for row in told if row[5] == "Alone: people"}
    assert people["Nobody yet"] == "<5"
    assert not [row for row in told if "tables" not in row[5] and row[6] in list("1234")]


def test_nothing_in_the_table_counts_by_table_and_kind_of_place(held):
    who = {row[5] for row in rows(held) if row[0] == "Answers"}
    assert who <= {"Alone: people", "Together: tables", "Police", "Other kinds together"}
    assert "Table" not in {cell for row in rows(held) for cell in row}


def test_no_cell_of_the_table_is_run_by_a_spreadsheet(held):
    (text,) = [row for row in rows(held) if row[0] == "Text"]
    assert text[4] == f"'{SAID}"
    assert text[5] == "Light"


def test_only_the_facilitator_takes_anything_away(held):
    seat = held.seat()
    for name in ("report", "report.csv", "agreement.json"):
        assert seat.api(f"assemblies/{held.code}/{name}")[0] == 403
    for page in ("staff/agreement", f"staff/facilitator-desk/{held.code}/closing"):
        assert seat.ask(page)[0] == 403


def test_the_closing_slide_shows_the_commitments_and_the_days_of_review(held):
    status, _, text = held.staff.ask(f"staff/facilitator-desk/{held.code}/closing")
    assert status == 200
    assert PLEDGE["what"] in text
    assert "after 30 days" in text
    assert UNREAD not in text


# -- the agreement file


def posted(room, file=None, **fields):
    """Send the agreement page's form, as a browser does."""
    mark = uuid.uuid4().hex
    token = room.staff.cookies["_xsrf"]
    parts = [("_xsrf", "", token), *((name, "", value) for name, value in fields.items())]
    if file is not None:
        parts.append(("file", '; filename="x.agreement.json"', file))
    body = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
        for name, more, value in parts
    )
    how = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    data = (body + f"--{mark}--\r\n").encode()
    status, headers, text = room.staff.ask("staff/agreement", method="POST", data=data, headers=how)
    return status, headers, html.unescape(text)


def agreement(room):
    headers, text = taken(room, "agreement.json")
    assert headers["Content-Disposition"].endswith('.agreement.json"')
    return text


def test_the_agreement_file_holds_what_was_approved_and_no_answer(held):
    found = json.loads(agreement(held))
    (pledge,) = found["commitments"]
    assert {name: pledge[name] for name in PLEDGE} == PLEDGE
    assert [each["name"] for each in found["geography"]["districts"]] == ["Mole Valley"]
    assert [each["name"] for each in found["geography"]["unitaries"]] == ["East Surrey"]
    assert set(found) == {"kind", "version", "place", "made", "geography", "commitments"}


def test_at_30_days_it_is_opened_marked_taken_away_and_carried_on(held):
    text = agreement(held)
    day = dt.date.fromisoformat(json.loads(text)["made"]) + dt.timedelta(30)
    status, _, page = posted(held, text, do="open")
    assert status == 200
    assert PLEDGE["what"] in page
    marks = {"on": day.isoformat(), "mark-1": "part", "why-1": "The electrician came once"}
    status, headers, kept = posted(held, do="download", kept=text, **marks)
    assert status == 200
    assert headers["Content-Disposition"].endswith('.agreement.json"')
    (pledge,) = json.loads(kept)["commitments"]
    assert pledge["history"] == [
        {"on": day.isoformat(), "mark": "part", "why": marks["why-1"], "was": ""}
    ]
    _, _, page = posted(held, do="mark", kept=text, **marks)
    assert "0 done, 1 done in part, 0 not done, 0 changed, 0 not looked at yet" in page
    assert "<svg" in page
    assert 'data-sc-review="30" data-sc-state="held"' in page
    status, headers, _ = posted(held, do="start", kept=kept)
    assert status == 303
    following = Assembly.__new__(Assembly)
    following.server, following.staff = held.server, held.staff
    following.code = headers["Location"].rpartition("=")[2]
    assert following.got("state")["agenda"][0]["title"].startswith("What became of the last")
    (again,) = json.loads(agreement(following))["commitments"]
    assert again == pledge


@pytest.mark.parametrize(("days", "due"), [(29, []), (30, ["30"]), (90, ["30", "90"])])
def test_the_page_says_which_review_is_due_by_its_own_clock(held, tmp_path, days, due):
    text = agreement(held)
    made = dt.date.fromisoformat(json.loads(text)["made"])
    with running_later(days, tmp_path, f"--content={PACK}") as server:
        later = SimpleNamespace(staff=teacher_of(server))
        later.staff.ask("staff/agreement")
        status, _, page = posted(later, text, do="open")
        assert status == 200
        assert re.findall(r'data-sc-due="(\d+)">The review after \1 days is due', page) == due
        today = (made + dt.timedelta(days)).isoformat()
        assert f'name="on" value="{today}"' in page
        marks = {"on": today, "mark-1": "part", "why-1": "Half of it"}
        _, _, page = posted(later, do="mark", kept=text, **marks)
        assert re.findall(r'data-sc-due="(\d+)"', page) == due[:-1]


def test_an_agreement_of_a_full_room_is_marked_as_a_small_one_is(held):
    data = json.loads(agreement(held))
    (one,) = data["commitments"]
    data["commitments"] = [{**one, "id": f"c-{number}"} for number in range(MOST_COMMITMENTS)]
    numbers = range(1, MOST_COMMITMENTS + 1)
    marks = {f"mark-{number}": "done" for number in numbers}
    boxes = {f"{name}-{number}": "" for name in ("why", "now") for number in numbers}
    typed = {"on": data["made"], **marks, **boxes}
    status, _, page = posted(held, do="mark", kept=json.dumps(data), **typed)
    assert status == 200
    assert f"{MOST_COMMITMENTS} done, 0 done in part" in page


def test_what_was_marked_in_two_windows_stands_together(held):
    text = agreement(held)
    day = dt.date.fromisoformat(json.loads(text)["made"]) + dt.timedelta(30)
    first = {"on": day.isoformat(), "mark-1": "part", "why-1": "The lamp came"}
    second = {"on": (day + dt.timedelta(1)).isoformat(), "mark-1": "not", "why-1": "No electrician"}
    one = posted(held, do="download", kept=text, **first)[2]
    other = posted(held, do="download", kept=text, **second)[2]
    for kept, opened in ((one, other), (other, one), (one, text)):
        typed = {"mark-1": "done", "why-1": "Typed and not yet added"}
        status, _, page = posted(held, opened, do="open", kept=kept, **typed)
        assert (status, "marked in either stands here together" in page) == (200, True)
        assert typed["why-1"] in page
        found = re.search(r'name="kept" value="(.*?)">', page, re.DOTALL)[1]
        why = [look["why"] for look in json.loads(found)["commitments"][0]["history"]]
        assert why == [first["why-1"], second["why-1"]][: 1 if opened == text else 2]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("{", "stops making sense in line 1"),
        ("[]", "It is no agreement file of this pack"),
        ('{"kind": "safer-communities-agreement", "version": 7}', "newer version of this pack"),
        (
            '{"kind": "safer-communities-agreement", "version": 1, "made": "soon"}',
            "made: “soon” is no date",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_plain_words_and_nothing_is_lost(held, file, said):
    typed = {"kept": agreement(held), "mark-1": "not", "why-1": "Half a sentence that I typed"}
    status, _, page = posted(held, file, do="open", **typed)
    assert status == 200
    assert "This file was not opened." in page
    assert said in page
    assert PLEDGE["what"] in page
    assert typed["why-1"] in page
    assert posted(held, file, do="open")[0] == 200


def test_a_mark_without_a_reason_or_before_its_day_is_refused_and_nothing_is_lost(held):
    text = agreement(held)
    today = dt.date.fromisoformat(json.loads(text)["made"])
    for marks, said in (
        ({"mark-1": "not", "on": today.isoformat()}, "number 1 does not"),
        ({"mark-1": "done", "on": "1999-01-01", "why-1": "Kept"}, "Say on which day you looked"),
        ({"mark-1": "done", "on": "soon", "why-1": "Kept"}, "Say on which day you looked"),
        ({}, "Nothing is marked yet"),
    ):
        status, _, page = posted(held, do="mark", kept=text, **marks)
        assert (status, said in page) == (200, True), marks
        assert marks.get("why-1", "") in page
    assert "Choose a file first" in posted(held, do="download", kept="{}")[2]
    assert EXERCISE not in page
