"""The agreement file: kept by the facilitator, looked at after 30 and 90 days, carried on."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.classroom.assembly.agreement import (
    MARKS,
    SCHEMA,
    VERSION,
    Agreement,
    Geography,
    Look,
    NotAnAgreement,
    Pledge,
    agreement_in,
)
from safer_communities.content import organisations_in

from tests.conftest import ROOT

MADE = dt.date(2026, 11, 26)
AT_30, AT_90 = MADE + dt.timedelta(30), MADE + dt.timedelta(90)
WHY = "The analyst was not allowed to see the data."


def agreement(*pledges):
    return Agreement(
        kind=SCHEMA,
        version=VERSION,
        place="Dorking Halls",
        made=MADE,
        geography=Geography.of("mole-valley", organisations_in(ROOT / "lessons")),
        commitments=pledges or (pledge("one"), pledge("two"), pledge("three")),
    )


def pledge(name, **more):
    told = {"level": "cross", "what": f"Do {name}", "owner": "Repairs manager", "since": MADE}
    return Pledge(id=name, **{**told, **more})


def look(mark, on=AT_30, why=WHY):
    return Look(on=on, mark=mark, why=why)


def test_a_file_comes_back_as_it_was_written():
    made = agreement().looked_at({"two": look("part")})
    assert agreement_in(made.written().encode()) == made
    assert agreement_in(b"\xef\xbb\xbf" + made.written().encode()) == made


@pytest.mark.parametrize(
    ("area", "districts", "unitaries"),
    [
        ("mole-valley", ["Mole Valley"], ["East Surrey"]),
        ("west-surrey", 6, ["West Surrey"]),
        ("", 11, ["East Surrey", "West Surrey"]),
        ("no-longer-there", 11, ["East Surrey", "West Surrey"]),
    ],
)
def test_both_levels_of_council_are_in_it(area, districts, unitaries):
    found = Geography.of(area, organisations_in(ROOT / "lessons"))
    names = [each.name for each in found.districts]
    assert districts in (names, len(names))
    assert [each.name for each in found.unitaries] == unitaries
    assert found.unitaries[0].begins == dt.date(2027, 4, 1)


def test_each_review_is_to_come_then_due_then_held():
    made = agreement()
    states = lambda held, today: [each.state for each in held.reviews(today)]  # noqa: E731
    assert states(made, AT_30 - dt.timedelta(1)) == ["coming", "coming"]
    assert states(made, AT_30) == ["due", "coming"]
    once = made.looked_at({"one": look("done")})
    assert states(once, AT_30) == ["held", "coming"]
    assert states(once, AT_90) == ["held", "due"]
    assert states(once.looked_at({"one": look("done", AT_90)}), AT_90) == ["held", "held"]


def test_a_look_is_added_to_the_history_and_nothing_before_it_is_lost():
    made = agreement().looked_at({"one": look("not"), "two": look("done", why="")})
    later = made.looked_at({"one": look("done", AT_90)})
    assert [each.mark for each in later.commitments[0].history] == ["not", "done"]
    assert later.commitments[0].history[0].why == WHY
    assert later.commitments[1:] == made.commitments[1:]
    assert [each.id for each in later.still_open] == ["three"]


def test_what_changed_keeps_its_old_words_in_its_history():
    made = agreement().looked_at({"one": look("changed")}, {"one": "Do less"})
    again = made.looked_at({"one": look("changed")}, {"one": "Do half"})  # on the same day
    for held, words in ((made, "Do less"), (again, "Do half")):
        (found,) = held.commitments[0].history
        assert (held.commitments[0].what, found.was) == (words, "Do one")


def test_no_look_is_put_before_one_that_was_later():
    made = agreement().looked_at({"one": look("done", AT_90)})
    with pytest.raises(ValueError, match="one"):
        made.looked_at({"one": look("not", AT_30)})


def test_two_copies_marked_apart_lose_nothing_when_they_meet():
    here = agreement().looked_at({"one": look("part")})
    looks = {"two": look("done"), "one": look("changed", AT_90)}
    there = agreement().looked_at(looks, {"one": "Do less"})
    for mine, theirs in ((here, there), (there, here)):
        both, twice = mine.merged(theirs)
        one, two, _ = both.commitments
        assert [each.mark for each in one.history] == ["part", "changed"]
        assert (one.what, two.now, twice) == ("Do less", "done", ())
        assert agreement_in(both.written().encode()) == both
        assert both.merged(mine) == (both, ())


def test_two_marks_of_one_day_both_stay_and_are_told():
    here, there = (agreement().looked_at({"one": look(mark)}) for mark in ("part", "not"))
    both, twice = here.merged(there)
    assert [each.mark for each in both.commitments[0].history] == ["part", "not"]
    assert twice == ("one",)
    again = both.looked_at({"one": look("done")})
    assert [each.mark for each in again.commitments[0].history] == ["done"]


def test_the_file_of_another_assembly_is_never_mixed_in():
    held = agreement()
    others = (
        agreement(pledge("four")),
        agreement(pledge("one", owner="Somebody else's manager")),
        held.model_copy(update={"place": "Elsewhere"}),
        held.model_copy(update={"made": AT_30}),
    )
    assert [held.merged(each) for each in others] == [None] * 4


@pytest.mark.parametrize("mark", MARKS[1:])
def test_what_was_not_simply_done_says_why(mark):
    with pytest.raises(ValueError, match="no-why"):
        look(mark, why=" ")


def test_what_was_kept_is_counted_as_it_stood_on_each_day():
    made = agreement().looked_at({"one": look("done"), "two": look("part")})
    made = made.looked_at({"two": look("done", AT_90), "three": look("not", AT_90)})
    none = dict.fromkeys(MARKS, 0)
    assert made.counts() == [
        (AT_30, {**none, "done": 1, "part": 1, "": 1}),
        (AT_90, {**none, "done": 2, "not": 1, "": 0}),
    ]


def spoilt(**changes):
    data = json.loads(agreement().looked_at({"one": look("not")}).written())
    for path, value in changes.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        held = data
        for step in steps:
            held = held[step]
        held[last] = value
    return json.dumps(data).encode()


BAD = {
    "a picture": (b"\x89PNG\r\n\xff", "no-text", ()),
    "cut off": (agreement().written().encode()[:90], "no-json", None),
    "another file": (b'{"spots": []}', "other-file", ()),
    "a list": (b"[1, 2]", "other-file", ()),
    "empty": (b"", "no-json", (1,)),
    "too large": (b" " * 400_001, "too-large", ()),
    "newer": (spoilt(version=2), "newer", ()),
    "no version": (spoilt(version=0), "literal_error", ("version",)),
    "no date": (spoilt(made="Thursday"), "no-date", ("made",)),
    "no year of ours": (spoilt(made="9999-12-31"), "no-date", ("made",)),
    "no such day": (spoilt(commitments__1__by="2027-02-30"), "no-date", ("commitments", 1, "by")),
    "no mark": (
        spoilt(commitments__0__history__0__mark="maybe"),
        "literal_error",
        ("commitments", 0, "history", 0, "mark"),
    ),
    "no reason": (
        spoilt(commitments__0__history__0__why=""),
        "no-why",
        ("commitments", 0, "history", 0),
    ),
    "an answer": (spoilt(answers=[]), "extra_forbidden", ("answers",)),
    "a name": (spoilt(commitments__0__name="x"), "extra_forbidden", ("commitments", 0, "name")),
    "an id twice": (spoilt(commitments__1__id="one"), "id-twice", ("commitments",)),
    "no words": (spoilt(commitments__2__what=""), "string_too_short", ("commitments", 2, "what")),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_file_that_is_none_is_refused_and_it_is_said_what_is_wrong(fault):
    content, kind, where = BAD[fault]
    with pytest.raises(NotAnAgreement) as caught:
        agreement_in(content)
    (found,) = caught.value.faults
    assert found.kind == kind
    assert where in (None, found.where)


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_bytes_do_more_than_be_refused(content):
    for each in (content, b'{"kind": "safer-communities-agreement", "version": 1, ' + content):
        with pytest.raises(NotAnAgreement):
            agreement_in(each)
