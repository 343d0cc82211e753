"""What the teacher sees in formgrader: question and answer in words, where nbgrader has code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader
from nbconvert.exporters import TemplateExporter
from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_markdown_cell

from safer_communities.activities import Activity, NotAnAnswer
from safer_communities.assessment.collecting import FOR_THE_MARKER
from safer_communities.assessment.points import CannotMark, answer_to, call_in

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict
    from nbformat.notebooknode import NotebookNode

    from safer_communities.activities import Spec


PUT = (
    "var box = document.getElementById('{name}-comment'); "
    "box.value += (box.value ? ' ' : '') + this.textContent; "
    "box.dispatchEvent(new Event('change', {{bubbles: true}}));"
)
"""Write a comment of the bank where formgrader saves what is typed there."""
NO_MATHJAX = """\
{%- macro mathjax(url="") -%}
<script>
  var MathJax = { loaded: true, Hub: { Config() {}, Queue() {}, Startup: { signal: {
    Interest(listener) { setTimeout(() => listener("End")); },
  } } } };
</script>
{%- endmacro %}
"""
"""formgrader's own script waits until MathJax has begun, and stops with an error where none is."""


class TeacherView(Preprocessor):
    """Turns each test cell into words. Its grade and its score box stay as nbgrader has them."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, TemplateExporter):
            # formgrader's page would load MathJax from another host; no check holds a formula.
            self.parent.extra_loaders = [DictLoader({"mathjax.html.j2": NO_MATHJAX})]

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        nb, resources = super().preprocess(nb, resources)  # type: ignore[no-untyped-call]
        cells = []
        for cell in nb.cells:
            cells.append(cell)
            told = cell.metadata.get(FOR_THE_MARKER)
            if told:
                name = cell.metadata.nbgrader.grade_id
                cells.append(new_markdown_cell(help_with(name, told)))
        nb.cells = cells
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        del index
        told = call_in(cell.source) if cell.cell_type == "code" else None
        if told:
            item, kind, _, spec = told
            folder = resources.get("metadata", {}).get("path", "")
            cell.cell_type = "markdown"
            cell.source = in_words(item, kind, spec, folder)
            for name in ("outputs", "execution_count"):
                cell.pop(name, None)
        return cell, resources


def in_words(item: str, kind: str, spec: Spec, folder: str) -> str:
    """Return a question, its answer, and whether it is right, as HTML for a markdown cell."""
    asked = plainly(spec.get("ask") or spec.get("title") or item)
    try:
        value = Activity.kinds[kind].clean(spec, answer_to(item, Path(folder)) or {})
        chosen = rows(kind, spec, value)
    except (CannotMark, NotAnAnswer, KeyError) as error:
        return f"<p><strong>{asked}</strong></p><p>{plainly(error)}</p>"
    if not any(answers for _, answers, _ in chosen):
        return f"<p><strong>{asked}</strong></p><p>No answer.</p>"
    body = "".join(
        f'<tr><th scope="row">{plainly(what)}</th><td>{plainly(", ".join(answers) or "-")}</td>'
        f"<td>{_mark(answers, right)}</td></tr>"
        for what, answers, right in chosen
    )
    return (
        f"<p><strong>{asked}</strong></p><table><thead><tr>"
        '<th scope="col">What</th><th scope="col">Answer</th><th scope="col">Mark</th>'
        f"</tr></thead><tbody>{body}</tbody></table>"
    )


def help_with(name: str, told: dict[str, Any]) -> str:
    """Return the rubric of a text, and its comments as buttons that write them into its box."""
    steps = "".join(
        f'<tr><th scope="row">{level["points"]}</th><td>{plainly(level["words"])}</td></tr>'
        for level in told["rubric"]
    )
    buttons = "".join(
        f'<li><button type="button" class="btn btn-default" onclick="{PUT.format(name=name)}">'
        f"{plainly(each)}</button></li>"
        for each in told["comments"]
    )
    return (
        '<table><thead><tr><th scope="col">Points</th><th scope="col">Such an answer</th></tr>'
        f"</thead><tbody>{steps}</tbody></table><p>A comment to begin with:</p>"
        f'<ul class="list-unstyled">{buttons}</ul>'
    )


def rows(kind: str, spec: Spec, value: Any) -> list[tuple[str, list[str], bool | None]]:
    """Return (what was asked, what was answered, right or not) for each thing in a question."""
    if kind == "ordering":
        return _in_order(spec, value)
    table = Activity.kinds[kind].table(spec)
    columns = {column.id: column.words for column in table.columns}
    answered: dict[str, list[str]] = {row.id: [] for row in table.rows}
    for row, column in Activity.kinds[kind].tally(spec, value):
        answered[row].append(column)
    return [
        (
            row.words,
            [columns[name] for name in answered[row.id]],
            None if row.right is None else set(answered[row.id]) <= row.right,
        )
        for row in table.rows
    ]


def _in_order(spec: Spec, value: Any) -> list[tuple[str, list[str], bool | None]]:
    """Return the place that each thing was given: the class's table has only all, some or none."""
    verdict = Activity.kinds["ordering"].mark(spec, value)["items"]
    words = {each["id"]: each["words"] for each in spec["items"]}
    return [
        (words[name], [str(place)], verdict[name]["right"])
        for place, name in enumerate(value.get("order", []), start=1)
    ]


def _mark(answers: list[str], right: bool | None) -> str:
    return "" if right is None or not answers else "right" if right else "not yet"


def plainly(words: object) -> str:
    """Return words for a markdown cell: no tag, no emphasis, no formula is left to find."""
    return "".join(
        letter if letter.isalnum() or letter == " " or not letter.isascii() else f"&#{ord(letter)};"
        for letter in str(words).replace("\n", " ")
    )
