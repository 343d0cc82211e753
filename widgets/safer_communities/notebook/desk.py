"""The class desk as a notebook: where the desk stands, and the charts that Python draws.

What a teacher presses is no widget. It is plain HTML which the page fills in where the notebook
says `desk`: it must be there at once, for the class of that moment, and go on where a kernel does
not. The kernel part is the charts, last on the page. The answers stay with the server; the
teacher's browser hands the counts, never a tag, through `ClassAnswers` to Python.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets
import traitlets

from safer_communities.activities import SERVED, module_of
from safer_communities.charts import Counts, chart_of
from safer_communities.content import Places
from safer_communities.language import LANGUAGES, N_, environment, speaker

from .example import example
from .opening import TEMPLATES, Shown, asked_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safer_communities.charts import Chart
    from safer_communities.language import Speaker

DESK_MIME = "application/vnd.safer-communities.desk+json"
"""The output type by which the page of a class finds the place of its desk."""
OUTCOMES = N_("What the class can do now")
CHANGES = N_("Before and after")
HERE = Path(__file__).parent
CLASS_ANSWERS = HERE / "class_answers.js"


class ClassAnswers(anywidget.AnyWidget):
    """What the page hands over of a class."""

    _esm = module_of("class_answers.js", lambda: CLASS_ANSWERS.read_text("utf-8"))

    told = traitlets.Dict(help="Spreads and summary as docs/api.md has them, without tags.").tag(
        sync=True
    )
    drawn = traitlets.Int(help="The number of what was drawn last.").tag(sync=True)


class ClassCharts(ipywidgets.VBox):  # type: ignore[misc]
    """A chart for each part with its numbers, then the outcomes. `answers` brings the news."""

    page = "desk_charts.html"

    def __init__(self, voice: Speaker, locale: Path, *, told: dict[str, Any] | None = None) -> None:
        self.answers = ClassAnswers()
        self._voice = voice
        self._locale = locale
        self._templates = environment(voice.language.code, locale, HERE)
        self._drawn: dict[str, tuple[Counts, Chart]] = {}
        self._boxes: list[ipywidgets.HTML] = []
        super().__init__([self.answers])
        self._show(told or {}, example=told is not None)
        self.answers.observe(self._hear, "told")

    def _hear(self, change: Any) -> None:
        self._show(change["new"])
        self.answers.drawn = change["new"].get("number", 0)

    def _show(self, told: dict[str, Any], *, example: bool = False) -> None:
        """Show what was told. A piece that did not change is left as it is."""
        pieces = [self._piece(**each) for each in self.pieces(told)]
        texts = [self._say(self.page, example=example, any=bool(pieces)), *pieces]
        while len(self._boxes) < len(texts):
            self._boxes.append(ipywidgets.HTML())
        for box, text in zip(self._boxes, texts, strict=False):
            if box.value != text:
                box.value = text
        self.children = (self.answers, *self._boxes[: len(texts)])

    def pieces(self, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield what is shown, in order."""
        return pieces_of(told, self._voice)

    def _piece(self, *, key: str, title: str, about: dict[str, Any], counts: Counts) -> str:
        chart = self._chart(key, counts) if counts.drawable else None
        return self._say("desk_chart.html", title=title, chart=chart, about=about)

    def _chart(self, key: str, counts: Counts) -> Chart:
        known = self._drawn.get(key)
        if known is None or known[0] != counts:
            known = (counts, chart_of(counts, self._voice, self._locale))
            self._drawn[key] = known
        return known[1]

    def _say(self, template: str, **names: Any) -> str:
        return self._templates.get_template(template).render(**names)


def pieces_of(told: dict[str, Any], voice: Speaker) -> Iterator[dict[str, Any]]:
    """Yield what is shown of a class, in order: each part's spread, outcomes, before and after."""
    for spread in told.get("spreads", []):
        rows = [(row["words"], row["cells"]) for row in spread["rows"]]
        yield {
            "key": spread["part"],
            "title": spread["title"].split("\x1e", 1)[0],
            "about": spread,
            "counts": Counts.told(spread["title"], spread["columns"], rows),
        }
    summary = told.get("summary") or {}
    outcomes, changes = summary.get("outcomes", []), summary.get("changes", [])
    levels = summary.get("levels", [])
    yield from _whole("outcomes", OUTCOMES, levels, outcomes, voice)
    if changes:
        renamed = [{**each, "words": each["title"]} for each in changes]
        yield from _whole("changes", CHANGES, changes[0]["columns"], renamed, voice)


def _whole(
    key: str, title: str, columns: Any, lines: Any, voice: Speaker
) -> Iterator[dict[str, Any]]:
    """Yield a piece about the whole lesson, once there is anything to count."""
    if any(cell["count"] != 0 for line in lines for cell in line["cells"]):
        said = voice.say(title)
        rows = [(line["words"], line["cells"]) for line in lines]
        yield {
            "key": key,
            "title": said,
            "about": {},
            "counts": Counts.told(said, columns, rows),
        }


class ClassDesk:
    """The desk of a class. On the page of a class it is filled in by the page itself."""

    def __init__(self, voice: Speaker, places: Places) -> None:
        self._voice = voice
        self._places = places

    def __repr__(self) -> str:
        return "<the class desk>"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        texts = environment(self._voice.language.code, self._places.locale, TEMPLATES)
        shown = Shown(texts.get_template("desk_elsewhere.html").render(), about={DESK_MIME: {}})
        return shown._repr_mimebundle_(**kwargs)

    def charts(self) -> ClassCharts:
        """Return the class in charts; of an example class, where no server tells of a real one."""
        told = None if os.environ.get(SERVED) else example(self._voice)
        return ClassCharts(self._voice, self._places.locale, told=told)


def class_desk(*, language: str | None = None) -> ClassDesk:
    """Return the class desk, in `language` or that of the visit. Raises LookupError as ever."""
    root = os.environ.get("SAFER_CONTENT")
    places = Places.of(Path(root)) if root else Places.found()
    code = asked_language(language)
    return ClassDesk(speaker(LANGUAGES[code].code, places.locale), places)
