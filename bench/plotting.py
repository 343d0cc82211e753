"""A drawing of how it grows: on logarithmic axes, told apart without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LINES = (
    ("stock", "reference", "stock Voila, reference notebook", {"marker": "s", "linestyle": ":"}),
    ("ours", "reference", "this pack, reference notebook", {"marker": "o", "linestyle": "--"}),
    ("ours", "lesson", "this pack, real lesson", {"marker": "^", "linestyle": "-"}),
)
PANELS = (
    ("seconds", "seconds until the last one is served"),
    ("mb_after", "memory of the server, MB (PSS)"),
)
GREYS = ("0", "0.25", "0.45")


def points(result: dict[str, Any], side: str, what: str, name: str) -> dict[int, float]:
    """Return a line's figures by how many came. Whoever refused some did not serve so many."""
    return {
        int(size): found[name]
        for size, found in result[side][what].items()
        if found and found[name] is not None and not found["refused"]
    }


def sentence(result: dict[str, Any]) -> str:
    """Return what the drawing shows, for who does not see it."""
    told = []
    for side, what, label, _ in LINES:
        lasts = points(result, side, what, "seconds")
        if lasts:
            most = max(lasts)
            memory = points(result, side, what, "mb_after")[most]
            told.append(
                f"{label}: {most} at once, the last after {lasts[most]:.3g} s, {memory:.0f} MB"
            )
    return "How long a crowd waits, and what it takes. " + "; ".join(told) + "."


def draw(result: dict[str, Any], file: Path) -> None:
    """Write the drawing as an SVG whose title says what it shows."""
    import matplotlib as mpl  # noqa: PLC0415 (only a plot needs it)
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "growth"}):
        figure = Figure(figsize=(10, 4.2), layout="constrained")
        for axes, (name, label) in zip(figure.subplots(1, len(PANELS)), PANELS, strict=True):
            for (side, what, words, style), grey in zip(LINES, GREYS, strict=True):
                line = points(result, side, what, name)
                axes.plot(list(line), list(line.values()), color=grey, label=words, **style)
            sizes = [int(size) for size in result["ours"]["lesson"]]
            axes.set(xscale="log", yscale="log", xlabel="pupils at the same moment", ylabel=label)
            axes.set_xticks(sizes, [str(size) for size in sizes])
            axes.yaxis.set_major_formatter("{x:g}")
            axes.minorticks_off()
            axes.grid(visible=True, color="0.85")
        figure.legend(
            *axes.get_legend_handles_labels(), loc="outside lower center", ncols=len(LINES)
        )
        figure.savefig(file, format="svg", metadata={"Title": sentence(result), "Date": None})
