"""Commitments: owned by a role, dated, six at most, and never marked."""

import copy
import datetime as dt
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.commitments import Commitments, CommitmentsPart, commitments
from safer_communities.activities.written import OVER_BOXES
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

FOLDER = HERE / "commitments"
EXAMPLE = plain(read_yaml(FOLDER / "commitments.example.yaml", "commitments.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_commitments.py")))["values"]
SPEC = spec_of(FOLDER, check(CommitmentsPart, EXAMPLE["part"], "exercise.yaml"), {})
FIELDS = ("what", "owner", "by", "measure", "first")
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(CommitmentsPart, part, "exercise.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def one(**fields):
    return {"commitments": [{"level": "table", **fields}]}


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Commitments.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


def test_the_example_shows_every_state_by_its_name():
    assert set(EXAMPLE["states"]) == {"before", "working", "right"}
    for value in EXAMPLE["states"].values():
        assert Commitments.clean(SPEC, copy.deepcopy(value)) == value
    for made in EXAMPLE["states"]["right"]["commitments"]:
        assert all(made[name] for name in FIELDS)


def test_the_kind_is_known_by_its_name_and_never_marked():
    assert Activity.kinds["commitments"] is Commitments
    assert Commitments.mark(SPEC, {}) == {"of": 0, "right": 0, "items": {}}
    assert "is never scored" in fault({**EXAMPLE["part"], "scored": True})


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (FOLDER / "commitments.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Commitments))
    assert set(Commitments.interface) <= {*asked, *OVER_BOXES, *FIELDS, "thanks", "aRole", "passed"}
    assert {"aRole", "passed"} <= set(re.findall(r'return "(\w+)"', module))


def test_the_page_has_the_room_the_number_and_the_rule_for_owners_that_python_has():
    module = (FOLDER / "commitments.js").read_text(encoding="utf-8")
    room = re.search(r"ROOM = \{(.*)\}", module)[1]
    assert dict(re.findall(r"(\w+): (\d+)", room)) == {
        name: str(most) for name, most in commitments.ROOM.items()
    }
    assert f"MOST = {commitments.MOST};" in module
    assert f"PERSON = /{commitments.PERSON.pattern}/i;" in module


@given(VALUES(SPEC))
def test_every_promise_a_table_can_write_is_taken_as_it_is(value):
    assert Commitments.clean(SPEC, copy.deepcopy(value)) == value


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for answer in (value, {"commitments": value}, {"commitments": [value]}, one(by=value)):
        assert refusal(answer) != ""


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "An answer is a set of names and values."),
        ({"notes": {}}, "An answer to this activity has no 'notes'."),
        ({"commitments": {}}, "'commitments' cannot be"),
        ({"commitments": ["Lock it."]}, "A commitment is a set of names and words."),
        ({"commitments": [{"level": "table"}] * 7}, "There are 7 commitments, and 6 at most are"),
        ({"commitments": [{"what": "Lock it."}]}, "There is no level called 'None' here."),
        ({"commitments": [{"level": "moon"}]}, "There is no level called 'moon' here."),
        (one(phone="1"), "There is no field called 'phone' here."),
        (one(what=3), "What is written under 'what' is not a text."),
        (one(owner="a" * 61), "'owner' has 61 letters, and there is room for 60."),
        (one(owner=None), "What is written under 'owner' is not a text."),
        (one(by="soon"), "The day of a commitment is not a day."),
        (one(by="2099-02-30"), "The day of a commitment is not a day."),
        (one(by="20991231"), "The day of a commitment is not a day."),
        (one(by=None), "The day of a commitment is not a day."),
    ],
)
def test_what_cannot_be_a_commitment_is_refused_with_the_reason(value, reason):
    assert refusal(value).startswith(reason)


def test_a_day_that_has_passed_is_refused_kindly_and_today_is_not(monkeypatch):
    monkeypatch.setattr(commitments, "today", lambda: dt.date(2030, 5, 2))
    said = "The day of a commitment has passed already. Choose today, or a day to come."
    days = ("2030-05-01", "2030-05-02", "2030-05-03", "2029-12-31", "")
    assert [refusal(one(by=day)) for day in days] == [said, None, None, said, None]


def test_the_earliest_day_anywhere_is_no_later_than_any_browsers():
    behind = dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=-11))).date()
    assert commitments.today() <= behind


@pytest.mark.parametrize(
    "owner",
    ["Mrs Rao", "the manager, Mr. Lee", "ms k", "r.lee@example.org", "Ring 01632 960001"],
)
def test_an_owner_who_is_a_person_is_refused(owner):
    said = "The owner of a commitment is a role, never a person."
    assert refusal(one(owner=owner)) == said


@pytest.mark.parametrize(
    "owner", ["Head of year 8", "PCSO", "Miss", "Camris lead", "Ward 10 and 11"]
)
def test_a_role_is_taken(owner):
    assert refusal(one(owner=owner)) is None


def test_a_class_counts_at_which_levels_something_was_written_and_no_words():
    value = {
        "commitments": [{"level": "table", "what": "Lock it."}, {"level": "cross", "what": " "}]
    }
    assert Commitments.tally(SPEC, value) == [
        ("personal", "not-yet"),
        ("table", "written"),
        ("cross", "not-yet"),
    ]
    assert Commitments.tally(SPEC, {"commitments": [{"level": "cross"}]}) == []


def test_on_paper_each_level_has_a_line_for_each_field_and_what_stands_over_them():
    page = environment("en", Places.found().locale, HERE)
    template = page.get_template("commitments/commitments.paper.html")
    sheet = template.render(spec=SPEC, answers=False).replace("&#39;", "'")
    assert sheet.count("paper-line") == len(FIELDS) * len(SPEC["levels"])
    assert all(OVER_BOXES[name] in sheet for name in ("noNames", "reader", "noSecret"))
    assert all(Commitments.interface[name] in sheet for name in (*FIELDS, "ownerHint"))
    answers = template.render(spec=SPEC, answers=True)
    assert SPEC["after"] in answers
    assert "paper-line" not in answers


def part(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


LEVELS = EXAMPLE["part"]["levels"]
MANY = [{"id": f"level-{at}", "words": f"Level {at}"} for at in range(5)]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (part(levels=[]), "This part has 0 levels. | Name 1 to 4."),
        (part(levels=MANY), "This part has 5 levels. | Name 1 to 4."),
        (part(levels=[*LEVELS, LEVELS[0]]), "Two levels have the same id. | Give each level its"),
        (part(levels=[*LEVELS, {**LEVELS[0], "id": "new"}]), "Two levels have the same words. | S"),
        (part(fewer=["table"]), "A part of kind 'commitments' has no support form. | Take 'fewer'"),
    ],
)
def test_commitments_with_a_fault_are_refused_with_what_to_do(broken, message):
    assert message in fault(broken)
