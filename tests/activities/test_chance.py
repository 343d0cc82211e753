"""Chance lab: made-up boxes, opened by the hundred."""

import copy
import re
import runpy
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.chance import Chance, ChancePart
from safer_communities.activities.chance.chance import numbers, opened
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "chance" / "chance.example.yaml", "chance.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_chance.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)
SPEC = spec_of(HERE / "chance", check(ChancePart, EXAMPLE["part"], "lesson.yaml"), {})
SEEDS = range(400)


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("chance/chance.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Chance.mark(SPEC, Chance.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["chance"] is Chance


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "chance" / "chance.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Chance))
    assert set(Chance.interface) <= asked


def refusal(value):
    try:
        Chance.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for answer in (value, {"seed": 1, "opened": value}, {"seed": value}, {"claims": value}):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(value):
    assert Chance.clean(SPEC, copy.deepcopy(value)) == value
    for name, item in Chance.mark(SPEC, value)["items"].items():
        assert bool(item["why"]) == (name in value.get("claims", {}))


@given(VALUES(SPEC))
def test_luck_counts_for_nothing(value):
    sure = {name: each for name, each in value.items() if name not in ("seed", "opened")}
    assert Chance.mark(SPEC, value) == Chance.mark(SPEC, sure)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"opened": 1}, "no 'seed'"),
        ({"seed": -1}, "'seed' is not from 0 to 4294967295"),
        ({"seed": 2**32}, "'seed' is not from 0"),
        ({"seed": True}, "'seed' cannot be"),
        ({"seed": 1, "opened": 501}, "'opened' is not from 0 to 500"),
        ({"seed": 1, "opened": 1.5}, "'opened' cannot be"),
        ({"claims": {"moon": "yes"}}, "no claim called 'moon'"),
        ({"claims": {"next": "perhaps"}}, "no answer called 'perhaps'"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Chance.clean(SPEC, value)


def test_the_numbers_are_those_of_mulberry32():
    # What the function as it is published gives for the seed 1, as shares of one.
    shares = [number / 2**32 for number in islice(numbers(1), 3)]
    assert shares == [0.6270739405881613, 0.002735721180215478, 0.5274470399599522]


def test_a_box_that_was_opened_stays_as_it_is():
    value = {"seed": 7, "opened": 20}
    assert opened(SPEC, {**value, "opened": 30})[:20] == opened(SPEC, value)


def test_over_many_pupils_the_piles_are_what_the_shares_say():
    found = Counter(name for seed in SEEDS for name in opened(SPEC, {"seed": seed, "opened": 100}))
    for prize in SPEC["prizes"]:
        assert found[prize["id"]] / found.total() == pytest.approx(prize["share"] / 100, abs=0.01)


def test_chance_does_not_remember():
    """After ten boxes without it, the rare prize is as likely as ever."""
    after = Counter()
    for seed in SEEDS:
        boxes = opened(SPEC, {"seed": seed, "opened": 200})
        after.update(boxes[at] for at in range(10, 200) if "gold" not in boxes[at - 10 : at])
    assert after["gold"] / after.total() == pytest.approx(0.03, abs=0.005)


def test_a_class_piles_up_the_first_ten_boxes_of_each_pupil():
    boxes = opened(SPEC, {"seed": 7, "opened": 111})
    held = dict(Chance.tally(SPEC, {"seed": 7, "opened": 111}))
    assert held == {f"box-{n}": f"prize.{boxes[n - 1]}" for n in range(1, 11)}
    assert dict(Chance.tally(SPEC, {"seed": 7, "opened": 2})).keys() == {"box-1", "box-2"}


def fault(**changes):
    with pytest.raises(ContentError) as caught:
        check(ChancePart, {**EXAMPLE["part"], **changes}, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


PRIZES = EXAMPLE["part"]["prizes"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prizes": PRIZES[:1]}, "has 1 prizes. | Name 2 to 5."),
        ({"prizes": [PRIZES[0], *PRIZES]}, "has a prize twice."),
        ({"prizes": PRIZES[:2]}, "The shares of the 'prizes' make 97."),
        ({"prizes": PRIZES[::-1]}, "is not the rarest. | Put the rare one last."),
        ({"boxes": [10, 1]}, "The numbers in 'boxes' do not rise."),
        ({"boxes": [1, 1000]}, "'boxes' opens too many at once."),
        ({"boxes": []}, "The numbers in 'boxes' do not rise."),
        ({"claims": [], "fewer": []}, "has no claim."),
    ],
)
def test_a_chance_lab_with_a_fault_is_refused_with_what_to_do(changes, message):
    assert message in fault(**changes)


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    whys = [text for claim in SPEC["claims"] for text in claim["why"].values()]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in whys if why in worksheet]
    assert [why for why in whys if why in answers] == whys


def test_on_paper_the_dice_fall_as_often_as_the_shares_say():
    spans = re.findall(r"<td>(\d+)(?: . (\d+))?</td>", paper(answers=False))
    assert [(int(start), int(end)) for start, end in spans] == [(1, 70), (71, 97), (98, 100)]
