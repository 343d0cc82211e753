"""Makes the complaints of exercise 9 of the assembly: `python complaints.py > complaints.csv`.

Made up from the first row to the last. What was planted in it stands in the SOURCE.md beside it.
"""

from __future__ import annotations

import csv
import random
import sys

SEED = 9
HOME = "lessons/assembly/09-trust-lab/data/complaints.csv"
COLUMNS = ("quarter", "about", "service", "told")
QUARTERS = {"Spring": 12, "Summer": 13, "Autumn": 14, "Winter": 21}
ABOUT = {
    "How I was spoken to": 19,
    "Nobody told me what came of it": 17,
    "It took too long": 11,
    "The decision itself": 8,
    "Something else": 5,
}
SERVICES = {"On the phone": 21, "In the street": 20, "At a desk": 19}
TOLD = {"Told what changed": 13, "Told it was closed": 47}


def dealt(chance: random.Random, deck: dict[str, int]) -> list[str]:
    """Return each name as often as `deck` says, shuffled."""
    cards = [name for name, count in deck.items() for _ in range(count)]
    chance.shuffle(cards)
    return cards


def rows() -> list[tuple[str, ...]]:
    chance = random.Random(SEED)
    decks = [dealt(chance, deck) for deck in (QUARTERS, ABOUT, SERVICES, TOLD)]
    order = list(QUARTERS)
    made = list(zip(*decks, strict=True))
    return sorted(made, key=lambda row: (order.index(row[0]), row[1:]))


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
