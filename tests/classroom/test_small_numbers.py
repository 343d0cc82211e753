"""Small numbers stay hidden, also from whoever subtracts and whoever has read the rule."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.classroom.small_numbers import (
    FEWEST,
    Shown,
    is_small,
    one_number,
    row_of,
)

LARGEST_CLASS = {1: 40, 2: 34, 3: 24, 4: 16}
"""By the number of options: every row of every class up to this size is tried."""


def rows(options, total):
    """Yield every way in which `total` pupils can answer, or not answer, an item."""
    if options == 0:
        yield ()
        return
    for count in range(total + 1):
        for rest in rows(options - 1, total - count):
            yield (count, *rest)


def seen(counts, total):
    """Return what everybody sees: the row, and how many were asked."""
    return (one_number(total), *row_of(counts, total))


@pytest.mark.parametrize(("options", "largest"), LARGEST_CLASS.items())
def test_no_cell_of_one_to_four_can_be_worked_out_from_what_is_shown(options, largest):
    could_be = defaultdict(list)
    for total in range(largest + 1):
        for counts in rows(options, total):
            could_be[seen(counts, total)].append((*counts, total - sum(counts)))
    for shown, possible in could_be.items():
        for cell in zip(*possible, strict=True):
            assert len(set(cell)) > 1 or not is_small(cell[0]), (shown, possible[:3])


@pytest.mark.parametrize(("options", "largest"), LARGEST_CLASS.items())
def test_nor_by_whoever_knows_how_many_were_asked_though_it_is_not_shown(options, largest):
    for total in range(1, largest + 1):
        could_be = defaultdict(list)
        for counts in rows(options, total):
            could_be[tuple(row_of(counts, total))].append((*counts, total - sum(counts)))
        for possible in could_be.values():
            for cell in zip(*possible, strict=True):
                assert len(set(cell)) > 1 or not is_small(cell[0]), (total, possible[:3])


any_row = st.lists(st.integers(0, 40), min_size=1, max_size=9)
wide_row = st.lists(st.integers(0, 40), min_size=2, max_size=9)


@given(counts=any_row, silent=st.integers(0, 40))
def test_what_is_shown_is_true(counts, silent):
    for count, shown in zip(counts, row_of(counts, sum(counts) + silent), strict=True):
        assert shown.least <= count
        assert shown.kind != "small" or is_small(count)
        assert shown.count in (None, count)
        assert not is_small(count) or shown.count is None


@given(counts=any_row, silent=st.just(0) | st.integers(5, 40))
def test_a_row_without_small_numbers_is_shown_whole(counts, silent):
    counts = [0 if is_small(count) else count for count in counts]
    assert [each.count for each in row_of(counts, sum(counts) + silent)] == counts


@given(counts=wide_row, silent=st.integers(0, 40))
def test_beside_a_small_number_the_sum_cannot_be_taken(counts, silent):
    shown = row_of(counts, sum(counts) + silent)
    hidden = [each for each in shown if each.count is None]
    assert not any(map(is_small, counts)) or len(hidden) > 1 or silent >= max(counts)


def test_most_of_a_class_still_shows_how_many_there_are_at_least():
    assert row_of([26, 2], 28) == [Shown("least", 24), Shown("small")]
    assert row_of([20, 5, 3], 28) == [Shown("least", 19), Shown("exact", 5), Shown("small")]


def test_a_zero_is_shown_where_it_gives_nothing_away():
    assert row_of([26, 2, 0], 28)[2] == Shown("exact", 0)
    assert row_of([4, 0], 4) == [Shown("hidden")] * 2


def test_those_who_did_not_answer_count_as_a_cell():
    assert row_of([20, 6], 28) == [Shown("least", 18), Shown("exact", 6)]


@pytest.mark.parametrize(
    ("count", "kind"), [(0, "exact"), (1, "small"), (4, "small"), (5, "exact")]
)
def test_a_number_alone_is_hidden_from_one_to_four(count, kind):
    assert FEWEST == 5
    assert one_number(count).kind == kind


@pytest.mark.parametrize(("counts", "total"), [([5, 5], 9), ([-1, 6], 6)])
def test_counts_that_cannot_be_are_refused(counts, total):
    with pytest.raises(ValueError, match="cannot be the answers"):
        row_of(counts, total)
