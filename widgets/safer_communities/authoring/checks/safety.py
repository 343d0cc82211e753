"""Words on which safety hangs: marked, so that a draft translation stands beside its English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from safer_communities.activities import safety_texts
from safer_communities.content import PACKAGE, ContentError, Finding, Said
from safer_communities.language import BESIDE, LANGUAGES, speaker

from .catalogues import language_folders, open_catalogue
from .pieces import file_of, is_inherited, lesson_texts, line_in, marked
from .wording import whole_words, wording_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from safer_communities.content import Library, Part

REVIEW = re.compile(r"^#?\s*Reviewed by:\s*\S", re.MULTILINE)
_SAYS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_PLAINLY = re.compile(r"\b(?:_|gettext|ngettext|say)\(")


def careful_items_are_marked(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find cards, spots, questions and items about fire, water, secrets … outside `safety`."""
    try:
        words = wording_in(library.places.lessons).safety_words
    except ContentError:  # said by the check of wording
        return
    if not words:
        return
    pattern = whole_words(words)
    for lesson in library.taught:
        for index, part in enumerate(lesson.parts):
            way = ("parts", index, part.listed)
            if is_inherited(lesson, way):
                continue
            for place, item in enumerate(part.items_of_this_kind()):
                problem = unmarked(part, item, pattern)
                if problem:
                    line = line_in(lesson, (*way, place))
                    yield Finding(file_of(lesson), line, "safety-unmarked", *problem)


def unmarked(part: Part, item: Any, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """Say what is wrong where `item` says a word on which safety hangs and is not marked so."""
    match = pattern.search("\n".join(text for text, _ in marked(item, Said)))
    if not match or item.id in part.safety:
        return None
    return (
        f"'{item.id}' says '{match.group(0)}': somebody's safety may hang on it.",
        (
            f"Add '{item.id}' to 'safety' of the part '{part.id}': a draft translation "
            "then shows its English too."
        ),
    )


def drafts_keep_their_english(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find texts marked safety that a language nobody has reviewed says without their English."""
    drafts = [code for code in LANGUAGES if _is_draft(library, code)]
    for lesson in library.lessons.values():
        known = library.references.safety
        careful = {text for part in lesson.parts for text in safety_texts(part, known)}
        voices = [speaker(code, library.places.locale, lesson.id) for code in drafts]
        for text in lesson_texts(lesson):
            if text.english not in careful:
                continue
            alone = [
                voice.language.english
                for voice in voices
                if voice.say(text.english) != text.english
                and not voice.say_safely(text.english).endswith(f"{BESIDE}{text.english}")
            ]
            if alone:
                yield Finding(
                    text.file,
                    text.line,
                    "safety-alone",
                    f"In {', '.join(alone)} this stands without its English, "
                    "and nobody has reviewed the translation.",
                    "This is a fault of the pack, not of the lesson: tell its engineers.",
                )


def _is_draft(library: Library, code: str) -> bool:
    """Tell whether a language is spoken here and waits for review, by the files themselves."""
    folder = next((each for each in language_folders(library) if each.name == code), None)
    paths = sorted(folder.glob("*.po")) if folder else []
    opened = [open_catalogue(path, f"lessons/locale/{code}/{path.name}") for path in paths]
    if not paths or any(isinstance(each, Finding) for each in opened):
        return False
    return any(not REVIEW.search(_opening(path)) for path in paths)


def _opening(path: Path) -> str:
    """Return the comment with which a PO file begins."""
    return path.read_text(encoding="utf-8").partition("\nmsgid")[0]


def templates_say_safety(
    library: Library, _today: dt.date, root: Path = PACKAGE
) -> Iterator[Finding]:
    """Find templates that say a number on which safety hangs through `_()` and not `safety()`."""
    names = "|".join(map(re.escape, sorted(library.references.safety)))
    if not names:
        return
    fact = re.compile(rf"""facts(?:\[["'](?:{names})["']\]|\.get\(["'](?:{names})["']\))""")
    for path in sorted(root.rglob("*.html*")):
        if "_pack" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for match in _SAYS.finditer(text):
            if fact.search(match.group(0)) and _PLAINLY.search(match.group(0)):
                yield Finding(
                    f"widgets/safer_communities/{path.relative_to(root).as_posix()}",
                    text.count("\n", 0, match.start()) + 1,
                    "safety-alone",
                    "This says a number to ring through _(): a draft stands without its English.",
                    'Say it with safety("…", number=…).',
                )
