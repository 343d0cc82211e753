"""Many runs into one figure each, and what went wrong in any of them."""

from __future__ import annotations

import statistics
from typing import Any

Sample = dict[str, Any]
NOUGHTS = ("lost", "doubled", "kernels_left", "foreign")
"""What must be 0 on our side, in every run."""


def medians(samples: list[Sample]) -> Sample:
    """Return the median of each figure over the runs; None where no run has it."""
    found: Sample = {}
    for name, value in samples[0].items():
        if isinstance(value, list):
            continue
        figures = [sample[name] for sample in samples if sample[name] is not None]
        found[name] = statistics.median(figures) if figures else None
    return found


def ratios(stock: Sample | None, ours: Sample, names: tuple[str, ...]) -> dict[str, float | None]:
    """Return how many times less ours takes; None where a side has no figure.

    Who refuses some of the visitors has less to do: then nothing can be compared.
    """
    whole = not any(side is None or side.get("refused") for side in (stock, ours))
    return {
        name: stock[name] / ours[name] if stock and whole and stock[name] and ours[name] else None
        for name in names
    }


def wrongs(side: str, what: str, samples: list[Sample]) -> list[str]:
    """Return a sentence for each error of these runs, and on our side for what is not 0."""
    found = [f"{side}, {what}: {error}" for sample in samples for error in sample.get("errors", [])]
    if side == "ours":
        found += [
            f"{side}, {what}: {name} is {sample[name]:g}"
            for sample in samples
            for name in NOUGHTS
            if sample.get(name)
        ]
    return found
