"""A notebook opens its lesson, shows every part under its title, and is committed clean."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from safer_communities.content import MODELS, UNITS, Exercise, Finding, did_you_mean

from .pieces import notebook_of, read_notebook

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from safer_communities.content import Library, Session

    from .pieces import Cell

MAGIC = re.compile(r"^\s*[%!]|^\s*(?:python3? -m )?pip\b|\bget_ipython\(", re.MULTILINE)
SHOWS = "part"
OPENS = {"y6": "open_lesson", "assembly": "open_exercise"}
"""The function with which a notebook opens what it shows, by unit."""
ENDS = {"resident": "the voice of the resident", "support": "where there is support in the room"}
"""With what the notebook of an exercise begins and ends: the function, and what it shows."""
PAPERS = {
    "y6": (
        ("plan.md", "missing-plan", "plan for teachers"),
        (
            "parents.md",
            "missing-parents",
            "page for parents, who may read everything (statutory guidance)",
        ),
    ),
    "assembly": (("guide.md", "missing-guide", "guide for facilitators"),),
}
"""What must lie beside a lesson or an exercise: the file, the code of its lack, what it is."""


def lessons_have_their_papers(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find lessons and exercises without a notebook, or without a page that adults need."""
    for lesson in library.lessons.values():
        folder = f"lessons/{lesson.path}"
        notebook = library.places.notebooks / f"{lesson.path}.ipynb"
        papers = [(notebook, notebook_of(lesson), f"{lesson.called}-without-notebook", "notebook")]
        for name, code, what in PAPERS[lesson.unit]:
            papers.append((lesson.folder / name, f"{folder}/{name}", code, what))
        for path, shown, code, what in papers:
            if not path.is_file():
                message = f"The {lesson.called} '{lesson.path}' has no {what}."
                remedy = f"Start from another {lesson.called}'s file, and name this one in it."
                yield Finding(shown, 0, code, message, remedy)


def _notebooks(library: Library) -> Iterator[tuple[Path, str]]:
    root = library.places.notebooks
    for path in sorted(root.rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts:
            yield path, f"notebooks/{path.relative_to(root).as_posix()}"


def notebooks_are_clean(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find notebooks with outputs, without cell ids, or with what only one machine can run."""
    for path, shown in _notebooks(library):
        cells = read_notebook(path)
        if cells is None:
            message = "This file is no notebook that Jupyter can open."
            remedy = "Take the file as it was before, or save it from Jupyter again."
            yield Finding(shown, 0, "notebook-not-json", message, remedy)
            continue
        seen: set[str] = set()
        for number, cell in enumerate(cells, 1):
            if not cell.name or cell.name in seen:
                what = f"shares the id '{cell.name}' with another" if cell.name else "has no id"
                message = f"Cell {number} {what}."
                remedy = "Give it an 'id' of its own in the file: catalogues and findings name it."
                yield Finding(shown, 0, "notebook-cell-id", message, remedy)
            seen.add(cell.name)
            yield from _cell_is_clean(cell, f"{shown}#{cell.name}" if cell.name else shown)


def _cell_is_clean(cell: Cell, shown: str) -> Iterator[Finding]:
    if cell.outputs:
        message = "This cell was saved with what it showed, or with its number."
        remedy = "In Jupyter choose Edit, Clear All Outputs, then save. (Or run: nbstripout)"
        yield Finding(shown, 0, "notebook-output", message, remedy)
    if cell.kind != "code":
        return
    if MAGIC.search(cell.source):
        message = "This cell has a magic, a shell command or pip, which does not run everywhere."
        remedy = "Write plain Python. What a lesson needs is installed with the pack."
        yield Finding(shown, 0, "notebook-magic", message, remedy)
    elif _read(cell) is None:
        message = "This cell is not Python."
        remedy = "Correct it: a bracket or a quote may be missing."
        yield Finding(shown, 0, "notebook-not-python", message, remedy)


def notebooks_show_their_lesson(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find notebooks that open another lesson, or whose parts are not those of theirs."""
    lessons = library.lessons
    for path, shown in _notebooks(library):
        name = path.relative_to(library.places.notebooks).with_suffix("").as_posix()
        cells = read_notebook(path) or []
        for cell in cells:
            for unit, function in OPENS.items():
                for opened in _said_to(function, cell):
                    problem = _opens_another(library, name, unit, opened)
                    if problem:
                        where = f"{shown}#{cell.name}"
                        yield Finding(where, 0, "notebook-unknown-lesson", *problem)
        if name in lessons and cells:
            yield from _shows(lessons[name], cells, shown)
        if name in lessons and isinstance(lessons[name], Exercise):
            yield from _has_its_ends(cells, shown)


def _opens_another(library: Library, name: str, unit: str, opened: str) -> tuple[str, str] | None:
    """Say what is wrong where the notebook `name` opens `opened` as one of `unit`."""
    known = [path for path in library.lessons if path.startswith(f"{unit}/")]
    what, function = MODELS[unit].called, OPENS[unit]
    # A broken lesson has its own findings.
    if opened not in known and not (opened in library.broken and opened.startswith(f"{unit}/")):
        return f"There is no {what} '{opened}'.", did_you_mean(opened, known)
    if opened != name and name.startswith(tuple(f"{each}/" for each in UNITS)):
        message = f"This is the notebook of '{name}', and it opens '{opened}'."
        return message, f'Write {function}("{name}"), or rename the notebook.'
    return None


def _shows(lesson: Session, cells: list[Cell], shown: str) -> Iterator[Finding]:
    titles = {part.id: part.title for part in lesson.parts}
    missing = dict(titles)
    heading, at = "", ""
    for cell in cells:
        if cell.kind == "markdown":
            for line in cell.source.split("\n"):
                if line.startswith("## "):
                    heading, at = line[3:].strip(), cell.name
        for name in _said_to(SHOWS, cell):
            missing.pop(name, None)
            if name not in titles:
                message = f"The {lesson.called} has no part '{name}'."
                remedy = did_you_mean(name, list(titles))
                yield Finding(f"{shown}#{cell.name}", 0, "notebook-unknown-part", message, remedy)
            elif heading != titles[name]:
                message = f"The heading '{heading}' stands over the part '{titles[name]}'."
                remedy = f"Write '## {titles[name]}' over it, or change the title in {lesson.file}."
                where = f"{shown}#{at or cell.name}"
                yield Finding(where, 0, "notebook-heading", message, remedy)
    for name, title in missing.items():
        message = f"The notebook never shows the part '{name}' ({title})."
        remedy = f"Add a cell with {lesson.called}.part(\"{name}\") under the heading '## {title}'."
        yield Finding(shown, 0, "notebook-part-missing", message, remedy)


def _has_its_ends(cells: list[Cell], shown: str) -> Iterator[Finding]:
    called = {name for cell in cells for name in _called_in(cell)}
    for name, what in ENDS.items():
        if name not in called:
            message = f"The notebook of this exercise never shows {what}."
            remedy = f"Add a cell with exercise.{name}() under a heading of its own."
            yield Finding(shown, 0, "notebook-part-missing", message, remedy)


def _called_in(cell: Cell) -> Iterator[str]:
    tree = _read(cell) if cell.kind == "code" else None
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def _read(cell: Cell) -> ast.Module | None:
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return None


def _said_to(function: str, cell: Cell) -> Iterator[str]:
    """Yield the first argument of each call of `function` in a code cell, where it is a text."""
    tree = _read(cell) if cell.kind == "code" else None
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Call) and node.args:
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            first = node.args[0]
            if (
                name == function
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
            ):
                yield first.value
