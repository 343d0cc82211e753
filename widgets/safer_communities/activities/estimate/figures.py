"""The figure that a guess is compared with: read from a fact's value, and laid on its scale."""

from __future__ import annotations

import re
from typing import Any

BANDS = 5
"""In how many bands a class's guesses are counted: single numbers would tell who is who."""

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_OUT_OF = re.compile(r"(\d[\d,]*)\s+(?:in|out of)\s+(\d[\d,]*)")


def number_in(value: str) -> float | None:
    """Return the first number written in digits, None where there is none."""
    found = _NUMBER.search(value)
    if not found:
        return None
    digits = found.group(0).replace(",", "")
    return float(digits) if "." in digits else int(digits)


def misfit(value: str, low: int, high: int) -> tuple[str, str] | None:
    """Return (what is wrong, what to do) where a fact's value gives no figure from low to high."""
    number = number_in(value)
    if number is None:
        return (
            f"has the value '{value}', which holds no number in digits",
            "Use a fact whose value is a number, such as 75%.",
        )
    share = _OUT_OF.search(value)
    if share and int(share.group(2).replace(",", "")) != high:
        return (
            f"says '{share.group(0)}', but the guess goes up to {high}",
            f"Let the guess go from 0 to {share.group(2)}, or use another fact.",
        )
    if not low <= number <= high:
        return (
            f"is {number}, which is not from {low} to {high}",
            "Change 'low' or 'high', so that the figure can be guessed.",
        )
    return None


def bands(guess: dict[str, Any]) -> list[tuple[int, int]]:
    """Return the fifths of a guess's range, each as its lowest and its highest guess."""
    low, high, step = guess["low"], guess["high"], guess["step"]
    found: dict[int, list[int]] = {}
    for value in range(low, high + 1, step):
        found.setdefault(band_at(guess, value), []).append(value)
    return [(values[0], values[-1]) for _, values in sorted(found.items())]


def band_at(guess: dict[str, Any], value: float) -> int:
    """Return which fifth of its range a value lies in, from 0 to 4."""
    share = (value - guess["low"]) * BANDS // (guess["high"] - guess["low"])
    return min(BANDS - 1, int(share))
