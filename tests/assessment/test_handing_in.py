"""Hand-ins: each kept whole, twenty at most, and read back only where they are sound."""

import datetime as dt
import json
import os
import threading

import pytest
from safer_communities.assessment import handing_in, keeping
from safer_communities.assessment.handing_in import BadHandIn, TooBig, TooMany, read_hand_in
from safer_communities.assessment.names import BadName
from safer_communities.assessment.windows import BadTime, Opening, openings, set_opening

from tests.assessment.making import NOW, RIGHT, TINY, whole


def hand_in(folder, **changes):
    told = {"assignment": TINY, "pupil": "p01", "language": "bn", "answers": RIGHT, "now": NOW}
    return handing_in.hand_in(folder, **{**told, **changes})


def test_what_is_handed_in_comes_back_letter_for_letter(tmp_path):
    words = {"why": {"text": "কারণ <b>\u200d \U0001f600 =1+1\n\n"}}
    given = hand_in(tmp_path, answers=words)
    file = handing_in.file_of(tmp_path, TINY, "p01", 1)
    assert read_hand_in(file, NOW) == given
    assert given.answers == words
    assert json.loads(file.read_text("utf-8"))["handed_in"] == "2026-11-25T10:00:00+00:00"


def test_each_hand_in_is_kept_and_the_twenty_first_is_refused(tmp_path):
    for number in range(1, 21):
        assert hand_in(tmp_path).number == number
    before = handing_in.file_of(tmp_path, TINY, "p01", 20).read_bytes()
    with pytest.raises(TooMany):
        hand_in(tmp_path)
    assert handing_in.numbers(tmp_path, TINY, "p01") == list(range(1, 21))
    assert handing_in.file_of(tmp_path, TINY, "p01", 20).read_bytes() == before
    assert hand_in(tmp_path, pupil="p02").number == 1


def test_two_who_hand_in_at_the_same_moment_write_two_files(tmp_path):
    threads = [threading.Thread(target=hand_in, args=(tmp_path,)) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert handing_in.numbers(tmp_path, TINY, "p01") == list(range(1, 13))


def test_a_write_that_breaks_leaves_what_was_there_and_no_half_file(tmp_path, monkeypatch):
    file = tmp_path / "draft.json"
    keeping.keep_json(file, {"a": 1})
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        keeping.keep_json(file, {"a": 2})
    assert keeping.read_json(file, None) == {"a": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["draft.json"]


@pytest.mark.parametrize("name", ["../evil", "p*1", "", "P01", "p" * 33, "p01/x", "p01\n", None, 7])
def test_a_name_that_is_a_path_or_a_pattern_is_refused_before_any_file_is_made(tmp_path, name):
    with pytest.raises(BadName):
        hand_in(tmp_path, pupil=name)
    with pytest.raises(BadName):
        hand_in(tmp_path, assignment="../x")
    assert list(tmp_path.iterdir()) == []


def test_more_than_any_answer_can_be_is_refused_and_not_written(tmp_path):
    with pytest.raises(TooBig):
        hand_in(tmp_path, answers={"why": {"text": "x" * handing_in.MOST_BYTES}})
    with pytest.raises(TooBig):
        hand_in(tmp_path, answers={"why": float("nan")})
    assert not any(tmp_path.rglob("*.json"))


BAD = {
    "empty": ("", "empty"),
    "zeros": ("\0" * 100, "empty"),
    "cut": (json.dumps(whole())[:-20], "breaks off"),
    "a list": ("[]", "no hand-in"),
    "deep": ("[" * 100_000, "breaks off"),
    "binary": (b"\x89PNG\xff\xfe", "UTF-8"),
    "too large": (b" " * (handing_in.MOST_BYTES + 1), "larger"),
    "not a number": (json.dumps(whole(answers={"x": float("nan")})), "no number"),
    "twice": (json.dumps(whole())[:-1] + ', "pupil": "p02"}', "twice"),
    "another pupil": (json.dumps(whole("p02")), "another"),
    "another check": (json.dumps(whole(name="other")), "another"),
    "another number": (json.dumps(whole(number=2)), "another"),
    "true for a number": (json.dumps(whole(number=True)), "another"),
    "another schema": (json.dumps(whole(schema=2)), "another version"),
    "one more name": (json.dumps(whole(points=9)), "there are others"),
    "one fewer": (json.dumps({"schema": 1}), "missing"),
    "no answers": (json.dumps(whole(answers=[])), "no answers"),
    "language": (json.dumps(whole(language="../en")), "no language"),
    "no time": (json.dumps(whole(handed_in="soon")), "time"),
    "no zone": (json.dumps(whole(handed_in="2026-11-25T10:00:00")), "time"),
    "no text for a time": (json.dumps(whole(handed_in=5)), "time"),
    "next year": (json.dumps(whole(handed_in="2028-01-01T00:00:00+00:00")), "cannot be right"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_file_that_is_no_hand_in_is_refused_with_its_reason(tmp_path, fault):
    data, says = BAD[fault]
    file = tmp_path / TINY / "p01" / "01.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(BadHandIn, match=says):
        read_hand_in(file, NOW)


def test_a_link_to_another_file_is_no_hand_in(tmp_path):
    hand_in(tmp_path, pupil="p02")
    file = tmp_path / TINY / "p01" / "01.json"
    file.parent.mkdir()
    file.symlink_to(handing_in.file_of(tmp_path, TINY, "p02", 1))
    with pytest.raises(BadHandIn, match="not a file"):
        read_hand_in(file, NOW)


def test_a_check_is_open_between_its_times_and_closed_where_none_are_said(tmp_path):
    file = tmp_path / "windows.json"
    hour = dt.timedelta(hours=1)
    assert openings(file) == {}
    assert not Opening().is_open(NOW)
    set_opening(file, TINY, Opening(NOW, NOW + hour))
    told = openings(file)[TINY]
    assert [told.is_open(NOW + each * hour / 2) for each in (-1, 0, 1, 2)] == [
        False,
        True,
        True,
        False,
    ]
    assert [told.is_over(NOW + each * hour / 2) for each in (1, 2)] == [False, True]
    with pytest.raises(BadTime):
        set_opening(file, TINY, Opening(NOW, NOW))
    file.write_text('{"tiny": {"open": "whenever", "close": null}}')
    assert openings(file) == {}
