"""What an exercise of the assembly owes its facilitator, its tables and the people it is about."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from safer_communities.activities import Activity
from safer_communities.content import ContentError, Finding, organisations_in

from .facts import YEAR
from .pieces import delegate_texts, file_of, line_in, markdown_texts, shown_texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from safer_communities.content import Exercise, Library, Part

SECTIONS = (
    "Aim",
    "Minutes and the frame",
    "Room and materials",
    "What you say",
    "What a good answer looks like",
    "Sensitive points",
    "Support in the room",
    "Without devices",
    "Reference list",
    "Not yet reviewed",
)
"""The headings of a facilitator's guide, in their order."""
WRITTEN_IN = frozenset({"notes", "commitments"})
"""The kinds of part that have text boxes."""
CAREFUL = re.compile(r"\bno\s+real\s+(?:people|names)\s+or\s+places\b", re.IGNORECASE)


def guides_are_whole(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find facilitator's guides without one of their sections, or with one out of its order."""
    for exercise in library.exercises:
        path = exercise.folder / "guide.md"
        if not path.is_file():  # said by the check of papers
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        found = {line[3:].strip(): at for at, line in enumerate(lines, 1) if line.startswith("## ")}
        file = f"lessons/{exercise.path}/guide.md"
        for name in SECTIONS:
            if name not in found:
                message = f"The guide has no section '{name}'."
                remedy = f"Add the heading '## {name}', and under it what a facilitator needs."
                yield Finding(file, 0, "guide-section-missing", message, remedy)
        known = [name for name in found if name in SECTIONS]
        for before, name in itertools.pairwise(known):
            if SECTIONS.index(name) < SECTIONS.index(before):
                message = f"The section '{name}' stands after '{before}'."
                remedy = f"Move it: the sections stand as {', '.join(SECTIONS)}."
                yield Finding(file, found[name], "guide-section-order", message, remedy)


def text_boxes_are_careful(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find text boxes, and guides of exercises with one, that do not say what not to write."""
    for exercise in library.exercises:
        boxes = [at for at, part in enumerate(exercise.parts) if part.kind in WRITTEN_IN]
        for at in boxes:
            part = exercise.parts[at]
            if not _says_so(part):
                message = f"People write in '{part.id}', and it does not say what to leave out."
                remedy = "Say in 'ask': Write no real people or places."
                line = line_in(exercise, ("parts", at, "ask"))
                yield Finding(file_of(exercise), line, "box-without-warning", message, remedy)
        guide = exercise.folder / "guide.md"
        if boxes and guide.is_file() and not CAREFUL.search(guide.read_text(encoding="utf-8")):
            message = "The tables write in this exercise, and its guide does not say what not to."
            remedy = "Add, under 'What you say', the sentence 'Write no real people or places.'"
            file = f"lessons/{exercise.path}/guide.md"
            yield Finding(file, 0, "box-without-warning", message, remedy)


def _says_so(part: Part) -> bool:
    """Tell whether a part's own words, or those of its kind, warn the one who writes."""
    kind = Activity.kinds.get(part.kind)
    words = [part.ask, *(kind.interface.values() if kind else ())]
    return any(CAREFUL.search(text) for text in words)


def laws_are_in_the_reference_list(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find laws that an exercise or its guide names by year and that its list does not have."""
    for exercise in library.exercises:
        for text in shown_texts(library, exercise):
            for law in [] if text.way[:1] == ("references",) else _unlisted(exercise, text.english):
                yield _unlisted_law(law, text.file, text.line)
        guide = exercise.folder / "guide.md"
        if guide.is_file():
            file = f"lessons/{exercise.path}/guide.md"
            for said, line, _ in markdown_texts(guide.read_text(encoding="utf-8")):
                for law in _unlisted(exercise, said):
                    yield _unlisted_law(law, file, line)


def _unlisted(exercise: Exercise, text: str) -> list[str]:
    titles = [reference.title for reference in exercise.references]
    named = sorted({match.group(0) for match in YEAR.finditer(text)})
    return [law for law in named if not any(law in title for title in titles)]


def _unlisted_law(law: str, file: str, line: int) -> Finding:
    message = f"A law is named here ('{law}') that the reference list does not have."
    remedy = "Add it to 'references' in exercise.yaml, with its status and source."
    return Finding(file, line, "law-without-reference", message, remedy)


def places_are_made_up(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find real districts and councils in what the tables read: everything is in Alderbrook.

    The reference list may name them, and so may facts.
    """
    try:
        organisations = organisations_in(library.places.lessons)
    except ContentError as error:
        yield from error.findings
        return
    names = sorted(each.name for each in organisations.districts.values())
    if not names:
        return
    real = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    for text in delegate_texts(library):
        match = real.search(text.english)
        if match and text.way[:1] != ("references",):
            message = f"'{match.group(0)}' is a real place."
            remedy = "Let it happen in Alderbrook, the made-up town, or name it in the references."
            yield Finding(text.file, text.line, "real-place", message, remedy)
