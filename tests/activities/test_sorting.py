"""Sorting: cards into groups."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.sorting import Sorting, SortingPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "sorting" / "sorting.example.yaml", "sorting.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_sorting.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def spec(**changes):
    part = check(SortingPart, {**EXAMPLE["part"], **changes}, "lesson.yaml")
    return spec_of(HERE / "sorting", part, {})


SPEC = spec()


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(SortingPart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("sorting/sorting.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Sorting.mark(SPEC, Sorting.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }
    assert EXAMPLE["states"]["before"] == {}


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["sorting"] is Sorting


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "sorting" / "sorting.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Sorting))
    assert set(Sorting.interface) <= asked


def test_the_module_is_small_enough_to_be_sent_with_each_activity():
    assert (HERE / "sorting" / "sorting.js").stat().st_size < 8 * 1024


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Sorting.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    assert refusal(value) != ""


@given(JUNK)
def test_whatever_stands_inside_an_answer_is_refused_with_a_reason(value):
    for answer in ({"placed": value}, {"placed": {"ball": value}}):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(value):
    assert Sorting.clean(SPEC, copy.deepcopy(value)) == value
    verdict = Sorting.mark(SPEC, value)
    assert verdict["of"] == len(verdict["items"])
    assert 0 <= verdict["right"] <= verdict["of"]


@given(VALUES(SPEC))
def test_a_why_is_said_of_every_item_that_has_an_answer(value):
    for name, item in Sorting.mark(SPEC, value)["items"].items():
        assert bool(item["why"]) == (name in value.get("placed", {}))


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    whys = [text for card in SPEC["cards"] for text in card["why"].values()]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in whys if why in worksheet]
    assert [why for why in whys if why in answers] == whys


def sorted_into(card, group, **more):
    verdict = Sorting.mark(SPEC, Sorting.clean(SPEC, {"placed": {card: group}, **more}))
    return verdict["right"], verdict["items"][card]


def why(card, group):
    return next(each for each in SPEC["cards"] if each["id"] == card)["why"][group]


def test_a_card_in_its_own_group_is_right_and_says_why():
    assert sorted_into("litter", "spoils") == (1, {"right": True, "why": why("litter", "spoils")})


@pytest.mark.parametrize("group", ["welcome", "depends"])
def test_a_card_in_another_group_says_what_is_in_that_answer(group):
    assert sorted_into("litter", group) == (0, {"right": False, "why": why("litter", group)})


def test_a_card_still_on_the_pile_is_neither_right_nor_told_why():
    verdict = Sorting.mark(SPEC, {})
    assert verdict["right"] == 0
    assert verdict["items"]["ball"] == {"right": False, "why": ""}


def test_in_the_support_form_only_its_cards_count():
    verdict = Sorting.mark(SPEC, {"fewer": True, "placed": {"ball": "depends", "music": "depends"}})
    assert (verdict["of"], verdict["right"]) == (3, 1)
    assert set(verdict["items"]) == {"litter", "benches", "music"}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "set of names and values"),
        ({"order": []}, "no 'order'"),
        ({"placed": [["ball", "depends"]]}, "'placed' cannot be"),
        ({"placed": {"moon": "spoils"}}, "no card called 'moon'"),
        ({"placed": {"ball": "moon"}}, "no group called 'moon'"),
        ({"placed": {"ball": ["depends"]}}, "no group called"),
        ({"placed": {"ball": None}}, "no group called"),
        ({"placed": {"ball": float("nan")}}, "no group called"),
        ({"checked": 0}, "'checked' cannot be"),
    ],
)
def test_what_cannot_be_a_sorting_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Sorting.clean(SPEC, value)


def changed(**changes):
    """The example with another first card, which is 'benches' and belongs in 'welcome'."""
    part = copy.deepcopy(EXAMPLE["part"])
    part["cards"][0] = {**part["cards"][0], **changes}
    return part


def whys(**changes):
    said = {**EXAMPLE["part"]["cards"][0]["why"], **changes}
    return changed(why={name: text for name, text in said.items() if text is not None})


GROUPS = EXAMPLE["part"]["groups"]
MORE = [{"id": "fourth", "name": "Fourth"}, {"id": "fifth", "name": "Fifth"}]
ONLY_SPOILT = [{**card, "group": "spoils"} for card in EXAMPLE["part"]["cards"]]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({**EXAMPLE["part"], "groups": GROUPS[:1]}, "has 1 groups. | Name 2 to 4."),
        ({**EXAMPLE["part"], "groups": GROUPS + MORE}, "has 5 groups. | Name 2 to 4."),
        ({**EXAMPLE["part"], "groups": GROUPS[:1] * 2}, "has a group twice. | Give each group its"),
        ({**changed(id="litter"), "fewer": []}, "has a card twice. | Give each card its own id."),
        (changed(group="moon"), "Card 'benches' belongs in 'moon', which is no group here. | Gro"),
        (
            {**EXAMPLE["part"], "cards": ONLY_SPOILT},
            "No card belongs in the group 'welcome'. | Add",
        ),
        ({**EXAMPLE["part"], "cards": [], "fewer": []}, "No card belongs in the group 'welcome'."),
        (whys(depends=None), "Card 'benches' has no why for the group 'depends'. | Say what is"),
        (whys(welcome=""), "Card 'benches' has no why for the group 'welcome'."),
        (whys(moon="No"), "Card 'benches' has a why for 'moon', which is no group here. | Groups:"),
        (whys(spoils="Same", depends="Same"), "Card 'benches' says the same why twice. | Say for"),
        ({**EXAMPLE["part"], "fewer": ["moon"]}, "'fewer' names 'moon'"),
    ],
)
def test_a_sorting_with_a_fault_is_refused_with_what_to_do(part, message):
    assert message in fault(part)


def test_the_worksheet_mixes_the_cards_whatever_their_order_in_the_lesson():
    words = {card["id"]: card["words"] for card in SPEC["cards"]}
    page = paper(answers=False)
    assert sorted(words, key=lambda name: page.index(words[name])) == sorted(words)
