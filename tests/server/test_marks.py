"""What the markbook shows of one check, made of its rows without a server."""

from __future__ import annotations

import pytest
import safer_communities  # noqa: F401 (registers every kind)
from safer_communities.content import Places
from safer_communities.language import speaker
from safer_communities.server.checks.marks import (
    DASH,
    NOTHING,
    charts_of,
    marks_of,
    refused_in,
    titles_of,
)

from tests.pack import the_checks

PLACES = Places.found()
CHECK = the_checks()["y6-unit"]
BEFORE, AFTER, LATER = CHECK.assignments
FIRST, SECOND, *_ = (item.id for item in CHECK.items if item.marks and item.kind != "text")
TEXT = next(item.id for item in CHECK.items if item.kind == "text")
SCALE = next(item for item in CHECK.items if item.kind == "scale")


@pytest.fixture
def voice():
    return speaker("en", PLACES.locale, CHECK.id)


def row(pupil, item, points, state="marked", of=1):
    return {"pupil": pupil, "item": item, "points": points, "of": of, "state": state}


def looked(**found):
    return {**NOTHING, **found}


def cells(made, pupil):
    """Return what stands in a pupil's row, by question."""
    (found,) = (each for each in made["marks"] if each["pupil"] == pupil)
    names = [each["id"] for each in made["items"]]
    return dict(zip(names, found["cells"], strict=True)), found["total"]


def test_before_anything_is_marked_there_is_nothing_and_no_chart(voice):
    made = marks_of(CHECK, NOTHING, voice)
    assert (made["marks"], made["marked"], made["change"], made["few"]) == ([], False, None, False)
    assert charts_of(made, voice) is None


def test_how_sure_somebody_is_has_no_column(voice):
    made = marks_of(CHECK, NOTHING, voice)
    assert [each["id"] for each in made["items"]] == [i.id for i in CHECK.items if i.marks]
    assert SCALE.id not in {each["id"] for each in made["items"]}


def test_absent_is_a_word_and_no_zero_and_a_zero_is_a_zero(voice):
    rows = [row("p01", FIRST, 0.0), row("p02", FIRST, None, "absent")]
    made = marks_of(CHECK, looked(rows=rows), voice)
    assert cells(made, "p01")[0][FIRST] == {"shown": "0", "level": "none"}
    assert cells(made, "p02")[0][FIRST] == {"shown": "absent", "level": "absent"}
    assert cells(made, "p01")[1] == "0 / 1"
    assert cells(made, "p02")[1] == DASH
    assert made["marked"]


def test_a_class_that_was_absent_is_not_marked(voice):
    made = marks_of(CHECK, looked(rows=[row("p01", FIRST, None, "absent")]), voice)
    assert not made["marked"]


@pytest.mark.parametrize(
    ("points", "of", "shown", "level"),
    [
        (1.0, 1, "1", "full"),
        (0.5, 1, "0.5", "some"),
        (1 / 3, 1, "0.33", "some"),
        (2, 3, "2", "some"),
    ],
)
def test_points_are_shown_to_two_places_and_full_ones_are_told_apart(
    voice, points, of, shown, level
):
    made = marks_of(CHECK, looked(rows=[row("p01", FIRST, points, of=of)]), voice)
    assert cells(made, "p01")[0][FIRST] == {"shown": shown, "level": level}


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("to-read", "to read"),
        ("changed", "to read *"),
        ("passed", "passed on"),
        ("waiting", "waits"),
        ("refused", "refused"),
    ],
)
def test_what_has_no_points_says_why_and_counts_for_nothing(voice, state, shown):
    rows = [row("p01", FIRST, 1.0), row("p01", TEXT, None, state, of=2)]
    made = marks_of(CHECK, looked(rows=rows), voice)
    assert cells(made, "p01")[0][TEXT] == {"shown": shown, "level": "wait"}
    assert cells(made, "p01")[1] == "1 / 1"
    assert made["changed"] is (state == "changed")


def test_a_refused_hand_in_is_named_once_with_its_reason():
    rows = [
        {**row("p01", item, None, "refused"), "reason": "It breaks off."}
        for item in (FIRST, SECOND)
    ]
    assert refused_in([*rows, row("p02", FIRST, 1.0)]) == [
        {"pupil": "p01", "reason": "It breaks off."}
    ]


def test_pupils_stand_under_each_outcome_by_level(voice):
    outcome = next(iter(CHECK.outcomes))
    standings = [
        {"pupil": pupil, "outcome": outcome, "level": level}
        for pupil, level in (("p02", "secure"), ("p01", "secure"), ("p03", "not-yet"))
    ]
    made = marks_of(CHECK, looked(standings=standings), voice)
    assert len(made["outcomes"]) == len(CHECK.outcomes)
    found = {each["id"]: (each["count"], each["pupils"]) for each in made["outcomes"][0]["levels"]}
    assert found == {
        "secure": (2, ["p01", "p02"]),
        "developing": (0, []),
        "not-yet": (1, ["p03"]),
        "no-evidence": (0, []),
    }


def figure(item, facility, discrimination, *, few=True):
    return {
        "item": item,
        "pupils": 3,
        "facility": facility,
        "discrimination": discrimination,
        "few": few,
    }


def test_a_question_nobody_answered_has_a_dash_and_no_zero(voice):
    figures = [figure(FIRST, 0.456, -0.25), figure(SECOND, None, None)]
    made = marks_of(CHECK, looked(figures=figures), voice)
    told = [(each["difficulty"], each["discrimination"]) for each in made["analysed"]]
    assert told == [("0.46", "-0.25"), (DASH, DASH)]
    assert made["few"]
    assert not marks_of(CHECK, looked(figures=[figure(FIRST, 1, 0, few=False)]), voice)["few"]


def change(item, times, pupils, shares, *, few=True):
    (first, then), (before, after) = times, shares
    return {
        "item": item,
        "first": first,
        "then": then,
        "pupils": pupils,
        "before": before,
        "after": after,
        "few": few,
    }


CHANGES = [
    change(FIRST, (BEFORE, AFTER), 12, (0.45, 0.8)),
    change(FIRST, (BEFORE, LATER), 1, (0.5, 0.75)),
    change(FIRST, (AFTER, LATER), 0, (None, None)),
    change(SECOND, (BEFORE, AFTER), 0, (None, None)),
]


def test_a_change_names_its_times_and_how_many_did_both(voice):
    told = marks_of(CHECK, looked(changes=CHANGES), voice)["change"]
    windows = [window.title for window in CHECK.windows]
    assert told["pairs"] == [f"{windows[0]} → {windows[1]}", f"{windows[0]} → {windows[2]}"]
    assert told["rows"] == [
        {
            "title": titles_of(CHECK, voice)[FIRST],
            "cells": ["45 % → 80 % (12 pupils)", "50 % → 75 % (1 pupil)"],
        }
    ]
    assert told["few"]


def test_where_nobody_did_both_there_is_no_change_to_show(voice):
    assert marks_of(CHECK, looked(changes=CHANGES[2:]), voice)["change"] is None


def test_bars_of_a_change_are_those_of_the_pupils_who_did_both(voice):
    (drawn,) = marks_of(CHECK, looked(changes=CHANGES), voice)["change"]["drawn"]["rows"]
    assert [(each["column"], each["least"]) for each in drawn["cells"]] == [
        (BEFORE, 45),
        (AFTER, 80),
        (LATER, 75),
    ]


def test_each_sentence_of_a_scale_has_its_own_words_in_a_change(voice):
    titles = titles_of(CHECK, voice)
    for statement in SCALE.part.statements:
        assert titles[f"{SCALE.id}.{statement.id}"] == statement.words


def test_charts_hold_counts_and_shares_and_no_pupil(voice):
    outcome = next(iter(CHECK.outcomes))
    data = looked(
        rows=[row("p01", FIRST, 1.0), row("p02", FIRST, None, "absent")],
        standings=[{"pupil": "p01", "outcome": outcome, "level": "secure"}],
        figures=[figure(FIRST, 0.5, None), figure(SECOND, None, None)],
        changes=CHANGES,
    )
    told = charts_of(marks_of(CHECK, data, voice), voice)
    assert [each["key"] for each in told["charts"]] == ["outcomes", "questions", "change"]
    assert "p01" not in str(told)
    assert "p02" not in str(told)
    outcomes, questions, _ = told["charts"]
    assert [each["least"] for each in outcomes["rows"][0]["cells"]] == [1, 0, 0, 0]
    # A question nobody answered has no bar: a bar of nothing would say that all were wrong.
    assert [each["cells"][0]["least"] for each in questions["rows"]] == [50]


def test_a_wrong_answer_is_told_as_what_may_stand_behind_it(voice):
    item = next(each for each in CHECK.items if each.misconceptions)
    name, words = next(iter(item.misconceptions.items()))
    made = marks_of(CHECK, looked(wrong=[{"item": item.id, "wrong": name, "count": 3}]), voice)
    assert made["misconceptions"] == [{"title": item.part.title, "words": words, "count": 3}]


def test_numbers_are_written_as_the_language_writes_them():
    voice = speaker("fa", PLACES.locale, CHECK.id)
    made = marks_of(CHECK, looked(rows=[row("p01", FIRST, 0.5)], changes=CHANGES), voice)
    assert cells(made, "p01")[0][FIRST]["shown"] == "\u06f0\u066b\u06f5"
    assert made["change"]["rows"][0]["cells"][0].startswith("\u06f4\u06f5 %")
