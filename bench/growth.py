"""How it grows: 8, 32, 128 and 300 at the same moment, in seconds and in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench import lesson, reference
from bench.plotting import draw
from bench.summing import medians, ratios, wrongs

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.asked import Asked
    from bench.summing import Sample

CROWDS = (8, 32, 128, 300)
MOST_OF_STOCK = 32
BEYOND = f"Stock Voila takes 100 MB a pupil, so no more than {MOST_OF_STOCK} are measured."
COMPARED = ("seconds", "cpu_seconds", "mb_a_pupil")
COLUMNS = ("seconds", "mb_a_pupil", "mb_after", "refused")


def steps(asked: Asked, pupils: int) -> list[tuple[str, str, Callable[[], Sample]]]:
    """Return what one run does for a crowd of this size: of which side, what, and how."""
    ours: list[tuple[str, str, Callable[[], Sample]]] = [
        ("ours", "reference", lambda: reference.run_ours(pupils, asked.most_kernels)),
        ("ours", "lesson", lambda: lesson.run_ours(pupils)),
    ]
    if pupils > MOST_OF_STOCK:
        return ours
    return [("stock", "reference", lambda: reference.run_stock(pupils)), *ours]


def measure(asked: Asked) -> dict[str, Any]:
    """Measure each crowd, run by run; with `plot`, draw it.

    `pupils` is the largest crowd. Our server holds as many kernels as its own default lets it, or
    `most_kernels`; whom it refuses kindly is counted as `refused`, and is no error.
    """
    crowds = [each for each in CROWDS if each <= (asked.pupils or CROWDS[-1])]
    samples: dict[str, dict[str, dict[str, list[Sample]]]] = {
        "stock": {"reference": {}},
        "ours": {"reference": {}, "lesson": {}},
    }
    for _ in range(asked.runs):
        for pupils in crowds:
            for side, what, taken in steps(asked, pupils):
                samples[side][what].setdefault(str(pupils), []).append(taken())
    sides: dict[str, dict[str, dict[str, Sample | None]]] = {
        side: {
            what: {
                str(pupils): medians(runs[str(pupils)]) if str(pupils) in runs else None
                for pupils in crowds
            }
            for what, runs in of_side.items()
        }
        for side, of_side in samples.items()
    }
    stock, ours = (sides[side]["reference"] for side in ("stock", "ours"))
    result = {
        "reference": reference.pinned(),
        "stock": {**sides["stock"], "beyond": BEYOND},
        "ours": sides["ours"],
        "ratio": {
            "reference": {size: ratios(stock[size], ours[size] or {}, COMPARED) for size in stock}
        },
        "wrong": [
            each
            for side, of_side in samples.items()
            for what, crowded in of_side.items()
            for size, runs in crowded.items()
            for each in wrongs(side, f"{what}, {size} at once", runs)
        ],
        "samples": samples,
    }
    if asked.plot:
        draw(result, asked.plot)
    return result


def told(result: dict[str, Any]) -> str:
    """Return the medians as a table, and below it what went wrong."""
    lines = ["at once  what                 " + "".join(f"{name:>12}" for name in COLUMNS)]
    for side in ("stock", "ours"):
        for what in ("reference", "lesson"):
            for size, found in result[side].get(what, {}).items():
                figures = [(found or {}).get(name) for name in COLUMNS]
                cells = "".join(f"{'-' if each is None else f'{each:.3g}':>12}" for each in figures)
                lines.append(f"{size:>7}  {side + ', ' + what:20} {cells}")
    return "\n".join([*lines, "", *(result["wrong"] or ["No error, and nothing lost."])])
