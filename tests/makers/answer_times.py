"""Makes the calls of exercise 9 of the assembly: `python answer_times.py > answer-times.csv`.

Made up from the first row to the last. What was planted in it stands in the SOURCE.md beside it.
"""

from __future__ import annotations

import csv
import random
import sys

SEED = 101
HOME = "lessons/assembly/09-trust-lab/data/answer-times.csv"
COLUMNS = ("line", "time", "answered")
EMERGENCY, OTHER = "Emergency line", "Non-urgent line"
TIMES = ("Morning", "Afternoon", "Evening", "Night")
WAITS = (
    "Within 10 seconds",
    "Within a minute",
    "Within 5 minutes",
    "After 5 minutes or more",
    "Caller hung up first",
)
CALLS = {
    (EMERGENCY, "Morning"): (13, 1, 0, 0, 0),
    (EMERGENCY, "Afternoon"): (14, 1, 0, 0, 0),
    (EMERGENCY, "Evening"): (15, 1, 0, 0, 0),
    (EMERGENCY, "Night"): (14, 1, 0, 0, 0),
    (OTHER, "Morning"): (8, 7, 4, 0, 1),
    (OTHER, "Afternoon"): (8, 8, 3, 1, 1),
    (OTHER, "Evening"): (0, 1, 3, 6, 12),
    (OTHER, "Night"): (7, 7, 3, 1, 0),
}
"""How many calls of a line and a time of day waited how long, in the order of `WAITS`."""


def rows() -> list[tuple[str, ...]]:
    made = [
        (line, time, wait)
        for (line, time), counts in CALLS.items()
        for wait, count in zip(WAITS, counts, strict=True)
        for _ in range(count)
    ]
    random.Random(SEED).shuffle(made)
    return made


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
