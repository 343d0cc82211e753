"""Makes the log of the River Alder that Year 6 lesson 4 reads: `python river.py > river.csv`.

Made up from the first row to the last. What was planted in it stands in the SOURCE.md beside it.
"""

from __future__ import annotations

import csv
import random
import sys

SEED = 4
HOME = "lessons/y6/04-roads-rails-and-water/data/river.csv"
COLUMNS = ("month", "place", "type")
MONTHS = {
    "January": 2,
    "February": 1,
    "March": 2,
    "April": 3,
    "May": 5,
    "June": 6,
    "July": 18,
    "August": 15,
    "September": 4,
    "October": 2,
    "November": 1,
    "December": 1,
}
COLD = ("January", "February", "March", "October", "November", "December")
SLIPPED, AFTER, TIPPED = "Slipped from the edge", "Went in after a dog or ball", "Boat tipped over"
MUD = "Stuck in mud"
ON_COLD_DAYS = {SLIPPED: 7, AFTER: 2}
ON_WARM_DAYS = {SLIPPED: 22, AFTER: 10, TIPPED: 12, MUD: 7}
WITH_BOATS = {"Boat House": 8, "Weir Bridge": 4}
ON_FOOT = {"Mill Steps": 27, "Meadow Bank": 13, "Weir Bridge": 8}


def dealt(chance: random.Random, deck: dict[str, int]) -> list[str]:
    """Return each name as often as `deck` says, shuffled."""
    cards = [name for name, count in deck.items() for _ in range(count)]
    chance.shuffle(cards)
    return cards


def rows() -> list[tuple[str, ...]]:
    chance = random.Random(SEED)
    cold, warm = dealt(chance, ON_COLD_DAYS), dealt(chance, ON_WARM_DAYS)
    boats, foot = dealt(chance, WITH_BOATS), dealt(chance, ON_FOOT)
    made = []
    for month, count in MONTHS.items():
        for _ in range(count):
            what = (cold if month in COLD else warm).pop()
            place = (boats if what == TIPPED else foot).pop()
            made.append((month, place, what))
    return made


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
