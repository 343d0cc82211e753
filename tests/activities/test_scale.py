"""The scale: how sure, or how I feel."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.scale import Scale, ScalePart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

FOLDER = HERE / "scale"
EXAMPLE = plain(read_yaml(FOLDER / "scale.example.yaml", "scale.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_scale.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)
NOTHING = {"of": 0, "right": 0, "items": {}}


def changed(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


def spec(**changes):
    return spec_of(FOLDER, check(ScalePart, changed(**changes), "lesson.yaml"), {})


SPEC = spec()


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(ScalePart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(shown, *, answers):
    page = environment("en", Places.found().locale, HERE)
    return page.get_template("scale/scale.paper.html").render(spec=shown, answers=answers)


def test_the_example_shows_every_state_by_its_name():
    states = {name: Scale.clean(SPEC, value) for name, value in EXAMPLE["states"].items()}
    assert {name: bool(value.get("checked")) for name, value in states.items()} == {
        "before": False,
        "working": False,
        "right": True,
    }
    assert states["before"] == {}
    assert states["working"]["answers"]


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["scale"] is Scale


def test_every_word_the_module_shows_is_in_its_words():
    module = (FOLDER / "scale.js").read_text(encoding="utf-8")
    assert set(re.findall(r"\bwords\.(\w+)", module)) <= set(words_of(Scale))


def test_the_module_is_small_enough_to_be_sent_with_each_activity():
    assert (FOLDER / "scale.js").stat().st_size < 8 * 1024


@given(VALUES(SPEC))
def test_no_answer_is_worth_more_than_another(value):
    assert Scale.clean(SPEC, value) == value
    assert Scale.mark(SPEC, value) == NOTHING


@given(JUNK | st.fixed_dictionaries({"answers": JUNK | st.dictionaries(st.just("tell"), JUNK)}))
def test_what_cannot_be_an_answer_is_refused_with_a_sentence_and_nothing_else(junk):
    try:
        kept = Scale.clean(SPEC, junk)
    except NotAnAnswer as error:
        kept, said = None, str(error)
    assert kept == junk if kept is not None else said.endswith(".")


@pytest.mark.parametrize("step", [0, 5, -1, 2.0, 2.5, True, None, "2", [2], float("nan"), 10**400])
def test_only_whole_steps_from_one_to_four_are_answers(step):
    with pytest.raises(NotAnAnswer, match=r"^The answer to 'tell' is not a step from 1 to 4[.]$"):
        Scale.clean(SPEC, {"answers": {"tell": step}})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("very", "An answer is a set of names and values."),
        ({"chosen": {}}, "An answer to this activity has no 'chosen'."),
        ({"answers": [1]}, "'answers' cannot be '[1]'."),
        ({"answers": {"fly": 1}}, "There is no statement called 'fly' here."),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, sentence):
    with pytest.raises(NotAnAnswer, match=f"^{re.escape(sentence)}$"):
        Scale.clean(SPEC, value)


TELL = {"id": "tell", "words": "I can tell a hazard from a risk."}


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (changed(scored=True), "A part of kind 'scale' is never scored."),
        (
            changed(statements=[], fewer=[]),
            "This scale has no statement. | Add one under 'statements'.",
        ),
        (
            changed(statements=[TELL, {**TELL, "words": "Other."}]),
            "Two statements are called 'tell'. | Give each statement its own id.",
        ),
        (
            changed(statements=[TELL, {**TELL, "id": "again"}]),
            "Two statements have the same words. | Take one out",
        ),
        (changed(steps=["No", "Yes"]), "This scale has 2 steps. | Name 4, from least to most."),
        (
            changed(steps=["No", "A bit", "Yes", "Yes"]),
            "The steps are not told apart. | Give 4 different words",
        ),
        (changed(steps=["No", "A bit", " ", "Yes"]), "The steps are not told apart."),
        (changed(fewer=["fly"]), "'fewer' names 'fly', which is not in this part."),
    ],
)
def test_a_fault_in_a_scale_is_refused_and_says_how_to_mend_it(part, message):
    assert fault(part).startswith(message)


def test_a_scale_need_not_say_that_it_is_not_scored():
    part = changed()
    del part["scored"]
    assert check(ScalePart, part, "lesson.yaml").scored is False


@pytest.mark.parametrize("faces", [True, False])
def test_the_worksheet_has_a_box_for_every_statement_at_every_step(faces):
    sheet = paper(spec(faces=faces), answers=False)
    assert sheet.count("paper-box") == len(SPEC["statements"]) * len(SPEC["steps"])
    assert sheet.count("<svg") == len(SPEC["steps"])
    for words in [*SPEC["steps"], *(each["words"] for each in SPEC["statements"])]:
        assert words in sheet


def test_faces_and_thermometers_are_told_apart_on_paper():
    assert paper(spec(faces=True), answers=False) != paper(spec(faces=False), answers=False)
