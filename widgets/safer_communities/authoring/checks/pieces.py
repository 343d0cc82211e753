"""Every text with where it stands, for the checks: its line, its part, and who reads it."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from safer_communities.assessment import MARKERS, Check, checks_in, faults_in
from safer_communities.content import Lesson, Places, Said, map_words, stamp
from safer_communities.content.reading import line_of, read_yaml
from safer_communities.language import map_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel

    from safer_communities.content import Finding, Library, Session

Way = tuple[str | int, ...]
"""How a value in a YAML file is reached: keys, and places in lists."""
Reader = Literal["pupil", "parent", "teacher", "delegate"]
"""Who reads a text: a delegate sits at a table of the assembly."""
GLOSSARY = "lessons/glossary.yaml"


@dataclass(frozen=True)
class Standing:
    """A text and where it stands: `way` leads to it in YAML, `section` is the heading above it."""

    english: str
    file: str
    line: int
    reader: Reader
    lesson: Session | Check | None = None
    """The lesson or the check that it belongs to."""
    way: Way = ()
    section: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook, as its file has it."""

    kind: str
    name: str
    source: str
    outputs: bool


def file_of(lesson: Session) -> str:
    return f"lessons/{lesson.path}/{lesson.file}"


def notebook_of(lesson: Session) -> str:
    return f"notebooks/{lesson.path}.ipynb"


def data_of(path: Path, shown: str) -> Any:
    """Return a YAML file with its lines, read again only when it changed. Raises ContentError."""
    if not path.is_file():
        return read_yaml(path, shown)
    status = path.stat()
    return _data(path, shown, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=64)
def _data(path: Path, shown: str, _time: int, _size: int) -> Any:
    return read_yaml(path, shown)


def checks_of(library: Library) -> dict[str, Check]:
    """Return the checks that can be used, read again only when one changed."""
    return _checks(library.places, stamp([library.places.assessments / "questions"]))[0]


def wholes_of(library: Library) -> list[Session | Check]:
    """Return every lesson and every check."""
    return [*library.lessons.values(), *checks_of(library).values()]


def faults_of_checks(library: Library) -> list[Finding]:
    """Return what reading the checks found, with the checks themselves read once."""
    return _checks(library.places, stamp([library.places.assessments / "questions"]))[1]


@functools.lru_cache(maxsize=8)
def _checks(places: Places, _files: object) -> tuple[dict[str, Check], list[Finding]]:
    return checks_in(places), faults_in(places)


def check_file_of(check: Check) -> str:
    return f"assessments/questions/{check.id}.yaml"


def line_in_check(check: Check, way: Way) -> int:
    """Return the line of a check's file that `way` leads to: a part's keys are its item's there."""
    plain = tuple(step for at, step in enumerate(way) if (at, step) != (2, "part"))
    data = data_of(check.folder / f"{check.id}.yaml", check_file_of(check))
    return line_of(data, plain)


def check_texts(check: Check) -> Iterator[Standing]:
    """Yield the texts of a check: what its pupils read, and what only its marker reads."""
    for text, way in marked(check, Said):
        reader: Reader = "pupil"
        if not MARKERS.isdisjoint(map(str, way)):
            reader = "teacher"
        line = line_in_check(check, way)
        yield Standing(text, check_file_of(check), line, reader, check, way)


def line_in(lesson: Session, way: Way) -> int:
    """Return the line of a lesson's file that `way` leads to, or of its nearest holder."""
    return line_of(data_of(lesson.folder / lesson.file, file_of(lesson)), way)


def is_inherited(lesson: Session, way: Way) -> bool:
    """Tell whether what `way` leads to stands in an earlier part, which this one is `same_as`."""
    if way[:1] != ("parts",):
        return False
    part = data_of(lesson.folder / lesson.file, file_of(lesson))["parts"][way[1]]
    return "same_as" in part and way[2] not in part


def marked(model: BaseModel, mark: type) -> list[tuple[str, Way]]:
    """Return the texts in a model's fields marked `mark` (Said, Drawn), each with the way to it."""
    found: list[tuple[str, Way]] = []

    def take(text: str, way: Way) -> str:
        found.append((text, way))
        return text

    map_words(model, take, mark=mark)
    return found


def reader_of(lesson: Session) -> Reader:
    """Return who a lesson or an exercise is for."""
    return "pupil" if isinstance(lesson, Lesson) else "delegate"


def lesson_texts(lesson: Session) -> Iterator[Standing]:
    """Yield the texts that a lesson's or an exercise's own file holds."""
    reader = reader_of(lesson)
    for text, way in marked(lesson, Said):
        if not is_inherited(lesson, way):
            yield Standing(text, file_of(lesson), line_in(lesson, way), reader, lesson, way)


def pupil_texts(library: Library) -> Iterator[Standing]:
    """Yield what pupils read: the lessons, their notebooks, the checks and the key words."""
    for check in checks_of(library).values():
        yield from (text for text in check_texts(check) if text.reader == "pupil")
    for lesson in library.taught:
        yield from shown_texts(library, lesson)
    if library.references.glossary:
        data = data_of(library.places.lessons / "glossary.yaml", GLOSSARY)
        for name, entry in library.references.glossary.items():
            for key in ("word", "meaning"):
                line = line_of(data, (name, key))
                yield Standing(getattr(entry, key), GLOSSARY, line, "pupil", way=(name, key))


def delegate_texts(library: Library) -> Iterator[Standing]:
    """Yield what the tables of an assembly read: the exercises and their notebooks."""
    for exercise in library.exercises:
        yield from shown_texts(library, exercise)


def shown_texts(library: Library, lesson: Session) -> Iterator[Standing]:
    """Yield what those it is for read of a lesson or an exercise: its own file, its notebook."""
    yield from lesson_texts(lesson)
    for cell in read_notebook(library.places.notebooks / f"{lesson.path}.ipynb") or []:
        if cell.kind == "markdown":
            file = f"{notebook_of(lesson)}#{cell.name}"
            for text, _, _ in markdown_texts(cell.source):
                yield Standing(text, file, 0, reader_of(lesson), lesson)


def adult_texts(library: Library) -> Iterator[Standing]:
    """Yield what parents, teachers, facilitators and those who mark read."""
    for check in checks_of(library).values():
        yield from (text for text in check_texts(check) if text.reader == "teacher")
    readers: tuple[tuple[str, Reader], ...] = (
        ("parents.md", "parent"),
        ("plan.md", "teacher"),
        ("guide.md", "teacher"),
    )
    for lesson in library.lessons.values():
        for name, reader in readers:
            path = lesson.folder / name
            if path.is_file():
                file = f"lessons/{lesson.path}/{name}"
                for text, line, section in markdown_texts(path.read_text(encoding="utf-8")):
                    yield Standing(text, file, line, reader, lesson, section=section)


def all_texts(library: Library) -> Iterator[Standing]:
    yield from pupil_texts(library)
    yield from delegate_texts(library)
    yield from adult_texts(library)


def markdown_texts(text: str) -> list[tuple[str, int, str]]:
    """Return each text of a markdown document with its line and the heading above it."""
    lines = text.split("\n")
    found: list[tuple[str, int, str]] = []
    section = ""

    def take(said: str, line: int) -> str:
        nonlocal section
        if lines[line - 1].startswith("#"):
            section = said
        found.append((said, line, section))
        return said

    map_markdown(text, take)
    return found


def read_notebook(path: Path) -> list[Cell] | None:
    """Return a notebook's cells as its file has them; None where it is missing or no notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [_cell(cell) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _cell(cell: dict[str, Any]) -> Cell:
    source = cell.get("source", "")
    return Cell(
        kind=str(cell["cell_type"]),
        name=str(cell.get("id", "")),
        source=source if isinstance(source, str) else "".join(source),
        outputs=bool(cell.get("outputs")) or cell.get("execution_count") is not None,
    )
