"""The mock emergency call: first, the number, the operator."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.call import Call, CallPart
from safer_communities.activities.call.call import digits_of
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language import BESIDE
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "call" / "call.example.yaml", "call.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_call.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)
SPEC = spec_of(HERE / "call", check(CallPart, EXAMPLE["part"], "lesson.yaml"), {})
WHYS = [
    option["why"] for asked in (SPEC["first"], *SPEC["operator"]) for option in asked["options"]
]


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(CallPart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("call/call.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'").replace("&#34;", '"')


def test_the_example_shows_every_state():
    assert set(EXAMPLE["states"]) == {"before", "dialling", "working", "right"}
    for value in EXAMPLE["states"].values():
        assert Call.clean(SPEC, value) == value


def test_the_kind_is_known_by_its_name_and_never_marked():
    assert Activity.kinds["call"] is Call
    assert Call.mark(SPEC, {}) == {"of": 0, "right": 0, "items": {}}
    assert "is never scored" in fault({**EXAMPLE["part"], "scored": True})


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "call" / "call.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Call))
    assert set(Call.interface) <= {*asked, "thanks"}


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Call.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    inside = (
        {"first": value},
        {"dialled": value},
        {"replies": value},
        {"replies": {"what": value}},
    )
    for answer in (value, *inside):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_call_a_pupil_can_make_is_taken_as_it_is(value):
    assert Call.clean(SPEC, copy.deepcopy(value)) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "set of names and values"),
        ({"way": []}, "no 'way'"),
        ({"dialled": 999}, "'dialled' cannot be '999'"),
        ({"dialled": ""}, "not 1 to 11 digits"),
        ({"dialled": "9" * 12}, "not 1 to 11 digits"),
        ({"dialled": "99a"}, "not 1 to 11 digits"),
        ({"dialled": "\u06f9\u06f9\u06f9"}, "not 1 to 11 digits"),
        ({"first": "fly"}, "no option called 'fly'"),
        ({"replies": {"moon": "fire"}}, "no question called 'moon'"),
        ({"replies": {"which": "here"}}, "no reply called 'here'"),
    ],
)
def test_what_cannot_be_a_call_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Call.clean(SPEC, value)


def test_the_number_is_read_out_of_the_fact_as_a_page_has_it():
    part = check(CallPart, {**EXAMPLE["part"], "number": "{ring}"}, "lesson.yaml")
    spec = spec_of(HERE / "call", part, {"ring": "999"})
    assert spec["number"] != "999"  # whole and left to right, by marks that are no digits
    assert digits_of(spec["number"]) == "999"
    assert digits_of(f"999{BESIDE}999") == "999"


def test_the_answer_sheet_gives_every_why_and_the_number_and_the_worksheet_neither():
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in (*WHYS, "999") if why in worksheet]
    assert [why for why in (*WHYS, "999") if why in answers] == [*WHYS, "999"]


def test_the_worksheet_mixes_the_replies_whatever_their_order_in_the_lesson():
    page = paper(answers=False)
    for asked in (SPEC["first"], *SPEC["operator"]):
        words = {option["id"]: option["words"] for option in asked["options"]}
        assert sorted(words, key=lambda name: page.index(f"> {words[name]}")) == sorted(words)


def keys(value):
    """Return every key anywhere in plain data."""
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def test_without_its_key_a_call_tells_neither_the_number_nor_what_a_reply_gives():
    bare = Call.without_key(SPEC)
    assert keys(bare).isdisjoint(
        {"number", "others", "good", "gives", "needs", "why", "after", "pieces"}
    )
    assert "999" not in str(bare)
    for value in EXAMPLE["states"].values():
        assert Call.clean(bare, value) == value


def part(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


def question(at=0, **changes):
    """The example with one of the operator's questions changed."""
    changed = part()
    changed["operator"][at] = {**changed["operator"][at], **changes}
    return changed


def replies(at=0, **changes):
    """The example in which the first reply to a question is changed."""
    options = copy.deepcopy(EXAMPLE["part"]["operator"][at]["options"])
    options[0].update(changes)
    return question(at, options=options)


FIRST = EXAMPLE["part"]["first"]
NONE_GOOD = {**FIRST, "options": [{**each, "good": False} for each in FIRST["options"]]}
MORE = {"id": "pet", "words": "Which pets there are"}
OPERATOR = EXAMPLE["part"]["operator"]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (part(number="the fire service"), "'the fire service' is no number to ring. | Write the"),
        (part(others=[{"number": "?", "why": "It is no number."}]), "'?' is no number to ring."),
        (part(alt="A bin"), "has a picture without words, or words without a picture. | Give both"),
        (part(first=NONE_GOOD), "No option of the first question is a good one. | Say 'good: tru"),
        (
            part(first={**FIRST, "options": FIRST["options"][:1]}),
            "The first question has 1 options",
        ),
        (part(operator=[], fewer=[]), "This call has no questions. | Add what the operator asks"),
        (part(pieces=[]), "This call has no pieces. | Add what the operator asks for."),
        (part(operator=[*OPERATOR, OPERATOR[0]]), "Two questions have the same id. | Give each"),
        (part(pieces=[*EXAMPLE["part"]["pieces"], MORE]), "No reply ever gives the piece 'pet'. |"),
        (question(id="first"), "A question cannot be called 'first'. | Give it another id."),
        (question(needs="moon"), "'which' speaks of 'moon', which is no piece of information he"),
        (replies(gives=["moon"]), "'which' speaks of 'moon', which is no piece of information he"),
        (question(1, needs="risk"), "No reply to question 'where' gives 'risk'. | Add it to 'gi"),
        (replies(why=OPERATOR[0]["options"][1]["why"]), "Question 'which' says the same why twi"),
        (replies(words="Please hurry!"), "Question 'which' has two options with the same words."),
        (replies(id="hurry"), "Question 'which' has an option twice. | Give each option its own"),
        (part(fewer=["moon"]), "'fewer' names 'moon', which is not in this part. | Use ids from "),
    ],
)
def test_a_call_with_a_fault_is_refused_with_what_to_do(broken, message):
    if broken["operator"] and broken["operator"][0]["id"] != "which":
        broken["fewer"] = []
    assert message in fault(broken)
