"""Linking: notes on a map and a timeline, the patterns in them, and what is missing."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, NotAnAnswer, spec_of, words_of
from safer_communities.activities.linking import Linking, LinkingPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

FOLDER = HERE / "linking"
EXAMPLE = plain(read_yaml(FOLDER / "linking.example.yaml", "linking.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_linking.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def changed(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


def first(key, **changes):
    """The example with the first thing under `key` changed."""
    part = changed(fewer=[])
    part[key][0] = {**part[key][0], **changes}
    return part


def spec(**changes):
    return spec_of(FOLDER, check(LinkingPart, changed(**changes), "exercise.yaml"), {})


SPEC = spec()
PART = EXAMPLE["part"]
NIGHTS, TENANT, DAMAGE, NONE = SPEC["patterns"]
RIGHT = EXAMPLE["states"]["right"]


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(LinkingPart, part, "exercise.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("linking/linking.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'").replace("&#34;", '"')


def told(**value):
    return Linking.mark(SPEC, value)["items"]


def test_the_example_shows_every_state_by_its_name():
    marks = {name: Linking.mark(SPEC, value) for name, value in EXAMPLE["states"].items()}
    assert list(marks) == ["before", "working", "again", "right"]
    assert marks["right"]["right"] == marks["right"]["of"] == 7
    assert marks["again"]["right"] < 7
    for value in EXAMPLE["states"].values():
        assert Linking.clean(SPEC, value) == value


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (FOLDER / "linking.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Linking))
    assert set(Linking.interface) <= asked


def test_one_note_is_no_pattern_and_two_that_fit_are():
    one = told(links={"bins-1": ["nights"]})
    two = told(links={"bins-1": ["nights"], "child": ["nights"]})
    assert one["nights"] == {"right": False, "why": NIGHTS["near"]}
    assert two["nights"] == {"right": True, "why": NIGHTS["why"]}
    assert two["tenant"] == {"right": False, "why": ""}


def test_a_pattern_is_not_found_while_a_card_is_linked_that_does_not_fit():
    links = {"bins-1": ["nights"], "child": ["nights"], "refused": ["nights"]}
    assert told(links=links)["nights"] == {"right": False, "why": NIGHTS["near"]}


def test_a_card_may_be_linked_by_several_patterns():
    links = {"tag": ["damage", "tenant"], "bus": ["damage"]}
    assert told(links=links)["damage"]["right"]


def test_what_helps_is_to_be_chosen_and_what_does_not_is_to_be_left():
    items = told(missing=["names", "seen"])
    right = {each["id"]: items[each["id"]]["right"] for each in SPEC["missing"]}
    assert right == {"seen": True, "child-known": False, "names": False}
    assert items["child-known"]["why"] == ""
    assert items["names"]["why"] == SPEC["missing"][2]["why"]


def test_in_the_support_form_a_pattern_counts_by_the_cards_that_are_there():
    # One card of the damage is there, and none that nothing links.
    verdict = Linking.mark(SPEC, {"links": {"tag": ["damage"], "bus": ["damage"]}, "fewer": True})
    assert verdict["items"]["damage"]["right"]
    assert "none" not in verdict["items"]
    assert verdict["of"] == 6


@given(VALUES(SPEC))
def test_every_answer_somebody_can_give_is_taken_as_it_is(value):
    assert Linking.clean(SPEC, copy.deepcopy(value)) == value


@given(
    JUNK
    | st.fixed_dictionaries({"links": JUNK | st.dictionaries(st.just("tag"), JUNK)})
    | st.fixed_dictionaries({"missing": JUNK})
)
def test_what_cannot_be_an_answer_is_refused_with_a_sentence_and_nothing_else(junk):
    try:
        kept = Linking.clean(SPEC, junk)
    except NotAnAnswer as error:
        kept, said = None, str(error)
    assert kept == junk if kept is not None else said.endswith(".")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("tag", "An answer is a set of names and values."),
        ({"placed": {}}, "An answer to this activity has no 'placed'."),
        ({"links": []}, "'links' cannot be '[]'."),
        ({"links": {"moon": ["nights"]}}, "There is no card called 'moon' here."),
        ({"links": {"tag": "nights"}}, "The links of 'tag' are not a list."),
        ({"links": {"tag": ["moon"]}}, "There is no pattern called 'moon' here."),
        ({"links": {"tag": ["nights", "nights"]}}, "Something is chosen twice."),
        (
            {"links": {"tag": ["nights", "none"]}},
            "'tag' is linked by something, and by nothing as well.",
        ),
        ({"missing": ["moon"]}, "There is no missing thing called 'moon' here."),
        ({"missing": ["seen", "seen"]}, "Something is chosen twice."),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, sentence):
    with pytest.raises(NotAnAnswer, match=f"^{re.escape(sentence)}$"):
        Linking.clean(SPEC, value)


def test_the_room_sees_which_patterns_were_found_and_what_is_asked_for():
    links = {"bins-1": ["nights"], "child": ["nights"], "car": ["tenant"]}
    held = dict(Linking.tally(SPEC, {"links": links, "missing": ["seen"]}))
    assert held == {
        "nights": "found",
        "tenant": "some",
        "damage": "nowhere",
        "none": "nowhere",
        "seen": "chosen",
        "child-known": "left",
        "names": "left",
    }
    assert Linking.tally(SPEC, {"links": {"car": []}, "missing": []}) == []
    assert [row.right for row in Linking.table(SPEC).rows[3:5]] == [{"found"}, {"chosen"}]


def test_without_its_key_a_pattern_does_not_say_which_cards_it_has():
    bare = Linking.without_key(SPEC)
    assert all(set(each) == {"id", "words"} for each in [*bare["patterns"], *bare["missing"]])
    for value in EXAMPLE["states"].values():
        assert Linking.clean(bare, value) == value


SEEN, _, NAMES = PART["missing"]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (changed(alt=" "), "The map has no 'alt'. | Say what it shows"),
        (
            changed(cards=PART["cards"][:11], fewer=[]),
            "Part 'example-linking' has 11 cards. | Give",
        ),
        (changed(patterns=PART["patterns"][:1]), "Part 'example-linking' has 1 patterns. | Give"),
        (first("cards", id="tag"), "Two are called 'tag'. | Give each card its own id"),
        (first("patterns", id="seen"), "Two are called 'seen'. | Give each pattern or missing"),
        (first("cards", when="Friday"), "'Friday' is no time. | Write it as 2026-03-06 22:40"),
        (first("cards", when="2026-02-30"), "'2026-02-30' is no time."),
        (first("cards", when="2026-03-06 25:00"), "'2026-03-06 25:00' is no time."),
        (first("cards", when="2026-03-06T22:40"), "'2026-03-06T22:40' is no time."),
        (first("cards", at=[0.5, 1.5]), "Card 'bins-1' lies outside the map. | Give 'at' as two"),
        (first("patterns", cards=["moon", "tag"]), "Pattern 'nights' has the card 'moon', which"),
        (first("patterns", cards=["noise"]), "Pattern 'nights' has too few cards. | One note is"),
        (first("patterns", cards=["tag", "tag"]), "Pattern 'nights' has too few cards."),
        (
            first("patterns", cards=["tag", "bench"]),
            "Card 'bench' fits a pattern, and none as well",
        ),
        (first("patterns", near=" "), "Pattern 'nights' needs 'why' and 'near'. | Say what links"),
        (changed(missing=[SEEN]), "Nothing is to be chosen in 'missing'. | Give things that help"),
        (changed(missing=[NAMES]), "Nothing is to be chosen in 'missing'."),
    ],
)
def test_a_fault_in_a_log_is_refused_and_says_how_to_mend_it(part, message):
    assert fault(part).startswith(message)


def test_the_answer_sheet_says_all_there_is_to_say_and_the_worksheet_nothing():
    worksheet, answers = paper(answers=False), paper(answers=True)
    said = [each[key] for each in SPEC["patterns"] for key in ("why", "near")]
    said += [each["why"] for each in SPEC["missing"]]
    assert not [text for text in said if text in worksheet]
    assert [text for text in said if text in answers] == said


def test_on_paper_the_log_stands_in_its_order_with_the_day_of_the_week():
    sheet = paper(answers=False)
    places = [sheet.index(card["words"]) for card in SPEC["cards"]]
    assert places == sorted(places)  # the example is written in that order
    backwards = {**SPEC, "cards": SPEC["cards"][::-1]}
    page = environment("en", Places.found().locale, HERE)
    again = page.get_template("linking/linking.paper.html").render(spec=backwards, answers=False)
    assert again.replace("&#39;", "'") == sheet
    assert len(re.findall(r"<td>Friday", sheet)) == 4
