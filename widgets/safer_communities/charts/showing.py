"""A chart with its numbers beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safer_communities.language import Speaker, environment

from .drawing import RIGHT, grouped, stacked

if TYPE_CHECKING:
    from .shapes import Counts

HERE = Path(__file__).parent
MOST_BARS = 12
"""With more than this, the options of items that share them are drawn end to end."""


@dataclass(frozen=True)
class Chart:
    """A picture for who sees it, the same numbers as a table for everybody."""

    name: str
    svg: str
    table: str

    @property
    def html(self) -> str:
        return (
            f'<div class="sc-charted"><div class="sc-chart" dir="ltr">{self.svg}</div>'
            f"{self.table}</div>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.name}


def chart_of(counts: Counts, voice: Speaker, locale: Path) -> Chart:
    """Return the chart of these counts as `voice` says it; `locale` holds its catalogues."""
    many = sum(len(row.bars) for row in counts.rows) > MOST_BARS
    draw = stacked if many and not counts.apart else grouped
    frame = counts.frame()
    texts = environment(voice.language.code, locale, HERE)
    table = texts.get_template("table.html").render(
        counts=counts,
        mark=RIGHT,
        marked=bool(frame["right"].eq(True).any()),
        hides=counts.hides,
        items=[(lines["item"].iloc[0], list(lines.itertuples())) for _, lines in _by_row(frame)],
    )
    return Chart(counts.name, draw(counts, voice.language), table)


def _by_row(frame: Any) -> Any:
    return frame.groupby("row", sort=False)
