"""Every lesson of the pack, each read by itself: a broken one does not stop the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .facts import References
from .findings import ContentError, Finding
from .lessons import Lesson, read_lesson
from .reading import line_of, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from .places import Places

UNITS = ("y6", "assembly")
SLUG = re.compile(r"[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Library:
    """The pack's content as it was when it was read. Read it again to see a change."""

    places: Places
    references: References
    lessons: dict[str, Lesson] = field(default_factory=dict)
    broken: dict[str, list[Finding]] = field(default_factory=dict)
    """Findings by 'UNIT/SLUG' for each lesson that cannot be used."""

    @classmethod
    def read(cls, places: Places) -> Library:
        references, findings = _references(places)
        library = cls(places=places, references=references)
        if findings:
            library.broken["references"] = findings
        for folder in lesson_folders(places):
            name = f"{folder.parent.name}/{folder.name}"
            try:
                lesson = read_lesson(folder)
                _only_known_references(lesson, references)
                library.lessons[name] = lesson
            except ContentError as error:
                library.broken[name] = error.findings
        return library

    def unit(self, unit: str) -> list[Lesson]:
        """Return a unit's lessons in their order."""
        return [lesson for name, lesson in sorted(self.lessons.items()) if lesson.unit == unit]


def lesson_folders(places: Places) -> list[Path]:
    """Return every lesson folder, in order."""
    found = []
    for unit in UNITS:
        root = places.lessons / unit
        if root.is_dir():
            found += [
                each
                for each in sorted(root.iterdir())
                if each.is_dir() and SLUG.fullmatch(each.name)
            ]
    return found


def stamp(paths: list[Path]) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file under `paths` does: each file's name, time and size."""
    marks = []
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                status = file.stat()
                marks.append((str(file), status.st_mtime_ns, status.st_size))
    return tuple(marks)


def _references(places: Places) -> tuple[References, list[Finding]]:
    try:
        return References.read(places.lessons), []
    except ContentError as error:
        return References(facts={}, codes={}, glossary={}), error.findings


def _only_known_references(lesson: Lesson, references: References) -> None:
    shown = f"lessons/{lesson.path}/lesson.yaml"
    tables = (
        ("codes", lesson.codes, references.codes, "codes.yaml"),
        ("words", lesson.words, references.glossary, "glossary.yaml"),
        ("facts", lesson.facts, references.facts, "facts.yaml"),
    )
    problems = [
        (
            (key, place),
            f"unknown-{key[:-1]}",
            f"'{name}' under '{key}' is not in {file}.",
            f"Add it to lessons/{file}, or take it out here.",
        )
        for key, names, table, file in tables
        for place, name in enumerate(names)
        if table and name not in table
    ]
    for place, name in enumerate(lesson.facts):
        fact = references.facts.get(name)
        if fact and not fact.verified:
            problems.append(
                (
                    ("facts", place),
                    "unverified-fact",
                    f"The fact '{name}' is not verified, so pupils must not read it.",
                    "Verify it at its source, or leave it out of the lesson.",
                )
            )
    if problems:
        data = read_yaml(lesson.folder / "lesson.yaml", shown)
        raise ContentError([Finding(shown, line_of(data, way), *said) for way, *said in problems])
