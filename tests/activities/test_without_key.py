"""What the page of a check may have of a part: nothing that tells the key, for every kind."""

import copy
import json
import runpy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safer_communities.activities import Activity, states_of

HERE = Path(__file__).parent
KINDS = sorted(Activity.kinds)
CANARY = "canary-of-the-key"
KEYS = {
    "call": {"number", "others", "good", "gives", "needs", "pieces", "why", "after"},
    "cards": {"after"},
    "chance": {"answer", "why"},
    "choice": {"answer", "why", "hint"},
    "commitments": {"after"},
    "data": {"answer", "why"},
    "dots": {"after"},
    "estimate": {"true", "within", "fact", "source", "checked", "why"},
    "feed": {"answer", "why", "hint"},
    "grid": {"expect", "why"},
    "hotspots": {"hazard", "why", "hint"},
    "linking": {"helps", "why", "near", "after"},
    "matching": {"match", "why", "near", "shared"},
    "notes": {"after"},
    "ordering": {"why", "early", "late"},
    "private": {"after"},
    "rating": {"after"},
    "ripple": {"feel", "why", "note", "after"},
    "scale": {"after"},
    "signs": {"fits", "gentle", "why"},  # and the harms of each card: test_signs.py
    "sorting": {"group", "why"},
    "story": {"ending", "why", "after"},
    "strip": {"exit", "who", "why", "better", "after"},
}
"""The fields of each kind that hold its key, or what is said once it has been compared."""
WITHOUT_SUPPORT_FORM = {"commitments", "dots", "notes", "private", "story"}
IN_ORDER = {"commitments", "notes", "private", "story", "strip"}
"""Kinds whose lists have an order of their own, which tells nothing: fingers, scenes, boxes."""
ITEMS = {
    "cards": "slots",
    "chance": "claims",
    "choice": "questions",
    "data": "claims",
    "dots": "options",
    "estimate": "guesses",
    "feed": "questions",
    "rating": "cards",
    "scale": "statements",
}
NOT_FOR_PUPILS = {"outcomes", "safety", "discuss", "stretch", "same_as", "sensitive", "minutes"}


def spec_of_example(kind):
    """Return the spec of a kind's example, with all its key."""
    spec = copy.deepcopy(states_of(kind)[0]["shown"]["spec"])
    assert spec["fewer"] or kind in WITHOUT_SUPPORT_FORM, "an example has a support form"
    return spec


def planted(data, fields):
    """Return `data` with the canary in each of `fields`, and how many that were."""
    if isinstance(data, list):
        pairs = [planted(each, fields) for each in data]
        return [each for each, _ in pairs], sum(count for _, count in pairs)
    if not isinstance(data, dict):
        return data, 0
    found, total = {}, 0
    for name, value in data.items():
        inside, count = planted(value, fields)
        found[name] = CANARY if name in fields else inside
        total += 1 if name in fields else count
    return found, total


def leaves(data):
    """Return every name and every value in `data`."""
    if isinstance(data, dict):
        return set(data) | {each for value in data.values() for each in leaves(value)}
    if isinstance(data, list):
        return {each for value in data for each in leaves(value)}
    return {data}


def values(kind, spec):
    file = HERE / f"values_{kind}.py"
    return runpy.run_path(str(file))["values"](spec)


def test_every_kind_says_here_which_fields_hold_its_key():
    assert sorted(KEYS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_canary_in_each_field_of_the_key_never_comes_through(kind):
    spec, count = planted(spec_of_example(kind), KEYS[kind])
    assert count >= len(KEYS[kind])
    keyless = Activity.kinds[kind].without_key(spec)
    assert CANARY in json.dumps(spec)
    assert CANARY not in json.dumps(keyless)


@pytest.mark.parametrize("kind", KINDS)
def test_not_even_the_names_of_the_key_come_through_nor_what_is_the_teachers(kind):
    keyless = Activity.kinds[kind].without_key(spec_of_example(kind))
    assert not leaves(keyless) & (KEYS[kind] | NOT_FOR_PUPILS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_a_kind_gets_later_stays_behind(kind):
    def grown(data):
        if isinstance(data, list):
            return [grown(each) for each in data]
        if isinstance(data, dict):
            return {**{name: grown(value) for name, value in data.items()}, "later": CANARY}
        return data

    assert CANARY not in json.dumps(Activity.kinds[kind].without_key(grown(spec_of_example(kind))))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=40, deadline=None)
def test_the_order_in_which_a_lesson_names_things_does_not_come_through(kind, data):
    """Authors write the right option first, the items in their order, the cards group by group."""
    spec = spec_of_example(kind)
    mixed = {**spec, "fewer": data.draw(st.permutations(spec["fewer"]))}
    items = ITEMS.get(kind)
    if kind in IN_ORDER:
        return
    if kind == "call":
        mixed["operator"] = [
            {**each, "options": data.draw(st.permutations(each["options"]))}
            for each in spec["operator"]
        ]
    elif items in (None, "claims"):
        items = items or next(name for name in ("cards", "items", "spots") if name in spec)
        mixed[items] = data.draw(st.permutations(spec[items]))
        if "answers" in spec:
            mixed["answers"] = data.draw(st.permutations(spec["answers"]))
    elif items == "questions":
        mixed[items] = [
            {**each, "options": data.draw(st.permutations(each["options"]))} for each in spec[items]
        ]
    without_key = Activity.kinds[kind].without_key
    assert json.dumps(without_key(mixed)) == json.dumps(without_key(spec))


@pytest.mark.parametrize("kind", KINDS)
def test_a_check_takes_from_its_page_the_answers_a_lesson_takes(kind):
    spec = spec_of_example(kind)
    keyless = Activity.kinds[kind].without_key(spec)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values(kind, spec))
    def each(value):
        assert Activity.kinds[kind].clean(keyless, copy.deepcopy(value)) == value

    each()


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_given_keeps_its_key(kind):
    spec = spec_of_example(kind)
    before = copy.deepcopy(spec)
    Activity.kinds[kind].without_key(spec)
    assert spec == before


def test_the_items_of_an_ordering_do_not_come_in_their_order():
    spec = spec_of_example("ordering")
    keyless = Activity.kinds["ordering"].without_key(spec)
    order = [item["id"] for item in spec["items"]]
    assert sorted(order) == sorted(item["id"] for item in keyless["items"])
    assert [item["id"] for item in keyless["items"]] != order


def test_fact_stands_before_myth_whichever_is_right():
    spec = spec_of_example("choice")
    question = {
        "id": "ice",
        "words": "Ice that looks thick holds a person.",
        "answer": ["myth"],
        "options": [
            {"id": "myth", "words": "Myth", "why": "It may be thin."},
            {"id": "fact", "words": "Fact", "why": "Nobody can see it."},
        ],
    }
    keyless = Activity.kinds["choice"].without_key(
        {**spec, "mode": "myth", "questions": [question]}
    )
    assert [each["id"] for each in keyless["questions"][0]["options"]] == ["fact", "myth"]


def test_a_scene_has_no_support_form_in_a_check_since_that_would_tell_hazards_apart():
    spec = spec_of_example("hotspots")
    assert spec["fewer"]
    assert Activity.kinds["hotspots"].without_key(spec)["fewer"] == []
