"""A class's spread: the latest answers and the counted hands, in one table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities import Activity
from safer_communities.classroom import ShownSpread, spread_of
from safer_communities.classroom.small_numbers import is_small

from tests.browser.answering import lesson_specs

SPEC = lesson_specs()["starter"]
TABLE = Activity.kinds["choice"].table(SPEC)
FACT = {"answers": {"luck": ["fact"]}, "checked": True}
MYTH = {"answers": {"luck": ["myth"]}}
numbers = st.fixed_dictionaries({"fact": st.integers(0, 40), "myth": st.integers(0, 40)})


def test_a_spread_counts_each_pupil_once_a_row():
    spread = spread_of(SPEC, TABLE, [FACT] * 9 + [MYTH] * 6 + [{}])
    assert spread.counts["luck"] == {"fact": 9, "myth": 6}
    assert spread.counts["brave"] == {"fact": 0, "myth": 0}
    assert spread.answered == 15


def test_counted_hands_are_added_and_their_fullest_row_is_how_many_answered():
    hands = {"luck": {"fact": 3, "myth": 4}, "brave": {"fact": 9}}
    spread = spread_of(SPEC, TABLE, [FACT] * 5, hands)
    assert (spread.counts["luck"], spread.answered) == ({"fact": 8, "myth": 4}, 14)


def test_hands_for_what_a_lesson_no_longer_has_are_left_out():
    spread = spread_of(SPEC, TABLE, [FACT], {"gone": {"fact": 9}, "luck": {"gone": 9}})
    assert spread.answered == 1


@given(luck=numbers, brave=numbers)
def test_what_is_stored_of_a_spread_is_what_was_shown(luck, brave):
    shown = spread_of(SPEC, TABLE, [], {"luck": luck, "brave": brave}).shown()
    assert ShownSpread.of_stored(shown.stored()) == shown


@given(luck=numbers)
def test_what_is_shown_holds_no_small_number(luck):
    shown = spread_of(SPEC, TABLE, [], {"luck": luck}).shown()
    cells = [cell for row in shown.rows.values() for cell in row.values()]
    assert not [cell for cell in [shown.answered, *cells] if cell.count and is_small(cell.count)]
