"""Every text a person reads, with where it stands: for catalogues and for checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import nbformat
from babel.messages.extract import extract_from_file
from ruamel.yaml import YAML

from safer_communities.activities import FACTS, safety_texts
from safer_communities.assessment import MARKERS, checks_in
from safer_communities.content import MODELS, PACKAGE, Lesson, in_words, map_words, named_facts
from safer_communities.content.reading import line_of
from safer_communities.language import map_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from safer_communities.assessment import Check
    from safer_communities.content import Library, Session

INTERFACE = "interface"
GLOSSARY = "glossary"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "say_many": (1, 2),
    "safety": None,
}
OPTIONS = {"newstyle_gettext": "true", "trimmed": "false"}


@dataclass(frozen=True)
class Text:
    """One English text: its catalogue, where it stands, and whether safety hangs on it."""

    piece: str
    english: str
    file: str
    line: int
    many: str = ""
    safety: bool = False
    pupil: bool = True
    """False for what only adults read: plans, notes, staff pages."""


def texts_of(library: Library) -> Iterator[Text]:
    """Yield every text of the pack that is shown to people."""
    yield from interface_texts()
    yield from tag_texts(library)
    for priority, named in library.references.priorities.items():
        for text in (named.words, named.short):
            yield Text(INTERFACE, text, f"lessons/priorities.yaml#{priority}", 0, pupil=False)
    yield from staff_texts(library)
    for name, entry in library.references.glossary.items():
        for text in (entry.word, entry.meaning):
            yield Text(GLOSSARY, text, f"lessons/glossary.yaml#{name}", 0)
    told: list[Text] = []
    for lesson in library.lessons.values():
        told += lesson_texts(lesson, library)
    for check in checks_in(library.places).values():
        told += check_texts(check, library)
    yield from told
    yield from fact_texts(told, library)


def fact_texts(told: list[Text], library: Library) -> Iterator[Text]:
    """Yield the values in words of the facts that pupils and their families read in `told`."""
    units = tuple(f"{unit}-" for unit, model in MODELS.items() if model is Lesson)
    read = {
        name
        for text in told
        if text.piece.startswith(units) and not text.piece.endswith("-plan")
        for name in named_facts(text.english)
    }
    for name, fact in library.references.facts.items():
        if name in read and in_words(fact.value) and not fact.exact:
            yield Text(FACTS, fact.value, f"lessons/facts.yaml#{name}", 0, safety=fact.safety)


def check_texts(check: Check, library: Library) -> Iterator[Text]:
    """Yield a check's texts. What only its marker reads has a catalogue of its own, as a plan has.

    The words of a misconception or a rubric would tell a pupil the key.
    """
    file = f"assessments/questions/{check.id}.yaml"
    data = YAML(typ="rt", pure=True).load(
        (check.folder / f"{check.id}.yaml").read_text(encoding="utf-8")
    )
    found: list[tuple[str, tuple[str | int, ...]]] = []

    def take(text: str, path: tuple[str | int, ...]) -> str:
        found.append((text, path))
        return text

    map_words(check, take)
    careful = {
        text for item in check.items for text in safety_texts(item.part, library.references.safety)
    }
    for text, path in found:
        marker = not MARKERS.isdisjoint(map(str, path))
        plain = tuple(step for at, step in enumerate(path) if (at, step) != (2, "part"))
        yield Text(
            f"{check.id}-marking" if marker else check.id,
            text,
            file,
            line_of(data, plain),
            safety=text in careful,
            pupil=not marker,
        )


def staff_texts(library: Library) -> Iterator[Text]:
    """Yield the prose of the staff's notebooks. Their words are the interface's."""
    for notebook in sorted((library.places.notebooks / "staff").glob("*.ipynb")):
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "markdown":
                shown = f"notebooks/staff/{notebook.name}#{cell.get('id', '')}"
                yield from _blocks(INTERFACE, cell.source, shown, library, pupil=False)


def lesson_texts(lesson: Session, library: Library) -> Iterator[Text]:
    """Yield a lesson's or an exercise's texts: its file, its notebook, and its pages for adults."""
    file = f"lessons/{lesson.path}/{lesson.file}"
    data = YAML(typ="rt", pure=True).load((lesson.folder / lesson.file).read_text(encoding="utf-8"))
    found: list[tuple[str, tuple[str | int, ...]]] = []

    def take(text: str, path: tuple[str | int, ...]) -> str:
        found.append((text, path))
        return text

    map_words(lesson, take)
    careful = {
        text for part in lesson.parts for text in safety_texts(part, library.references.safety)
    }
    for text, path in found:
        line, safety = line_of(data, path), text in careful
        yield Text(lesson.id, text, file, line, safety=safety, pupil=lesson.unit == "y6")
    yield from _markdown_texts(lesson, library)


def _markdown_texts(lesson: Session, library: Library) -> Iterator[Text]:
    notebook = library.places.notebooks / f"{lesson.path}.ipynb"
    if notebook.is_file():
        node = nbformat.read(notebook, as_version=4)
        for cell in node.cells:
            if cell.cell_type == "markdown":
                shown = f"notebooks/{lesson.path}.ipynb#{cell.get('id', '')}"
                pupil = lesson.unit == "y6"
                yield from _blocks(lesson.id, cell.source, shown, library, pupil=pupil)
    for name, piece in (
        ("parents.md", lesson.id),
        ("plan.md", f"{lesson.id}-plan"),
        ("guide.md", f"{lesson.id}-plan"),
    ):
        file = lesson.folder / name
        if file.is_file():
            shown = f"lessons/{lesson.path}/{name}"
            yield from _blocks(piece, file.read_text(encoding="utf-8"), shown, library, pupil=False)


def _blocks(
    piece: str, text: str, file: str, library: Library, *, pupil: bool = True
) -> Iterator[Text]:
    found: list[Text] = []

    def take(said: str, line: int) -> str:
        safety = bool(set(named_facts(said)) & library.references.safety)
        found.append(Text(piece, said, file, line, safety=safety, pupil=pupil))
        return said

    map_markdown(text, take)
    yield from found


def tag_texts(library: Library) -> Iterator[Text]:
    """Yield the words of pupils' tags; those of class codes are never translated."""
    file = library.places.lessons / "tags.yaml"
    if file.is_file():
        words = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        for word in [*words["colours"], *words["animals"]]:
            yield Text(INTERFACE, word, "lessons/tags.yaml", 0)


def interface_texts() -> Iterator[Text]:
    """Yield the words of templates and code: everything in _(…), N_(…), ngettext(…), safety(…)."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        if "_pack" in path.parts:
            continue
        method = "python" if path.suffix == ".py" else "jinja2"
        shown = f"widgets/safer_communities/{path.relative_to(PACKAGE).as_posix()}"
        for line, message, _, _ in extract_from_file(
            method, str(path), keywords=KEYWORDS, options=OPTIONS
        ):
            one, many = message if isinstance(message, tuple) else (message, "")
            if one:
                yield Text(
                    INTERFACE, one, shown, line, many=many or "", safety=_is_safety(path, one)
                )


def _is_safety(path: Path, text: str) -> bool:
    return path.suffix == ".html" and f'safety("{text}"' in path.read_text(encoding="utf-8")
