"""The markbook as a notebook: where it stands, and the charts that Python draws of its numbers.

As with the class desk, what a teacher presses is plain HTML of the page. The kernel is handed
shares and counts by the teacher's browser: no pupil, no key, no hand-in and no path to any.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safer_communities.activities import SERVED
from safer_communities.charts import Counts
from safer_communities.content import Places
from safer_communities.language import LANGUAGES, N_, environment, speaker

from .desk import DESK_MIME, ClassCharts
from .opening import TEMPLATES, Shown, asked_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safer_communities.language import Speaker

TIMES = [("before", N_("Before")), ("after", N_("After")), ("later", N_("Later"))]
ICE, HELP = N_("What makes ice dangerous?"), N_("Who can help?")
CHANGE = N_("Before, after and later")


class MarkbookCharts(ClassCharts):
    """Outcomes, questions, and what changed: each a chart with its numbers."""

    page = "markbook_charts.html"

    def pieces(self, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield each chart: bars of `rows` by `columns`, as the page told them."""
        for chart in told.get("charts", []):
            rows = [(row["words"], row["cells"]) for row in chart["rows"]]
            yield {
                "key": chart["key"],
                "title": chart["title"],
                "about": {},
                "counts": Counts.told(
                    chart["title"], chart["columns"], rows, apart=chart.get("apart", False)
                ),
            }


class Markbook:
    """The markbook. On the page of a check it is filled in by the page itself."""

    def __init__(self, voice: Speaker, places: Places) -> None:
        self._voice = voice
        self._places = places

    def __repr__(self) -> str:
        return "<the markbook>"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        texts = environment(self._voice.language.code, self._places.locale, TEMPLATES)
        html = texts.get_template("markbook_elsewhere.html").render()
        return Shown(html, about={DESK_MIME: {}})._repr_mimebundle_(**kwargs)

    def charts(self) -> MarkbookCharts:
        """Return the marks in charts; of made-up marks, where no server tells of real ones."""
        told = None if os.environ.get(SERVED) else example(self._voice)
        return MarkbookCharts(self._voice, self._places.locale, told=told)


def example(voice: Speaker) -> dict[str, Any]:
    """Return made-up shares of two questions at three times, for a notebook without a server."""

    def cells(*shares: int) -> list[dict[str, Any]]:
        return [
            {"column": name, "least": share, "shown": f"{voice.number(share)} %"}
            for (name, _), share in zip(TIMES, shares, strict=True)
        ]

    return {
        "charts": [
            {
                "key": "change",
                "title": voice.say(CHANGE),
                "apart": True,
                "columns": [{"id": name, "words": voice.say(words)} for name, words in TIMES],
                "rows": [
                    {"words": voice.say(ICE), "cells": cells(45, 80, 70)},
                    {"words": voice.say(HELP), "cells": cells(60, 65, 75)},
                ],
            }
        ]
    }


def markbook(*, language: str | None = None) -> Markbook:
    """Return the markbook, in `language` or that of the visit. Raises LookupError as ever."""
    root = os.environ.get("SAFER_CONTENT")
    places = Places.of(Path(root)) if root else Places.found()
    code = asked_language(language)
    return Markbook(speaker(LANGUAGES[code].code, places.locale), places)
