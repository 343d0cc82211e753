"""Rigged feed: one search, and what an app shows to different people."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.feed import Feed, FeedPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "feed" / "feed.example.yaml", "feed.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_feed.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)
SPEC = spec_of(HERE / "feed", check(FeedPart, EXAMPLE["part"], "lesson.yaml"), {})


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("feed/feed.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Feed.mark(SPEC, Feed.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["feed"] is Feed


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "feed" / "feed.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Feed))
    assert set(Feed.interface) <= asked


def refusal(value):
    try:
        Feed.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for answer in (value, {"looking": value}, {"answers": value}, {"answers": {"differ": value}}):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(value):
    assert Feed.clean(SPEC, copy.deepcopy(value)) == value
    for name, item in Feed.mark(SPEC, value)["items"].items():
        assert bool(item["why"]) == bool(value.get("answers", {}).get(name))


@given(VALUES(SPEC))
def test_whose_screen_is_looked_at_counts_for_nothing(value):
    assert Feed.mark(SPEC, {**value, "looking": "all"}) == Feed.mark(SPEC, value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"looking": "moon"}, "no profile called 'moon'"),
        ({"answers": {"moon": ["paid"]}}, "no question called 'moon'"),
        ({"answers": {"first": ["moon"]}}, "no option called 'moon'"),
        ({"answers": {"first": ["paid", "best"]}}, "'first' takes one option."),
        ({"answers": {"first": "paid"}}, "not a list"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Feed.clean(SPEC, value)


def fault(**changes):
    with pytest.raises(ContentError) as caught:
        check(FeedPart, {**EXAMPLE["part"], **changes}, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


PROFILES, RESULTS = EXAMPLE["part"]["profiles"], EXAMPLE["part"]["results"]


def results(**changes):
    """The results, the first of them changed."""
    return [{**RESULTS[0], **changes}, *RESULTS[1:]]


SAME = [{**each, "order": {"mina": at, "joe": at}} for at, each in enumerate(RESULTS, start=1)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"profiles": PROFILES[:1]}, "has 1 profiles. | Name 2 to 3."),
        ({"profiles": [*PROFILES, PROFILES[0]]}, "has a profile twice."),
        ({"profiles": [PROFILES[0], {**PROFILES[1], "id": "all"}]}, "has a profile twice."),
        ({"results": [*RESULTS, RESULTS[0]]}, "has a result twice."),
        ({"questions": [], "fewer": []}, "has no question."),
        ({"results": results(order={"moon": 1})}, "a place for 'moon', which is no profile here."),
        (
            {"results": results(order={"mina": 2, "joe": 4})},
            "for 'mina' have the places [2, 2, 3].",
        ),
        ({"results": SAME}, "shows two profiles the same."),
        ({"results": results(alt="A bike")}, "has a picture without words, or words without"),
    ],
)
def test_a_feed_with_a_fault_is_refused_with_what_to_do(changes, message):
    assert message in fault(**changes)


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    whys = [each["why"] for question in SPEC["questions"] for each in question["options"]]
    whys += [result["tag"] for result in SPEC["results"]]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in whys if why in worksheet]
    assert not [why for why in whys if why not in answers]


def test_on_paper_each_person_has_their_own_results_in_their_order():
    worksheet = paper(answers=False)
    shown = [re.findall(r"<li>([^<]+)</li>", part) for part in worksheet.split("<ol>")[1:]]
    words = {each["id"]: each["words"] for each in SPEC["results"]}
    assert shown == [
        [words[name] for name in ("racer", "race", "test")],
        [words[name] for name in ("mend", "test", "used", "racer")],
    ]
