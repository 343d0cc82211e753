"""Ids that answers and catalogues hang on stay as they were at the last release."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from safer_communities.content import ContentError, Finding
from safer_communities.content.reading import line_of

from .pieces import data_of, file_of, line_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from safer_communities.content import Library, Session

    from .pieces import Way

FILE = "lessons/released-ids.yaml"
HEADER = (
    "# Every id at the last release: of parts, and within each of its cards, questions, options\n"
    "# and groups. Saved answers hang on them, so `safer check` says when one is gone.\n"
    "# Written by `safer check --release`, never by hand.\n"
)
REMEDY = "Give it its id back. If it should be gone for good, run: safer check --release"


def ids_of(lesson: Session) -> dict[str, Way]:
    """Return every id within a lesson as PART/ITEM/OPTION, with the way to it in lesson.yaml."""
    found: dict[str, Way] = {}
    for index, part in enumerate(lesson.parts):
        _collect(part, "", ("parts", index), found)
    return found


def _collect(value: Any, above: str, way: Way, found: dict[str, Way]) -> None:
    if isinstance(value, list):
        for index, each in enumerate(value):
            _collect(each, above, (*way, index), found)
    elif isinstance(value, BaseModel):
        name = getattr(value, "id", None)
        if name:
            above = f"{above}/{name}" if above else str(name)
            found[above] = way
        for key in type(value).model_fields:
            _collect(getattr(value, key), above, (*way, key), found)


def released_ids_stay(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find ids that were there at the last release and are gone."""
    path = library.places.lessons / "released-ids.yaml"
    if not path.is_file():
        return
    try:
        data = data_of(path, FILE) or {}
    except ContentError as error:
        yield from error.findings
        return
    lessons = {lesson.id: lesson for lesson in library.lessons.values()}
    for name, released in data.items():
        if name in lessons:
            yield from _gone_from(lessons[name], [str(each) for each in released])
        # A lesson that cannot be read keeps its id to itself: it may be this one.
        elif not library.broken:
            message = f"The lesson '{name}' was released and is gone."
            yield Finding(FILE, line_of(data, (name,)), "vanished-id", message, REMEDY)


def _gone_from(lesson: Session, released: list[str]) -> Iterator[Finding]:
    now = ids_of(lesson)
    gone = [each for each in released if each not in now]
    for each in gone:
        holder = each.rpartition("/")[0]
        # Where a part is gone, so is all that it held: said once.
        if holder in gone:
            continue
        line = line_in(lesson, now.get(holder, ("parts",)))
        beside = [
            name for name in now if name.rpartition("/")[0] == holder and name not in released
        ]
        near = difflib.get_close_matches(each, beside, n=1, cutoff=0.4)
        renamed = f" Was it renamed to '{near[0]}'?" if near else ""
        message = f"The id '{each}' was released and is gone.{renamed}"
        yield Finding(file_of(lesson), line, "vanished-id", message, REMEDY)


def release(library: Library) -> Path:
    """Write today's ids as the released ones. Raises ContentError where a piece cannot be read."""
    if library.broken:
        raise ContentError([finding for each in library.broken.values() for finding in each])
    path = library.places.lessons / "released-ids.yaml"
    lessons = sorted(library.lessons.values(), key=lambda lesson: lesson.id)
    writer = YAML()
    writer.indent(mapping=2, sequence=4, offset=2)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        writer.dump({lesson.id: list(ids_of(lesson)) for lesson in lessons}, file)
    return path
