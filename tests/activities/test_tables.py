"""Every kind's answers are counted in one table: items down, options across."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities import Activity, states_of
from safer_communities.activities.tables import joined
from safer_communities.language import BESIDE

KINDS = (
    "call",
    "cards",
    "chance",
    "choice",
    "commitments",
    "data",
    "dots",
    "estimate",
    "feed",
    "grid",
    "hotspots",
    "linking",
    "matching",
    "ordering",
    "rating",
    "ripple",
    "scale",
    "signs",
    "sorting",
    "story",
    "strip",
)
NEVER_MARKED = {"call", "cards", "commitments", "dots", "rating", "ripple", "scale", "story"}
ALWAYS_SHOWN = {"order", "first", "route", "next", *(f"box-{n}" for n in range(1, 11))}
ALWAYS_SHOWN |= {"nights", "tenant", "damage", "none", "seen", "child-known", "names"}
"""Rows that the support form leaves as they are; a chance lab's boxes are luck, never marked."""


@cache
def spec(kind, mode=""):
    example = states_of(kind)[0]["shown"]["spec"]
    return {**example, "mode": mode} if mode else example


@cache
def values(kind, mode=""):
    file = Path(__file__).with_name(f"values_{kind}.py")
    return runpy.run_path(str(file))["values"](spec(kind, mode))


CASES = [(kind, "") for kind in KINDS] + [("choice", "many")]
cases = st.sampled_from(CASES).flatmap(lambda case: values(*case).map(lambda value: (*case, value)))


def clean(kind, mode, value):
    return Activity.kinds[kind].clean(spec(kind, mode), value)


def test_every_kind_that_is_answered_has_a_table():
    assert {
        kind for kind, made in Activity.kinds.items() if made.table is not Activity.table
    } >= set(KINDS)


@given(case=cases)
def test_whatever_is_answered_is_in_the_table_once_a_row(case):
    kind, mode, _ = case
    table = Activity.kinds[kind].table(spec(kind, mode))
    rows = {row.id: row for row in table.rows}
    held = Activity.kinds[kind].tally(spec(kind, mode), clean(*case))
    assert all(column in rows[row].columns for row, column in held)
    assert len({row for row, _ in held}) == len(held)


@given(case=cases)
def test_what_the_table_calls_right_is_what_the_mark_calls_right(case):
    kind, mode, value = case
    if kind in NEVER_MARKED or kind in {"estimate", "ordering", "signs", "strip"}:
        return  # bands are wider than what is near; an exit is found by saying who acts, too
    made = Activity.kinds[kind]
    rows = {row.id: row for row in made.table(spec(kind, mode)).rows}
    held = made.tally(spec(kind, mode), clean(*case))
    items = made.mark(spec(kind, mode), value)["items"]
    told = {}
    for row, column in (each for each in held if each[0] not in ALWAYS_SHOWN):
        told.setdefault(row.split(".")[0], []).append(column in rows[row].right)
    whole = len(rows) // len(spec(kind, mode)["cards"]) if kind == "grid" else 0
    for item, right in told.items():
        answered = len(right) == whole or not whole  # a card with one axis is not answered yet
        assert items[item]["right"] == (all(right) and answered)


@given(value=values("ordering"))
def test_an_order_is_right_where_all_of_it_is_and_is_one_row(value):
    # Rows for its items would hang together: a hidden number would follow from the others.
    made, own = Activity.kinds["ordering"], spec("ordering")
    (row,) = made.table(own).rows
    items = [item["right"] for item in made.mark(own, value)["items"].values()]
    for _, column in made.tally(own, value):
        assert column == ("all" if all(items) else "some" if any(items) else "none")
        assert (column in row.right) == all(items)


@pytest.mark.parametrize(("kind", "mode"), CASES)
def test_a_table_has_words_everywhere_and_ids_of_its_own(kind, mode):
    table = Activity.kinds[kind].table(spec(kind, mode))
    for things in (table.rows, table.columns):
        assert len({each.id for each in things}) == len(things)
        assert all(each.words.strip() for each in things)
    known = {column.id for column in table.columns}
    assert all(set(row.columns) <= known for row in table.rows)
    assert known == {column for row in table.rows for column in row.columns}


@pytest.mark.parametrize("kind", sorted(NEVER_MARKED))
def test_of_an_opinion_no_column_is_right(kind):
    assert {row.right for row in Activity.kinds[kind].table(spec(kind)).rows} == {None}


@pytest.mark.parametrize(("kind", "mode"), CASES)
def test_of_a_part_that_is_not_scored_no_column_is_right(kind, mode):
    table = Activity.kinds[kind].table({**spec(kind, mode), "scored": False})
    assert {row.right for row in table.rows} == {None}


@pytest.mark.parametrize(("kind", "mode"), CASES)
def test_nothing_is_counted_of_an_answer_that_has_not_begun(kind, mode):
    assert Activity.kinds[kind].tally(spec(kind, mode), {"fewer": True}) == []


@given(case=cases)
def test_only_what_was_shown_is_counted(case):
    kind, mode, _ = case
    fewer = spec(kind, mode)["fewer"]
    held = Activity.kinds[kind].tally(spec(kind, mode), {**clean(*case), "fewer": True})
    assert not fewer or {row.split(".")[0] for row, _ in held} <= {*fewer, *ALWAYS_SHOWN}


def test_where_english_stands_beside_one_text_it_stands_beside_the_whole():
    assert joined("Thin ice.", "How likely?") == "Thin ice. How likely?"
    said = joined(f"Es tipis.{BESIDE}Thin ice.", "Mungkin?")
    assert said == f"Es tipis. Mungkin?{BESIDE}Thin ice. Mungkin?"
