"""Makes the survey of exercise 9 of the assembly: `python visibility.py > visibility.csv`.

Made up from the first row to the last. What was planted in it stands in the SOURCE.md beside it.
"""

from __future__ import annotations

import csv
import random
import sys

SEED = 4
HOME = "lessons/assembly/09-trust-lab/data/visibility.csv"
COLUMNS = ("area", "seen", "reported", "trust")
AREAS = {"Riverside": 25, "Old Town": 25, "Hilltop": 25, "Station": 25}
SEEN, NOT_SEEN = "Saw an officer last month", "Saw none"
TOLD, NOT_TOLD, NEVER = "Reported and was told", "Reported and heard nothing", "Has not reported"
YES, UNSURE, NO = "Would expect help", "Not sure", "Would expect nothing"
TRUST = {
    TOLD: {YES: 16, UNSURE: 3, NO: 1},
    NOT_TOLD: {YES: 4, UNSURE: 8, NO: 18},
    NEVER: {YES: 20, UNSURE: 17, NO: 13},
}
"""What people expect of the next report, by what came of the last."""


def dealt(chance: random.Random, deck: dict[str, int]) -> list[str]:
    """Return each name as often as `deck` says, shuffled."""
    cards = [name for name, count in deck.items() for _ in range(count)]
    chance.shuffle(cards)
    return cards


def rows() -> list[tuple[str, ...]]:
    chance = random.Random(SEED)
    areas = dealt(chance, AREAS)
    made = []
    for reported, deck in TRUST.items():
        for trust, count in deck.items():
            seen = [(SEEN, NOT_SEEN)[at % 2] for at in range(count)]
            made += [(areas.pop(), each, reported, trust) for each in seen]
    chance.shuffle(made)
    return made


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
