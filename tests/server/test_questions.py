"""The question box: who may write, who may read; no message is lost, leaked or overlooked."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from urllib.parse import urlsplit

import pytest
from safer_communities.classroom.store import metadata

from tests.conftest import fetched, running
from tests.server.test_classes import Asking, Class, Stream, saying, teacher_of

WORDS = "Somebody waits for me at the gate. <b>I do not like it.</b>"
NOT_READ = (
    "There are messages in the question box that nobody has read. "
    "Read them first, or say that you go on without reading them."
)
CLOSED = {"error": "Your teacher has closed the question box."}


@pytest.fixture
def own(server):
    """A class of this test alone, with its question box open."""
    made = Class(server)
    made.set(questions=True)
    return made


counter = iter(range(1_000_000))


def writing(words=WORDS, question_id=None):
    return {"question_id": question_id or f"test-question-{next(counter)}", "words": words}


def messages(going):
    return going.staff.api(f"classes/{going.code}/questions")[1]


def noted(going, number, **flags):
    return going.staff.api(f"classes/{going.code}/questions/{number}", flags)


# -- writing


def test_the_box_is_closed_until_the_teacher_opens_it(server):
    going = Class(server)
    pupil = going.pupil()
    assert pupil.api("me")[1]["state"]["questions"] is False
    assert pupil.api("questions", writing()) == (409, CLOSED)
    assert messages(going) == {"questions": [], "unread": 0}
    assert going.set(questions=True)["questions"] is True
    assert pupil.api("questions", writing())[0] == 200
    going.set(questions=False)
    assert pupil.api("questions", writing()) == (409, CLOSED)


def test_the_teacher_reads_tag_time_and_the_exact_words(own):
    one, two = own.pupil(), own.pupil()
    before = time.time()
    assert one.api("questions", writing())[1]["saved"] is True
    two.api("questions", writing("سلام\nدو خط"))
    found = messages(own)
    assert [(each["tag"], each["words"]) for each in found["questions"]] == [
        (one.tag, WORDS),
        (two.tag, "سلام\nدو خط"),
    ]
    assert {frozenset(each) for each in found["questions"]} == {
        frozenset({"number", "tag", "at", "words", "read", "passed"})
    }
    assert all(before - 1 < each["at"] < time.time() + 1 for each in found["questions"])
    assert found["unread"] == 2


def test_a_message_sent_again_is_one_message_even_when_the_box_has_closed(own):
    pupil = own.pupil()
    message = writing()
    first = pupil.api("questions", message)
    own.set(questions=False)
    assert pupil.api("questions", message) == first
    assert len(messages(own)["questions"]) == 1


def test_another_pupils_message_id_is_not_taken_and_not_told(own):
    one, two = own.pupil(), own.pupil()
    message = writing()
    one.api("questions", message)
    status, reply = two.api("questions", {**message, "words": "other"})
    assert (status, set(reply)) == (409, {"error"})
    assert len(messages(own)["questions"]) == 1


def test_a_pause_stops_no_message(own):
    pupil = own.pupil()
    own.set(paused=True)
    assert pupil.api("questions", writing())[0] == 200


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"question_id": "test-question-x"}, "That request could not be understood."),
        ({"words": WORDS}, "That request could not be understood."),
        (writing("", "test-question-y"), "That request could not be understood."),
        (writing(" \n\x00 ", "test-question-y"), "That request could not be understood."),
        (writing(WORDS, "short"), "That request could not be understood."),
        ({**writing(), "tag": "Amber Otter 7"}, "That request could not be understood."),
        (writing(["x"]), "That request could not be understood."),
        (writing("x" * 501), "That is too long. Write it in two messages."),
    ],
)
def test_what_is_no_message_is_refused_with_a_sentence(own, body, sentence):
    assert own.pupil().api("questions", body) == (400, {"error": sentence})
    assert messages(own)["questions"] == []


def test_letters_that_no_database_takes_break_nothing(own):
    pupil = own.pupil()
    body = b'{"question_id": "test-question-half", "words": "a\\u0000b \\ud800 c\\u001ed \\u202ee"}'
    assert pupil.api("questions", body)[0] == 200
    assert messages(own)["questions"][0]["words"] == "a b \ufffd c d \u202ee"


def test_five_hundred_letters_of_any_writing_are_taken(own):
    assert own.pupil().api("questions", writing("🙂" * 500))[0] == 200


def test_a_pupil_who_keeps_on_sending_is_slowed_and_no_other_is(own):
    pupil, other = own.pupil(), own.pupil()
    message = writing()
    statuses = [pupil.api("questions", message if at < 8 else writing())[0] for at in range(13)]
    assert statuses == [200] * 12 + [429], "the same one eight times, then four more"
    data = json.dumps(writing()).encode()
    assert int(pupil.ask("api/questions", method="POST", data=data)[1]["Retry-After"]) > 0
    assert other.api("questions", writing())[0] == 200


def test_nobody_writes_who_is_not_in_the_class_or_has_no_token(own):
    assert Asking(own.server.url).api("questions", writing())[0] == 401
    assert own.staff.api("questions", writing())[0] == 401
    assert own.pupil().api("questions", writing(), token=False)[0] == 403
    assert messages(own)["questions"] == []


def test_nobody_writes_after_the_end(own):
    pupil = own.pupil()
    own.set(ended=True)
    assert pupil.api("questions", writing())[0] == 410


# -- reading


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "classes/{}/questions", None),
        ("POST", "classes/{}/questions/1", {"read": True}),
    ],
)
def test_messages_are_closed_to_pupils_and_visitors(own, method, path, body):
    pupil = own.pupil()
    pupil.api("questions", writing())
    for visitor in (pupil, own.pupil(), Asking(own.server.url)):
        status, reply = visitor.api(path.format(own.code), body, method=method)
        assert (status, set(reply)) == (403, {"error"})
    assert messages(own)["unread"] == 1


def test_the_page_for_the_lead_is_closed_to_pupils(own):
    pupil = own.pupil()
    number = pupil.api("questions", writing())[1]["number"]
    noted(own, number, passed=True)
    status, _, text = pupil.ask(f"staff/questions/{own.code}/{number}")
    assert status == 403
    assert "gate" not in text


def test_the_desk_hears_at_once_how_many_are_unread(own):
    desk = Stream(own.staff, f"{own.code}/live")
    assert desk.hear()[1]["unread"] == 0
    pupil = own.pupil()
    number = pupil.api("questions", writing())[1]["number"]
    pupil.api("questions", writing())
    assert desk.until(lambda news: news["unread"] == 2)
    noted(own, number, read=True)
    assert desk.until(lambda news: news["unread"] == 1)
    noted(own, number, read=False)
    assert desk.until(lambda news: news["unread"] == 2)
    noted(own, number, passed=True)
    assert desk.until(lambda news: news["unread"] == 1)
    desk.close()


def test_neither_pupils_nor_the_projector_hear_of_messages(own):
    pupil = own.pupil()
    pupil.api("questions", writing())
    for visitor, tail in ((own.pupil(), ""), (own.staff, "?as=board")):
        stream = Stream(visitor, f"{own.code}/live{tail}")
        assert "unread" not in stream.hear()[1]
        stream.close()


def test_a_message_of_another_class_is_not_read_by_its_number(own, server):
    other = Class(server)
    number = own.pupil().api("questions", writing())[1]["number"]
    assert other.staff.api(f"classes/{other.code}/questions/{number}", {"read": True})[0] == 404
    assert other.staff.ask(f"staff/questions/{other.code}/{number}")[0] == 404
    assert messages(own)["unread"] == 1


@pytest.mark.parametrize("flags", [{}, {"passed": False}, {"read": 1}, {"words": "other"}])
def test_of_a_message_nothing_but_read_and_passed_is_noted(own, flags):
    number = own.pupil().api("questions", writing())[1]["number"]
    assert noted(own, number, **flags)[0] == 400
    assert messages(own)["questions"][0]["words"] == WORDS


# -- passing on


def test_the_page_for_the_lead_prints_tag_time_and_exact_words(own):
    pupil = own.pupil()
    number = pupil.api("questions", writing())[1]["number"]
    page = f"staff/questions/{own.code}/{number}"
    assert own.staff.ask(page)[0] == 404, "not before it is passed on"
    assert noted(own, number, passed=True)[1]["read"] is True
    status, headers, text = own.staff.ask(page)
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    sheet = text.partition('class="card sheet"')[2].partition("</section>")[0]
    assert pupil.tag in sheet
    assert re.search(r"[0-9]{2}:[0-9]{2}", sheet)
    assert "&lt;b&gt;I do not like it.&lt;/b&gt;" in sheet
    assert "<b>" not in sheet
    assert own.code not in sheet
    assert "safeguarding lead today" in text
    assert messages(own)["questions"][0]["passed"] is True


def test_messages_are_among_no_answers(own):
    pupil = own.pupil()
    pupil.api("answers", saying())
    pupil.api("questions", writing())
    assert "gate." not in json.dumps(own.answers())
    assert "gate." not in json.dumps(pupil.api("me")[1])


# -- nothing is overlooked


def test_a_class_with_unread_messages_is_not_ended_before_that_is_said(own):
    pupil = own.pupil()
    number = pupil.api("questions", writing())[1]["number"]
    path = f"classes/{own.code}/state"
    for patch in ({"ended": True}, {"ended": True, "unread": False}):
        assert own.staff.api(path, patch) == (409, {"error": NOT_READ})
    assert own.set()["ended"] is False
    assert own.set(unread=True)["ended"] is False
    noted(own, number, read=True)
    assert own.set(ended=True)["ended"] is True


def test_it_can_be_said_that_a_class_ends_with_messages_unread(own):
    own.pupil().api("questions", writing())
    assert own.set(ended=True, unread=True)["ended"] is True
    assert messages(own)["unread"] == 1, "they can still be read"


def test_a_class_with_unread_messages_is_not_deleted_before_that_is_said(own):
    own.pupil().api("questions", writing())
    path = f"classes/{own.code}"
    for tail in ("", "?unread=no", "?unread="):
        assert own.staff.api(path + tail, method="DELETE") == (409, {"error": NOT_READ})
    assert messages(own)["unread"] == 1
    assert own.staff.api(f"{path}?unread=yes", method="DELETE") == (200, {"deleted": True})
    assert own.staff.api(f"{path}/questions")[0] == 404


def test_the_list_of_classes_says_where_messages_are_unread(own):
    own.pupil().api("questions", writing())
    text = own.staff.ask("staff/class-desk")[2]
    item = text.partition(f'<bdi dir="ltr">{own.code}</bdi>')[2].partition("</li>")[0]
    assert "messages nobody has read: 1" in item


def test_messages_are_there_after_a_new_start_and_gone_with_the_class(tmp_path):
    file = tmp_path / "data" / "classes.sqlite3"
    with running(tmp_path / "data") as server:
        going = Class(server)
        going.set(questions=True)
        going.pupil().api("questions", writing())
        port = urlsplit(server.url).port
        server.process.kill()
        server.process.wait()
    with running(tmp_path / "data", f"--port={port}") as server:
        staff = teacher_of(server)
        found = staff.api(f"classes/{going.code}/questions")[1]
        assert (found["questions"][0]["words"], found["unread"]) == (WORDS, 1)
        assert staff.api(f"classes/{going.code}", method="DELETE")[0] == 409
        assert staff.api(f"classes/{going.code}?unread=yes", method="DELETE")[0] == 200
        for part in file.parent.glob("classes.sqlite3*"):
            assert b"waits for me" not in part.read_bytes()
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM questions").fetchone() == (0,)
    connection.close()


def test_no_word_of_a_message_goes_into_the_log(tmp_path):
    said = tmp_path / "said"
    with said.open("w") as file, running(tmp_path / "data", said=file) as server:
        going = Class(server)
        pupil = going.pupil()
        pupil.api("questions", writing())
        going.set(questions=True)
        number = pupil.api("questions", writing())[1]["number"]
        noted(going, number, passed=True)
        going.staff.ask(f"staff/questions/{going.code}/{number}")
    text = said.read_text()
    for private in ("gate", pupil.tag, going.code, "Traceback"):
        assert private not in text


def test_the_privacy_note_says_of_every_table_what_is_kept_in_it(server):
    text = fetched(f"{server.url}privacy")[2]
    told = [
        name
        for names in re.findall(r'<tr data-sc-tables="([a-z_ ]+)"', text)
        for name in names.split()
    ]
    assert sorted(told) == sorted(metadata.tables)
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", text.partition("<tbody")[2], re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.+?)</t[hd]>", row)
        assert len(cells) == 4, "what, where, how long, how it is deleted"
