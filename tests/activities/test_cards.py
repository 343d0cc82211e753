"""Cards: a small card that a pupil makes and keeps."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.cards import Cards, CardsPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

FOLDER = HERE / "cards"
EXAMPLE = plain(read_yaml(FOLDER / "cards.example.yaml", "cards.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_cards.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)
SPEC = spec_of(FOLDER, check(CardsPart, EXAMPLE["part"], "lesson.yaml"), {})


def changed(name=None, /, **changes):
    """Return the example part with changes to the slot `name`, or to the part itself."""
    part = copy.deepcopy(EXAMPLE["part"])
    target = next((slot for slot in part["slots"] if slot["id"] == name), part)
    target.update(changes)
    return part


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(CardsPart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    return page.get_template("cards/cards.paper.html").render(spec=SPEC, answers=answers)


def test_the_example_shows_every_state_by_its_name():
    states = {name: Cards.clean(SPEC, value) for name, value in EXAMPLE["states"].items()}
    assert {name: bool(value.get("checked")) for name, value in states.items()} == {
        "before": False,
        "working": False,
        "right": True,
    }
    assert states["before"] == {}
    assert set(states["right"]["chosen"]) == {slot["id"] for slot in SPEC["slots"]}


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["cards"] is Cards


def test_every_symbol_travels_inside_the_spec():
    assert all(slot["symbol"].startswith("data:image/svg+xml,") for slot in SPEC["slots"])


def test_a_slot_needs_no_symbol():
    part = check(CardsPart, changed("stop", symbol=None), "lesson.yaml")
    assert spec_of(FOLDER, part, {})["slots"][0]["symbol"] is None


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (FOLDER / "cards.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Cards))
    assert set(Cards.interface) <= asked


def test_the_module_is_small_enough_to_be_sent_with_each_activity():
    assert (FOLDER / "cards.js").stat().st_size < 8 * 1024


@given(VALUES(SPEC))
def test_no_card_is_worth_more_than_another(value):
    assert Cards.clean(SPEC, value) == value
    assert Cards.mark(SPEC, value) == {"of": 0, "right": 0, "items": {}}


@given(JUNK | st.fixed_dictionaries({"chosen": JUNK | st.dictionaries(st.just("stop"), JUNK)}))
def test_what_cannot_be_an_answer_is_refused_with_a_sentence_and_nothing_else(junk):
    try:
        kept = Cards.clean(SPEC, junk)
    except NotAnAnswer as error:
        kept, said = None, str(error)
    assert kept == junk if kept is not None else said.endswith(".")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (None, "An answer is a set of names and values."),
        ({"answers": {}}, "An answer to this activity has no 'answers'."),
        ({"chosen": ["still"]}, "'chosen' cannot be"),
        ({"chosen": {"run": "still"}}, "There is no slot called 'run' here."),
        ({"chosen": {"stop": "run"}}, "There is no option called 'run' here."),
        ({"chosen": {"stop": "adult"}}, "There is no option called 'adult' here."),
        ({"chosen": {"stop": ["still"]}}, "There is no option called"),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, sentence):
    with pytest.raises(NotAnAnswer, match=f"^{re.escape(sentence)}"):
        Cards.clean(SPEC, value)


STILL = {"id": "still", "words": "I stand still."}


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (changed(scored=True), "A part of kind 'cards' is never scored."),
        (changed(slots=[], fewer=[]), "This card has no slot. | Add one under 'slots'."),
        (changed(card_title=" "), "This card has an empty 'card_title'. | Write it out."),
        (changed(after=""), "This card has an empty 'after'. | Write it out."),
        (
            changed("stop", options=[STILL]),
            "Slot 'stop' leaves nothing to choose. | Give it at least two options.",
        ),
        (
            changed("stop", options=[STILL, {**STILL, "words": "Other."}]),
            "Slot 'stop' has two options called 'still'. | Give each option",
        ),
        (
            changed("stop", options=[STILL, {**STILL, "id": "other"}]),
            "Two options of slot 'stop' have the same words. | Say something",
        ),
        (changed("think", id="stop"), "Two slots are called 'stop'. | Give each slot its own id."),
        (changed("think", title="Stop"), "Two slots have the same title. | Say in each title"),
        (changed(fewer=["run"]), "'fewer' names 'run', which is not in this part."),
    ],
)
def test_a_fault_in_a_card_is_refused_and_says_how_to_mend_it(part, message):
    assert fault(part).startswith(message)


def test_a_card_need_not_say_that_it_is_not_scored():
    part = changed()
    del part["scored"]
    assert check(CardsPart, part, "lesson.yaml").scored is False


def test_the_worksheet_offers_every_option_and_an_empty_card_to_cut_out():
    sheet = paper(answers=False)
    assert sheet.count("paper-box") == sum(len(slot["options"]) for slot in SPEC["slots"])
    assert sheet.count('class="paper-card"') == 1
    for slot in SPEC["slots"]:
        assert all(option["words"] in sheet for option in slot["options"])
    assert SPEC["after"] not in sheet


def test_the_answer_sheet_says_what_is_said_when_the_card_is_finished():
    assert SPEC["after"] in paper(answers=True)
