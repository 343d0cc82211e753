"""The grid: how likely against how serious."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.grid import Grid, GridPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "grid" / "grid.example.yaml", "grid.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_grid.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def spec(**changes):
    part = check(GridPart, {**EXAMPLE["part"], **changes}, "lesson.yaml")
    return spec_of(HERE / "grid", part, {})


SPEC = spec()


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(GridPart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("grid/grid.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Grid.mark(SPEC, Grid.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }
    assert EXAMPLE["states"]["before"] == {}


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["grid"] is Grid


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "grid" / "grid.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Grid))
    assert set(Grid.interface) <= asked


def test_the_module_is_small_enough_to_be_sent_with_each_activity():
    assert (HERE / "grid" / "grid.js").stat().st_size < 8 * 1024


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Grid.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    assert refusal(value) != ""


@given(JUNK)
def test_whatever_stands_inside_an_answer_is_refused_with_a_reason(value):
    for answer in (
        {"placed": value},
        {"placed": {"van": value}},
        {"placed": {"van": {"likely": value}}},
    ):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(value):
    assert Grid.clean(SPEC, copy.deepcopy(value)) == value
    verdict = Grid.mark(SPEC, value)
    assert verdict["of"] == len(verdict["items"])
    assert 0 <= verdict["right"] <= verdict["of"]


@given(VALUES(SPEC))
def test_a_why_is_said_of_every_item_that_has_an_answer(value):
    for name, item in Grid.mark(SPEC, value)["items"].items():
        assert bool(item["why"]) == (
            {"likely", "serious"} <= set(value.get("placed", {}).get(name, {}))
        )


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    whys = [text for card in SPEC["cards"] for text in card["why"].values()]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in whys if why in worksheet]
    assert [why for why in whys if why in answers] == whys


def place(likely=None, serious=None, card="van"):
    """The verdict on one card; the van is accepted at (2, 3)."""
    steps = {"likely": likely, "serious": serious}
    placed = {card: {axis: step for axis, step in steps.items() if step}}
    verdict = Grid.mark(SPEC, Grid.clean(SPEC, {"placed": placed}))
    return verdict["right"], verdict["items"][card]["right"], verdict["items"][card]["why"]


def why(name, card="van"):
    return next(each for each in SPEC["cards"] if each["id"] == card)["why"][name]


def test_a_card_in_an_accepted_place_is_worth_one():
    assert place(2, 3) == (1, True, why("right"))
    assert place(3, 1, "leaves") == place(2, 2, "leaves") == (1, True, why("right", "leaves"))


def test_a_card_one_step_beside_an_accepted_place_is_worth_a_half_and_is_not_right():
    assert place(1, 3) == (0.5, False, why("likely-low"))
    assert place(3, 3) == (0.5, False, why("likely-high"))
    assert place(2, 2) == (0.5, False, why("serious-low"))


def test_a_card_two_steps_away_or_off_on_both_axes_is_worth_nothing():
    assert place(2, 1) == (0, False, why("serious-low"))
    assert place(3, 3, "pigeons") == (0, False, why("likely-high", "pigeons"))
    assert place(1, 2) == (0, False, why("likely-low"))


def test_a_card_with_one_question_unanswered_is_neither_right_nor_told_why():
    assert place(likely=2) == place(serious=3) == place() == (0, False, "")


def test_in_the_support_form_only_its_cards_count():
    verdict = Grid.mark(SPEC, {"fewer": True, "placed": {"ice": {"likely": 2, "serious": 2}}})
    assert (verdict["of"], verdict["right"], list(verdict["items"])) == (2, 0.5, ["ice", "leaves"])


def test_a_single_accepted_step_may_be_written_without_a_list():
    assert SPEC["cards"][2]["expect"] == {"likely": [2], "serious": [3]}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([], "set of names and values"),
        ({"cards": {}}, "no 'cards'"),
        ({"placed": []}, "'placed' cannot be"),
        ({"checked": 1}, "'checked' cannot be"),
        ({"placed": {"moon": {}}}, "no card called 'moon'"),
        ({"placed": {"van": 3}}, "place of 'van' is not a pair of steps"),
        ({"placed": {"van": {"near": 1}}}, "no axis called 'near'"),
        ({"placed": {"van": {"likely": 0}}}, "'likely' of 'van' is not a step from 1 to 3"),
        ({"placed": {"van": {"likely": 4}}}, "not a step"),
        ({"placed": {"van": {"likely": True}}}, "not a step"),
        ({"placed": {"van": {"serious": 2.0}}}, "not a step"),
        ({"placed": {"van": {"serious": 10**300}}}, "not a step"),
        ({"placed": {"van": {"serious": None}}}, "not a step"),
    ],
)
def test_what_cannot_be_a_place_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Grid.clean(SPEC, value)


def changed(card=2, **changes):
    part = copy.deepcopy(EXAMPLE["part"])
    part["cards"][card] = {**part["cards"][card], **changes}
    return part


def whys(card=2, **changes):
    said = {**EXAMPLE["part"]["cards"][card]["why"], **changes}
    return changed(card, why={name: text for name, text in said.items() if text is not None})


def expecting(likely, serious):
    return changed(expect={"likely": likely, "serious": serious})


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({**EXAMPLE["part"], "likely": ["No", "Yes"]}, "'likely' must name 3 different steps"),
        ({**EXAMPLE["part"], "serious": ["A", "B", "A"]}, "'serious' must name 3 different steps"),
        ({**EXAMPLE["part"], "fewer": [], "cards": []}, "has no cards"),
        (changed(id="ice"), "has a card twice. | Give each card its own id."),
        (expecting([1, 3], 3), "'likely' accepts [1, 3], which are not neighbours. | Name one"),
        (expecting(2, [3, 3]), "'serious' accepts [3, 3], which are not neighbours."),
        (expecting([], 3), "'likely' accepts no step. | Name one step"),
        (expecting(2, 4), "cannot be '4'"),
        (expecting(True, 3), "cannot be 'True'"),
        (expecting([1, 2, 3], [1, 2, 3]), "accepts every place. | Leave out a step"),
        (whys(**{"likely-low": None}), "Card 'van' has no why for 'likely-low'. | Say what"),
        (whys(right=" "), "Card 'van' has no why for 'right'."),
        (whys(**{"serious-high": "No"}), "a why for 'serious-high', which no answer to it reaches"),
        (whys(near="No"), "a why for 'near', which no answer to it reaches. | Keep only: right, l"),
        (whys(right="Same", **{"serious-low": "Same"}), "Card 'van' says the same why twice. | "),
        ({**EXAMPLE["part"], "fewer": ["moon"]}, "'fewer' names 'moon'"),
    ],
)
def test_a_grid_with_a_fault_is_refused_with_what_to_do(part, message):
    assert message in fault(part)


def test_a_grid_that_accepts_every_step_of_one_axis_needs_no_why_for_it():
    said = {"right": "Yes.", "serious-low": "It is more."}
    part = changed(expect={"likely": [1, 2, 3], "serious": 3}, why=said)
    assert check(GridPart, part, "lesson.yaml").cards[2].why == said
