"""Matching: each item with its answer."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.matching import Matching, MatchingPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "matching" / "matching.example.yaml", "matching.example.yaml"))
PART = EXAMPLE["part"]
VALUES = runpy.run_path(str(Path(__file__).with_name("values_matching.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def spec(**changes):
    part = check(MatchingPart, {**PART, **changes}, "lesson.yaml")
    return spec_of(HERE / "matching", part, {})


SPEC = spec()
ITEMS = {item["id"]: item for item in SPEC["items"]}
ANSWERS = {answer["id"]: answer for answer in SPEC["answers"]}


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(MatchingPart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(made=SPEC, *, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("matching/matching.paper.html").render(spec=made, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Matching.mark(SPEC, Matching.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }
    assert EXAMPLE["states"]["before"] == {}


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["matching"] is Matching


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "matching" / "matching.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Matching))
    assert set(Matching.interface) <= asked


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Matching.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for sent in (value, {"matched": value}, {"matched": {"youth": value}}):
        assert refusal(sent) != ""


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], "An answer is a set of names and values."),
        ({"placed": {}}, "An answer to this activity has no 'placed'."),
        ({"matched": ["youth"]}, "'matched' cannot be"),
        ({"matched": {"pond": "club"}}, "There is no item called 'pond' here."),
        ({"matched": {"youth": "pond"}}, "There is no answer called 'pond' here."),
        ({"matched": {"youth": ["club"]}}, "There is no answer called"),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, sentence):
    assert refusal(value).startswith(sentence)


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(value):
    assert Matching.clean(SPEC, copy.deepcopy(value)) == value
    verdict = Matching.mark(SPEC, value)
    assert verdict["of"] == len(verdict["items"])
    assert verdict["right"] == sum(item["right"] for item in verdict["items"].values())


@given(VALUES(SPEC))
def test_a_why_is_said_of_every_item_that_has_an_answer_and_of_no_other(value):
    for name, item in Matching.mark(SPEC, value)["items"].items():
        chosen = value.get("matched", {}).get(name)
        if item["right"]:
            assert item["why"] == ITEMS[name]["why"]
        else:
            assert item["why"] == (ANSWERS[chosen]["near"] if chosen else "")


def test_one_answer_may_stand_at_two_items_and_is_right_at_its_own():
    items = Matching.mark(SPEC, {"matched": {"youth": "club", "warden": "club"}})["items"]
    assert (items["youth"]["right"], items["warden"]["right"]) == (True, False)


def test_an_answer_shared_by_two_items_is_right_at_both():
    part = copy.deepcopy(PART)
    part["items"][1]["match"] = "smoke"
    part["answers"][0]["shared"] = True
    shared = spec_of(HERE / "matching", check(MatchingPart, part, "lesson.yaml"), {})
    verdict = Matching.mark(shared, {"matched": {"firefighter": "smoke", "paramedic": "smoke"}})
    assert verdict["right"] == 2


def test_the_support_form_marks_only_its_own_items():
    verdict = Matching.mark(SPEC, {"fewer": True, "matched": {"youth": "club", "warden": "paths"}})
    assert (verdict["of"], verdict["right"]) == (3, 1)


def changed(at, /, *, answer=False, **changes):
    """Return the example with changes to the item, or the answer, at a place."""
    part = copy.deepcopy(PART)
    part["answers" if answer else "items"][at].update(changes)
    return part


ITEM_WORDS, ANSWER_WORDS = PART["items"][1]["words"], PART["answers"][1]["words"]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({**PART, "fewer": [], "items": PART["items"][:3]}, "has 3 items. | Give it 4 to 10."),
        ({**PART, "answers": PART["answers"][:5]}, "has fewer answers than items. | Give each"),
        ({**PART, "fewer": ["youth"]}, "so there is nothing to match. | Name two"),
        (
            changed(0, match="pond"),
            "'firefighter' is matched by 'pond', which is no answer here. |",
        ),
        (changed(0, match="hurt"), "Answer 'hurt' belongs to 2 items. | Say 'shared: true'"),
        (changed(0, answer=True, shared=True), "Answer 'smoke' belongs to 1 items. | Say 'shared"),
        (changed(0, id="smoke"), "Item 'smoke' and its answer have the same id. | Give the answer"),
        (changed(1, id="youth"), "Two items are called 'youth'. | Give each item its own id"),
        (changed(0, words=ITEM_WORDS), f"Two items are called '{ITEM_WORDS}'."),
        (changed(0, answer=True, words=ANSWER_WORDS), f"Two answers are called '{ANSWER_WORDS}'."),
        (changed(0, answer=True, near=PART["answers"][1]["near"]), "Two answers say the same in"),
        (
            changed(0, why=PART["items"][1]["why"]),
            "Two items say the same in their feedback. | Say",
        ),
        (changed(0, answer=True, near=" "), "Answer 'smoke' has no 'near'. | Say what is right"),
        (changed(0, why=""), "Item 'firefighter' has no 'why'. | Say why its answer belongs"),
        (changed(0, picture="pictures/hose.svg"), "has a picture without words"),
    ],
)
def test_what_cannot_be_matched_is_refused_with_what_to_do(part, message):
    assert message in fault(part)


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    whys = [item["why"] for item in SPEC["items"]] + [each["near"] for each in SPEC["answers"]]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in whys if why in worksheet]
    assert [why for why in whys if why in answers] == whys


def boxes(html):
    return [each.strip() for each in re.findall(r'<span class="paper-box"[^>]*>(.*?)</span>', html)]


def numbers(html):
    """Return the answers by the numbers that stand before them."""
    found = re.findall(r"<li><strong>(\d+)\.</strong> (.*?)</li>", html)
    return {int(number): words for number, words in found}


def test_the_answer_sheet_writes_in_each_box_the_number_of_its_answer():
    listed = numbers(paper(answers=True))
    assert len(listed) == len(SPEC["answers"])
    for item, box in zip(SPEC["items"], boxes(paper(answers=True)), strict=True):
        assert listed[int(box)] == ANSWERS[item["match"]]["words"]
    assert set(boxes(paper(answers=False))) == {""}


def test_the_worksheet_never_lists_the_answers_in_the_order_of_their_items():
    part = copy.deepcopy(PART)
    part["fewer"] = []
    for at, (item, answer) in enumerate(zip(part["items"], part["answers"], strict=False)):
        item["match"] = answer["id"] = f"a{at}"
    ordered = spec_of(HERE / "matching", check(MatchingPart, part, "lesson.yaml"), {})
    listed = [words for _, words in sorted(numbers(paper(ordered, answers=False)).items())]
    right = [each["words"] for each in ordered["answers"]]
    assert sorted(listed) == sorted(right)
    assert listed[: len(ordered["items"])] != right[: len(ordered["items"])]
