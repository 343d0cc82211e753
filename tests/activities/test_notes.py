"""Notes: words of one's own, which are never counted and never in a spread."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.notes import Notes, NotesPart
from safer_communities.activities.written import OVER_BOXES
from safer_communities.classroom.spread import has_spread
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "notes" / "notes.example.yaml", "notes.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_notes.py")))["values"]
PART = check(NotesPart, EXAMPLE["part"], "exercise.yaml")
SPEC = spec_of(HERE / "notes", PART, {})
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(NotesPart, part, "exercise.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    return page.get_template("notes/notes.paper.html").render(spec=SPEC, answers=answers)


def test_the_example_shows_every_state_by_its_name():
    assert set(EXAMPLE["states"]) == {"before", "working", "right"}
    for value in EXAMPLE["states"].values():
        assert Notes.clean(SPEC, copy.deepcopy(value)) == value
    assert set(EXAMPLE["states"]["right"]["notes"]) == {box["id"] for box in SPEC["boxes"]}


def test_the_kind_is_known_by_its_name_and_never_marked():
    assert Activity.kinds["notes"] is Notes
    assert Notes.mark(SPEC, {}) == {"of": 0, "right": 0, "items": {}}
    assert "is never scored" in fault({**EXAMPLE["part"], "scored": True})


def test_what_is_written_is_in_no_spread():
    assert not has_spread(PART)


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "notes" / "notes.js").read_text(encoding="utf-8")
    common = (HERE / "common.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Notes))
    assert set(Notes.interface) <= {*asked, *OVER_BOXES, "thanks"}
    assert set(OVER_BOXES) <= set(re.findall(r"\bwords\.(\w+)", common))


@given(VALUES(SPEC))
def test_every_note_a_table_can_write_is_taken_as_it_is(value):
    assert Notes.clean(SPEC, copy.deepcopy(value)) == value


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for answer in (value, {"notes": value}, {"notes": {"problem": value}}):
        try:
            assert Notes.clean(SPEC, answer) == answer
        except NotAnAnswer as error:
            assert str(error).endswith(".")  # noqa: PT017 (most of these are refused, not all)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "An answer is a set of names and values."),
        ({"texts": {}}, "An answer to this activity has no 'texts'."),
        ({"notes": []}, "'notes' cannot be"),
        ({"notes": {"moon": "Far."}}, "There is no box called 'moon' here."),
        ({"notes": {"problem": 3}}, "What is written under 'problem' is not a text."),
        ({"notes": {"problem": "a" * 301}}, "'problem' has 301 letters, and there is room for 300"),
        ({"notes": {"problem": "a\x00b"}}, "'problem' holds a character that no keyboard writes."),
        ({"notes": {"problem": "\ud800"}}, "'problem' holds a character that no keyboard writes."),
        ({"notes": {"problem": "a\x1eb"}}, "'problem' holds a character that no keyboard writes."),
    ],
)
def test_what_cannot_be_a_note_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=f"^{re.escape(reason)}"):
        Notes.clean(SPEC, value)


def test_a_note_may_have_several_lines_and_fill_its_box():
    value = {"notes": {"problem": "a\n\tb" + "c" * 296}}
    assert Notes.clean(SPEC, copy.deepcopy(value)) == value


def test_on_paper_every_box_has_its_lines_and_what_stands_over_them():
    sheet = paper(answers=False)
    assert sheet.count("paper-line") == sum(box["lines"] for box in SPEC["boxes"])
    assert all(OVER_BOXES[name] in sheet for name in ("noNames", "reader", "noSecret"))
    assert all(box["words"] in sheet and box["hint"] in sheet for box in SPEC["boxes"])
    assert "paper-line" not in paper(answers=True)


def part(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


BOXES = EXAMPLE["part"]["boxes"]
MANY = [{"id": f"box-{at}", "words": f"Box {at}"} for at in range(9)]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (part(boxes=[]), "This part has 0 boxes. | Name 1 to 8."),
        (part(boxes=MANY), "This part has 9 boxes. | Name 1 to 8."),
        (part(boxes=[*BOXES, BOXES[0]]), "Two boxes have the same id. | Give each box its own."),
        (part(boxes=[*BOXES, {**BOXES[0], "id": "new"}]), "Two boxes have the same words. | Say"),
        (part(boxes=[{**BOXES[0], "lines": 7}]), "'lines' cannot be '7'"),
        (part(most=5000), "'most' cannot be '5000'"),
        (part(fewer=["problem"]), "A part of kind 'notes' has no support form. | Take 'fewer'"),
    ],
)
def test_notes_with_a_fault_are_refused_with_what_to_do(broken, message):
    assert message in fault(broken)
