"""A check is read from its file; its pupil gets no key; an answer is worth what its kind says."""

import json

import platformdirs
import pytest
import safer_communities  # noqa: F401 (registers every kind)
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities import NotAnAnswer
from safer_communities.assessment import (
    assignment,
    cleaned,
    credit,
    full_spec,
    pupil_spec,
    wrong_answers,
)
from safer_communities.assessment.answers import mixed
from safer_communities.assessment.course import Course
from safer_communities.content import Library, Memory, Places
from safer_communities.language import speaker

from tests.pack import the_checks, the_library

PLACES = Places.found()
CHECKS = the_checks()
FACTS = the_library().references.for_pupils
ITEMS = [(check, item) for check in CHECKS.values() for item in check.items]
NAMES = [f"{check.id}.{item.id}" for check, item in ITEMS]
KEYS = {
    *("answer", "group", "match", "expect", "hazard", "true", "within", "fact", "source"),
    *("why", "hint", "near", "early", "late", "rubric", "comments", "misconceptions", "after"),
}
"""The names under which a spec holds its key and its feedback."""

each_item = pytest.mark.parametrize(("check", "item"), ITEMS, ids=NAMES)


def item_of(check, name):
    return CHECKS[check], CHECKS[check].item(name)


def worth(check, name, value):
    check, item = item_of(check, name)
    spec = full_spec(check, item, FACTS)
    return credit(item, spec, cleaned(item, spec, value))


def keys_in(data):
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from keys_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from keys_in(value)


def test_the_quick_check_has_eight_items_that_cover_what_the_lesson_is_for():
    check = CHECKS["y6-02-quick"]
    lesson = the_library().lessons[check.lesson]
    assert len(check.items) == 8
    assert {item.outcome for item in check.items} == set(check.outcomes) == set(lesson.outcomes)
    assert check.outcomes == lesson.outcomes


def test_the_unit_check_is_what_the_brief_asks_for_in_three_windows():
    check = CHECKS["y6-unit"]
    measured = [item.measures for item in check.items]
    assert [measured.count(each) for each in ("knowledge", "confidence", "scenario")] == [7, 6, 1]
    assert check.assignments == ["y6-unit-baseline", "y6-unit-endpoint", "y6-unit-later"]


def test_between_them_the_checks_use_every_kind_that_a_check_can_have():
    found = {item.kind for _, item in ITEMS} | {getattr(item.part, "mode", "") for _, item in ITEMS}
    assert found >= {
        *("choice", "one", "many", "sorting", "ordering", "matching"),
        *("hotspots", "grid", "estimate", "scale", "text"),
    }


@pytest.mark.parametrize("item", [item for _, item in ITEMS], ids=NAMES)
def test_every_wrong_answer_stands_for_a_misconception(item):
    assert set(item.misconceptions) == (set(wrong_answers(item.part)) if item.marks else set())
    assert bool(item.marks) == (item.measures != "confidence")


def test_a_check_that_is_done_once_has_its_own_name():
    check, window = assignment(CHECKS, "y6-02-quick")
    assert (check.id, window.id) == ("y6-02-quick", "once")
    check, window = assignment(CHECKS, "y6-unit-later")
    assert (check.id, window.id) == ("y6-unit", "later")
    with pytest.raises(KeyError, match="y6-unit-later"):
        assignment(CHECKS, "y6-unit-latter")


@each_item
def test_what_a_pupil_gets_has_neither_key_nor_feedback(check, item):
    spec = pupil_spec(check, item, FACTS)
    assert set(keys_in(spec)).isdisjoint(KEYS)
    sent = json.dumps(spec, ensure_ascii=False)
    whole = full_spec(check, item, FACTS)
    said = [
        *item.misconceptions.values(),
        *(text for name, text in texts_in(whole) if name in KEYS),
    ]
    # One word may be an id or a group's name; a sentence of the key is never sent.
    assert [text for text in said if " " in text and text in sent] == []


def texts_in(data, name=""):
    if isinstance(data, str):
        yield name, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts_in(value, name if name in KEYS else key)
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value, name)


@pytest.mark.parametrize(
    ("check", "item", "key"),
    [(check, item, "items") for check, item in ITEMS if item.kind == "ordering"]
    + [(check, item, "answers") for check, item in ITEMS if item.kind == "matching"],
)
def test_the_order_of_what_a_pupil_gets_does_not_tell_the_key(check, item, key):
    whole, sent = full_spec(check, item, FACTS)[key], pupil_spec(check, item, FACTS)[key]
    assert [each["id"] for each in sent] != [each["id"] for each in whole]
    assert sorted(each["id"] for each in sent) == sorted(each["id"] for each in whole)
    assert sent == pupil_spec(check, item, FACTS)[key]


@given(st.lists(st.text("abcdef", min_size=1, max_size=3), min_size=2, max_size=6, unique=True))
def test_mixing_never_gives_the_order_of_the_key(names):
    things = [{"id": name} for name in names]
    made = mixed("any", things, things)
    assert made != things
    assert sorted(each["id"] for each in made) == sorted(names)


def test_a_check_speaks_the_language_of_its_pupil():
    check, item = item_of("y6-02-quick", "weigh-two")
    bengali = pupil_spec(check, item, FACTS, speaker("bn", PLACES.locale, check.id))
    assert bengali["likely_name"] != pupil_spec(check, item, FACTS)["likely_name"]


def test_a_card_one_step_beside_its_place_is_half_right_with_a_reason_to_read():
    places = {"chess": {"likely": 2, "serious": 2}, "river": {"likely": 2, "serious": 3}}
    found = worth("y6-02-quick", "weigh-two", {"placed": places})
    assert (found.points, found.of, found.answered) == (1.5, 2, True)
    half, whole = found.reasons
    assert (half.item, half.worth, half.right) == ("chess", 0.5, False)
    assert half.why.endswith("Try a lower step for how serious.")
    assert (whole.worth, whole.right) == (1.0, True)


def test_no_answer_is_not_the_same_as_a_wrong_one():
    nothing = worth("y6-02-quick", "keep-asking", {})
    wrong = worth("y6-02-quick", "keep-asking", {"answers": {"next": ["wait"]}})
    assert (nothing.points, nothing.answered) == (0.0, False)
    assert (wrong.points, wrong.answered) == (0.0, True)
    assert "Telling an adult was a very good first step" in wrong.reasons[0].why


def test_leaving_every_thing_in_a_picture_alone_is_no_answer():
    assert worth("y6-02-quick", "kitchen", {"chosen": []}).points == 0.0
    assert worth("y6-02-quick", "kitchen", {"chosen": ["water"]}).points == 4.0


def test_confidence_is_worth_nothing_and_not_nothing_of_something():
    found = worth("y6-unit", "sure-tell", {"answers": {"tell": 1}})
    assert (found.points, found.of, found.answered, found.reasons) == (0.0, 0, True, [])


def test_a_free_text_waits_for_its_reader():
    found = worth("y6-unit", "leo", {"text": "Leo could say no and tell his gran."})
    assert (found.points, found.of, found.answered) == (0.0, 3, True)
    assert not worth("y6-unit", "leo", {"text": " \n "}).answered


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\u202ecb", "acb"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("a\x00b\x1b[0m", "ab[0m"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001 (Persian)
        ("ক্\u200dষ", "ক্\u200dষ"),
        ("tab\there", "tab here"),
    ],
)
def test_a_free_text_keeps_its_letters_and_nothing_that_cannot_be_seen(given, kept):
    _, item = item_of("y6-unit", "leo")
    assert cleaned(item, {}, {"text": given}) == {"text": kept}


@pytest.mark.parametrize(
    "value", [{"text": "a" * 4001}, {"text": 7}, {"words": "no"}, "text", None, {"text": ["a"]}]
)
def test_what_is_no_text_is_refused(value):
    _, item = item_of("y6-unit", "leo")
    with pytest.raises(NotAnAnswer):
        cleaned(item, {}, value)


def test_an_answer_keeps_nothing_but_the_answer():
    check, item = item_of("y6-02-quick", "keep-asking")
    spec = pupil_spec(check, item, FACTS)
    value = {"answers": {"next": ["wait"]}, "checked": True, "fewer": True}
    assert cleaned(item, spec, value) == {"answers": {"next": ["wait"]}}
    with pytest.raises(NotAnAnswer):
        cleaned(item, spec, {"answers": {"next": ["nowhere"]}})


def test_what_a_kernel_recalls_of_lessons_holds_nothing_of_a_check(tmp_path, monkeypatch):
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name: str(tmp_path / name))
    checks = Course.of(tmp_path / "data", PLACES).checks
    memory = Memory.of_user()
    Library.read(PLACES, memory)
    memory.keep()
    kept = {file.name.partition("-")[0]: file for file in tmp_path.rglob("*.pickle")}
    items = [item for check in checks.values() for item in check.items if item.misconceptions]
    secret = next(iter(items[0].misconceptions.values())).encode()
    assert {name: secret in file.read_bytes() for name, file in kept.items()} == {
        "read": False,
        "checks": True,
    }
