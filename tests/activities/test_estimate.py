"""Estimate: a guess, then the figure with its source."""

import copy
import datetime as dt
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities import states_of
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.estimate import Estimate, EstimatePart
from safer_communities.activities.estimate.figures import bands, misfit, number_in
from safer_communities.content import Fact, FactValues, Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language import speaker
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "estimate" / "estimate.example.yaml", "estimate.example.yaml"))
PART = EXAMPLE["part"]
VALUES = runpy.run_path(str(Path(__file__).with_name("values_estimate.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)
SPEC = states_of("estimate")[0]["shown"]["spec"]
WALK, HELMET = SPEC["guesses"]


def fact(value, **changes):
    told = {"kind": "figure", "about": "Helmets.", "verified": True, "value": value, **changes}
    source = {"name": "A count", "address": "https://example.org/count"}
    day = dt.date(2026, 11, 21)
    return Fact(**told, source=source, checked=day, check_again=day)


def changed(at=0, /, **changes):
    """Return the example with changes to a guess; None takes a key out."""
    part = copy.deepcopy(PART)
    guess = {**part["guesses"][at], **changes}
    part["guesses"][at] = {name: value for name, value in guess.items() if value is not None}
    return part


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(EstimatePart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("estimate/estimate.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_a_guess_that_is_far_and_one_that_is_near():
    worth = {
        name: Estimate.mark(SPEC, Estimate.clean(SPEC, value))["right"]
        for name, value in EXAMPLE["states"].items()
    }
    assert worth == {"before": 0, "working": 0, "far": 0, "right": 2}
    assert EXAMPLE["states"]["before"] == {}


def test_the_kind_is_known_by_its_name_and_does_not_count_where_nothing_is_said():
    assert Activity.kinds["estimate"] is Estimate
    part = {name: value for name, value in PART.items() if name != "scored"}
    assert check(EstimatePart, part, "lesson.yaml").scored is False
    assert check(EstimatePart, {**part, "scored": True}, "lesson.yaml").scored is True


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "estimate" / "estimate.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Estimate))
    # `thanks` is said by what all kinds share: here it does not say that nothing is right.
    assert set(Estimate.interface) - {"thanks"} <= asked


# -- the figure


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("75%", 75),
        ("750 volts", 750),
        ("25,000 volts", 25_000),
        ("12.5°C", 12.5),
        ("about 9 in 10", 9),
        ("three in four", None),
        ("always on", None),
    ],
)
def test_a_figure_is_the_first_number_written_in_digits(value, number):
    assert number_in(value) == number


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("75%", None),
        ("three in four", "holds no number"),
        ("1 in 4", "says '1 in 4', but the guess goes up to 100"),
        ("750 volts", "is 750, which is not from 0 to 100"),
    ],
)
def test_a_fact_that_gives_no_figure_for_the_scale_is_refused(value, wrong):
    found = misfit(value, 0, 100)
    assert found is None if wrong is None else wrong in found[0]
    assert found is None or found[1].endswith(".")


def test_a_share_fits_a_guess_that_goes_up_to_its_whole():
    assert misfit("9 in 10", 0, 10) is None


def misfits(facts):
    part = check(EstimatePart, PART, "lesson.yaml")
    return [(way, code) for way, code, *_ in part.misfits(facts)]


def test_a_part_says_which_of_its_facts_the_lesson_does_not_list_or_is_no_figure():
    way = ("guesses", 1, "fact")
    assert misfits({}) == [(way, "fact-not-listed")]
    assert misfits({"helmets-in-alderbrook": fact("most")}) == [(way, "fact-is-no-figure")]
    assert misfits({"helmets-in-alderbrook": fact("80%")}) == []


def test_the_figure_its_source_and_its_date_come_from_the_fact():
    facts = FactValues({"helmets-in-alderbrook": fact("64%")})
    filled = spec_of(HERE, check(EstimatePart, PART, "lesson.yaml"), facts)["guesses"][1]
    assert (filled["true"], filled["source"], filled["checked"]) == (64, "A count", "2026-11-21")


def test_a_made_up_figure_has_the_source_the_lesson_gives_and_no_date():
    assert (WALK["true"], WALK["checked"]) == (42, "")
    assert WALK["source"] == PART["guesses"][0]["source"]


def test_without_its_fact_a_spec_is_not_made():
    with pytest.raises(KeyError, match="needs the fact 'helmets-in-alderbrook'"):
        spec_of(HERE, check(EstimatePart, PART, "lesson.yaml"), {})


def test_near_is_a_tenth_of_the_scale_where_nothing_is_said():
    assert (WALK["within"], HELMET["within"]) == (6, 10)


# -- the mark


@pytest.mark.parametrize(
    ("number", "why"),
    [(36, "near"), (48, "near"), (35, "low"), (49, "high"), (0, "low"), (60, "high"), (42, "near")],
)
def test_a_guess_within_reach_is_near_and_says_so_and_another_says_which_way(number, why):
    item = Estimate.mark(SPEC, {"guesses": {"walk": number}})["items"]["walk"]
    assert item == {"right": why == "near", "why": WALK["why"][why]}


def test_what_was_not_guessed_is_neither_near_nor_told_why():
    assert Estimate.mark(SPEC, {})["items"]["walk"] == {"right": False, "why": ""}


def test_a_guess_of_nothing_at_all_is_a_guess():
    assert Estimate.mark(SPEC, {"guesses": {"walk": 0}})["items"]["walk"]["why"]


def test_the_support_form_marks_only_its_own_guesses():
    verdict = Estimate.mark(SPEC, {"fewer": True, "guesses": {"walk": 42, "helmet": 80}})
    assert (verdict["of"], verdict["right"]) == (1, 1)


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Estimate.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for sent in (value, {"guesses": value}, {"guesses": {"walk": value}}):
        assert refusal(sent) != ""


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], "An answer is a set of names and values."),
        ({"guesses": [42]}, "'guesses' cannot be"),
        ({"guesses": {"pond": 4}}, "There is no guess called 'pond' here."),
        ({"guesses": {"walk": 61}}, "The guess 'walk' is not a number from 0 to 60."),
        ({"guesses": {"walk": -1}}, "The guess 'walk' is not a number from 0 to 60."),
        ({"guesses": {"helmet": 7}}, "The guess 'helmet' is not a number from 0 to 100."),
        ({"guesses": {"walk": 4.5}}, "The guess 'walk' is not a number"),
        ({"guesses": {"walk": True}}, "The guess 'walk' is not a number"),
        ({"guesses": {"walk": "42"}}, "The guess 'walk' is not a number"),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, sentence):
    assert refusal(value).startswith(sentence)


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(value):
    assert Estimate.clean(SPEC, copy.deepcopy(value)) == value
    verdict = Estimate.mark(SPEC, value)
    assert verdict["of"] == len(verdict["items"])
    for name, item in verdict["items"].items():
        assert bool(item["why"]) == (name in value.get("guesses", {}))


# -- what an author reads

WHY = PART["guesses"][0]["why"]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (changed(low=60), "'walk' goes from 60 to 60 in steps of 1. | Let it go up"),
        (changed(step=7), "'walk' goes from 0 to 60 in steps of 7. | Let it go up, in 5 whole"),
        (changed(step=15), "in steps of 15. | Let it go up, in 5 whole steps"),
        (changed(true=61), "The figure of guess 'walk' is not from 0 to 60. | Change 'low'"),
        (changed(true=None, source=None), "Guess 'walk' needs one figure. | Name a 'fact'"),
        (changed(fact="walkers"), "Guess 'walk' needs one figure."),
        (changed(source=None), "has a 'true' figure without its 'source'"),
        (changed(1, source="A book"), "or a source beside a fact. | Say with 'true'"),
        (changed(within=30), "In guess 'walk' a number in the middle is near whatever"),
        (changed(why={**WHY, "low": WHY["high"]}), "A guess needs three different whys. | Say"),
        (changed(why={**WHY, "low": " "}), "A guess needs three different whys."),
        (changed(1, words=WALK["words"]), "has a guess twice. | Give each its own id and words."),
        ({**PART, "guesses": [], "fewer": []}, "has 0 guesses. | Give it 1 to 4."),
    ],
)
def test_what_cannot_be_guessed_is_refused_with_what_to_do(part, message):
    assert message in fault(part)


# -- the class's table


def test_a_class_is_counted_by_fifths_of_the_scale():
    assert bands(HELMET) == [(0, 15), (20, 35), (40, 55), (60, 75), (80, 100)]
    table = Estimate.table(SPEC)
    assert [each.words for each in table.columns][:2] == ["0 to 11", "12 to 23"]
    assert [len(row.columns) for row in table.rows] == [5, 5]
    assert {row.right for row in table.rows} == {None}


def test_a_fifth_is_written_in_the_digits_of_the_language():
    words = [
        each.words
        for each in Estimate.table(SPEC, speaker("fa", Places.found().locale).say).columns
    ]
    assert [re.findall(r"\d+", each) for each in words[:2]] == [
        ["\u06f0", "\u06f1" * 2],
        ["\u06f1\u06f2", "\u06f2\u06f3"],
    ]


def test_where_it_counts_the_fifth_with_the_figure_in_it_is_the_right_one():
    rows = {row.id: row for row in Estimate.table({**SPEC, "scored": True}).rows}
    assert rows["walk"].right == {"walk.band-3"}
    assert rows["helmet"].right == {"helmet.band-4"}


def test_guesses_on_one_scale_share_their_columns():
    twin = {**SPEC, "guesses": [WALK, {**WALK, "id": "other", "words": "Another?"}]}
    assert len(Estimate.table(twin).columns) == 5
    assert Estimate.tally(twin, {"guesses": {"walk": 60, "other": 0}}) == [
        ("walk", "band-4"),
        ("other", "band-0"),
    ]


# -- on paper


def test_the_answer_sheet_gives_figures_sources_and_every_why_and_the_worksheet_none():
    told = [text for guess in SPEC["guesses"] for text in guess["why"].values()]
    told += [guess["source"] for guess in SPEC["guesses"]]
    told += ["The real figure: 42.", "The real figure: 80.", "Looked up on 21 November 2026."]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [text for text in told if text in worksheet]
    assert [text for text in told if text in answers] == told
