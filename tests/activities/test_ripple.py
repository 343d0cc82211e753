"""The ripple map: cards on rings round an act, and round the act that turns it."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.ripple import Ripple, RipplePart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "ripple" / "ripple.example.yaml", "ripple.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_ripple.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def spec(**changes):
    part = check(RipplePart, {**EXAMPLE["part"], **changes}, "lesson.yaml")
    return spec_of(HERE / "ripple", part, {})


SPEC = spec()
CARDS = [*SPEC["cards"], *SPEC["turn_cards"]]
TOLD = [text for card in CARDS for text in (*card["why"].values(), card["note"])]


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(RipplePart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("ripple/ripple.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'").replace("&#34;", '"')


def test_the_example_shows_every_state():
    assert set(EXAMPLE["states"]) == {"before", "working", "turned", "right"}
    for value in EXAMPLE["states"].values():
        assert Ripple.clean(SPEC, value) == value
    assert set(EXAMPLE["states"]["right"]["placed"]) == {card["id"] for card in CARDS}


def test_the_kind_is_known_by_its_name_and_never_marked():
    assert Activity.kinds["ripple"] is Ripple
    assert Ripple.mark(SPEC, {}) == {"of": 0, "right": 0, "items": {}}
    assert "is never scored" in fault({**EXAMPLE["part"], "scored": True})


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "ripple" / "ripple.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Ripple))
    assert set(Ripple.interface) <= {*asked, "thanks", "hard", "kind"}  # these two by the card


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Ripple.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for answer in (value, {"placed": value}, {"placed": {"shop": value}}):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_map_a_pupil_can_make_is_taken_as_it_is(value):
    assert Ripple.clean(SPEC, copy.deepcopy(value)) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "set of names and values"),
        ({"way": []}, "no 'way'"),
        ({"placed": []}, "'placed' cannot be"),
        ({"placed": {"moon": "street"}}, "no card called 'moon'"),
        ({"placed": {"shop": "moon"}}, "no ring called 'moon'"),
        ({"placed": {"shop": None}}, "no ring called"),
    ],
)
def test_what_cannot_be_a_ripple_map_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Ripple.clean(SPEC, value)


PLACED = {"placed": {card["id"]: "street" for card in CARDS}}


@pytest.mark.parametrize(
    ("fewer", "counted"),
    [
        ([], ["cleaner", "leila", "shop", "money", "paint-day", "again"]),
        (["shop"], ["shop", "paint-day", "again"]),
        (["shop", "again"], ["shop", "again"]),
    ],
)
def test_the_support_form_leaves_the_second_act_whole_unless_it_names_cards_of_it(fewer, counted):
    held = Ripple.tally(spec(fewer=fewer), {**PLACED, "fewer": True})
    assert held == [(name, "street") for name in counted]


def test_the_answer_sheet_says_all_there_is_to_say_and_the_worksheet_nothing():
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [text for text in TOLD if text in worksheet]
    assert [text for text in TOLD if text in answers] == TOLD


def test_on_paper_the_cards_of_both_acts_are_numbered_in_one_line():
    for page in (paper(answers=False), paper(answers=True)):
        cards = page[page.index("</ol>") :]
        assert re.findall(r"<li><strong>(\d)\.", cards) == ["1", "2", "3", "4", "5", "6"]


def keys(value):
    """Return every key anywhere in plain data."""
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def test_without_its_key_a_ripple_map_has_its_rings_but_no_card_says_on_which_it_lies():
    bare = Ripple.without_key(SPEC)
    assert keys(bare).isdisjoint({"feel", "why", "note", "after"})
    assert all(set(card) == {"id", "words"} for card in [*bare["cards"], *bare["turn_cards"]])
    for value in EXAMPLE["states"].values():
        assert Ripple.clean(bare, value) == value


def part(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


def card(**changes):
    """The example with its first card changed."""
    broken = part()
    broken["cards"][0] = {**broken["cards"][0], **changes}
    return broken


RINGS = EXAMPLE["part"]["rings"]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (part(rings=RINGS[:2]), "has 2 rings. | Name 3 to 4."),
        (part(rings=[*RINGS, {"id": "moon", "name": "Moon"}]), "has 5 rings. | Name 3 to 4."),
        (part(rings=[*RINGS[:3], RINGS[0]]), "Two rings are called 'person'. | Give each ring its"),
        (part(cards=[], fewer=[]), "This ripple map has no card. | Add one under 'cards'."),
        (part(turn=""), "A second act needs its cards, and its cards need the act. | Give both"),
        (part(turn_cards=[], fewer=[]), "A second act needs its cards, and its cards need the act"),
        (card(id="again"), "Two cards are called 'again'. | Give each card its own id."),
        (card(rings=[]), "Card 'cleaner' belongs on no ring. | Name one or more under 'rings'."),
        (card(rings=["moon"]), "Card 'cleaner' is put on 'moon', which is no ring here. | Rings:"),
        (card(why={"moon": "Far."}), "Card 'cleaner' has a why for 'moon', which is no ring here"),
        (card(feel="bad"), "'feel' cannot be 'bad'"),
    ],
)
def test_a_ripple_map_with_a_fault_is_refused_with_what_to_do(broken, message):
    if "again" in str(broken["cards"][:1]):
        broken["fewer"] = []
    assert message in fault(broken)
