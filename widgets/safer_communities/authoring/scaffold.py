"""A new lesson to start from: complete, sound, and yours to change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from safer_communities.content import read_lesson
from safer_communities.content.library import SLUG

if TYPE_CHECKING:
    from safer_communities.content import Places

SKELETON = Path(__file__).parent / "skeleton"
PROSE = "Say here in 16 to 50 words what pupils are about to do, and why it is worth doing."


class CannotBegin(Exception):
    """A new lesson that cannot be made; its message says why and what to do."""


def new_lesson(places: Places, slug: str, title: str) -> list[Path]:
    """Write the folder and notebook of a new Year 6 lesson; return the files.

    `slug` is a number of two digits and words, as '13-on-the-bus'. Nothing that exists is touched.
    Raises CannotBegin.
    """
    if not SLUG.fullmatch(slug):
        raise CannotBegin(
            f"'{slug}' cannot name a lesson. Use two digits and words: 13-on-the-bus."
        )
    folder = places.lessons / "y6" / slug
    notebook = places.notebooks / "y6" / f"{slug}.ipynb"
    if folder.exists() or notebook.exists():
        raise CannotBegin(f"'{slug}' is there already. Choose another number or name.")
    number = slug.split("-", 1)[0]
    taken = [each.name for each in folder.parent.glob(f"{number}-*")]
    if taken:
        raise CannotBegin(f"Number {number} is taken by '{taken[0]}'. Choose another number.")
    (folder / "pictures").mkdir(parents=True)
    written = []
    for file in sorted(SKELETON.iterdir()):
        text = file.read_text(encoding="utf-8").replace("ID\n", f"y6-{number}\n", 1)
        target = folder / file.name
        target.write_text(text.replace("TITLE", title), encoding="utf-8")
        written.append(target)
    notebook.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(_notebook(places, slug, title), notebook)
    return [*written, notebook]


def _notebook(places: Places, slug: str, title: str) -> nbformat.NotebookNode:
    lesson = read_lesson(places.lessons / "y6" / slug)
    cells = [
        new_markdown_cell(
            f"# {title}\n\nThis lesson is for Year 6. It takes 45 minutes, or 60.", id="title"
        ),
        new_code_cell(
            f'from safer_communities import open_lesson\n\nlesson = open_lesson("y6/{slug}")',
            id="open-lesson",
        ),
        new_markdown_cell(f"## Key words\n\n{PROSE}", id="words"),
        new_code_cell("lesson.key_words()", id="show-words"),
    ]
    for part in lesson.parts:
        cells.append(new_markdown_cell(f"## {part.title}\n\n{PROSE}", id=part.id))
        cells.append(new_code_cell(f'lesson.part("{part.id}")', id=f"show-{part.id}"))
    cells.append(new_code_cell("lesson.where_to_get_help()", id="show-help"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made: nbformat.NotebookNode = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return made
