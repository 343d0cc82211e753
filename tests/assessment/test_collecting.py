"""Collecting: who handed in what can be marked, who what cannot and why, who nothing."""

import json
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.assessment.collecting import Collected, NotBuilt, collect, collected
from safer_communities.assessment.free_text import CLOSING, OPENING, in_a_cell, tidy

from tests.assessment.making import NOW, RIGHT, TINY, WRONG, handed_in, made, raw, whole


def reasons(found: Collected):
    return {each.pupil: each.reason for each in found.refused}


def submitted(course, pupil):
    return nbformat.read(course.submitted(TINY, pupil) / f"{TINY}.ipynb", 4)


def test_the_newest_hand_in_of_each_pupil_is_taken_and_who_handed_in_nothing_is_absent(course):
    handed_in(course, "p01", WRONG)
    handed_in(course, "p01", RIGHT)
    handed_in(course, "p03", WRONG, language="ur")
    found = collect(course, TINY, NOW)
    assert [(each.pupil, each.number, each.language) for each in found.taken] == [
        ("p01", 2, "en"),
        ("p03", 1, "ur"),
    ]
    assert (found.refused, found.absent) == ([], ["p02"])
    assert collected(course, TINY) == found
    answers = json.loads((course.submitted(TINY, "p01") / "answers.json").read_text())
    assert answers["answers"]["groups"] == RIGHT["groups"]
    assert "why" not in answers["answers"]
    stamp = (course.submitted(TINY, "p01") / "timestamp.txt").read_text()
    assert stamp == "2026-11-25 10:00:00 UTC\n"


def test_the_submission_is_the_released_notebook_with_the_text_filled_in(course):
    handed_in(course, "p01", RIGHT)
    collect(course, TINY, NOW)
    released = nbformat.read(course.release(TINY) / f"{TINY}.ipynb", 4)
    laid = submitted(course, "p01")
    differ = [
        (one.source, two.source)
        for one, two in zip(released.cells, laid.cells, strict=True)
        if one.source != two.source
    ]
    assert differ == [("", in_a_cell(RIGHT["why"]["text"]))]
    assert "nines" not in nbformat.writes(laid)


BAD_ANSWERS = {
    "unknown question": ({"extra": {}}, "no question 'extra'"),
    "unknown option": ({"number": {"answers": {"which": ["twos"]}}}, "number"),
    "another kind's value": ({"order": {"placed": {}}}, "order"),
    "a list": ({"order": []}, "order"),
    "nothing": ({"groups": None}, "groups"),
    "a step too far": ({"sure": {"answers": {"tell": 5}}}, "sure"),
    "true": ({"sure": {"answers": {"tell": True}}}, "sure"),
    "unhashable": ({"number": {"answers": {"which": [["nines"]]}}}, "number"),
    "a text too long": ({"why": {"text": "x" * 4001}}, "4001"),
    "a number for a text": ({"why": {"text": 7}}, "why"),
    "more than a text": ({"why": {"text": "x", "points": 2}}, "why"),
    "points": ({"number": {"answers": {"which": ["nines"]}, "points": 9}}, "number"),
}


@pytest.mark.parametrize("fault", BAD_ANSWERS)
def test_an_answer_that_is_none_to_its_question_is_refused_and_stops_no_other(course, fault):
    answers, says = BAD_ANSWERS[fault]
    raw(course, "p01", whole("p01", answers={**RIGHT, **answers}))
    handed_in(course, "p02", RIGHT)
    found = collect(course, TINY, NOW)
    assert says in reasons(found)["p01"]
    assert [each.pupil for each in found.taken] == ["p02"]
    assert not course.submitted(TINY, "p01").exists()


def test_a_text_of_four_thousand_letters_is_taken(course):
    handed_in(course, "p01", {"why": {"text": "ক" * 4000}})
    assert collect(course, TINY, NOW).refused == []


def test_a_broken_newest_hand_in_is_refused_and_the_one_before_is_not_taken_for_it(course):
    handed_in(course, "p01", WRONG)
    collect(course, TINY, NOW)
    assert course.submitted(TINY, "p01").is_dir()
    raw(course, "p01", '{"schema": 1', number=2)
    found = collect(course, TINY, NOW)
    assert reasons(found) == {"p01": "The file breaks off, or is not JSON."}
    assert not course.submitted(TINY, "p01").exists()


@pytest.mark.parametrize("stranger", ["p99", "p0*", "P01", "..%2fevil", "p01 copy"])
def test_who_is_not_on_the_roster_is_refused_and_reaches_no_folder_of_nbgraders(course, stranger):
    raw(course, stranger, whole(stranger))
    handed_in(course, "p01", RIGHT)
    found = collect(course, TINY, NOW)
    assert list(reasons(found)) == [stranger]
    assert [each.name for each in (course.root / "submitted").iterdir()] == ["p01"]


def test_a_file_with_another_name_is_refused_and_a_half_written_one_is_not_there_yet(course):
    raw(course, "p01", whole()).rename(course.handins / TINY / "p01" / "answers.json")
    raw(course, "p02", whole()).rename(course.handins / TINY / "p02" / ".tmp1.part")
    found = collect(course, TINY, NOW)
    assert list(reasons(found)) == ["p01"]
    assert found.absent == ["p02", "p03"]


def test_a_check_that_is_not_built_or_not_there_is_said_so(tmp_path):
    course = made(tmp_path, build=False)
    with pytest.raises(NotBuilt, match="safer assessments build"):
        collect(course, TINY, NOW)
    with pytest.raises(KeyError, match="Did you mean 'tiny'"):
        collect(course, "tinny", NOW)


def test_collecting_twice_gives_the_same(course):
    handed_in(course, "p01", RIGHT)
    first = collect(course, TINY, NOW)
    laid = submitted(course, "p01")
    assert collect(course, TINY, NOW) == first
    assert submitted(course, "p01") == laid


@given(st.text(max_size=300))
def test_a_cell_holds_no_tag_no_markdown_and_no_formula_whatever_was_written(words):
    cell = in_a_cell(words)
    assert cell.startswith(OPENING)
    assert cell.endswith(CLOSING)
    inside = cell.removeprefix(OPENING).removesuffix(CLOSING)
    ascii_left = re.sub(r"&#\d+;", "", inside)
    assert all(each.isalnum() or not each.isascii() for each in ascii_left)
    back = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), inside)
    assert back == tidy(words)


def test_words_keep_their_letters_and_lose_what_turns_or_hides_them():
    assert tidy("می\u200cشود ক্\u200dষ \U0001f600") == "می\u200cشود ক্\u200dষ \U0001f600"
    assert tidy("a\u202egnp.exe\u2066b\x00\x1b[31m\ud800\u200b") == "agnp.exeb[31m"
    assert tidy("one\r\ntwo\rthree") == "one\ntwo\nthree"
