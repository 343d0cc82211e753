"""The figures of `bench rush` beside what the design asks for, to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MB, KB = 1e6, 1e3


@dataclass(frozen=True)
class Row:
    """One line: each side's figure, the ratio where it is asked for, whether it is met."""

    what: str
    stock: float | None
    ours: float | None
    ratio: float | None
    target: str
    met: bool | None

    def cells(self) -> list[str]:
        met = {True: "yes", False: "NO", None: "-"}[self.met]
        figures = [_said(self.stock), _said(self.ours), _said(self.ratio)]
        return [self.what, *figures, self.target, met]


def _said(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3g}" if abs(figure) < 1000 else f"{figure:,.0f}"  # noqa: PLR2004 (four digits)


def times(what: str, result: dict[str, Any], of: str, name: str, target: int | None = None) -> Row:
    """Return a row whose target, where there is one, is a ratio."""
    found = result["ratio"][of][name]
    stock, ours = result["stock"][of][name], result["ours"][of][name]
    if target is None:
        return Row(what, stock, ours, found, "", None)
    return Row(what, stock, ours, found, f"{target} times", found is not None and found >= target)


def most(
    what: str, result: dict[str, Any], of: str, name: str, target: float, *, unit: float = 1
) -> Row:
    """Return a row whose target is a figure of ours that is not to be passed."""
    stock, ours = (result[side][of] for side in ("stock", "ours"))
    figure = None if ours[name] is None else ours[name] / unit
    beside = stock[name] / unit if stock and stock.get(name) is not None else None
    return Row(
        what, beside, figure, None, f"at most {target:g}", figure is not None and figure <= target
    )


def rows(result: dict[str, Any]) -> list[Row]:
    """Return a row for each figure of the design's section 7 that `bench rush` measures."""
    pupils = result["ours"]["reference"]["visitors"]
    many = result["ours"]["many"]["visitors"]
    return [
        times(
            f"reference notebook, {pupils} at once: last kernel ready, s",
            result,
            "reference",
            "seconds",
            40,
        ),
        times("... processor seconds", result, "reference", "cpu_seconds"),
        most("... memory of a further pupil, MB", result, "reference", "mb_a_pupil", 25),
        most("... refused", result, "reference", "refused", 0),
        most(
            "... kernels left after the pages were closed", result, "reference", "kernels_left", 0
        ),
        times(f"real lesson, {pupils} at once: last one saved, s", result, "lesson", "seconds", 60),
        most("... memory of a further pupil, MB", result, "lesson", "mb_a_pupil", 1),
        most(f"real lesson, {many} at once: last one saved, s", result, "many", "seconds", 20),
        most("... memory of a further pupil, MB", result, "many", "mb_a_pupil", 1),
        most("... answers lost", result, "many", "lost", 0),
        most("... answers doubled", result, "many", "doubled", 0),
        most("first visit, MB", result, "visit", "bytes", 0.5, unit=MB),
        most("... requests", result, "visit", "requests", 20),
        most("... requests to other hosts", result, "visit", "foreign", 0),
        most("second visit, kB", result, "visit", "warm_bytes", 30, unit=KB),
        most("cold browser to usable, s", result, "visit", "seconds", 0.6),
        most("click to verdict, frames", result, "visit", "click_frames", 1),
        Row(
            "... ms",
            result["stock"]["visit"]["click_ms"],
            result["ours"]["visit"]["click_ms"],
            None,
            "",
            None,
        ),
        most("reference notebook's page, MB", result, "reference_visit", "bytes", 0.5, unit=MB),
        most("... requests", result, "reference_visit", "requests", 20),
        times("... second visit, bytes", result, "reference_visit", "warm_bytes"),
        times("... cold browser to widgets, s", result, "reference_visit", "seconds"),
        most('answer to "Saved", p95, ms', result, "class", "answer_to_reply_ms_p95", 100),
        most('"pause" on all screens, p95, ms', result, "class", "pause_to_all_ms_p95", 1000),
    ]


def told(result: dict[str, Any]) -> str:
    """Return the table as text, and below it what went wrong."""
    head = ["", "stock", "ours", "ratio", "to reach", "met"]
    lines = [head, *[row.cells() for row in rows(result)]]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    text = [
        "  ".join(
            cell.ljust(width) if at in (0, len(head) - 2) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    return "\n".join([*text, "", *(result["wrong"] or ["No error, and nothing lost."])])
