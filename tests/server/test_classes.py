"""The API of a live class: each line of docs/api.md, and each way it must not be used."""

from __future__ import annotations

import base64
import contextlib
import http.client
import itertools
import json
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safer_communities.classroom import TagWords
from safer_communities.content import Places

from tests.conftest import LESSON, fetched, running
from tests.server.conftest import Visitor

PART, OTHER, SENSITIVE, TALK = "street", "weigh", "sure", "rules"
TAG = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+ [0-9]+")
ANSWER = {"chosen": ["van"]}
WRONG = "No class has this code. Look at the board again, or ask your teacher."


class Asking(Visitor):
    """A browser at a page of ours: it has the token."""

    def __init__(self, url):
        super().__init__(url)
        self.ask("join")

    def api(self, path, body=None, *, method=None, **how):
        """Return (status, JSON) of a request of the API."""
        data = (
            None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        )
        how.setdefault("method", method or ("POST" if data is not None else "GET"))
        status, headers, text = self.ask(f"api/{path}", data=data, **how)
        assert headers["Content-Type"].startswith("application/json"), text
        assert headers["Cache-Control"] == "no-store"
        return status, json.loads(text)


def teacher_of(server):
    """Return a visitor with the staff's cookie and the token of their page."""
    staff = Asking(server.url)
    assert staff.ask(server.staff_url.removeprefix(server.url))[0] == 303
    return staff


class Class:
    """A class that is going on."""

    def __init__(self, server, parts=(PART, OTHER)):
        self.server = server
        self.staff = teacher_of(server)
        status, reply = self.staff.api("classes", {"lesson": LESSON})
        assert (status, set(reply)) == (200, {"code"})
        self.code = reply["code"]
        self.set(open=list(parts))

    def set(self, **state):
        status, reply = self.staff.api(f"classes/{self.code}/state", state)
        assert status == 200, reply
        return reply

    def pupil(self):
        pupil = Asking(self.server.url)
        status, reply = pupil.api("join", {"code": self.code})
        assert status == 200, reply
        pupil.tag = reply["tag"]
        return pupil

    def answers(self):
        return self.staff.api(f"classes/{self.code}/answers")[1]["answers"]


@pytest.fixture(scope="module")
def going(server):
    return Class(server)


@pytest.fixture
def own(server):
    """A class of this test alone."""
    return Class(server)


counter = iter(range(1_000_000))


def saying(value=None, part=PART, answer_id=None):
    return {
        "answer_id": answer_id or f"test-answer-{next(counter)}",
        "part": part,
        "value": ANSWER if value is None else value,
    }


# -- what it does


def test_a_class_has_a_code_of_two_words(own):
    assert re.fullmatch("[A-Z]{3,8}-[A-Z]{3,8}", own.code)


def test_a_class_is_started_by_a_lessons_id_too(server):
    assert teacher_of(server).api("classes", {"lesson": "y6-02"})[0] == 200


@pytest.mark.parametrize("lesson", ["y6/99-no-such-lesson", "", "../etc"])
def test_no_class_is_started_for_a_lesson_that_is_not_there(server, lesson):
    status, reply = teacher_of(server).api("classes", {"lesson": lesson})
    assert (status, reply) == (404, {"error": "There is no such lesson."})


def test_joining_gives_a_tag_and_a_cookie_of_random_ids(own):
    pupil = own.pupil()
    assert TAG.fullmatch(pupil.tag)
    cookie = next(each for each in pupil.jar if each.name == "sc-pupil")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    assert (cookie.path, cookie.expires) == ("/", None)
    named = base64.b64decode(cookie.value.split("|")[4].split(":")[1]).decode()
    assert re.fullmatch("[0-9a-f]{24}(\\.[0-9a-f]{24}){2}", named)


@pytest.mark.parametrize("form", ["{0} {1}", "{0}-{1}", " {0}  {1}. ", "{0}{1}"])
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_a_code_is_taken_however_it_is_typed(going, form, case):
    typed = case(form.format(*going.code.split("-")))
    assert Asking(going.server.url).api("join", {"code": typed})[0] == 200


def test_an_answer_is_saved_and_has_a_number(own):
    pupil = own.pupil()
    first, second = (pupil.api("answers", saying())[1] for _ in range(2))
    assert first["saved"] is second["saved"] is True
    assert first["seq"] < second["seq"]


def test_an_answer_sent_again_is_one_answer_with_the_same_number(own):
    pupil = own.pupil()
    answer = saying()
    replies = [pupil.api("answers", answer) for _ in range(3)]
    assert {(status, reply["seq"]) for status, reply in replies} == {(200, replies[0][1]["seq"])}
    assert len(own.answers()) == 1


def test_an_answer_sent_many_times_at_once_is_one_answer(own):
    pupil = own.pupil()
    answer = saying()
    with ThreadPoolExecutor(8) as many:
        replies = list(many.map(lambda _: pupil.api("answers", answer), range(40)))
    assert {status for status, _ in replies} == {200}
    assert len({reply["seq"] for _, reply in replies}) == 1
    assert len(own.answers()) == 1


def test_the_teacher_reads_every_answer_in_order_with_tags(own):
    one, two = own.pupil(), own.pupil()
    one.api("answers", saying({"chosen": ["van"]}))
    two.api("answers", saying({"chosen": ["ice"]}))
    one.api("answers", saying({"chosen": []}))
    found = own.answers()
    assert [(each["tag"], each["value"]["chosen"]) for each in found] == [
        (one.tag, ["van"]),
        (two.tag, ["ice"]),
        (one.tag, []),
    ]
    assert {frozenset(each) for each in found} == {frozenset({"tag", "seq", "part", "value"})}


def test_a_pupil_is_told_who_they_are_and_what_they_last_answered(own):
    pupil, other = own.pupil(), own.pupil()
    pupil.api("answers", saying({"chosen": ["van"]}))
    pupil.api("answers", saying({"chosen": ["ice"]}))
    other.api("answers", saying({"chosen": ["gate"]}))
    status, me = pupil.api("me")
    assert status == 200
    assert me == {
        "code": own.code,
        "tag": pupil.tag,
        "pair": False,
        "lesson": LESSON,
        "state": {
            "open": [PART, OTHER],
            "paused": False,
            "revealed": [],
            "questions": False,
            "ended": False,
            "help": False,
        },
        "answers": {PART: {"chosen": ["ice"]}},
    }


def test_only_what_is_given_of_the_state_is_changed(own):
    assert own.set(paused=True) == {
        "open": [PART, OTHER],
        "paused": True,
        "revealed": [],
        "questions": False,
        "ended": False,
    }
    assert own.set(open=[OTHER], revealed=[PART])["paused"] is True
    assert own.set(paused=False)["open"] == [OTHER]


def test_a_sentence_comes_in_the_language_asked_for(tmp_path, small_pack):
    folder = small_pack / "lessons" / "locale" / "fa"
    folder.mkdir(parents=True)
    (folder / "interface.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        f'msgid "{WRONG}"\nmsgstr "کلاسی با این رمز نیست."\n',
        encoding="utf-8",
    )
    with running(tmp_path / "data", f"--content={small_pack}") as server:
        visitor = Asking(server.url)
        asked = {"code": "kite oter"}
        assert visitor.api("join", asked)[1] == {"error": WRONG}
        assert visitor.api("join?lang=fa", asked)[1] == {"error": "کلاسی با این رمز نیست."}
        assert visitor.api("me?lang=xx")[0] == 404


# -- live


class Stream:
    """What a page hears: (event, news), read as it comes."""

    def __init__(self, visitor, path, of="classes"):
        parts = urlsplit(visitor.url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        self.connection.request("GET", f"/api/{of}/{path}", headers={"Cookie": visitor.header})
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200
        assert self.answer.headers["Content-Type"].startswith("text/event-stream")

    def hear(self):
        """Return the next event that is no beat."""
        while True:
            lines = []
            while line := self.answer.readline().decode().rstrip("\n"):
                lines.append(line)
            assert lines, "the stream ended"
            event = lines[0].removeprefix("event: ")
            if event != "beat":
                return event, json.loads(lines[1].removeprefix("data: "))

    def until(self, ready):
        while True:
            event, news = self.hear()
            if ready(news):
                return event, news

    def close(self):
        self.connection.close()


def test_the_desk_hears_who_is_where_as_it_happens(own):
    desk = Stream(own.staff, f"{own.code}/live")
    event, news = desk.hear()
    assert (event, news["joined"], news["pupils"]) == ("progress", 0, [])
    pupil = own.pupil()
    assert desk.until(lambda news: news["joined"] == 1)[1]["pupils"] == [
        {"tag": pupil.tag, "pair": False, "parts": {}, "support": []}
    ]
    pupil.api("answers", saying())
    news = desk.until(lambda news: news["pupils"][0]["parts"])[1]
    told = {"tag": pupil.tag, "pair": False, "parts": {PART: "working"}, "support": []}
    assert news["pupils"] == [told]
    pupil.api("answers", saying({**ANSWER, "checked": True}))
    assert desk.until(lambda news: news["pupils"][0]["parts"].get(PART) == "done")
    desk.close()


def test_a_pupil_hears_the_state_and_nothing_of_the_others(own):
    pupil = own.pupil()
    stream = Stream(pupil, f"{own.code}/live")
    wanted = {"open", "paused", "revealed", "questions", "ended", "help"}
    event, news = stream.hear()
    assert (event, set(news)) == ("state", wanted)
    own.pupil().api("answers", saying())
    own.set(paused=True)
    event, news = stream.hear()
    assert (event, set(news), news["paused"]) == ("state", wanted, True)
    own.set(ended=True)
    assert stream.hear()[1]["ended"] is True
    stream.close()


def test_the_projectors_page_hears_how_many_joined_and_no_tag(own):
    pupil = own.pupil()
    event, news = Stream(Asking(own.server.url), f"{own.code}/live").hear()
    assert (event, news["joined"]) == ("state", 1)
    assert "pupils" not in news
    event, news = Stream(own.staff, f"{own.code}/live?as=board").hear()
    assert (event, "pupils" in news) == ("state", False)
    assert pupil.tag not in json.dumps(news)


def test_everybody_hears_that_a_class_was_deleted(own):
    stream = Stream(own.pupil(), f"{own.code}/live")
    stream.hear()
    own.staff.api(f"classes/{own.code}", method="DELETE")
    assert stream.hear()[1]["ended"] is True


# -- what is refused


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "classes", {"lesson": LESSON}),
        ("GET", "classes/{}/answers", None),
        ("POST", "classes/{}/state", {"paused": True}),
        ("DELETE", "classes/{}", None),
        ("DELETE", "slowed", None),
    ],
)
def test_what_is_the_teachers_is_closed_to_pupils_and_visitors(own, method, path, body):
    pupil = own.pupil()
    pupil.api("answers", saying())
    for visitor in (pupil, Asking(own.server.url)):
        status, reply = visitor.api(path.format(own.code), body, method=method)
        assert (status, set(reply)) == (403, {"error"})
    assert own.set()["paused"] is False
    assert len(own.answers()) == 1


def test_the_desk_is_closed_to_pupils(own):
    status, _, text = own.pupil().ask(f"staff/class-desk?class={own.code}")
    assert status == 403
    assert own.code not in text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "classes", {"lesson": LESSON}),
        ("POST", "join", {"code": "KITE-OTTER"}),
        ("POST", "answers", saying()),
        ("POST", "classes/{}/state", {"paused": True}),
        ("DELETE", "classes/{}", None),
    ],
)
def test_nothing_is_changed_without_the_token_of_the_page(own, method, path, body):
    pupil = own.pupil()
    for visitor in (pupil, own.staff):
        for headers in ({}, {"X-XSRFToken": "forged"}):
            status, _ = visitor.api(
                path.format(own.code), body, method=method, token=False, headers=headers
            )
            assert status == 403
    assert own.set()["paused"] is False
    assert own.answers() == []


def test_no_other_site_is_told_anything(own):
    pupil = own.pupil()
    _, headers, _ = pupil.ask("api/me", headers={"Origin": "http://evil.example"})
    assert [name for name in headers if name.lower().startswith("access-control")] == []


def test_nobody_answers_without_having_joined(server):
    status, reply = Asking(server.url).api("answers", saying())
    assert status == 401
    assert reply["error"].startswith("You are not in a class on this device.")


def forged(value):
    """Return a cookie with other ids, another signature, another name, and none."""
    fields = value.split("|")
    other = base64.b64encode(b"0" * 24 + b"." + b"0" * 24).decode()
    yield value[:-1] + ("0" if value[-1] != "0" else "1")
    yield "|".join([*fields[:4], f"{len(other)}:{other}", fields[5]])
    yield base64.b64decode(fields[4].split(":")[1]).decode()
    yield value.replace("8:sc-pupil", "8:sc-staff")
    yield ""
    yield "2|1:0|10:9999999999|8:sc-pupil|0:|"


def test_a_forged_cookie_is_nobody(own):
    pupil = own.pupil()
    real = pupil.cookies["sc-pupil"].strip('"')
    token = pupil.cookies["_xsrf"]
    assert len(real.split("|")) == 6

    def asked_as(cookie):
        return fetched(
            f"{own.server.url}api/me", headers={"Cookie": f'sc-pupil="{cookie}"; _xsrf={token}'}
        )[0]

    assert asked_as(real) == 200
    for value in forged(real):
        assert asked_as(value) == 401, value


def test_a_cookie_of_another_class_does_not_answer_or_listen_in_this_one(own, server):
    other = Class(server)
    pupil = own.pupil()
    pupil.api("answers", saying())
    assert other.answers() == []
    assert pupil.ask(f"class/{other.code}")[0] == 303
    assert pupil.ask(f"class/{own.code}")[0] == 200


def test_another_pupils_answer_id_is_not_taken_and_not_told(own):
    one, two = own.pupil(), own.pupil()
    answer = saying()
    seq = one.api("answers", answer)[1]["seq"]
    status, reply = two.api("answers", answer)
    assert (status, set(reply)) == (409, {"error"})
    assert str(seq) not in reply["error"]
    assert len(own.answers()) == 1


@pytest.mark.parametrize("part", [SENSITIVE, "ladder"])
def test_a_part_that_is_not_open_takes_no_answer(own, part):
    value = {"answers": {}} if part == SENSITIVE else {}
    status, reply = own.pupil().api("answers", saying(value, part=part))
    assert (status, reply) == (409, {"error": "Your teacher has not opened this part."})
    assert own.answers() == []


def test_in_the_lobby_no_part_is_open(server):
    fresh = Class(server, parts=())
    assert fresh.pupil().api("answers", saying())[0] == 409


def test_while_the_class_is_paused_no_answer_is_taken(own):
    pupil = own.pupil()
    own.set(paused=True)
    status, reply = pupil.api("answers", saying())
    assert (status, reply["error"][:35]) == (409, "Your teacher has paused the class. ")
    own.set(paused=False)
    assert pupil.api("answers", saying())[0] == 200
    assert len(own.answers()) == 1


def test_after_the_end_nobody_answers_or_joins(own):
    pupil = own.pupil()
    own.set(ended=True)
    over = {"error": "This class is over. Thank you for taking part."}
    assert pupil.api("answers", saying()) == (410, over)
    assert Asking(own.server.url).api("join", {"code": own.code}) == (410, over)
    assert own.staff.api(f"classes/{own.code}/state", {"paused": True})[0] == 410
    assert pupil.api("me")[1]["state"]["ended"] is True


def test_a_deleted_class_is_gone_with_its_pupils(own):
    pupil = own.pupil()
    pupil.api("answers", saying())
    assert own.staff.api(f"classes/{own.code}", method="DELETE") == (200, {"deleted": True})
    assert pupil.api("me")[0] == 401
    assert pupil.api("answers", saying())[0] == 401
    assert own.staff.api(f"classes/{own.code}/answers")[0] == 404


@pytest.mark.parametrize("name", ["open", "revealed"])
@pytest.mark.parametrize("part", [TALK, "no-such-part", 7, ["street"], None])
def test_a_part_that_has_no_answer_is_neither_opened_nor_shown(own, name, part):
    status, reply = own.staff.api(f"classes/{own.code}/state", {name: [part]})
    assert (status, reply) == (400, {"error": "This lesson has no such part to answer."})


def test_a_sensitive_part_is_never_shown_to_the_class(own):
    path = f"classes/{own.code}/state"
    assert own.staff.api(path, {"revealed": [PART, SENSITIVE]})[0] == 400
    assert own.set()["revealed"] == []
    assert own.staff.api(path, {"open": [SENSITIVE]})[0] == 200


@pytest.mark.parametrize(
    "state",
    [{"paused": 1}, {"paused": "yes"}, {"open": PART}, {"open": {}}, {"closed": []}, [], "open"],
)
def test_nonsense_changes_no_state(own, state):
    assert own.staff.api(f"classes/{own.code}/state", state)[0] == 400
    assert own.set() == {
        "open": [PART, OTHER],
        "paused": False,
        "revealed": [],
        "questions": False,
        "ended": False,
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[1]",
        b"\xff\xfe",
        b"[" * 15_000,
        b'{"answer_id": "test-answer-x", "part": "street", "value": NaN}',
        b'{"answer_id": "test-answer-x", "part": "street", "value": {"chosen": Infinity}}',
        {"answer_id": "test-answer-x", "part": PART},
        {"answer_id": "short", "part": PART, "value": ANSWER},
        {"answer_id": "x" * 65, "part": PART, "value": ANSWER},
        {"answer_id": "not/an/id", "part": PART, "value": ANSWER},
        {"answer_id": 12345678, "part": PART, "value": ANSWER},
        {**saying(), "tag": "Amber Otter 7"},
        {**saying(), "part": ["street"]},
        {**saying(), "value": "van"},
        {**saying(), "value": None},
        {**saying(), "part": TALK},
        {**saying(), "part": "no-such-part"},
        {**saying(), "value": {"chosen": ["no-such-spot"]}},
        {**saying(), "value": {"chosen": ["van", "van"]}},
        {**saying(), "value": {"html": "<script>"}},
        {**saying(), "part": OTHER},
    ],
)
def test_what_is_no_answer_is_refused_with_a_sentence_and_no_trace(going, body):
    pupil = going.pupil()
    before = len(going.answers())
    status, reply = pupil.api("answers", body, method="POST")
    assert (status, set(reply)) == (400, {"error"})
    assert reply["error"].endswith(".")
    assert "<script>" not in reply["error"]
    assert len(going.answers()) == before


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["van", "ice", "street", "fewer"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["chosen", "placed", "checked", "answers"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=JSON, part=st.sampled_from([PART, OTHER, SENSITIVE, "card", "starter"]))
def test_whatever_is_sent_is_saved_or_refused_and_never_breaks_the_server(junk_class, value, part):
    running_class, pupil = junk_class
    body = json.dumps({**saying(part=part), "value": value}).encode()
    status, reply = pupil.api("answers", body)
    assert status in (200, 400), reply
    if status == 200:
        assert running_class.answers()[-1]["value"] == value


@pytest.fixture(scope="module")
def junk_class(server):
    made = Class(server, parts=(PART, OTHER, SENSITIVE, "card", "starter"))
    return made, made.pupil()


def test_an_answer_larger_than_any_is_refused(own):
    pupil = own.pupil()
    value = {"chosen": ["x" * 20_000]}
    status, reply = pupil.api("answers", saying(value))
    assert (status, reply) == (413, {"error": "That is larger than any answer can be."})
    assert own.answers() == []


def test_an_answer_of_a_megabyte_is_refused_and_the_server_goes_on(own):
    pupil = own.pupil()
    body = json.dumps(saying({"chosen": ["x" * 1_100_000]})).encode()
    # The server may hang up while it is being sent.
    with contextlib.suppress(urllib.error.URLError, ConnectionError):
        assert pupil.ask("api/answers", method="POST", data=body)[0] in (400, 413)
    assert pupil.api("answers", saying())[0] == 200


# -- wrong codes


@pytest.fixture
def alone(tmp_path):
    """A server of this test alone: wrong codes are counted by address."""
    with running(tmp_path / "data") as server:
        yield server


def codes_but(code):
    """Yield codes that could be, and are not, this one."""
    words = TagWords.of(Places.found()).codes
    for one, other in itertools.pairwise(words):
        if f"{one}-{other}".upper() != code:
            yield f"{one} {other}"


def test_a_wrong_code_is_answered_kindly(own):
    for code in ("kite oter", "", "x" * 40, "\u0661\u0662"):
        assert Asking(own.server.url).api("join", {"code": code}) == (404, {"error": WRONG})


def test_forty_pupils_behind_one_address_join_at_once_and_none_is_slowed(alone):
    going = Class(alone)
    pupils = [Asking(alone.url) for _ in range(40)]
    with ThreadPoolExecutor(40) as many:
        typos = list(many.map(lambda each: each.api("join", {"code": "kite oter"}), pupils))
        replies = list(many.map(lambda each: each.api("join", {"code": going.code}), pupils))
    assert {status for status, _ in typos} == {404}
    assert {status for status, _ in replies} == {200}
    assert len({reply["tag"] for _, reply in replies}) == 40


def test_a_guesser_is_slowed_and_the_teacher_lets_everybody_try_again(alone):
    going = Class(alone)
    pupil = going.pupil()
    desk = Stream(going.staff, f"{going.code}/live")
    guesser = Asking(alone.url)
    statuses = []
    for code in codes_but(going.code):
        status, reply = guesser.api("join", {"code": code})
        statuses.append(status)
        if status == 429:
            break
    assert statuses == [404] * 30 + [429]
    assert reply["error"].startswith("Too many codes were tried from here.")
    headers = guesser.ask("api/join", method="POST", data=json.dumps({"code": code}).encode())[1]
    assert 0 < int(headers["Retry-After"]) <= 12 * 3600
    assert guesser.api("join", {"code": going.code})[0] == 429, "a guess that is right is one too"
    for path in (f"class/{going.code}/board", f"api/classes/{going.code}/live"):
        assert guesser.ask(path)[0] == 429, "another way to try codes"
    assert pupil.api("answers", saying())[0] == 200, "who is in the class is not slowed"
    assert pupil.ask(f"class/{going.code}")[0] == 200
    assert desk.until(lambda news: news["slowed"])[1]["slowed"] == 1
    assert going.staff.api("slowed", method="DELETE") == (200, {"slowed": 0})
    assert desk.until(lambda news: not news["slowed"])
    assert Asking(alone.url).api("join", {"code": going.code})[0] == 200


def test_an_address_says_nothing_of_whether_there_is_such_a_class(own):
    real, other = (
        Asking(own.server.url).ask(f"join/{code}")[2] for code in (own.code, "KITE-OTTER")
    )

    def bare(text, code):
        return re.sub(r'value="[^"]*"', "", text).replace(code, "")

    assert bare(real, own.code) == bare(other, "KITE-OTTER")
    for path in (f"class/{own.code}", "class/KITE-OTTER"):
        assert Asking(own.server.url).ask(path)[0] == 303


def test_nonsense_is_slowed_too_and_a_right_code_is_still_taken(alone):
    going = Class(alone)
    guesser = Asking(alone.url)
    with ThreadPoolExecutor(8) as many:
        statuses = list(
            many.map(lambda at: guesser.api("join", {"code": f"nonsense {at}"})[0], range(300))
        )
    assert statuses.count(429) >= 100
    assert set(statuses) == {404, 429}
    assert guesser.api("join", {"code": going.code})[0] == 200


def test_a_hundred_joins_of_a_second_fill_a_class_and_do_not_stop_the_server(alone):
    going = Class(alone)
    visitor = Asking(alone.url)
    body = json.dumps({"code": going.code}).encode()

    def join(_):
        return visitor.ask("api/join", method="POST", data=body)[0]

    with ThreadPoolExecutor(20) as many:
        statuses = list(many.map(join, range(130)))
    assert statuses.count(200) == 100
    assert statuses.count(409) == 30
    assert fetched(f"{alone.url}api/health")[0] == 200


# -- pages


def test_a_pupil_joins_without_javascript(own):
    visitor = Asking(own.server.url)
    form = f"code={own.code}&_xsrf={urllib.request.quote(visitor.cookies['_xsrf'])}".encode()
    status, headers, _ = visitor.ask("join", method="POST", data=form, token=False)
    assert (status, headers["Location"]) == (303, f"/class/{own.code}#joined")
    assert visitor.ask(f"class/{own.code}")[0] == 200
    status, _, text = visitor.ask(
        "join", method="POST", data=form.replace(own.code.encode(), b"kite+oter"), token=False
    )
    assert status == 200
    assert WRONG in text


def test_the_page_of_a_class_is_the_lesson_and_says_whose_it_is(own):
    pupil = own.pupil()
    _, headers, text = pupil.ask(f"class/{own.code}")
    assert f'data-sc-class="{own.code}"' in text
    assert f"You are {pupil.tag}." in text
    assert "Your teacher can find out who that is, to help you." in text
    assert "data-sc-host=" in text
    assert headers["Cache-Control"] == "no-store"
    assert pupil.ask(f"class/{own.code.lower().replace('-', ' ').replace(' ', '%20')}")[0] == 200
    assert "data-sc-class" not in fetched(own.server.url + LESSON)[2]


def test_who_has_not_joined_is_led_to_join(own):
    status, headers, _ = Asking(own.server.url).ask(f"class/{own.code}")
    assert (status, headers["Location"]) == (303, f"/join/{own.code}")


def test_the_projectors_page_needs_no_staff_and_shows_the_code(own):
    status, _, text = fetched(f"{own.server.url}class/{own.code}/board")
    assert status == 200
    assert own.code in text
    assert f"{urlsplit(own.server.url).netloc}/join" in text
    assert "staff" not in text.lower()


def test_the_projectors_page_of_a_class_that_is_not_there_says_so(own):
    status, _, text = fetched(f"{own.server.url}class/KITE-KITE/board")
    assert status == 404
    assert WRONG in text


# -- over starts of the server, and in what is kept


def test_a_class_goes_on_after_the_server_is_started_again(tmp_path):
    with running(tmp_path / "data") as server:
        going = Class(server)
        pupil = going.pupil()
        pupil.api("answers", saying())
        port = urlsplit(server.url).port
        server.process.kill()
        server.process.wait()
    with running(tmp_path / "data", f"--port={port}") as server:
        assert server.url == pupil.url
        assert pupil.api("me")[1]["answers"] == {PART: ANSWER}
        assert pupil.api("answers", saying())[0] == 200
        staff = teacher_of(server)
        assert len(staff.api(f"classes/{going.code}/answers")[1]["answers"]) == 2
        assert going.staff.api(f"classes/{going.code}/answers")[0] == 403, "keys change"


def test_what_the_store_holds_has_no_address_and_no_cookie(tmp_path):
    with running(tmp_path / "data") as server:
        pupil = Class(server).pupil()
        pupil.api("answers", saying())
        cookie = pupil.cookies["sc-pupil"]
    with sqlite3.connect(tmp_path / "data" / "classes.sqlite3") as connection:
        held = "\n".join(connection.iterdump())
    connection.close()
    assert ANSWER["chosen"][0] in held
    assert "127.0.0.1" not in held
    assert cookie not in held


def test_no_code_tag_or_address_of_a_class_goes_into_the_log(tmp_path):
    said = tmp_path / "said"
    with said.open("w") as file, running(tmp_path / "data", said=file) as server:
        going = Class(server)
        pupil = going.pupil()
        pupil.api("answers", saying())
        pupil.api("answers", saying({"chosen": ["secret"]}))
        pupil.api("join", {"code": "kite secret"})
        going.set(ended=True)
        pupil.api("answers", saying())
        going.staff.api(f"classes/{going.code}", method="DELETE")
        pupil.api("me")
    text = said.read_text()
    first, second = going.code.split("-")
    for private in (first, second, pupil.tag, "127.0.0.1", "secret", "Traceback"):
        assert private not in text, text


def test_a_newer_store_stops_the_start_with_a_sentence(tmp_path):
    with running(tmp_path / "data"):
        pass
    file = tmp_path / "data" / "classes.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE safer_store SET version = 99")
    connection.close()
    before = file.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-m", "safer_communities.command", "serve", "--no-browser", "--port=0",
         f"--data={tmp_path / 'data'}"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "was written by a newer Safer Communities (store version 99;" in ended.stdout
    assert "Traceback" not in ended.stderr + ended.stdout
    assert file.read_bytes() == before


def test_the_store_can_lie_elsewhere(tmp_path):
    place = tmp_path / "elsewhere.db"
    with running(tmp_path / "data", f"--store=sqlite:///{place}") as server:
        Class(server).pupil().api("answers", saying())
    assert place.is_file()
    assert not (tmp_path / "data" / "classes.sqlite3").exists()
