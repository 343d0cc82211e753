"""Signs of hidden harm: innocent first, one sign never enough, and a route that fits."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.signs import Signs, SignsPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "signs" / "signs.example.yaml", "signs.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_signs.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def spec(**changes):
    part = check(SignsPart, {**copy.deepcopy(EXAMPLE["part"]), **changes}, "exercise.yaml")
    return spec_of(HERE / "signs", part, {})


SPEC = spec()
RIGHT = EXAMPLE["states"]["right"]
HARMS = {harm["id"]: harm["words"] for harm in SPEC["harms"]}


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(SignsPart, part, "exercise.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Signs.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


def signed(**harms):
    """Return an answer that sorts cards to harms."""
    signs = {name: {"innocent": 0, "harms": list(each)} for name, each in harms.items()}
    return {"signs": signs}


def items(value, of=SPEC):
    return Signs.mark(of, value)["items"]


def test_the_example_shows_every_state_by_its_name():
    assert set(EXAMPLE["states"]) == {"before", "working", "again", "right"}
    for value in EXAMPLE["states"].values():
        assert Signs.clean(SPEC, copy.deepcopy(value)) == value
    verdict = Signs.mark(SPEC, RIGHT)
    assert verdict["right"] == verdict["of"] == len(SPEC["cards"]) + len(HARMS) + 1
    assert Signs.mark(SPEC, EXAMPLE["states"]["again"])["right"] < verdict["of"]


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["signs"] is Signs


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "signs" / "signs.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Signs))
    assert set(Signs.interface) <= asked


@given(VALUES(SPEC))
@settings(suppress_health_check=list(HealthCheck))
def test_all_that_a_table_can_say_is_taken_as_it_is(value):
    assert Signs.clean(SPEC, copy.deepcopy(value)) == value


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    tried = (value, {"signs": value}, {"signs": {"post": value}}, {"route": value})
    for answer in (*tried, {"signs": {"post": {"harms": value}}}, {"question": value}):
        assert refusal(answer) != ""


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "An answer is a set of names and values."),
        ({"cards": {}}, "An answer to this activity has no 'cards'."),
        ({"signs": []}, "'signs' cannot be"),
        ({"signs": {"moon": {}}}, "There is no card called 'moon' here."),
        ({"signs": {"post": []}}, "What is said of card 'post' is not a reason and its harms."),
        ({"signs": {"post": {"why": 0}}}, "What is said of card 'post' is not a reason and its"),
        ({"signs": {"post": {"innocent": 2}}}, "Card 'post' has no such innocent reason."),
        ({"signs": {"post": {"innocent": -1}}}, "Card 'post' has no such innocent reason."),
        ({"signs": {"post": {"innocent": True}}}, "Card 'post' has no such innocent reason."),
        ({"signs": {"post": {"innocent": 0, "harms": "money"}}}, "The harms of card 'post' are"),
        (signed(post=["moon"]), "There is no harm called 'moon' here."),
        (signed(post=["money", "money"]), "Card 'post' has a harm twice."),
        ({"route": {"moon": "adults"}}, "There is no harm called 'moon' here."),
        ({"route": {"money": "moon"}}, "There is no route called 'moon' here."),
        ({"question": "moon"}, "There is no question called 'moon' here."),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_the_reason(value, reason):
    assert refusal(value).startswith(reason)


def test_a_harm_is_said_of_a_card_only_after_how_it_could_be_innocent():
    said = "Say first how card 'post' could be innocent."
    assert refusal({"signs": {"post": {"harms": ["money"]}}}) == said
    assert refusal({"signs": {"post": {"harms": []}}}) is None
    assert refusal({"signs": {"post": {"innocent": 1}}}) is None


def test_one_sign_alone_is_never_enough_for_a_route_nor_are_two_of_which_none_is_a_change():
    def too_few(**harms):
        told = refusal({**signed(**harms), "route": {"money": "adults"}})
        return bool(told) and told.startswith("One sign alone is never enough")

    money = ["money"]
    assert [
        too_few(),
        too_few(post=money),
        too_few(statements=money, bedroom=money),
        too_few(post=money, curtains=["cuckooing"]),
        too_few(post=money, statements=money),
    ] == [True, True, True, True, False]


def test_a_card_fits_where_each_harm_said_of_it_may_be_behind_it():
    def fits(name, *harms):
        return items(signed(**{name: harms}))[name]["right"]

    assert fits("bedroom", "money")
    assert fits("bedroom", "money", "cuckooing")
    assert not fits("post", "money", "cuckooing")
    assert not fits("post")


def test_a_harm_is_right_only_by_cards_that_may_belong_to_it_and_by_a_route_that_fits():
    def right(route, **harms):
        return items({**signed(**harms), "route": {"money": route}})["route.money"]["right"]

    money = ["money"]
    assert right("adults", post=money, helper=money)
    assert not right("officer", post=money, helper=money)
    assert not right("adults", post=money, curtains=money)
    assert not right("adults", statements=money, curtains=money)


def test_what_is_said_of_a_card_are_all_the_harms_that_may_be_behind_it():
    told = items(signed(bedroom=["money"], post=["cuckooing"]))
    assert told["bedroom"]["why"] == f"{HARMS['cuckooing']} · {HARMS['money']}"
    assert told["post"]["why"] == HARMS["money"]
    assert told["helper"]["why"] == ""


def test_in_the_support_form_a_harm_that_its_cards_cannot_show_is_left_out():
    few = spec(fewer=["post", "helper", "curtains"])
    assert set(items({"fewer": True}, few)) == {
        *few["fewer"],
        "route.money",
        "next.question",
    }


def test_a_card_sorted_to_several_harms_stands_in_a_column_of_its_own():
    held = Signs.tally(SPEC, RIGHT)
    assert dict(held)["post"] == "harm.money"
    assert dict(held)["bedroom"] == "several"
    assert dict(held)["route.cuckooing"] == "route.officer"
    assert dict(held)["next.question"] == "question.tea"


def test_without_its_key_no_card_says_what_it_may_be_a_sign_of():
    bare = Signs.without_key(SPEC)
    assert {name for card in bare["cards"] for name in card} == {
        "id",
        "words",
        "who",
        "innocent",
        "change",
    }
    assert {name for route in bare["routes"] for name in route} == {"id", "words"}


def test_on_paper_every_card_has_its_innocent_reasons_and_the_answer_sheet_its_harms():
    page = environment("en", Places.found().locale, HERE)
    template = page.get_template("signs/signs.paper.html")

    def sheet(*, answers):
        html = template.render(spec=SPEC, answers=answers)
        return html.replace("&#39;", "'").replace("&#34;", '"')

    worksheet, told = sheet(answers=False), sheet(answers=True)
    assert "One sign alone is never enough." in worksheet
    assert all(reason in worksheet for card in SPEC["cards"] for reason in card["innocent"])
    whys = [each["why"] for key in ("routes", "questions") for each in SPEC[key]]
    assert not [text for text in whys if text in worksheet]
    assert [text for text in whys if text in told] == whys
    assert worksheet.count("paper-line") == len(SPEC["cards"])


def part(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


def first(key, **changes):
    """The example with the first thing of a list changed."""
    broken = part(fewer=[])
    broken[key][0] = {**broken[key][0], **changes}
    return broken


PART = EXAMPLE["part"]
REASON = PART["cards"][0]["innocent"][0]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (part(cards=PART["cards"] * 9, fewer=[]), "This part has 54 cards. | Keep it to 48."),
        (first("cards", id="helper"), "The card 'helper' stands here twice. | Give each card its"),
        (first("routes", id="officer"), "The route 'officer' stands here twice. | Give each route"),
        (first("cards", harms=["moon"]), "Card 'post' names 'moon', which is no harm here. | Harm"),
        (first("routes", fits=["moon"]), "Route 'adults' names 'moon', which is no harm here. | H"),
        (first("cards", harms=[]), "'harms' cannot be"),
        (first("cards", innocent=[REASON]), "'innocent' cannot be"),
        (first("cards", innocent=[REASON, REASON]), "Card 'post' says twice how it could be inno"),
        (part(enough=5), "The harm 'money' has 4 signs; it needs 5 or more, one of them a change"),
        (part(enough=1), "'enough' cannot be"),
        (first("routes", fits=["cuckooing"]), "No route fits the harm 'money'. | Name it under"),
        (part(questions=PART["questions"][:1]), "The next question leaves nothing to choose. | G"),
        (part(questions=[]), "The next question leaves nothing to choose. | Give both a gentle"),
    ],
)
def test_signs_with_a_fault_are_refused_with_what_to_do(broken, message):
    assert message in fault(broken)
