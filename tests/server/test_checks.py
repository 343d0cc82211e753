"""A pupil at a check: by their slip, an answer at a time, handed in; and what they never get."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import re
import secrets
import time
import urllib.request
import zipfile

import psutil
import pytest
from ruamel.yaml import YAML
from safer_communities.assessment import full_spec
from safer_communities.content import Places

from tests.conftest import Restarted, fetched, running, waited_for
from tests.pack import the_checks, the_library
from tests.server.checking import BASELINE, QUICK, UNIT, Going, Sitting, specs_on
from tests.server.conftest import children
from tests.server.test_classes import Asking

CHOICE, TEXT = "trusted-adult", "leo"
ANSWER = {"answers": {"tell": ["tell-another"]}}
WORDS = "Leo could tell his aunt. <b>She</b> can help."


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    with running(tmp_path_factory.mktemp("school")) as server:
        yield server


@pytest.fixture(scope="module")
def going(school):
    return Going(school)


@pytest.fixture
def pupil(going):
    going.staff.api("roster", {"add": 1})
    again = Going(going.server, pupils=0)
    return again.pupil(max(again.codes))


def test_an_answer_is_kept_and_comes_back_on_another_device(going, pupil):
    assert pupil.answer(CHOICE, ANSWER) == (200, {"saved": True})
    assert pupil.answer(TEXT, {"text": WORDS}) == (200, {"saved": True})
    other = Going(going.server, pupils=0)
    code = max(other.codes.items())[1]
    there = Sitting(going.server, BASELINE, code)
    told = there.mine()[1]
    assert told["answers"] == {CHOICE: ANSWER, TEXT: {"text": WORDS}}
    assert (told["state"], told["handed_in"], told["left"]) == ("open", [], 20)


def test_an_answer_brought_late_by_the_network_changes_nothing(pupil):
    first = secrets.token_hex(8)
    assert pupil.answer(CHOICE, {"answers": {"tell": ["sort-out"]}}, first)[0] == 200
    assert pupil.answer(CHOICE, ANSWER)[0] == 200
    late = pupil.answer(CHOICE, {"answers": {"tell": ["sort-out"]}}, first)
    assert late == (200, {"saved": True})
    assert pupil.mine()[1]["answers"][CHOICE] == ANSWER


def test_a_kept_answer_outlives_a_kill_of_the_server(tmp_path):
    server = Restarted(tmp_path)
    try:
        pupil = Going(server.now, pupils=1).pupil()
        pupil.answer(CHOICE, ANSWER)
        pupil.hand_in()
        server.again()
        told = pupil.mine()[1]
        assert told["answers"] == {CHOICE: ANSWER}
        assert len(told["handed_in"]) == 1
    finally:
        server.stop()


def test_handing_in_twice_keeps_both_and_the_same_one_sent_twice_is_one(going, pupil):
    pupil.answer(CHOICE, {"answers": {"tell": ["sort-out"]}})
    status, first = pupil.hand_in("the-same-one")
    assert (status, first["number"], first["left"]) == (200, 1, 19)
    assert pupil.hand_in("the-same-one") == (200, first)
    pupil.answer(CHOICE, ANSWER)
    assert pupil.hand_in()[1]["number"] == 2
    name = max(Going(going.server, pupils=0).codes)
    files = sorted((going.folder / "handins" / BASELINE / name).iterdir())
    assert [file.name for file in files] == ["01.json", "02.json"]
    kept = [json.loads(file.read_text("utf-8"))["answers"][CHOICE] for file in files]
    assert kept == [{"answers": {"tell": ["sort-out"]}}, ANSWER]


def test_a_check_can_be_handed_in_twenty_times_and_no_more(pupil):
    for number in range(1, 21):
        assert pupil.hand_in()[1]["number"] == number
    status, reply = pupil.hand_in()
    assert status == 409
    assert "as often as it can be" in reply["error"]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("no-such", {}),
        (CHOICE, {"answers": {"tell": ["no-such-option"]}}),
        (CHOICE, {"chosen": ["x"]}),
        (TEXT, {"text": 7}),
        (TEXT, {"text": "x" * 4001}),
    ],
)
def test_what_can_be_no_answer_is_refused_and_not_kept(pupil, item, value):
    assert pupil.answer(item, value)[0] == 400
    assert pupil.mine()[1]["answers"] == {}


def test_a_wrong_slip_is_told_kindly_and_a_guesser_is_slowed(tmp_path):
    with running(tmp_path) as server:
        going = Going(server, pupils=1)
        guesser = Sitting(server, BASELINE, "", come_in=False)
        for _ in range(30):
            status, _, page = guesser.come_in("kite otter apple")
            assert status == 200
            assert "No code slip has these words." in page
        assert "Too many words were tried" in guesser.come_in("kite otter apple")[2]
        assert "Too many words were tried" in guesser.come_in(going.codes["p01"])[2]
        assert "Many wrong words were tried" in going.staff.ask("staff/markbook")[2]
        assert going.staff.api("slips/slowed", method="DELETE") == (200, {"slowed": 0})
        assert guesser.come_in(going.codes["p01"])[0] == 303


def test_a_check_opens_and_closes_and_says_so_kindly(tmp_path):
    with running(tmp_path) as server:
        going = Going(server, pupils=1)
        pupil = going.pupil()
        pupil.answer(CHOICE, ANSWER)
        assert "not open yet" in fetched(f"{server.url}check/{UNIT}-endpoint")[2]
        assert going.window("close") == "closed"
        for status, reply in (pupil.answer(CHOICE, ANSWER), pupil.hand_in()):
            assert status == 409
            assert "The time for this check is over." in reply["error"]
        assert pupil.mine()[1]["state"] == "closed"
        assert "The time for this check is over." in pupil.ask(f"check/{BASELINE}")[2]
        door = Asking(server.url)
        assert (
            "No check is open just now."
            in door.ask(
                "check",
                method="POST",
                data=f"_xsrf={door.cookies['_xsrf']}&code={going.codes['p01']}".encode(),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )[2]
        )


def test_the_door_leads_to_the_one_check_that_is_open_and_asks_where_there_are_two(school, going):
    code = going.codes["p02"]
    door = Sitting(school, "", code, come_in=False)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    door.ask("check")

    def knock(**more):
        sent = "&".join(f"{k}={v}" for k, v in {"code": code, **more}.items())
        data = f"_xsrf={door.cookies['_xsrf']}&{sent}".encode()
        return door.ask("check", method="POST", data=data, headers=form)

    assert knock()[1]["Location"].endswith(f"check/{BASELINE}#in")
    Going(school, QUICK, pupils=0)
    status, _, page = knock()
    assert status == 200
    assert re.findall(r'name="check" value="([^"]+)"', page) == [QUICK, BASELINE]
    assert knock(check=QUICK)[1]["Location"].endswith(f"check/{QUICK}#in")


def test_a_slip_opens_its_own_check_only_and_leaving_takes_it_off_the_device(going, school):
    Going(school, QUICK, pupils=0)
    pupil = going.pupil("p03")
    assert pupil.api(f"checks/{QUICK}/mine")[0] == 401
    assert pupil.api(f"checks/{BASELINE}/leave", {})[0] == 200
    assert pupil.mine()[0] == 401
    cookie = Sitting(school, BASELINE, going.codes["p03"], come_in=False).come_in(
        going.codes["p03"]
    )[1]["Set-Cookie"]
    assert re.match(r"sc-check=.*HttpOnly.*SameSite=Lax", cookie, re.IGNORECASE | re.DOTALL)


def test_papers_and_files_are_the_staffs_until_every_time_of_the_check_is_over(tmp_path):
    papers = ("paper", "answer-sheet", "marking-key")
    with running(tmp_path) as server:
        quick, unit = Going(server, QUICK, pupils=1), Going(server, BASELINE, pupils=0)
        pupil = quick.pupil()
        for name in (QUICK, UNIT):
            assert [pupil.ask(f"check/{name}/{paper}")[0] for paper in papers] == [403] * 3
            assert [quick.staff.ask(f"check/{name}/{paper}")[0] for paper in papers] == [200] * 3
        quick.window("close")
        unit.window("close")  # two more times of it are to come
        assert [pupil.ask(f"check/{QUICK}/{paper}")[0] for paper in papers] == [200] * 3
        assert [pupil.ask(f"check/{UNIT}/{paper}")[0] for paper in papers] == [403] * 3
        for form in ("gift", "qti"):
            assert pupil.ask(f"api/checks/{QUICK}/{form}")[0] == 403
        status, headers, text = quick.staff.ask(f"api/checks/{QUICK}/gift")
        assert (status, f'"{QUICK}.gift.txt"' in headers["Content-Disposition"]) == (200, True)
        assert "$CATEGORY" in text
        asked = urllib.request.Request(
            f"{server.url}api/checks/{QUICK}/qti", headers={"Cookie": quick.staff.header}
        )
        with urllib.request.urlopen(asked) as answer:
            assert "imsmanifest.xml" in zipfile.ZipFile(io.BytesIO(answer.read())).namelist()
        assert "leaves out what it has no question for" in unit.page()


def test_feedback_is_read_from_when_the_teacher_lets_it_be_until_it_is_taken_back(tmp_path):
    with running(tmp_path) as server:
        going = Going(server, pupils=1)
        pupil = going.pupil()
        pupil.answer(CHOICE, ANSWER)
        pupil.hand_in()
        going.marked()
        going.window("close")
        page = f"check/{BASELINE}/feedback"
        for released, status in ((None, 303), (True, 200), (False, 303)):
            if released is not None:
                going.staff.api(f"checks/{BASELINE}/release", {"released": released})
            assert pupil.ask(page)[0] == status
        assert Asking(server.url).ask(page)[0] == 303


def test_a_pupils_page_holds_no_word_of_the_key(school, going):
    """Every why, rubric, comment and misconception of every check is looked for."""
    library = the_library()
    for name, check in the_checks().items():
        assignment = check.assignments[0]
        if assignment != BASELINE:
            Going(school, assignment, pupils=0)
        pupil = Sitting(school, assignment, going.codes["p01"])
        told = pupil.told()
        specs = specs_on(pupil.ask(f"check/{assignment}")[2])
        assert set(specs) == {item.id for item in check.items}, name
        secret = set()
        for item in check.items:
            whole = full_spec(check, item, library.references.for_pupils)
            secret |= {*_only_in(whole, specs[item.id]), *item.misconceptions.values()}
        assert len(secret) > 20
        assert [words for words in secret if json.dumps(words)[1:-1] in told or words in told] == []


def _texts(data):
    if isinstance(data, dict):
        return {text for value in data.values() for text in _texts(value)}
    if isinstance(data, list):
        return {text for value in data for text in _texts(value)}
    return {data} if isinstance(data, str) and len(data) > 20 else set()


def _only_in(whole, told):
    """Return the texts of a whole spec that its pupil was not told: those of the key."""
    return _texts(whole) - _texts(told)


KEY = "canary-of-the-key"
CANARIES = (KEY, "QUARTZ-ZEPHYR-VORTEX", "canarygroup", "canarywords")
COMPUTING = "y6/04-roads-rails-and-water"
"""A lesson of which a part has a kernel."""


def _with_a_canary(told):
    """Return a check's questions with the canary in every why, misconception, rubric, comment."""
    if isinstance(told, list):
        return [_with_a_canary(each) for each in told]
    if not isinstance(told, dict):
        return told
    secret = ("why", "misconceptions", "rubric", "comments", "early", "late")
    return {
        name: _in_every_text(each) if name in secret else _with_a_canary(each)
        for name, each in told.items()
    }


def _in_every_text(told):
    if isinstance(told, dict):
        return {name: _in_every_text(each) for name, each in told.items()}
    if isinstance(told, list):
        return [_in_every_text(each) for each in told]
    return f"{KEY} {told}" if isinstance(told, str) else told


@pytest.fixture
def marked_pack(tmp_path):
    """The pack, with a canary in the key of each of its checks."""
    content = tmp_path / "pack"
    places = Places.found()
    for part in (places.lessons, places.notebooks):
        (content / part.name).parent.mkdir(exist_ok=True)
        (content / part.name).symlink_to(part)
    questions = content / "assessments" / "questions"
    questions.mkdir(parents=True)
    for file in (places.assessments / "questions").glob("*.yaml"):
        told = _with_a_canary(YAML(typ="safe").load(file))
        (questions / file.name).write_text(json.dumps(told), "utf-8")
    for picture in (places.assessments / "questions").glob("*/*"):
        (questions / picture.parent.name).mkdir(exist_ok=True)
        (questions / picture.parent.name / picture.name).write_bytes(picture.read_bytes())
    return content


def _kernel(asker, lesson):
    """Ask for a kernel of a page, as the page does; return what the answer says."""
    if lesson != "staff/markbook":
        asker.ask(lesson)
    data = json.dumps({"lesson": lesson, "lang": "en"}).encode()
    status, _, text = asker.ask("api/kernels", method="POST", data=data)
    assert status == 200, text
    return text


def test_no_canary_of_key_roster_or_hand_in_is_with_a_pupil_or_in_a_kernel(tmp_path, marked_pack):
    """A key, a slip, a group and a text of one pupil are looked for at another, and in kernels.

    A widget's state lies in its kernel's memory, and in what the kernel's page is told of it.
    """
    with running(tmp_path / "data", f"--content={marked_pack}") as server:
        going = Going(server, pupils=2)
        listed = "id,code,group\np90,quartz-zephyr-vortex,canarygroup\n"
        assert going.staff.api("roster", {"csv": listed})[0] == 200
        canary = Sitting(server, BASELINE, "quartz zephyr vortex")
        canary.answer(TEXT, {"text": "canarywords"})
        canary.hand_in()
        pupil = going.pupil()
        pupil.answer(CHOICE, ANSWER)
        handed = pupil.hand_in()
        going.marked()
        page = going.page()
        Going(server, QUICK, pupils=0)
        quick = Sitting(server, QUICK, going.codes["p01"])
        told = pupil.told() + quick.told() + json.dumps([handed, pupil.mine()])
        told += _kernel(going.staff, "staff/markbook") + _kernel(pupil, COMPUTING)
        # What is looked for is really there, and would be found in a memory.
        assert "canarywords" in page
        assert KEY in going.staff.ask(f"check/{UNIT}/marking-key")[2]
        assert KEY.encode() in _memory_of(server.pid)
        kernels = [
            each
            for each in children(server.pid)
            if "marking_inside" not in (line := " ".join(each.cmdline()))
            and "formgrader" not in line
        ]
        looked_into = 0
        for each in kernels:
            with contextlib.suppress(
                ProcessLookupError, psutil.NoSuchProcess
            ):  # it ended meanwhile
                line = " ".join([*each.cmdline(), *each.environ().values()])
                assert str(going.folder) not in line
                assert not [file.path for file in each.open_files() if "handins" in file.path]
                held = _memory_of(each.pid)
                found = [word for word in CANARIES if word.encode() in held]
                assert (each.cmdline(), found) == (each.cmdline(), [])
                told += line
                looked_into += b"IntSlider" in held or b"ipykernel" in held
        assert looked_into >= 2  # the markbook's, and the lesson's
        assert [word for word in CANARIES if word.lower() in told.lower()] == []


def _memory_of(pid):
    """Return what a process can write of its memory."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:  # noqa: PTH123
        found = []
        for line in maps:
            area, rights = line.split()[:2]
            if rights.startswith("rw"):
                start, end = (int(each, 16) for each in area.split("-"))
                try:
                    memory.seek(start)
                    found.append(memory.read(end - start))
                except (OSError, ValueError, OverflowError):
                    continue
        return b"".join(found)


def test_the_privacy_note_says_of_every_file_of_a_check_what_is_kept_in_it(tmp_path):
    with running(tmp_path) as server:
        going = Going(server, pupils=1)
        pupil = going.pupil()
        pupil.answer(TEXT, {"text": WORDS})
        pupil.hand_in()
        going.marked()
        going.staff.api(f"checks/{BASELINE}/release", {"released": True})
        assert going.staff.api(f"checks/{BASELINE}/pass", {"pupil": "p01", "item": TEXT})[0] == 200
        note = fetched(f"{server.url}privacy")[2]
        told = {
            name for names in re.findall(r'data-sc-kept="([^"]+)"', note) for name in names.split()
        }
        assert {each.name for each in going.folder.iterdir()} <= told
        assert going.staff.api("roster", method="DELETE") == (200, {"deleted": True})
        assert not going.folder.exists()
        for file in tmp_path.rglob("*"):
            assert not file.is_file() or b"tell his aunt" not in file.read_bytes(), file


def test_a_check_with_an_unread_text_is_not_deleted_before_somebody_says_so(tmp_path):
    with running(tmp_path) as server:
        going = Going(server, pupils=1)
        pupil = going.pupil()
        pupil.answer(TEXT, {"text": WORDS})
        pupil.hand_in()
        going.marked()
        status, reply = going.staff.api(f"checks/{BASELINE}", method="DELETE")
        assert status == 409
        assert "read" in reply["error"]
        told = going.staff.api(f"checks/{BASELINE}?unread=yes", method="DELETE")
        assert told == (200, {"deleted": True})
        for file in going.folder.rglob("*"):
            assert not file.is_file() or b"tell his aunt" not in file.read_bytes(), file


def test_what_is_past_its_time_goes_when_the_pack_is_started(tmp_path):
    with running(tmp_path) as server:
        going = Going(server, pupils=1)
        pupil = going.pupil()
        pupil.answer(TEXT, {"text": WORDS})
        pupil.hand_in()
        going.marked()
    # The records say when; the folder was copied here two days ago.
    now, day = time.time(), 24 * 3600
    then = dt.datetime.fromtimestamp(now - 400 * day, dt.UTC).isoformat()
    for file in [*going.folder.glob("handins/*/*/*.json"), *going.folder.glob("drafts/*/*.json")]:
        kept = json.loads(file.read_text("utf-8"))
        (at,) = {"handed_in", "changed"} & set(kept)
        file.write_text(json.dumps({**kept, at: then}), "utf-8")
    for file in going.folder.rglob("*"):
        age = 400 if file.name == "roster.csv" else 2
        os.utime(file, (now - age * day, now - age * day))
    with running(tmp_path):
        waited_for(lambda: not (going.folder / "roster.csv").exists())
        for file in going.folder.rglob("*"):
            assert not file.is_file() or b"tell his aunt" not in file.read_bytes(), file
