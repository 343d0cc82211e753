"""Choice: one option, many options, or myth or fact."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.choice import Choice, ChoicePart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

FOLDER = HERE / "choice"
EXAMPLE = plain(read_yaml(FOLDER / "choice.example.yaml", "choice.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_choice.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def option(name):
    return {"id": name, "words": f"Words of {name}", "why": f"Why of {name}."}


def part_of(mode, *options, answer, hint=""):
    """Return a part with one question 'q' of these options."""
    question = {"id": "q", "words": "What fits?", "options": [option(each) for each in options]}
    question |= {"answer": list(answer)} | ({"hint": hint} if hint else {})
    return {**EXAMPLE["part"], "fewer": [], "mode": mode, "questions": [question]}


def spec(part):
    return spec_of(FOLDER, check(ChoicePart, part, "lesson.yaml"), {})


SPEC = spec(EXAMPLE["part"])
MANY = spec(part_of("many", "a", "b", "c", answer="ab", hint="One more fits."))
SPECS = {"one": SPEC, "many": MANY, "myth": spec(part_of("myth", "fact", "myth", answer=["myth"]))}


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(ChoicePart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def marked(spec, *chosen):
    """Return whether these options answer the question 'q', and what is said of them."""
    value = Choice.clean(spec, {"answers": {"q": list(chosen)}})
    item = Choice.mark(spec, value)["items"]["q"]
    return item["right"], item["why"]


def refusal(spec, value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Choice.clean(spec, value)
    except NotAnAnswer as error:
        return str(error)
    return None


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    return page.get_template("choice/choice.paper.html").render(spec=SPEC, answers=answers)


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Choice.mark(SPEC, Choice.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }
    assert EXAMPLE["states"]["before"] == {}


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["choice"] is Choice


def test_every_word_the_module_shows_is_in_its_words():
    module = (FOLDER / "choice.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Choice))
    assert set(Choice.interface) <= asked


def test_the_module_is_small_enough_to_be_sent_with_each_activity():
    assert (FOLDER / "choice.js").stat().st_size < 8 * 1024


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@given(data=st.data())
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(spec, data):
    value = data.draw(VALUES(spec))
    assert Choice.clean(spec, copy.deepcopy(value)) == value
    verdict = Choice.mark(spec, value)
    assert verdict["of"] == len(verdict["items"])
    assert 0 <= verdict["right"] <= verdict["of"]


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@given(data=st.data())
def test_a_why_is_said_of_every_question_that_has_an_answer_and_of_no_other(spec, data):
    value = data.draw(VALUES(spec))
    for name, item in Choice.mark(spec, value)["items"].items():
        assert bool(item["why"]) == bool(value.get("answers", {}).get(name))


@given(JUNK | st.fixed_dictionaries({"answers": JUNK | st.dictionaries(st.just("what"), JUNK)}))
def test_what_cannot_be_an_answer_is_refused_with_a_reason(junk):
    assert refusal(SPEC, junk) != ""


def test_a_right_option_says_its_own_why():
    what = SPEC["questions"][0]
    item = Choice.mark(SPEC, {"answers": {"what": ["chance"]}})["items"]["what"]
    assert item == {"right": True, "why": what["options"][1]["why"]}


def test_a_wrong_option_says_its_own_why():
    what = SPEC["questions"][0]
    item = Choice.mark(SPEC, {"answers": {"what": ["thing"]}})["items"]["what"]
    assert item == {"right": False, "why": what["options"][0]["why"]}


def test_all_right_options_of_several_fit_in_any_order():
    assert marked(MANY, "a", "b") == marked(MANY, "b", "a") == (True, "Why of a.")


def test_where_a_right_option_of_several_is_missing_the_hint_is_said():
    assert marked(MANY, "b") == (False, "One more fits.")


def test_of_several_options_the_wrong_one_is_talked_about():
    assert marked(MANY, "a", "b", "c") == (False, "Why of c.")


def test_in_the_support_form_only_its_questions_count():
    verdict = Choice.mark(SPEC, {"answers": {"what": ["chance"]}, "fewer": True})
    assert verdict["of"] == verdict["right"] == 1


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "An answer is a set of names and values."),
        ({"chosen": []}, "An answer to this activity has no 'chosen'."),
        ({"answers": ["thing"]}, "'answers' cannot be"),
        ({"answers": {"who": ["thing"]}}, "There is no question called 'who' here."),
        ({"answers": {"what": "thing"}}, "The choice for 'what' is not a list of different"),
        ({"answers": {"what": ["thing", "thing"]}}, "The choice for 'what' is not a list"),
        ({"answers": {"what": ["thing", "chance"]}}, "'what' takes one option."),
        ({"answers": {"what": ["brave-safe"]}}, "There is no option called 'brave-safe' here."),
        ({"answers": {"what": [["thing"]]}}, "There is no option called"),
        ({"fewer": 1}, "'fewer' cannot be"),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, reason):
    assert (refusal(SPEC, value) or "").startswith(reason)


def changed(**changes):
    """Return the example part with changes to its first question."""
    part = copy.deepcopy(EXAMPLE["part"])
    part["questions"][0] |= changes
    return part


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (
            changed(options=[option("chance"), option("chance")]),
            "Question 'what' has an option twice. | Give each option its own id.",
        ),
        (
            changed(answer=["moon"]),
            "Question 'what' is answered by 'moon', which is no option of it. | Options: thing, ",
        ),
        (changed(answer=[]), "Question 'what' needs both right and other options. | Name the"),
        (changed(answer=["thing", "chance"]), "Question 'what' needs both right and other"),
        (
            part_of("many", "a", "b", "c", answer="ab"),
            "Question 'q' has several right options and no 'hint'. | Add what to say",
        ),
        (
            changed(
                options=[{**option("chance"), "why": "Same."}, {**option("b"), "why": "Same."}]
            ),
            "Question 'what' says the same why twice. | Say for each option",
        ),
        (
            part_of("one", "a", "b", "c", answer="ab", hint="One more."),
            "Question 'q' has 2 right options in mode 'one'. | Use mode: many, or one answer.",
        ),
        (
            part_of("myth", "true", "false", answer=["true"]),
            "Question 'q' must have the options 'fact' and 'myth'. | Name just these two.",
        ),
        ({**EXAMPLE["part"], "fewer": ["moon"]}, "'fewer' names 'moon', which is not in this"),
    ],
)
def test_a_fault_in_a_question_is_refused_and_says_how_to_mend_it(part, message):
    assert fault(part).startswith(message)


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    whys = [each["why"] for question in SPEC["questions"] for each in question["options"]]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in whys if why in worksheet]
    assert [why for why in whys if why in answers] == whys


def test_the_answer_sheet_marks_the_right_options_in_words_too():
    assert paper(answers=True).count("right answer") == len(SPEC["questions"])
    assert "right answer" not in paper(answers=False)
