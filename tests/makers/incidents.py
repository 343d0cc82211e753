"""Makes the incidents of exercise 6 of the assembly: `python incidents.py > incidents.csv`.

Made up from the first row to the last. What was planted in it, and what was not, stands in the
SOURCE.md beside it, and is tested by tests/content/test_planted.py.
"""

from __future__ import annotations

import csv
import random
import sys

SEED = 27
HOME = "lessons/assembly/06-sara-clinic/data/incidents.csv"
COLUMNS = ("weeks", "weekday", "hour", "place", "type", "who", "cost")
WEEKS = tuple(f"Weeks {first} and {first + 1}" for first in range(1, 24, 2))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = (
    "Before 9am",
    "9am to noon",
    "Noon to 3pm",
    "3 to 5pm",
    "5 to 7pm",
    "7 to 9pm",
    "9 to 11pm",
    "After 11pm",
)
CAR_PARK, MILL, ORCHARD = "Car park by the bus stop", "Mill Lane", "Orchard Road"
PLACES = {
    CAR_PARK: 10,
    MILL: 3,
    ORCHARD: 3,
    "The Parade": 9,
    "Alder Park": 8,
    "Station Road": 8,
    "Market Square": 7,
    "Library Gardens": 6,
}
"""How many incidents a place has besides the planted ones."""
ROWDY, DAMAGE, ABUSE, THEFT, RUBBISH = (
    "Rowdy behaviour",
    "Damage",
    "Abuse or threats",
    "Theft",
    "Dumped rubbish",
)
COSTS = {"60 pounds": 40, "180 pounds": 30, "420 pounds": 15, "950 pounds": 5}
"""What all services together spent on an incident, and how many incidents cost that."""
REPEAT = "The household at 9 Mill Lane"
HOUSEHOLD, TRAVELLER, PASSING, BUSINESS, NOBODY = (
    "Another household",
    "A passenger or driver",
    "Someone passing by",
    "A business or service",
    "No one person",
)
HOMES_IN_MILL_LANE = 40

HOT = {ROWDY: 5, DAMAGE: 4, ABUSE: 4, THEFT: 5, RUBBISH: 2}
"""The hot spot in its hours: the car park on Friday from 7 to 9pm, 20 incidents."""
AGAIN = {ABUSE: 3, DAMAGE: 3, ROWDY: 2, RUBBISH: 1}
"""The repeat victim: 9 incidents, at any hour of any day."""
NEAR = 7
"""Near repeats: thefts in Orchard Road within four weeks, at any hour of any day."""
NEAR_WEEKS = (WEEKS[6], WEEKS[7])
REST = {ROWDY: 15, DAMAGE: 11, ABUSE: 9, THEFT: 12, RUBBISH: 7}


def dealt(chance: random.Random, deck: dict[str, int]) -> list[str]:
    """Return each name as often as `deck` says, shuffled."""
    cards = [name for name, count in deck.items() for _ in range(count)]
    chance.shuffle(cards)
    return cards


def level(chance: random.Random, names: tuple[str, ...], count: int) -> list[str]:
    """Return `count` names, each as often as any other, give or take one, shuffled."""
    order = list(names)
    chance.shuffle(order)
    cards = [order[at % len(order)] for at in range(count)]
    chance.shuffle(cards)
    return cards


def affected(place: str, what: str, chance: random.Random) -> str:
    """Return who was affected, as it follows from where and what."""
    if what == RUBBISH:
        return NOBODY
    if place == CAR_PARK:
        return chance.choice((TRAVELLER, TRAVELLER, PASSING))
    if place in (MILL, ORCHARD):
        return HOUSEHOLD
    return chance.choice((PASSING, BUSINESS) if what in (ABUSE, ROWDY) else (BUSINESS, HOUSEHOLD))


def rows() -> list[tuple[str, ...]]:
    chance = random.Random(SEED)
    costs = dealt(chance, COSTS)
    made: list[tuple[str, ...]] = []

    def add(*told: str, who: str = "") -> None:
        who = who or affected(*told[-2:], chance)
        made.append((*told, who, costs.pop()))

    for weeks, what in zip(level(chance, WEEKS, 20), dealt(chance, HOT), strict=True):
        add(weeks, "Friday", "7 to 9pm", CAR_PARK, what)
    any_day, any_hour = level(chance, WEEKDAYS, 70), level(chance, HOURS, 70)
    for weeks, what in zip(level(chance, WEEKS, 9), dealt(chance, AGAIN), strict=True):
        add(weeks, any_day.pop(), any_hour.pop(), MILL, what, who=REPEAT)
    for at in range(NEAR):
        add(NEAR_WEEKS[at % 2], any_day.pop(), any_hour.pop(), ORCHARD, THEFT)
    places, kinds = dealt(chance, PLACES), dealt(chance, REST)
    for weeks in level(chance, WEEKS, 54):
        add(weeks, any_day.pop(), any_hour.pop(), places.pop(), kinds.pop())
    return sorted(
        made,
        key=lambda row: (WEEKS.index(row[0]), WEEKDAYS.index(row[1]), HOURS.index(row[2]), row[3:]),
    )


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
