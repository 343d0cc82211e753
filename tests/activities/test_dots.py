"""Dots: a few of them placed on what matters most."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.dots import Dots, DotsPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

FOLDER = HERE / "dots"
EXAMPLE = plain(read_yaml(FOLDER / "dots.example.yaml", "dots.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_dots.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def changed(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


def spec(**changes):
    return spec_of(FOLDER, check(DotsPart, changed(**changes), "exercise.yaml"), {})


SPEC = spec()
OPTIONS = EXAMPLE["part"]["options"]


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(DotsPart, part, "exercise.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def test_the_example_shows_every_state_by_its_name():
    states = {name: Dots.clean(SPEC, value) for name, value in EXAMPLE["states"].items()}
    placed = [sum(value.get("dots", {}).values()) for value in states.values()]
    assert list(states) == ["before", "working", "right"]
    assert placed == [0, SPEC["dots"] - 1, SPEC["dots"]]


def test_the_kind_is_known_by_its_name_and_never_marked():
    assert Activity.kinds["dots"] is Dots
    assert "is never scored" in fault(changed(scored=True))


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (FOLDER / "dots.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Dots))
    assert set(Dots.interface) <= asked


@given(VALUES(SPEC))
def test_no_vote_is_worth_more_than_another(value):
    assert Dots.clean(SPEC, copy.deepcopy(value)) == value
    assert Dots.mark(SPEC, value) == {"of": 0, "right": 0, "items": {}}


@given(JUNK | st.fixed_dictionaries({"dots": JUNK | st.dictionaries(st.just("law"), JUNK)}))
def test_what_cannot_be_an_answer_is_refused_with_a_sentence_and_nothing_else(junk):
    try:
        kept = Dots.clean(SPEC, junk)
    except NotAnAnswer as error:
        kept, said = None, str(error)
    assert kept == junk if kept is not None else said.endswith(".")


@pytest.mark.parametrize("count", [4, -1, 1.0, True, None, "2", [2], float("nan"), 10**400])
def test_only_whole_dots_up_to_the_most_can_lie_on_one_option(count):
    sentence = "^The dots on 'law' are not a number from 0 to 3[.]$"
    with pytest.raises(NotAnAnswer, match=sentence):
        Dots.clean(SPEC, {"dots": {"law": count}})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (5, "An answer is a set of names and values."),
        ({"rates": {}}, "An answer to this activity has no 'rates'."),
        ({"dots": [1]}, "'dots' cannot be '[1]'."),
        ({"dots": {"moon": 1}}, "There is no option called 'moon' here."),
        ({"dots": {"law": 3, "time": 3}}, "There are more than 5 dots."),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, sentence):
    with pytest.raises(NotAnAnswer, match=f"^{re.escape(sentence)}$"):
        Dots.clean(SPEC, value)


def test_the_room_sees_how_many_dots_each_option_has_and_which_has_none():
    table = Dots.table(SPEC)
    assert [column.words for column in table.columns] == [f"Dots: {each}" for each in range(4)]
    held = dict(Dots.tally(SPEC, {"dots": {"law": 2, "time": 0, "names": 3}}))
    assert held == {
        "law": "dots-2",
        "blame": "dots-0",
        "systems": "dots-0",
        "names": "dots-3",
        "time": "dots-0",
    }


@pytest.mark.parametrize("dots", [{}, {"law": 0}])
def test_who_has_placed_no_dot_is_not_counted_as_wanting_nothing(dots):
    assert Dots.tally(SPEC, {"dots": dots}) == []


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (changed(options=[*OPTIONS, OPTIONS[0]]), "Two options are called 'law'. | Give each"),
        (
            changed(options=[*OPTIONS, {**OPTIONS[0], "id": "again"}]),
            "Two options are called 'We think the law does not let us.'.",
        ),
        (changed(dots=2), "'most' is 3, and there are 2 dots. | Let fewer dots lie on one"),
        (changed(dots=6, options=OPTIONS[:2]), "6 dots fill all 2 options. | Add options or"),
        (changed(options=[]), "5 dots fill all 0 options. | Add options"),
        (changed(dots=0), "'dots'"),
        (changed(fewer=["law"]), "A part of kind 'dots' has no support form."),
    ],
)
def test_a_fault_in_a_vote_is_refused_and_says_how_to_mend_it(part, message):
    assert fault(part).startswith(message)


@pytest.mark.parametrize("most", [2, 4])
def test_the_worksheet_has_for_each_option_as_many_circles_as_dots_can_lie_on_it(most):
    page = environment("en", Places.found().locale, HERE)
    sheet = page.get_template("dots/dots.paper.html").render(spec=spec(most=most), answers=False)
    assert sheet.count("<circle") == len(OPTIONS) * most
    assert f"Fill in 5 circles in all. At most {most} on one line." in sheet
    assert OPTIONS[0]["note"] in sheet
