"""The patterns in the incidents of exercise 6 are really there, and no other is.

Permutation tests, each with a seed of its own (`SEEDS`). A planted pattern must be significant at
0.01, corrected for the number of tests (Bonferroni). What was not planted must not be, and is held
to more than that: not even at 0.05 without a correction.
"""

import random
import runpy
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from safer_communities.content.reading import plain, read_yaml

MAKER = runpy.run_path(str(Path(__file__).parents[1] / "makers" / "incidents.py"))
HOME = Path(__file__).parents[2] / MAKER["HOME"]
ROWS = [dict(zip(MAKER["COLUMNS"], row, strict=True)) for row in MAKER["rows"]()]
CAR_PARK, MILL, ORCHARD = MAKER["CAR_PARK"], MAKER["MILL"], MAKER["ORCHARD"]
WEEKS, PLACES = MAKER["WEEKS"], list(MAKER["PLACES"])
EVENING = ("Friday", "7 to 9pm")
TRIES = 9_999
PLANTED = ("hot spot", "friday evening", "there and then", "repeat victim", "near repeat")
TESTED = ("weeks", "weekday", "hour", "place", "type", "cost")
PAIRS = list(combinations(TESTED, 2))
WHOLE = [("weeks", "type"), ("weekday", "type"), ("hour", "type"), ("place", "type")]
ORDINARY = {
    "weeks": WEEKS,
    "weekday": MAKER["WEEKDAYS"],
    "hour": MAKER["HOURS"],
    "place": [name for name in PLACES if name not in (CAR_PARK, MILL, ORCHARD)],
}
"""The values of a column that should come about equally often, besides what was planted."""
NAMES = [*PLANTED, *ORDINARY, *map(" x ".join, PAIRS), *(f"whole {a} x {b}" for a, b in WHOLE)]
SEEDS = {name: 600 + at for at, name in enumerate(NAMES)}
CORRECTED = 0.01 / len(NAMES)
NOT_EVEN = 0.05


def in_the_evening(row):
    return (row["weekday"], row["hour"]) == EVENING


REST = [row for row in ROWS if not (row["place"] == CAR_PARK and in_the_evening(row))]
"""All but the hot spot in its hours."""


def by_chance(name, seen, drawn):
    """Return how often `drawn(chance)` is `seen` or more; the data itself is one of the tries."""
    chance = random.Random(SEEDS[name])
    return (1 + sum(drawn(chance) >= seen for _ in range(TRIES))) / (1 + TRIES)


def shuffled(values, chance):
    return chance.sample(values, len(values))


def unlike(counts, expected):
    """Return how far counts are from what was expected (chi-square)."""
    return sum((counts.get(key, 0) - want) ** 2 / want for key, want in expected.items())


def together(one, other):
    """Return how far two columns are from having nothing to do with each other (chi-square)."""
    ones, others = Counter(one), Counter(other)
    expected = {(a, b): ones[a] * others[b] / len(one) for a in ones for b in others}
    return unlike(Counter(zip(one, other, strict=True)), expected)


def of_pair(name, rows, one, other):
    ones, others = [row[one] for row in rows], [row[other] for row in rows]
    seen = together(ones, others)
    return by_chance(name, seen, lambda chance: together(ones, shuffled(others, chance)))


def hot_spot(rows):
    """Is there a place with more incidents than any would have if all places were alike?"""
    seen = Counter(row["place"] for row in rows).most_common(1)[0][1]
    return by_chance(
        "hot spot",
        seen,
        lambda chance: max(Counter(chance.choices(PLACES, k=len(rows))).values()),
    )


def friday_evening(rows):
    """Do Friday and 7 to 9pm come together more often than days and hours would at random?"""
    days, hours = [row["weekday"] for row in rows], [row["hour"] for row in rows]

    def count(hours):
        return sum(pair == EVENING for pair in zip(days, hours, strict=True))

    return by_chance("friday evening", count(hours), lambda chance: count(shuffled(hours, chance)))


def there_and_then(rows):
    """Are those evenings at the car park more often than places would be at random?"""
    evenings, places = [in_the_evening(row) for row in rows], [row["place"] for row in rows]

    def count(places):
        return sum(then and at == CAR_PARK for then, at in zip(evenings, places, strict=True))

    return by_chance(
        "there and then", count(places), lambda chance: count(shuffled(places, chance))
    )


def repeat_victim(rows):
    """Is one door of Mill Lane in the log more often than if every door were as likely?

    Each report of "another household" is of another one.
    """
    homes = [row["who"] for row in rows if row["place"] == MILL and "household" in row["who"]]
    doors = range(MAKER["HOMES_IN_MILL_LANE"])
    return by_chance(
        "repeat victim",
        homes.count(MAKER["REPEAT"]),
        lambda chance: max(Counter(chance.choices(doors, k=len(homes))).values()),
    )


def near_repeat(rows):
    """Do thefts from homes follow each other in one street within a fortnight (a Knox test)?"""
    thefts = [row for row in rows if row["type"] == MAKER["THEFT"] and "household" in row["who"]]
    places = [row["place"] for row in thefts]

    def close(weeks):
        return sum(
            places[a] == places[b] and abs(weeks[a] - weeks[b]) <= 1
            for a, b in combinations(range(len(weeks)), 2)
        )

    return by_chance(
        "near repeat",
        close([WEEKS.index(row["weeks"]) for row in thefts]),
        lambda chance: close(chance.choices(range(len(WEEKS)), k=len(thefts))),
    )


FINDS = dict(
    zip(
        PLANTED, (hot_spot, friday_evening, there_and_then, repeat_victim, near_repeat), strict=True
    )
)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_pattern_is_there_beyond_chance(name):
    assert FINDS[name](ROWS) <= CORRECTED


def without(name):
    """Return the rows with one pattern dealt out again over the town, the streets or the weeks."""
    chance = random.Random(name)
    hours = shuffled([row["hour"] for row in ROWS], chance)
    weeks = shuffled([row["weeks"] for row in ROWS], chance)
    homes = [row for row in ROWS if row["who"] == MAKER["REPEAT"]]
    changed = {
        "hot spot": lambda at: {"place": PLACES[at % len(PLACES)]},
        "friday evening": lambda at: {"hour": hours[at]},
        "there and then": lambda at: {"place": PLACES[at % len(PLACES)]},
        "repeat victim": lambda at: {
            "who": MAKER["HOUSEHOLD"] if ROWS[at] in homes[1:] else ROWS[at]["who"]
        },
        "near repeat": lambda at: {"weeks": weeks[at]},
    }[name]
    return [{**row, **changed(at)} for at, row in enumerate(ROWS)]


@pytest.mark.parametrize("name", PLANTED)
def test_where_a_pattern_is_taken_out_its_own_test_no_longer_finds_it(name):
    assert FINDS[name](without(name)) > CORRECTED


@pytest.mark.parametrize("column", ORDINARY)
def test_besides_what_was_planted_no_value_of_a_column_stands_out(column):
    names = list(ORDINARY[column])
    values = [row[column] for row in REST if row[column] in names]
    expected = dict.fromkeys(names, len(values) / len(names))
    found = by_chance(
        column,
        unlike(Counter(values), expected),
        lambda chance: unlike(Counter(chance.choices(names, k=len(values))), expected),
    )
    assert found > NOT_EVEN


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_besides_what_was_planted_no_two_columns_go_together(one, other):
    assert of_pair(f"{one} x {other}", REST, one, other) > NOT_EVEN


@pytest.mark.parametrize(("one", "other"), WHOLE)
def test_in_the_whole_log_no_kind_of_incident_has_a_place_or_a_time_of_its_own(one, other):
    assert of_pair(f"whole {one} x {other}", ROWS, one, other) > NOT_EVEN


def told(name):
    """Return the sum that the exercise gives as the true one for a guess."""
    data = plain(read_yaml(HOME.parents[1] / "exercise.yaml", "exercise.yaml"))
    guesses = next(part["guesses"] for part in data["parts"] if part["id"] == "cost")
    return next(guess["true"] for guess in guesses if guess["id"] == name)


def test_there_are_ninety_incidents_and_what_the_guide_says_of_them_is_so():
    cost = {name: int(name.split()[0]) for name in MAKER["COSTS"]}
    there = [row for row in ROWS if row["place"] == CAR_PARK]
    assert len(ROWS) == 90
    assert len(there) == 30
    assert sum(in_the_evening(row) for row in there) == 20
    assert sum(in_the_evening(row) for row in ROWS if row not in there) <= 2
    assert sum(row["who"] == MAKER["REPEAT"] for row in ROWS) == 9
    assert sum(cost[row["cost"]] for row in there) == told("car-park")
    assert sum(cost[row["cost"]] for row in ROWS if row["who"] == MAKER["REPEAT"]) == told(
        "mill-lane"
    )
