"""The API of an assembly: each line of docs/api.md, and each way it must not be used."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import running
from tests.rooms import (
    EXERCISE,
    NOBODY,
    OFFICER,
    PACK,
    SECOND,
    SERIOUS,
    Assembly,
    answer_id,
    cells,
    saying,
)
from tests.server.test_classes import Asking, Stream, teacher_of

NOTHING_SHOWN = "\N{EN DASH}"
OPEN_ALONE = {"rate": "alone", "route": "alone"}
OPEN_TABLE = {"rate-again": "table", "route": "table"}


@pytest.fixture(scope="module")
def room_server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("rooms"), f"--content={PACK}") as started:
        yield started


@pytest.fixture
def own(room_server):
    """An assembly of this test alone, with its first exercise on."""
    return Assembly(room_server)


def hearing(visitor, going):
    """Return what somebody in the room is told, until the block ends."""
    return closing(Stream(visitor, f"{going.code}/live", of="assemblies"))


# -- joining


def test_an_assembly_has_a_code_as_a_class_has(own):
    assert re.fullmatch("[A-Z]{3,8}-[A-Z]{3,8}", own.code)


def test_a_seat_says_its_table_and_its_kind_of_place_and_nothing_else(own):
    seat = Asking(own.server.url)
    asked = {"code": own.code.lower(), "table": 3, "agency": "health"}
    assert seat.api("join", asked) == (200, {"table": 3, "agency": "health", "code": own.code})
    me = seat.api("me")[1]
    assert (me["table"], me["agency"], me["code"]) == (3, "health", own.code)
    assert set(me) == {"code", "table", "agency", "state", "answers", "joint"}


def test_without_a_table_the_join_is_answered_with_what_is_asked(own):
    somebody = Asking(own.server.url)
    asked = {"code": own.code, "asks": ["table", "agency"]}
    assert somebody.api("join", {"code": own.code}) == (200, asked)
    assert somebody.api("me")[0] == 401


@pytest.mark.parametrize("wrong", [{"table": 21}, {"table": 0}, {"table": True}, {"agency": "spy"}])
def test_a_seat_at_no_table_or_of_no_kind_is_refused_with_a_sentence(own, wrong):
    asked = {"code": own.code, "table": 1, "agency": "police", **wrong}
    status, reply = Asking(own.server.url).api("join", asked)
    assert status == 400
    assert reply["error"].endswith(".")


def test_the_join_page_asks_for_table_and_kind_of_place(own):
    status, _, text = Asking(own.server.url).ask(f"join/{own.code}")
    assert status == 200
    assert '<select id="table" name="table"' in text
    assert 'value="resident-voice"' in text
    assert 'name="name"' not in text


def test_somebody_joins_without_javascript(own):
    seat = Asking(own.server.url)
    form = f"code={own.code}&table=5&agency=fire&_xsrf={seat.cookies['_xsrf']}".encode()
    status, headers, _ = seat.ask("join", method="POST", data=form)
    assert (status, headers["Location"]) == (303, f"/class/{own.code}#joined")
    assert seat.api("me")[1]["table"] == 5


def test_after_eight_looks_a_join_page_says_nothing_of_any_code(tmp_path):
    with running(tmp_path, f"--content={PACK}") as server:
        going, guesser = Assembly(server), Asking(server.url)
        for _ in range(8):
            assert 'name="table"' not in guesser.ask("join/KITE-OTTER")[2]
        assert 'name="table"' not in guesser.ask(f"join/{going.code}")[2]
        # By the code itself it still opens: that is a try, and a right code is never counted.
        assert guesser.api("join", {"code": going.code})[1]["asks"] == ["table", "agency"]


def test_wrong_codes_are_slowed_as_those_of_classes_are(tmp_path):
    with running(tmp_path, f"--content={PACK}") as server:
        going, guesser = Assembly(server), Asking(server.url)
        tried = [guesser.api("assemblies/KITE-OTTER/live")[0] for _ in range(31)]
        assert tried == [404] * 30 + [429]
        seat = Asking(server.url)
        asked = {"code": going.code, "table": 1, "agency": "police"}
        assert seat.api("join", asked)[0] == 429  # one address: whoever guesses there waits


def test_a_code_is_never_that_of_a_class_and_of_an_assembly(room_server):
    from safer_communities.classroom import Codes  # noqa: PLC0415

    codes = {Assembly(room_server, on="").code for _ in range(5)}
    assert len(codes) == 5
    two = Codes(["one", "two"])
    assert two.new({"ONE-TWO"}) == "TWO-ONE"


# -- answering


def test_a_seat_answers_alone_and_says_how_sure_it_is(own):
    own.set(open=OPEN_ALONE)
    seat = own.seat()
    status, reply = seat.api("answers", saying(SERIOUS, "rate", confidence=2))
    assert (status, reply["saved"]) == (200, True)
    assert seat.api("me")[1]["answers"] == {"rate": {"value": SERIOUS, "confidence": 2}}


@pytest.mark.parametrize("confidence", [0, 6, True, None])
def test_alone_it_must_say_how_sure_it_is_from_one_to_five(own, confidence):
    own.set(open=OPEN_ALONE)
    said = saying(SERIOUS, "rate")
    said["confidence"] = confidence
    if confidence is None:
        del said["confidence"]
    assert own.seat().api("answers", said)[0] == 400


def test_an_answer_sent_twice_is_one_even_after_the_round_has_closed(own):
    own.set(open=OPEN_ALONE)
    seat = own.seat()
    said = saying(SERIOUS, "rate")
    first = seat.api("answers", said)
    own.set(open={})
    assert seat.api("answers", said) == first
    assert seat.api("answers", saying(SERIOUS, "rate"))[0] == 409


def test_an_id_is_one_seats_and_one_rounds(own):
    own.set(open=OPEN_ALONE)
    one, two = own.seat(), own.seat()
    said = saying(OFFICER, "route")
    assert one.api("answers", said)[0] == 200
    assert two.api("answers", said)[0] == 409
    own.set(open=OPEN_TABLE)
    again = {**said, "round": "table"}
    assert one.api("answers", again)[0] == 409


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ({"open": {}}, 409),
        ({"open": OPEN_TABLE}, 409),
        ({"frozen": ["route"]}, 409),
        ({"paused": True}, 409),
        ({"on": "item-2"}, 409),
        ({"ended": True}, 410),
    ],
)
def test_what_is_closed_frozen_paused_over_or_past_takes_no_answer(own, state, status):
    own.set(open=OPEN_ALONE)
    seat = own.seat()
    assert seat.api("answers", saying(OFFICER, "route"))[0] == 200
    own.set(**state)
    said = saying(OFFICER, "route", exercise=EXERCISE)
    got, reply = seat.api("answers", said)
    assert got == status
    assert "class" not in reply["error"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": {"answers": {"first": ["mayor"]}}},
        {"value": []},
        {"part": "open"},
        {"part": "no-such"},
        {"round": "hands"},
        {"exercise": "asm-99"},
        {"answer_id": "x"},
        {"extra": 1},
    ],
)
def test_what_can_be_no_answer_is_refused_with_a_sentence(own, wrong):
    own.set(open=OPEN_ALONE)
    status, reply = own.seat().api("answers", saying(OFFICER, "route") | wrong)
    assert status == 400
    assert reply["error"].endswith(".")


def test_the_last_joint_answer_counts_and_the_whole_table_sees_it(own):
    own.set(open=OPEN_TABLE)
    one, two, other = own.seat(1), own.seat(1, "health"), own.seat(2)
    one.api("answers", saying(OFFICER, "route", "table"))
    seq = two.api("answers", saying(NOBODY, "route", "table"))[1]["seq"]
    for seat in (one, two):
        assert seat.api("me")[1]["joint"] == {"route": {"seq": seq, "value": NOBODY}}
    assert other.api("me")[1]["joint"] == {}
    assert cells(own.compared("route")["joint"], "first") == {"officer": "0", "nobody": "1"}


def test_a_seat_hears_its_own_tables_answer_and_never_anothers(own):
    own.set(open=OPEN_TABLE)
    one, two, other = own.seat(1), own.seat(1), own.seat(2)
    with hearing(two, own) as near, hearing(other, own) as far:
        assert near.hear()[1]["joint"] == {}
        assert far.hear()[1]["joint"] == {}
        one.api("answers", saying(OFFICER, "route", "table"))
        assert near.hear()[1]["joint"]["route"]["value"] == OFFICER
        own.set(paused=True)
        assert far.hear()[1]["joint"] == {}


def test_both_rounds_are_kept(own):
    seats = [own.seat(1 + number % 2) for number in range(10)]
    own.set(open=OPEN_ALONE)
    for seat in seats:
        seat.api("answers", saying(NOBODY, "route"))
    own.set(open=OPEN_TABLE)
    for seat in seats[:2]:
        seat.api("answers", saying(OFFICER, "route", "table"))
    told = own.compared("route")
    assert cells(told["alone"], "first") == {"officer": "0", "nobody": "10"}
    assert cells(told["joint"], "first") == {"officer": "2", "nobody": "0"}
    assert cells(told["moved"], "first") == {"same": "0", "other": "10"}
    assert cells(told["confidence"], "")["4"] == "10"


def test_a_part_for_the_table_stands_beside_the_earlier_one_that_it_is_the_same_as(own):
    seats = [own.seat() for _ in range(5)]
    own.set(open=OPEN_ALONE)
    for seat in seats:
        seat.api("answers", saying(SERIOUS, "rate"))
    own.set(open=OPEN_TABLE)
    seats[0].api("answers", saying({"answers": {"bins": 4, "noise": 2}}, "rate-again", "table"))
    told = own.compared("rate-again")
    assert set(cells(told["alone"], "bins").values()) == {"0", "5"}
    assert cells(told["moved"], "bins") == {"same": "0", "other": "5"}
    assert cells(told["moved"], "noise") == {"same": "5", "other": "0"}


# -- small numbers


def test_of_fewer_than_five_people_nothing_is_told(own):
    own.set(open=OPEN_ALONE)
    for _ in range(4):
        own.seat().api("answers", saying(OFFICER, "route"))
    told = own.compared("route")
    assert told["alone"]["answered"]["shown"] == "<5"
    assert set(cells(told["alone"], "first").values()) == {NOTHING_SHOWN}
    assert told["agencies"] == []


def test_kinds_of_place_are_compared_over_the_room_and_small_ones_together(own):
    own.set(open=OPEN_ALONE)
    for at, (agency, value) in enumerate(
        [("police", OFFICER)] * 6
        + [("health", NOBODY)] * 5
        + [("fire", NOBODY)] * 2
        + [("housing", NOBODY)] * 3
    ):
        own.seat(1 + at % 4, agency).api("answers", saying(value, "route"))
    told = own.compared("route")["agencies"]
    assert [each["agency"] for each in told] == ["health", "others", "police"]
    assert cells(told[2], "first") == {"officer": "6", "nobody": "0"}
    assert cells(told[1], "first") == {"officer": "0", "nobody": "5"}


def test_nothing_that_is_told_counts_by_table_and_kind_of_place_at_once(own):
    own.set(open=OPEN_ALONE)
    for at in range(12):
        agency = "police" if at < 6 else "health"
        own.seat(1 + at % 2, agency).api("answers", saying(OFFICER, "route"))
    own.api("snapshots", {"part": "route"})
    for path in ("compare", "snapshots"):
        assert '"table"' not in json.dumps(own.got(path))
    with hearing(own.staff, own) as desk:
        assert "health" not in json.dumps(desk.hear()[1])


# -- the desk


def test_the_desk_sees_every_table_and_how_far_it_is(own):
    own.set(open=OPEN_ALONE)
    one, two = own.seat(1), own.seat(2)
    own.seat(2)
    one.api("answers", saying(OFFICER, "route"))
    with hearing(own.staff, own) as desk:
        news = desk.hear()[1]
        assert news["joined"] == 3
        assert news["said"] == "3 people, 2 tables"
        assert [(each["table"], each["seats"]) for each in news["tables"]] == [(1, 1), (2, 2)]
        route = [each["parts"]["route"] for each in news["tables"]]
        assert route[0] == {"alone": 1, "joint": False, "counted": []}
        own.set(open=OPEN_TABLE)
        two.api("answers", saying(OFFICER, "route", "table"))

        desk_sees = lambda news: news["tables"][1]["parts"]["route"]["joint"]  # noqa: E731
        assert desk.until(desk_sees)


def test_a_seat_a_stranger_and_a_pupil_see_no_desk(own):
    seat = own.seat()
    for path in ("compare", "texts", "themes", "commitments", "snapshots", "scribe", "state"):
        assert seat.api(f"assemblies/{own.code}/{path}")[0] == 403
    with hearing(seat, own) as line:
        assert not {"tables", "agenda", "unread"} & set(line.hear()[1])
    assert seat.ask("staff/facilitator-desk")[0] == 403


def test_the_agenda_has_exercises_and_talks_and_a_clock(own):
    talk = {"id": "talk-1", "title": "Surrey's  year ", "minutes": 15}
    agenda = own.set(agenda=[{"id": "item-1", "exercise": EXERCISE}, talk])["agenda"]
    assert [(each["title"], each["minutes"]) for each in agenda] == [
        ("Two rounds", 35),
        ("Surrey's year", 15),
    ]
    agenda = own.set(on="talk-1")["agenda"]
    assert agenda[0]["began"] <= agenda[0]["ended"] == agenda[1]["began"]
    assert agenda[1]["ended"] is None
    seat = own.seat()
    with hearing(seat, own) as line:
        news = line.hear()[1]
        assert (news["exercise"], news["talk"]) == ("", "Surrey's year")


def test_of_two_desks_that_edit_the_agenda_the_later_is_told_and_overwrites_nothing(own):
    before = own.got("state")
    plain = [{"id": each["id"], "exercise": each["exercise"]} for each in before["agenda"]]
    talk = {"id": "talk", "title": "From the police"}
    own.set(agenda=[*plain, talk], edition=before["edition"])
    status, reply = own.api("state", {"agenda": plain, "edition": before["edition"]})
    assert status == 409
    assert "The agenda was changed meanwhile" in reply["error"]
    now = own.got("state")
    assert [each["title"] for each in now["agenda"]][2:] == ["From the police"]
    tea = {"id": "tea", "title": "Tea"}
    assert len(own.set(agenda=[*plain, talk, tea], edition=now["edition"])["agenda"]) == 4


@pytest.mark.parametrize(
    "agenda",
    [
        [{"exercise": "asm-99"}],
        [{"title": "", "minutes": 5}],
        [{"title": "A talk", "minutes": 0}],
        [{"title": "A talk", "minutes": "5"}],
        [{"id": "item-1", "exercise": EXERCISE}, {"id": "item-1", "title": "A talk"}],
        [{"title": "What was begun is gone", "minutes": 5}],
        [{"title": "A talk", "minutes": 5}] * 31,
        [7],
    ],
)
def test_an_agenda_that_cannot_be_is_refused_with_a_sentence(own, agenda):
    status, reply = own.api("state", {"agenda": agenda})
    assert status == 400
    assert reply["error"].endswith(".")


@pytest.mark.parametrize(
    "state",
    [
        {"open": {"open": "alone"}},
        {"open": {"rate": "table"}},
        {"open": ["rate"]},
        {"frozen": ["no-such"]},
        {"shown": ["sure"]},
        {"on": "item-9"},
        {"paused": "yes"},
        {"place": {"district": "narnia"}},
    ],
)
def test_a_state_that_cannot_be_is_refused_and_changes_nothing(own, state):
    before = own.got("state")
    assert own.api("state", state)[0] == 400
    assert own.got("state") == before


def test_parts_are_opened_only_while_an_exercise_is_on(room_server):
    going = Assembly(room_server, on="")
    assert going.api("state", {"open": OPEN_ALONE})[0] == 409


def test_what_is_shown_is_told_to_the_room_and_a_sensitive_part_never(own):
    own.set(open=OPEN_ALONE)
    seat = own.seat()
    assert seat.api(f"assemblies/{own.code}/shown")[1] == {"parts": []}
    own.set(shown=["route"])
    (part,) = seat.api(f"assemblies/{own.code}/shown")[1]["parts"]
    assert part["part"] == "route"
    assert own.api("snapshots", {"part": "sure"})[0] == 400


def test_talk_that_is_shown_is_told_in_the_order_of_the_exercise(own):
    own.set(open=OPEN_ALONE)
    seat = own.seat()
    own.set(shown=["commit", "route"])
    compared, talk = seat.api(f"assemblies/{own.code}/shown")[1]["parts"]
    assert compared["part"] == "route"
    assert talk == {
        "part": "commit",
        "title": "One thing to take away",
        "talk": {
            "ask": "Each person says one thing.",
            "points": ["Start with a verb."],
            "discuss": [],
        },
    }
    for wrong in ("open", "why", "no-such-part", 7):
        assert own.api("state", {"shown": [wrong]})[0] == 400


def test_a_snapshot_stays_as_it_was(own):
    own.set(open=OPEN_ALONE)
    for _ in range(5):
        own.seat().api("answers", saying(OFFICER, "route"))
    number = own.api("snapshots", {"part": "route"})[1]["id"]
    own.seat().api("answers", saying(OFFICER, "route"))
    (kept,) = own.got("snapshots")["snapshots"]
    assert cells(kept["alone"], "first")["officer"] == "5"
    assert own.api(f"snapshots/{number}", method="DELETE")[0] == 200
    assert own.got("snapshots") == {"snapshots": []}


# -- with no devices


def counted(counts, part="route", round_="alone", table=1, **more):
    return {
        "answer_id": answer_id(),
        "table": table,
        "part": part,
        "round": round_,
        "counts": counts,
        **more,
    }


def test_with_no_seats_a_scribe_keys_in_counts_for_each_table(own):
    own.api("scribe", counted({"first": {"officer": 4, "nobody": 2}}))
    own.api("scribe", counted({"first": {"officer": 5, "nobody": 2}}, table=2))
    own.api("scribe", counted({"first": {"officer": 6, "nobody": 0}}))  # counted again
    own.api("scribe", counted({"first": {"officer": 1}}, round_="table"))
    told = own.compared("route")
    assert cells(told["alone"], "first") == {"officer": "9+", "nobody": "<5"}
    assert cells(told["joint"], "first") == {"officer": "1", "nobody": "0"}
    kept = own.got("scribe")["counts"]["route"]
    assert kept["alone"] == {
        "1": {"first": {"officer": 6, "nobody": 0}},
        "2": {"first": {"officer": 5, "nobody": 2}},
    }
    with hearing(own.staff, own) as desk:
        assert [each["table"] for each in desk.hear()[1]["tables"]] == [1, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        counted({"first": {"officer": 101}}),
        counted({"first": {"officer": -1}}),
        counted({"first": {"mayor": 1}}),
        counted({"first": {"officer": 2}}, round_="table"),
        counted({"first": {"officer": 1, "nobody": 1}}, round_="table"),
        counted({"first": {"officer": 1}}, table=21),
        counted({"first": {"officer": 1}}, exercise="asm-99"),
        counted({"bins": {"officer": 1}}),
    ],
)
def test_counts_that_cannot_be_are_refused(own, wrong):
    assert own.api("scribe", wrong)[0] == 400


# -- free text


WRITTEN = {"notes": {"reason": "The lamp by Smith's yard is out", "ask": "Who has the keys?"}}
REAL_NAME = "Smith"


def noted(going, value=WRITTEN, seat=None):
    """Have a table write notes; return the seat that sent them."""
    going.set(open={"why": "table", "pledge": "table"})
    seat = seat or going.seat()
    status, reply = seat.api("answers", saying(value, "why", "table"))
    assert status == 200, reply
    return seat


def everything_else(going, seat):
    """Return all that is told of a room beside what its facilitator reads of free text."""
    paths = ("state", "compare", "scribe", "snapshots")
    found = [json.dumps(going.got(path)) for path in paths]
    found += [
        json.dumps(seat.api("me")[1]),
        json.dumps(seat.api(f"assemblies/{going.code}/shown")[1]),
    ]
    for somebody in (seat, going.staff):
        with hearing(somebody, going) as line:
            found.append(json.dumps(line.hear()[1]))
    return "".join(found)


def test_free_text_reaches_the_facilitator_first_and_nobody_else(own):
    seat = noted(own)
    found = own.got("texts")
    assert found["unread"] == 2
    assert [
        (each["table"], each["box"], each["status"], each["shown"]) for each in found["texts"]
    ] == [
        (1, "reason", "new", None),
        (1, "ask", "new", None),
    ]
    assert found["texts"][0]["words"] == WRITTEN["notes"]["reason"]
    assert found["texts"][0]["about"] == "What stands behind it?"
    assert REAL_NAME not in everything_else(own, seat)
    assert seat.api(f"assemblies/{own.code}/texts")[0] == 403


def test_free_text_is_approved_edited_or_dropped(own):
    noted(own)
    one, two = [each["number"] for each in own.got("texts")["texts"]]
    edited = {"status": "edited", "shown": "The lamp by the yard is out"}
    assert own.api(f"texts/{one}", edited)[1]["shown"] == "The lamp by the yard is out"
    assert own.api(f"texts/{two}", {"status": "approved"})[1]["shown"] == "Who has the keys?"
    assert own.got("texts")["unread"] == 0
    assert own.api(f"texts/{two}", {"status": "dropped"})[1]["shown"] is None
    assert own.api(f"texts/{two}", {"status": "new"})[1]["status"] == "new"
    assert own.got("texts")["unread"] == 1
    for wrong in (
        {"status": "shown"},
        {"status": "edited"},
        {"shown": "x"},
        {},
        {"status": "edited", "shown": " "},
    ):
        assert own.api(f"texts/{one}", wrong)[0] == 400
    assert own.api("texts/99999", {"status": "approved"})[0] == 404


def test_a_table_that_writes_anew_replaces_what_nobody_has_looked_at(own):
    seat = noted(own)
    first = own.got("texts")["texts"][0]["number"]
    own.api(f"texts/{first}", {"status": "approved"})
    noted(own, {"notes": {**WRITTEN["notes"], "ask": "Who mends it?"}}, seat)
    assert [(each["words"], each["status"]) for each in own.got("texts")["texts"]] == [
        (WRITTEN["notes"]["reason"], "approved"),
        ("Who mends it?", "new"),
    ]


def test_texts_are_put_under_themes_and_words_that_come_twice_are_counted(own):
    noted(own)
    noted(own, {"notes": {"reason": "No lamp, no light"}}, own.seat(2))
    numbers = [each["number"] for each in own.got("texts")["texts"]]
    theme = own.api("themes", {"name": "Light"})[1]["id"]
    assert own.api(f"texts/{numbers[0]}", {"theme": theme})[0] == 404  # nobody has approved it
    for number in numbers:
        own.api(f"texts/{number}", {"status": "approved"})
    assert own.api(f"texts/{numbers[0]}", {"theme": theme})[1]["theme"] == theme
    assert own.api(f"texts/{numbers[0]}", {"theme": 99999})[0] == 404
    assert own.got("texts")["words"] == [{"word": "lamp", "count": 2}]
    own.api(f"texts/{numbers[0]}", {"status": "dropped"})
    assert own.got("texts")["texts"][0]["theme"] is None


def test_an_assembly_with_texts_nobody_looked_at_is_not_ended_or_deleted_unawares(own):
    noted(own)
    assert own.api("state", {"ended": True})[0] == 409
    assert own.staff.api(f"assemblies/{own.code}", method="DELETE")[0] == 409
    assert own.got("state")["ended"] is False
    assert own.set(ended=True, unread=True)["ended"] is True
    assert own.staff.api(f"assemblies/{own.code}?unread=yes", method="DELETE")[0] == 200


def test_a_seat_that_writes_without_end_is_asked_to_wait(own):
    seat = noted(own)
    tried = [seat.api("answers", saying(WRITTEN, "why", "table"))[0] for _ in range(25)]
    assert tried[-1] == 429


# -- commitments, themes


PLEDGE = {
    "level": "cross",
    "what": "Name one contact for Mrs Rao",
    "owner": "Housing team leader",
    "by": "2026-12-31",
    "measure": "She knows the number",
    "first": "Ring her",
}


def test_the_facilitator_writes_a_commitment_for_the_room(own):
    number = own.api("commitments", {"shown": PLEDGE})[1]["number"]
    (kept,) = own.got("commitments")["commitments"]
    assert (kept["number"], kept["status"], kept["shown"]) == (number, "approved", PLEDGE)
    edited = {**PLEDGE, "what": "Name one contact"}
    status, made = own.api(f"commitments/{number}", {"status": "edited", "shown": edited})
    assert (status, made["shown"]) == (200, edited)
    assert own.api(f"commitments/{number}", {"status": "dropped"})[1]["shown"] is None


@pytest.mark.parametrize(
    "wrong", [{"by": "soon"}, {"level": "all"}, {"what": ""}, {"owner": ""}, {"name": "Jo"}]
)
def test_a_commitment_without_what_owner_or_a_date_that_is_one_is_refused(own, wrong):
    assert own.api("commitments", {"shown": {**PLEDGE, **wrong}})[0] == 400


def test_what_tables_promise_waits_for_the_facilitator_too(own):
    seat = noted(own, {"notes": {}})
    said = {
        "commitments": [{**PLEDGE, "by": "2126-12-31", "what": f"Ask {REAL_NAME} for the keys"}]
    }
    assert seat.api("answers", saying(said, "pledge", "table"))[0] == 200
    (kept,) = own.got("commitments")["commitments"]
    assert (kept["status"], kept["shown"], kept["table"]) == ("new", None, 1)
    assert own.got("commitments")["unread"] == 1
    assert REAL_NAME not in everything_else(own, seat)
    assert (
        own.api(f"commitments/{kept['number']}", {"status": "approved"})[1]["shown"] == kept["said"]
    )
    assert own.got("commitments")["unread"] == 0


def test_themes_are_named_renamed_and_deleted(own):
    number = own.api("themes", {"name": "  Lighting and paths "})[1]["id"]
    own.api(f"themes/{number}", {"name": "Lighting"})
    assert own.got("themes") == {"themes": [{"id": number, "name": "Lighting"}]}
    assert own.api(f"themes/{number}", method="DELETE")[0] == 200
    assert own.api(f"themes/{number}", method="DELETE")[0] == 404
    assert own.api("themes", {"name": " "})[0] == 400


# -- the end, and what is left


def test_a_restart_loses_nothing(tmp_path):
    with running(tmp_path, f"--content={PACK}") as server:
        going = Assembly(server)
        going.set(open={**OPEN_ALONE, "rate-again": "table"})
        seat = going.seat()
        seat.api("answers", saying(OFFICER, "route"))
        seat.api("answers", saying(SERIOUS, "rate-again", "table"))
        before = seat.api("me")[1]
        header = seat.header
    with running(tmp_path, f"--content={PACK}") as server:
        again = Asking(server.url)
        status, me = again.api("me", headers={"Cookie": header})
        assert (status, me) == (200, before)
        staff = teacher_of(server)
        state = staff.api(f"assemblies/{going.code}/state")[1]
        assert state["on"] == "item-1"
        assert state["open"]["route"] == "alone"


def test_a_deleted_assembly_leaves_no_byte(tmp_path):
    with running(tmp_path, f"--content={PACK}") as server:
        going = Assembly(server)
        going.set(open=OPEN_ALONE)
        going.seat(7, "victim-services").api("answers", saying(OFFICER, "route"))
        going.api("commitments", {"shown": PLEDGE})
        going.api("themes", {"name": "Zeppelins"})
        assert going.staff.api(f"assemblies/{going.code}", method="DELETE")[0] == 200
        assert going.api("state")[0] == 404
        left = b"".join(each.read_bytes() for each in Path(server.data).glob("classes.sqlite3*"))
        for trace in (going.code, "victim-services", "Zeppelins", "Mrs Rao", "officer"):
            assert trace.encode() not in left
        tables = sqlite3.connect(Path(server.data) / "classes.sqlite3")
        assert tables.execute("select count(*) from seats").fetchone() == (0,)


def test_a_seat_of_another_assembly_is_nobody_here(room_server):
    one, two = Assembly(room_server), Assembly(room_server)
    two.set(open=OPEN_ALONE)
    seat = one.seat()
    # Its answer goes to its own room, where nothing is open; the other never hears of it.
    assert seat.api("answers", saying(OFFICER, "route"))[0] == 409
    assert two.compared("route")["alone"]["answered"]["count"] == 0


def test_requests_that_change_something_need_the_pages_token(own):
    own.set(open=OPEN_ALONE)
    seat = own.seat()
    assert seat.api("answers", saying(OFFICER, "route"), token=False)[0] == 403
    assert own.api("state", {"paused": True}, token=False)[0] == 403


def test_the_second_exercise_has_answers_of_its_own(own):
    own.set(open=OPEN_ALONE)
    seat = own.seat()
    seat.api("answers", saying(OFFICER, "route"))
    own.set(on="item-2")
    assert seat.api("me")[1]["answers"] == {}
    own.set(open=OPEN_ALONE)
    assert seat.api("answers", saying(NOBODY, "route", exercise=SECOND))[0] == 200
    told = own.got(f"compare?exercise={EXERCISE}")
    assert told["exercise"] == EXERCISE
