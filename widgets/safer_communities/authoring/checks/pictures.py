"""Pictures are there, are used, say what they show, and are drawings without anything that runs."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from safer_communities.content import Drawn, Finding, picture_in

from .pieces import file_of, is_inherited, line_in, marked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from safer_communities.content import Library, Session

    from .pieces import Way

FOLDER = "pictures"
SYMBOLS = "symbols"
"""Drawings that go with key words, for readers who are helped by a picture."""
RUNS = {"script", "foreignobject", "iframe", "object", "embed", "audio", "video"}
RASTER = "image"
FETCHES = "The drawing's style fetches something from elsewhere."
PLAIN = "Draw it with shapes alone, or export it as a plain SVG."


@dataclass
class Drawing:
    """What stands in an SVG file: its faults by line, its title, and its ids."""

    faults: list[tuple[int, str]] = field(default_factory=list)
    title: str = ""
    ids: set[str] = field(default_factory=set)


def _pictures(lesson: Session) -> Iterator[tuple[str, Way]]:
    """Yield each picture that lesson.yaml names, with the way to its key."""
    for name, way in marked(lesson, Drawn):
        if not is_inherited(lesson, way):
            yield name, way


def _is_there(lesson: Session, name: str) -> bool:
    try:
        return picture_in(lesson.folder, name).is_file()
    except KeyError:
        return False


def pictures_are_there(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find pictures that are named and not there, and those that are there and not named."""
    for lesson in library.lessons.values():
        named = set()
        for name, way in _pictures(lesson):
            named.add(name)
            if not _is_there(lesson, name):
                yield Finding(
                    file_of(lesson),
                    line_in(lesson, way),
                    "picture-missing",
                    f"There is no picture '{name}' in the lesson's folder.",
                    f"Put the file into {FOLDER}/, or correct its name.",
                )
        folder = lesson.folder / FOLDER
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            name = f"{FOLDER}/{path.name}"
            if name not in named:
                yield Finding(
                    f"lessons/{lesson.path}/{name}",
                    0,
                    "picture-unused",
                    "No part of the lesson shows this picture.",
                    "Name it in a part, or take the file away.",
                )


def symbols_are_there(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find symbols that a key word names and that are not there, and those no word names."""
    symbols = library.places.lessons / SYMBOLS
    there = {path.stem for path in symbols.glob("*.svg")}
    named = {entry.symbol: word for word, entry in library.references.glossary.items()}
    for name in sorted(named.keys() - there - {""}):
        yield Finding(
            "lessons/glossary.yaml",
            0,
            "symbol-missing",
            f"The key word '{named[name]}' has the symbol '{name}', which is not there.",
            f"Put {name}.svg into lessons/{SYMBOLS}/, or take the symbol out.",
        )
    for name in sorted(there - named.keys()):
        yield Finding(
            f"lessons/{SYMBOLS}/{name}.svg",
            0,
            "symbol-unused",
            "No key word has this symbol.",
            "Name it in lessons/glossary.yaml, or take the file away.",
        )


def pictures_are_plain_drawings(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find pictures that are no SVG, fetch or run something, or do not say what they show."""
    lessons = library.places.lessons
    folders = [lesson.folder / FOLDER for lesson in library.lessons.values()]
    for folder in [*folders, lessons / SYMBOLS]:
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            shown = f"lessons/{path.relative_to(lessons).as_posix()}"
            drawing = drawing_in(path)
            for line, message in drawing.faults:
                yield Finding(shown, line, "picture-not-svg", message, PLAIN)
            if not drawing.faults and not drawing.title.strip():
                yield Finding(
                    shown,
                    1,
                    "picture-without-words",
                    "The drawing does not say what it shows.",
                    "Add <title>What it shows</title> as the first thing inside <svg>.",
                )


def spots_are_drawn(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find spots whose drawing has a group `spot-ID` for the other spots and none for them."""
    for lesson in library.lessons.values():
        for index, part in enumerate(lesson.parts):
            if part.kind != "hotspots" or is_inherited(lesson, ("parts", index, "spots")):
                continue
            name = str(getattr(part, "picture", ""))
            ids = drawing_in(lesson.folder / name).ids if _is_there(lesson, name) else set()
            if not any(each.startswith("spot-") for each in ids):
                continue
            for place, spot in enumerate(part.items_of_this_kind()):
                if f"spot-{spot.id}" not in ids:
                    yield Finding(
                        file_of(lesson),
                        line_in(lesson, ("parts", index, "spots", place)),
                        "spot-off-drawing",
                        f"The picture {name} has no group 'spot-{spot.id}', "
                        "though it has one for other spots.",
                        "Draw it and give its group that id, or take the spot out.",
                    )


def drawing_in(path: Path) -> Drawing:
    """Look at an SVG file, anew only when it changed."""
    status = path.stat()
    return _look(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=512)
def _look(path: Path, _time: int, _size: int) -> Drawing:
    return _Reader().read(path)


class _Reader:
    """Reads one SVG file, noting the line of each fault."""

    def __init__(self) -> None:
        self._drawing = Drawing()
        self._within: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._say
        # A DOCTYPE may define entities, which grow without end or fetch a file.
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, path: Path) -> Drawing:
        try:
            self._parser.Parse(path.read_bytes(), True)
        except expat.ExpatError as error:
            message = "From here on the file is no XML, so no SVG drawing."
            self._drawing.faults.append((error.lineno, message))
        return self._drawing

    def _fault(self, message: str) -> None:
        self._drawing.faults.append((self._parser.CurrentLineNumber, message))

    def _doctype(self, *_: object) -> None:
        self._fault("The drawing begins with a DOCTYPE.")

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2].lower()
        if not self._within and name != "svg":
            self._fault(f"This is <{tag}>, and no SVG drawing.")
        self._within.append(name)
        if name in RUNS:
            self._fault(f"The drawing holds <{tag}>, which can run or fetch something.")
        if name == RASTER:
            self._fault("The drawing holds a photograph or another picture.")
        for key, value in attributes.items():
            self._look_at(key.rpartition(":")[2].lower(), value.strip())

    def _end(self, _tag: str) -> None:
        self._within.pop()

    def _say(self, text: str) -> None:
        if self._within == ["svg", "title"]:
            self._drawing.title += text
        if self._within[-1] == "style" and ("@import" in text or _fetches(text)):
            self._fault(FETCHES)

    def _look_at(self, key: str, value: str) -> None:
        if key == "id":
            self._drawing.ids.add(value)
        if key == "href" and not value.startswith("#"):
            self._fault(f"The drawing points to something outside itself: '{value[:60]}'.")
        elif key.startswith("on"):
            self._fault(f"The drawing runs something: {key}.")
        elif _fetches(value):
            self._fault(FETCHES)


def _fetches(text: str) -> bool:
    return re.search(r"url\(\s*[\"']?(?!#)", text) is not None
