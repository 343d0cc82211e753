"""A check as nbgrader's source notebook: made from its questions, never edited.

Each item that marks itself is one locked test cell that ends in our helper, since nbgrader reads
the last value of such a cell as the points. A free text is a markdown cell with `grade` and
`solution`: a *task* cell would keep its old marks when a changed text is handed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from safer_communities.assessment.points import test_cell

from .plainly import plain_spec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat.notebooknode import NotebookNode

    from safer_communities.activities import Spec
    from safer_communities.assessment.checks import Check, Window
    from safer_communities.assessment.items import Item

PYTHON = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}
SCHEMA = 3
"""nbgrader's version of a cell's metadata."""


def source(check: Check, window: Window, facts: Mapping[str, str]) -> NotebookNode:
    """Return the source notebook of a check at a time. The same check gives the same notebook."""
    about = f"# {check.title}: {window.title}\n\n{check.about}\n\n*{window.when}.*"
    cells = [_words("about", about)]
    for item in check.items:
        cells += _cells(item, plain_spec(check, item, facts))
    notebook: NotebookNode = new_notebook(cells=cells, metadata=PYTHON)
    nbformat.validate(notebook)
    return notebook


def _cells(item: Item, spec: Spec) -> list[NotebookNode]:
    asked = _words(f"{item.id}-asked", f"## {spec['title']}\n\n{spec['ask']}")
    if item.is_read:
        told = _meta(item.id, grade=True, solution=True, points=item.marks)
        return [asked, new_markdown_cell("", id=item.id, metadata=told)]
    if item.is_marked_itself:
        told = _meta(item.id, grade=True, locked=True, points=item.marks)
        code = test_cell(item.id, item.kind, item.marks, spec)
        return [asked, new_code_cell(code, id=item.id, metadata=told)]
    return [asked]


def _words(name: str, text: str) -> NotebookNode:
    cell: NotebookNode = new_markdown_cell(text, id=name, metadata=_meta(name, locked=True))
    return cell


def _meta(name: str, **told: Any) -> dict[str, Any]:
    usual = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"schema_version": SCHEMA, "grade_id": name, **usual, **told}}
