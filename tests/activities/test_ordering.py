"""Ordering: steps in their order."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.ordering import Ordering, OrderingPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "ordering" / "ordering.example.yaml", "ordering.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_ordering.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def spec(**changes):
    part = check(OrderingPart, {**EXAMPLE["part"], **changes}, "lesson.yaml")
    return spec_of(HERE / "ordering", part, {})


SPEC = spec()


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(OrderingPart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("ordering/ordering.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Ordering.mark(SPEC, Ordering.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }
    assert EXAMPLE["states"]["before"] == {}


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["ordering"] is Ordering


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "ordering" / "ordering.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module)) | {"up", "down"}
    assert asked <= set(words_of(Ordering))
    assert set(Ordering.interface) <= asked


def test_the_module_is_small_enough_to_be_sent_with_each_activity():
    assert (HERE / "ordering" / "ordering.js").stat().st_size < 8 * 1024


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Ordering.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    assert refusal(value) != ""


@given(JUNK)
def test_whatever_stands_inside_an_answer_is_refused_with_a_reason(value):
    for answer in ({"order": value}, {"order": [value]}, {"order": ["look", value]}):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(value):
    assert Ordering.clean(SPEC, copy.deepcopy(value)) == value
    verdict = Ordering.mark(SPEC, value)
    assert verdict["of"] == len(verdict["items"])
    assert 0 <= verdict["right"] <= verdict["of"]


@given(VALUES(SPEC))
def test_a_why_is_said_of_every_item_that_has_an_answer(value):
    for name, item in Ordering.mark(SPEC, value)["items"].items():
        whole = value.get("fewer") or len(value.get("order", [])) == len(SPEC["items"])
        assert bool(item["why"]) == bool(whole and name in value.get("order", []))


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    whys = [item[name] for item in SPEC["items"] for name in ("why", "early", "late") if item[name]]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in whys if why in worksheet]
    assert [why for why in whys if why in answers] == whys


IDS = [item["id"] for item in SPEC["items"]]
LOOK, SHOUT, RING, WHERE, STAY = SPEC["items"]


def marked(*order, **more):
    verdict = Ordering.mark(SPEC, Ordering.clean(SPEC, {"order": list(order), **more}))
    return verdict["right"], {name: item["why"] for name, item in verdict["items"].items()}


def test_each_item_at_its_own_place_is_right_and_says_why():
    right, whys = marked(*IDS)
    assert right == 5
    assert whys == {item["id"]: item["why"] for item in SPEC["items"]}


def test_an_item_too_early_and_an_item_too_late_are_told_apart():
    right, whys = marked("look", "ring", "shout", "where", "stay")
    assert right == 3
    assert (whys["ring"], whys["shout"]) == (RING["early"], SHOUT["late"])


def test_the_first_item_can_only_be_late_and_the_last_only_early():
    right, whys = marked("stay", "shout", "ring", "where", "look")
    assert right == 3
    assert (whys["look"], whys["stay"]) == (LOOK["late"], STAY["early"])


def test_before_the_pupil_has_moved_anything_nothing_is_right_or_told():
    assert marked() == (0, dict.fromkeys(IDS, ""))


def test_in_the_support_form_the_places_are_those_of_its_own_items():
    right, whys = marked("look", "stay", "shout", fewer=True)
    assert right == 1
    assert whys == {"look": LOOK["why"], "shout": SHOUT["late"], "stay": STAY["early"]}


def test_an_order_of_all_items_is_read_in_the_support_form_without_the_others():
    right, _ = marked("ring", "look", "shout", "where", "stay", fewer=True)
    assert right == 3


def test_an_order_of_the_fewer_items_is_no_answer_to_the_whole_part():
    assert marked("look", "shout", "stay") == (0, dict.fromkeys(IDS, ""))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("look", "set of names and values"),
        ({"placed": {}}, "no 'placed'"),
        ({"order": {}}, "'order' cannot be"),
        ({"order": ["look"]}, "holds each item once"),
        ({"order": [*IDS, "look"]}, "holds each item once"),
        ({"order": ["look", "shout", "shout"]}, "holds each item once"),
        ({"order": ["look", "shout", "ring"]}, "holds each item once"),
        ({"order": ["moon", *IDS[1:]]}, "no item called 'moon'"),
        ({"order": [["look"]]}, "no item called"),
        ({"order": [None, 3, float("nan")]}, "no item called"),
        ({"fewer": "yes"}, "'fewer' cannot be"),
    ],
)
def test_what_cannot_be_an_order_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Ordering.clean(SPEC, value)


def changed(at, **changes):
    part = copy.deepcopy(EXAMPLE["part"])
    part["items"][at] = {**part["items"][at], **changes}
    return part


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({**changed(1, id="look"), "fewer": []}, "has an item twice. | Give each item its own id."),
        ({**EXAMPLE["part"], "fewer": [], "items": []}, "has nothing to put in order. | Add"),
        ({**EXAMPLE["part"], "fewer": ["look"]}, "leaves one item of 'example-ordering'"),
        ({**EXAMPLE["part"], "fewer": ["look", "look"]}, "Name two items or more."),
        ({**EXAMPLE["part"], "fewer": ["look", "moon"]}, "'fewer' names 'moon'"),
        (changed(1, early=""), "Item 'shout' has no 'early'. | Say what is in the answer"),
        (changed(4, early=" "), "Item 'stay' has no 'early'."),
        (changed(0, late=""), "Item 'look' has no 'late'."),
        (changed(0, early="No"), "Item 'look' cannot stand too early, but has words for it. | Ta"),
        (changed(4, late="No"), "Item 'stay' cannot stand too late, but has words for it."),
        (changed(2, why=""), "Item 'ring' has no 'why'. | Say why it stands there."),
        (changed(2, early="Same", late="Same"), "Item 'ring' says the same why twice. | Say for"),
        (changed(0, why="Same", late="Same"), "Item 'look' says the same why twice."),
    ],
)
def test_an_order_with_a_fault_is_refused_with_what_to_do(part, message):
    assert message in fault(part)


def test_the_worksheet_never_stands_in_the_right_order():
    words = [item["words"] for item in SPEC["items"]]
    page = paper(answers=False)
    assert sorted(words, key=page.index) != words


def test_the_worksheet_is_turned_round_where_mixing_gives_the_right_order(monkeypatch):
    turned = {
        **SPEC,
        "items": [{**item, "id": f"step-{at}"} for at, item in enumerate(SPEC["items"])],
    }
    monkeypatch.setitem(globals(), "SPEC", turned)
    words = [item["words"] for item in turned["items"]]
    page = paper(answers=False)
    assert sorted(words, key=page.index) == words[::-1]
