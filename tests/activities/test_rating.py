"""Rating: each card on one of a few steps."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.rating import Rating, RatingPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

FOLDER = HERE / "rating"
EXAMPLE = plain(read_yaml(FOLDER / "rating.example.yaml", "rating.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_rating.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def changed(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


def spec(**changes):
    return spec_of(FOLDER, check(RatingPart, changed(**changes), "exercise.yaml"), {})


SPEC = spec()
CARDS = EXAMPLE["part"]["cards"]


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(RatingPart, part, "exercise.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def test_the_example_shows_every_state_by_its_name():
    states = {name: Rating.clean(SPEC, value) for name, value in EXAMPLE["states"].items()}
    assert list(states) == ["before", "working", "right"]
    assert states["before"] == {}
    assert set(states["right"]["rates"]) == {card["id"] for card in CARDS}


def test_the_kind_is_known_by_its_name_and_never_marked():
    assert Activity.kinds["rating"] is Rating
    assert "is never scored" in fault(changed(scored=True))


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (FOLDER / "rating.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Rating))
    assert set(Rating.interface) <= asked


@given(VALUES(SPEC))
def test_no_rating_is_worth_more_than_another(value):
    assert Rating.clean(SPEC, copy.deepcopy(value)) == value
    assert Rating.mark(SPEC, value) == {"of": 0, "right": 0, "items": {}}


@given(JUNK | st.fixed_dictionaries({"rates": JUNK | st.dictionaries(st.just("bins"), JUNK)}))
def test_what_cannot_be_an_answer_is_refused_with_a_sentence_and_nothing_else(junk):
    try:
        kept = Rating.clean(SPEC, junk)
    except NotAnAnswer as error:
        kept, said = None, str(error)
    assert kept == junk if kept is not None else said.endswith(".")


@pytest.mark.parametrize("step", ["step-0", "step-5", "step-01", "2", 2, None, ["step-2"], ""])
def test_only_the_steps_there_are_can_be_chosen(step):
    with pytest.raises(NotAnAnswer, match=r"^There is no step called "):
        Rating.clean(SPEC, {"rates": {"bins": step}})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("high", "An answer is a set of names and values."),
        ({"answers": {}}, "An answer to this activity has no 'answers'."),
        ({"rates": [1]}, "'rates' cannot be '[1]'."),
        ({"rates": {"moon": "step-1"}}, "There is no card called 'moon' here."),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, sentence):
    with pytest.raises(NotAnAnswer, match=f"^{re.escape(sentence)}$"):
        Rating.clean(SPEC, value)


def test_the_room_sees_the_cards_by_the_steps_with_the_lowest_first():
    table = Rating.table(SPEC)
    assert [column.words for column in table.columns] == SPEC["steps"]
    assert [row.words for row in table.rows] == [card["words"] for card in SPEC["cards"]]
    held = Rating.tally(SPEC, {"rates": {"tenant": "step-4", "shop": "step-1"}, "fewer": True})
    assert held == [("tenant", "step-4")]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (changed(cards=[], fewer=[]), "This rating has no card. | Add one under 'cards'."),
        (changed(cards=[*CARDS, CARDS[0]]), "Two cards are called 'bins'. | Give each card its"),
        (
            changed(cards=[*CARDS, {**CARDS[0], "id": "again"}]),
            "Two cards are called 'Two bins are set alight behind the bakery.'.",
        ),
        (changed(steps=["High"]), "This rating has 1 steps. | Name 2 to 6, the lowest first."),
        (changed(steps=list("abcdefg")), "This rating has 7 steps. | Name 2 to 6"),
        (changed(steps=["Low", "Low"]), "The steps are not told apart. | Give different words"),
        (changed(steps=["Low", " "]), "The steps are not told apart."),
        (changed(fewer=["moon"]), "'fewer' names 'moon', which is not in this part."),
    ],
)
def test_a_fault_in_a_rating_is_refused_and_says_how_to_mend_it(part, message):
    assert fault(part).startswith(message)


@pytest.mark.parametrize("steps", [["Low", "High"], list("abcdef")])
def test_the_worksheet_has_a_box_for_every_card_at_every_step(steps):
    page = environment("en", Places.found().locale, HERE)
    sheet = page.get_template("rating/rating.paper.html").render(
        spec=spec(steps=steps), answers=False
    )
    assert sheet.count("paper-box") == len(CARDS) * len(steps)
    for words in [*(card["words"] for card in CARDS), CARDS[0]["note"]]:
        assert words.replace("'", "&#39;") in sheet
