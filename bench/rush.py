"""A whole class at the same moment, beside stock Voila: every figure the design asks for.

Not the marking of hand-ins. Sides take turns, each on a server that was just started.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bench import lesson, live, reference, visit
from bench.servers import served
from bench.summing import Sample, medians, ratios, wrongs

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.asked import Asked

PUPILS, MANY = 32, 300
RATIOS = {
    "reference": ("seconds", "p50", "cpu_seconds", "mb_a_pupil"),
    "lesson": ("seconds", "p50", "cpu_seconds", "mb_a_pupil"),
    "visit": ("bytes", "requests", "seconds", "warm_bytes", "warm_seconds"),
    "reference_visit": ("bytes", "requests", "seconds", "warm_bytes", "warm_seconds"),
}


def one_live_class(simulated: int) -> Sample:
    with served() as said:
        return live.summed(asyncio.run(live.one_class(said, simulated)))


def steps(asked: Asked) -> list[tuple[str, str, Callable[[], Sample]]]:
    """Return what one run does, in turn: what is measured, of which side, and how."""
    return [step for step in _all_steps(asked) if not asked.only or step[0] in asked.only]


def _all_steps(asked: Asked) -> list[tuple[str, str, Callable[[], Sample]]]:
    pupils = asked.pupils or PUPILS
    many = MANY if asked.pupils is None else pupils
    kernels = asked.most_kernels or pupils
    return [
        ("reference", "stock", lambda: reference.run_stock(pupils)),
        ("reference", "ours", lambda: reference.run_ours(pupils, kernels)),
        ("lesson", "stock", lambda: lesson.run_stock(pupils)),
        ("lesson", "ours", lambda: lesson.run_ours(pupils)),
        ("many", "ours", lambda: lesson.run_ours(many)),
        ("visit", "stock", visit.lesson_stock),
        ("visit", "ours", visit.lesson_ours),
        ("reference_visit", "stock", visit.reference_stock),
        ("reference_visit", "ours", visit.reference_ours),
        ("class", "ours", lambda: one_live_class(pupils)),
    ]


def measure(asked: Asked) -> dict[str, Any]:
    """Measure all of it, run by run; medians, ratios stock / ours, raw samples, what went wrong."""
    samples: dict[str, dict[str, list[Sample]]] = {"stock": {}, "ours": {}}
    for _ in range(asked.runs):
        for what, side, taken in steps(asked):
            samples[side].setdefault(what, []).append(taken())
    sides = {
        side: {what: medians(runs) for what, runs in of_side.items()}
        for side, of_side in samples.items()
    }
    return {
        "reference": reference.pinned(),
        "stock": {**sides["stock"], "many": None, "class": None},
        "ours": sides["ours"],
        "ratio": {
            what: ratios(sides["stock"][what], sides["ours"][what], names)
            for what, names in RATIOS.items()
            if what in sides["ours"]
        },
        "wrong": [
            each
            for side, of_side in samples.items()
            for what, runs in of_side.items()
            for each in wrongs(side, what, runs)
        ],
        "samples": samples,
    }
