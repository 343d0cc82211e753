"""Makes the park log that Year 6 lesson 12 reads: `python park_log.py > park-log.csv`.

Made up from the first row to the last. What was planted in it stands in the SOURCE.md beside it.
"""

from __future__ import annotations

import csv
import random
import sys

SEED = 12
HOME = "lessons/y6/12-ripples-and-what-next/data/park-log.csv"
COLUMNS = ("day", "time", "place", "type")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIMES = ("Morning", "After school", "Evening")
PATTERN = {
    ("Friday", "Evening", "Bandstand", "Litter"): 5,
    ("Saturday", "Evening", "Bandstand", "Litter"): 3,
    ("Friday", "Evening", "Bandstand", "Noise"): 2,
    ("Saturday", "Evening", "Bandstand", "Noise"): 2,
}
"""Twelve of the twenty-four."""
REST = {
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Sunday", "Sunday", "Saturday") * 2,
    "time": ("Morning",) * 4 + ("After school",) * 6 + ("Evening",) * 2,
    "place": ("Play area",) * 4 + ("Skate ramp",) * 4 + ("Pond path",) * 3 + ("Bandstand",),
    "type": ("Litter",) * 4
    + ("Noise",) * 2
    + ("Something broken",) * 4
    + ("Writing on a wall",) * 2,
}


def rows() -> list[tuple[str, ...]]:
    chance = random.Random(SEED)
    made = [row for row, count in PATTERN.items() for _ in range(count)]
    decks = {name: list(values) for name, values in REST.items()}
    for deck in decks.values():
        chance.shuffle(deck)
    made += [tuple(decks[name].pop() for name in COLUMNS) for _ in range(24 - len(made))]
    return sorted(made, key=lambda row: (DAYS.index(row[0]), TIMES.index(row[1]), row[2:]))


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
