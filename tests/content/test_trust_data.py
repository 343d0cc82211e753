"""What the three small sets of data of exercise 9 show, and what they do not.

Permutation tests of every two columns, each with a seed of its own, at 0.01 corrected for their
number (Bonferroni); what was not planted is held to not even 0.05 without a correction.
"""

import random
import runpy
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

MAKERS = Path(__file__).parents[1] / "makers"
SETS = {}
for name in ("complaints", "answer_times", "visibility"):
    maker = runpy.run_path(str(MAKERS / f"{name}.py"))
    SETS[name] = [dict(zip(maker["COLUMNS"], row, strict=True)) for row in maker["rows"]()]
PLANTED = {
    ("answer_times", "line", "answered"),
    ("answer_times", "time", "answered"),
    ("visibility", "reported", "trust"),
}
ALL = [(name, *pair) for name, rows in SETS.items() for pair in combinations(rows[0], 2)]
SEEDS = {of: 900 + at for at, of in enumerate(ALL)}
TRIES, CORRECTED, NOT_EVEN = 9_999, 0.01 / len(ALL), 0.05


def together(ones, others):
    """Return how far two columns are from having nothing to do with each other (chi-square)."""
    one, other = Counter(ones), Counter(others)
    seen = Counter(zip(ones, others, strict=True))
    return sum(
        (seen[a, b] - one[a] * other[b] / len(ones)) ** 2 / (one[a] * other[b] / len(ones))
        for a in one
        for b in other
    )


def by_chance(of, rows):
    _, one, other = of
    ones, others = [row[one] for row in rows], [row[other] for row in rows]
    seen, chance = together(ones, others), random.Random(SEEDS[of])
    found = sum(together(ones, chance.sample(others, len(others))) >= seen for _ in range(TRIES))
    return (1 + found) / (1 + TRIES)


@pytest.mark.parametrize("of", ALL, ids=" ".join)
def test_two_columns_go_together_only_where_that_was_planted(of):
    found = by_chance(of, SETS[of[0]])
    assert found <= CORRECTED if of in PLANTED else found > NOT_EVEN


@pytest.mark.parametrize(
    ("line", "planted"), [("Emergency line", False), ("Non-urgent line", True)]
)
def test_only_the_non_urgent_line_is_answered_late_in_the_evening(line, planted):
    rows = [row for row in SETS["answer_times"] if row["line"] == line]
    found = by_chance(("answer_times", "time", "answered"), rows)
    assert found <= CORRECTED if planted else found > NOT_EVEN
