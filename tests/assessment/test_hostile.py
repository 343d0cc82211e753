"""Whatever is handed in is marked, or refused with a reason: 500 hostile hand-ins a run."""

import copy
import json
import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safer_communities.assessment.collecting import checked, collect
from safer_communities.assessment.handing_in import BadHandIn
from safer_communities.assessment.markbook import markbook
from safer_communities.assessment.marking import mark

from tests.assessment.making import NOW, RIGHT, TINY, WRONG, made, raw, whole

PUPILS = tuple(f"p{number:02}" for number in range(1, 26))
"""25 hand-ins a class: 20 classes are 500."""
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["__proto__", "../../etc", "=1+1", "<script>", "\ud800", "\x00", "nines"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
ITEMS = st.sampled_from(sorted(RIGHT))


@st.composite
def nearly(draw):
    """A sound hand-in with one thing put in the place of another, somewhere inside."""
    told = copy.deepcopy(whole(answers=draw(st.sampled_from([RIGHT, WRONG]))))
    held, depth = told, draw(st.integers(1, 4))
    for _ in range(depth):
        key = draw(st.sampled_from(sorted(held)))
        if not isinstance(held[key], dict) or not held[key]:
            break
        if draw(st.booleans()):
            break
        held = held[key]
        key = draw(st.sampled_from(sorted(held)))
    held[key] = draw(JUNK)
    return told


@st.composite
def texts(draw):
    return whole(answers={"why": {"text": draw(st.text(max_size=200))}})


HOSTILE = st.one_of(
    nearly(),
    texts(),
    st.builds(lambda answers: whole(answers=answers), st.dictionaries(ITEMS, JUNK, max_size=3)),
    st.binary(max_size=60),
    st.builds(lambda told, at: json.dumps(told)[:at], nearly(), st.integers(0, 400)),
    JUNK,
)


def written(told, pupil):
    """Return the bytes of a hand-in of this pupil's."""
    if isinstance(told, bytes):
        return told
    if isinstance(told, dict) and told.get("pupil") == "p01":
        told = {**told, "pupil": pupil}
    if isinstance(told, str):
        return told.encode("utf-8", "surrogatepass")
    return json.dumps(told).encode("utf-8", "surrogatepass")


@settings(
    max_examples=20,
    deadline=None,
    derandomize=False,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(HOSTILE, min_size=len(PUPILS), max_size=len(PUPILS)))
def test_each_of_500_hostile_hand_ins_is_marked_or_refused_with_a_reason(tmp_path_factory, class_):
    course = made(tmp_path_factory.mktemp("hostile"), PUPILS)
    for pupil, told in zip(PUPILS, class_, strict=True):
        raw(course, pupil, written(told, pupil))
    found = collect(course, TINY, NOW)
    taken = {each.pupil for each in found.taken}
    refused = {each.pupil: each.reason for each in found.refused}
    assert taken | set(refused) == set(PUPILS)
    assert not taken & set(refused)
    assert all(reason.endswith((".", "?")) for reason in refused.values())
    assert mark(course, TINY).refused == []
    for row in markbook(course, TINY):
        if row.pupil in refused:
            assert (row.state, row.points) == ("refused", None)
        else:
            assert row.state in ("marked", "to-read")
            assert row.points is None or (
                math.isfinite(row.points) and 0 <= row.points <= row.of and row.state == "marked"
            )


@settings(max_examples=500, deadline=None)
@given(ITEMS, JUNK)
def test_no_value_stops_collecting_with_anything_but_a_reason(specs, item, value):
    try:
        said = " ".join(checked(specs, {item: value}))
    except BadHandIn as error:
        said = str(error)
    assert item in said
