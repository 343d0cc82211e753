"""Every lesson of the pack, each read by itself: a broken one does not stop the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .facts import References
from .findings import ContentError, Finding
from .lessons import Lesson, Way, read_lesson
from .memory import Memory
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
    def read(cls, places: Places, memory: Memory | None = None) -> Library:
        """Read everything under `places`; what `memory` holds is not read again."""
        memory = memory or Memory()
        references, findings = _references(places, memory)
        library = cls(places=places, references=references)
        if findings:
            library.broken["references"] = findings
        for folder in lesson_folders(places):
            name = f"{folder.parent.name}/{folder.name}"
            try:
                lesson = lesson_in(folder, memory)
                _only_known_references(lesson, references)
                library.lessons[name] = lesson
            except ContentError as error:
                library.broken[name] = error.findings
        memory.keep()
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


def lesson_in(folder: Path, memory: Memory) -> Lesson:
    """Return the lesson in `folder`, remembered or read. Raises ContentError."""
    return memory.recall([folder / "lesson.yaml", folder / "data"], lambda: read_lesson(folder))


def references_in(lessons: Path, memory: Memory) -> References:
    """Return the references under `lessons`, remembered or read. Raises ContentError."""
    files = [lessons / name for name in ("facts.yaml", "codes.yaml", "glossary.yaml")]
    return memory.recall(files, lambda: References.read(lessons))


def _references(places: Places, memory: Memory) -> tuple[References, list[Finding]]:
    try:
        return references_in(places.lessons, memory), []
    except ContentError as error:
        return References(facts={}, codes={}, glossary={}), error.findings


def _only_known_references(lesson: Lesson, references: References) -> None:
    shown = f"lessons/{lesson.path}/lesson.yaml"
    tables = (
        ("codes", lesson.codes, references.codes, "codes.yaml"),
        ("words", lesson.words, references.glossary, "glossary.yaml"),
        ("facts", lesson.facts, references.facts, "facts.yaml"),
    )
    problems: list[tuple[Way, str, str, str]] = [
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
    own = {name: references.facts[name] for name in lesson.facts if name in references.facts}
    for index, part in enumerate(lesson.parts if references.facts else []):
        for way, code, message, remedy in part.misfits(own):
            problems.append((("parts", index, *way), code, message, remedy))
    if problems:
        data = read_yaml(lesson.folder / "lesson.yaml", shown)
        raise ContentError([Finding(shown, line_of(data, way), *said) for way, *said in problems])
