"""The chart of a data detective: pandas filters and counts, matplotlib draws, in the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safer_communities.activities.data import Data
from safer_communities.activities.data.data import asked
from safer_communities.charts import Bar, Column, Counts, Row, grouped
from safer_communities.language import BESIDE

if TYPE_CHECKING:
    from safer_communities.activities import Activity, Spec, Value
    from safer_communities.language import Speaker


def drawn_by_python(activity: Activity, voice: Speaker) -> None:
    """Draw what a data detective asks now, and again whenever it asks for something else."""
    if not isinstance(activity, Data):
        return

    def draw(_: Any = None) -> None:
        now = asked(activity.spec, activity.value)
        if activity.drawn.get("asked") != now:
            activity.drawn = {"asked": now, "svg": chart(activity.spec, activity.value, voice)}

    draw()
    activity.observe(draw, "value")


def counts(spec: Spec, value: Value) -> list[int]:
    """Return how many of the rows that fit have each value of the column counted by."""
    import pandas as pd  # noqa: PLC0415 (house rule 12)

    by, *filters = asked(spec, value)
    columns = {column["id"]: column["keys"] for column in spec["columns"]}
    frame = pd.DataFrame(spec["rows"], columns=list(columns))
    for name, key in zip(columns, filters, strict=True):
        if key:
            frame = frame[frame[name] == columns[name].index(key)]
    found = frame[by].value_counts().reindex(range(len(columns[by])), fill_value=0)
    return [int(each) for each in found]


def chart(spec: Spec, value: Value, voice: Speaker) -> str:
    """Return the chart as SVG; nothing where no row fits."""
    by = asked(spec, value)[0]
    column = next(each for each in spec["columns"] if each["id"] == by)
    found = counts(spec, value)
    if not any(found):
        return ""
    name = f"{_said(spec['count'])}: {_said(column['name'])}"
    bars = [Bar(key, n, voice.number(n)) for key, n in zip(column["keys"], found, strict=True)]
    columns = [
        Column(*pair) for pair in zip(column["keys"], map(_said, column["order"]), strict=True)
    ]
    return grouped(Counts(name, tuple(columns), (Row(name, tuple(bars)),)), voice.language)


def _said(words: str) -> str:
    return words.split(BESIDE, 1)[0]
