"""The private note: nothing of what is written is ever an answer."""

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.private import Private, PrivatePart
from safer_communities.classroom.classes import sendable
from safer_communities.classroom.spread import has_spread
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "private" / "private.example.yaml", "private.example.yaml"))
PART = check(PrivatePart, EXAMPLE["part"], "lesson.yaml")
SPEC = spec_of(HERE / "private", PART, {})
WRITTEN = st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(PrivatePart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def test_the_example_holds_nothing_that_was_written():
    assert EXAMPLE["states"] == {"before": {}, "working": {}, "right": {"checked": True}}
    assert Activity.kinds["private"] is Private


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "private" / "private.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Private))
    assert set(Private.interface) <= {*asked, "thanks"}


@given(name=st.text(), written=WRITTEN)
def test_whatever_is_written_is_refused_under_whatever_name(name, written):
    with pytest.raises(NotAnAnswer):
        Private.clean(SPEC, {name: written})


@pytest.mark.parametrize("name", ["notes", "thumb", "written", "answers", "value"])
def test_a_widget_that_is_given_something_written_does_not_take_it(name):
    note = Private(SPEC)
    with pytest.raises(NotAnAnswer):
        note.value = {name: "Aunt Samira"}
    assert note.value == {}


def test_that_the_pupil_has_finished_is_all_it_lets_go_of():
    assert Private.clean(SPEC, {"checked": True, "fewer": False}) == {
        "checked": True,
        "fewer": False,
    }


def test_a_class_keeps_nothing_of_it_and_counts_nothing_of_it():
    class OneNote:
        parts = (PART,)

    assert sendable(OneNote()) == []
    assert not has_spread(PART)


def test_it_is_sensitive_and_never_scored_without_being_told():
    told = {k: v for k, v in EXAMPLE["part"].items() if k not in ("sensitive", "scored", "shape")}
    part = check(PrivatePart, told, "lesson.yaml")
    assert (part.sensitive, part.scored, part.shape) == (True, False, "hand")


def test_on_paper_it_says_whose_it_is_and_has_a_line_for_each_place():
    page = environment("en", Places.found().locale, HERE)
    template = page.get_template("private/private.paper.html")
    worksheet = template.render(spec=SPEC, answers=False)
    assert "Keep this for yourself." in worksheet
    assert worksheet.count("paper-line") == len(SPEC["places"])
    assert "<svg" in worksheet
    assert "<svg" not in template.render(spec={**SPEC, "shape": "lines"}, answers=False)
    assert "paper-line" not in template.render(spec=SPEC, answers=True)


def test_the_hand_on_paper_is_the_hand_on_the_screen():
    numbers = [
        re.findall(r"-?\d+", re.search(pattern, (HERE / "private" / name).read_text())[1])
        for name, pattern in (
            ("private.js", r"FINGERS = \[(.*)\];"),
            ("private.paper.html", r"in \(\((111.*?)\)\) %"),
        )
    ]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) == 25


def part(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


PLACES = EXAMPLE["part"]["places"]
LINES = [{"id": f"line-{at}", "words": f"Line {at}"} for at in range(9)]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (part(sensitive=False), "A private note is always sensitive. | Say 'sensitive: true' in"),
        (part(scored=True), "A part of kind 'private' is never scored. | Say 'scored: false' in"),
        (part(needs="kernel"), "A private note cannot ask for a kernel: nothing in it may leave"),
        (part(places=PLACES[:4]), "A hand has 5 fingers, and this one has 4 places. | Name 5"),
        (part(shape="lines", places=LINES), "This note has 9 places. | Name 1 to 8."),
        (part(shape="lines", places=[]), "This note has 0 places. | Name 1 to 8."),
        (part(places=[*PLACES[:4], PLACES[0]]), "Two places have the same id. | Give each place"),
        (
            part(places=[*PLACES[:4], {**PLACES[0], "id": "toe"}]),
            "Two places have the same words. | Say what is written in each.",
        ),
        (part(shape="foot"), "'shape' cannot be 'foot'"),
        (part(fewer=["thumb"]), "A part of kind 'private' has no support form. | Take 'fewer'"),
    ],
)
def test_a_private_note_with_a_fault_is_refused_with_what_to_do(broken, message):
    assert message in fault(broken)
