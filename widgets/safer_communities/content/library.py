"""Every lesson and exercise, each read by itself: a broken one does not stop the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .exercises import Exercise
from .facts import References
from .findings import ContentError, Finding
from .lessons import Lesson, Session, Way, read_session
from .memory import Memory
from .reading import line_of, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from .places import Places

MODELS: dict[str, type[Session]] = {"y6": Lesson, "assembly": Exercise}
"""What each unit is made of: lessons for pupils, exercises for the assembly."""
UNITS = tuple(MODELS)
SLUG = re.compile(r"[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Library:
    """The pack's content as it was when it was read. Read it again to see a change."""

    places: Places
    references: References
    lessons: dict[str, Session] = field(default_factory=dict)
    """Lessons and exercises by 'UNIT/SLUG'."""
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

    def unit(self, unit: str) -> list[Session]:
        """Return a unit's lessons, or exercises, in their order."""
        return [lesson for name, lesson in sorted(self.lessons.items()) if lesson.unit == unit]

    @property
    def taught(self) -> list[Lesson]:
        """The lessons for pupils, in their order."""
        return [each for _, each in sorted(self.lessons.items()) if isinstance(each, Lesson)]

    @property
    def exercises(self) -> list[Exercise]:
        """The exercises of the assembly, in their order."""
        return [each for _, each in sorted(self.lessons.items()) if isinstance(each, Exercise)]


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


def lesson_in(folder: Path, memory: Memory) -> Session:
    """Return the lesson or exercise in `folder`, remembered or read. Raises ContentError."""
    model = MODELS[folder.parent.name]
    files = [folder / model.file, folder / "data"]
    return memory.recall(files, lambda: read_session(model, folder))


def references_in(lessons: Path, memory: Memory) -> References:
    """Return the references under `lessons`, remembered or read. Raises ContentError."""
    files = [lessons / name for name in References.files]
    return memory.recall(files, lambda: References.read(lessons))


def _references(places: Places, memory: Memory) -> tuple[References, list[Finding]]:
    try:
        return references_in(places.lessons, memory), []
    except ContentError as error:
        return References(facts={}, codes={}, glossary={}), error.findings


def _only_known_references(lesson: Session, references: References) -> None:
    shown = f"lessons/{lesson.path}/{lesson.file}"
    problems: list[tuple[Way, str, str, str]] = [
        (
            (key, place),
            f"unknown-{one}",
            f"'{name}' under '{key}' is not in {file}.",
            f"Add it to lessons/{file}, or take it out here.",
        )
        for key, one, names, table, file in _named_in(lesson, references)
        for place, name in enumerate(names)
        if table and name not in table
    ]
    # What tables work with may name what is not verified; their guide shows it, marked as such.
    for place, name in enumerate(lesson.facts if isinstance(lesson, Lesson) else []):
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
    if not isinstance(lesson, Lesson):
        own = {name: fact for name, fact in own.items() if fact.verified}
    for index, part in enumerate(lesson.parts if references.facts else []):
        for way, code, message, remedy in part.misfits(own):
            problems.append((("parts", index, *way), code, message, remedy))
    if problems:
        data = read_yaml(lesson.folder / lesson.file, shown)
        raise ContentError([Finding(shown, line_of(data, way), *said) for way, *said in problems])


Named = tuple[str, str, list[str], Mapping[str, object], str]
"""A key, what one entry under it is, the entries, and the table and file they stand in."""


def _named_in(lesson: Session, references: References) -> list[Named]:
    """Return what `lesson` names under each key, with the table that it must stand in."""
    named: list[Named] = [
        ("words", "word", lesson.words, references.glossary, "glossary.yaml"),
        ("facts", "fact", lesson.facts, references.facts, "facts.yaml"),
    ]
    if isinstance(lesson, Lesson):
        named.insert(0, ("codes", "code", lesson.codes, references.codes, "codes.yaml"))
    if isinstance(lesson, Exercise):
        priorities = references.priorities
        named.insert(
            0, ("priorities", "priority", lesson.priorities, priorities, "priorities.yaml")
        )
    return named
