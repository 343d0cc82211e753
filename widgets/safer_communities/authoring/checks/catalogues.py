"""A translation keeps every placeholder, every isolate, and numbers to ring as they are."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from babel.messages.pofile import PoFileError, read_po

from safer_communities.content import Finding, did_you_mean
from safer_communities.language import LANGUAGES

from .facts import PHONE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages import Catalog, Message

    from safer_communities.content import Library

PLACEHOLDERS = re.compile(r"\{[^{}\s]+\}|%\(\w+\)[sd]")
OPENING, CLOSING = "\u2066\u2067\u2068", "\u2069"
"""The marks that isolate a text's direction, and the one that ends each (Unicode TR9)."""
_UNQUOTED = re.compile(r'(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+(?!".*"\s*$)')
_RUN = re.compile(r"\d(?:[\d \u00a0-]*\d)?")


def translations_are_whole(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find translations that lost or gained what is no word, and files that do not open."""
    for folder in language_folders(library):
        shown = f"lessons/locale/{folder.name}"
        if folder.name not in LANGUAGES:
            message = f"The pack does not speak '{folder.name}', so nobody sees this folder."
            remedy = did_you_mean(folder.name, list(LANGUAGES))
            yield Finding(shown, 0, "unknown-language", message, remedy)
            continue
        for path in sorted(folder.glob("*.po")):
            file = f"{shown}/{path.name}"
            opened = open_catalogue(path, file)
            if isinstance(opened, Finding):
                yield opened
                continue
            for entry in opened:
                if entry.id and not entry.fuzzy:
                    for code, message, remedy in _problems_with(entry, library):
                        yield Finding(file, entry.lineno or 0, code, message, remedy)


def language_folders(library: Library) -> list[Path]:
    root = library.places.locale
    return sorted(each for each in root.iterdir() if each.is_dir()) if root.is_dir() else []


def open_catalogue(path: Path, shown: str) -> Catalog | Finding:
    """Read a PO file, anew only when it changed; where it does not open, return the finding."""
    status = path.stat()
    return _open(path, shown, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=512)
def _open(path: Path, shown: str, _time: int, _size: int) -> Catalog | Finding:
    remedy = "Open it in a PO editor, or take the file as it was before."
    try:
        # Babel takes a text without its quotes, and cuts a letter from each end of it.
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if _UNQUOTED.match(line):
                what = f"A text stands here without its quotes: {line[:60]}"
                return Finding(shown, number, "catalogue-unreadable", what, remedy)
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True)
    except PoFileError as error:
        what = f"The catalogue stops making sense here: {error.line[:60]}"
        return Finding(shown, error.lineno + 1, "catalogue-unreadable", what, remedy)
    except (ValueError, LookupError) as error:
        what = f"The catalogue cannot be read: {error}."
        return Finding(shown, 0, "catalogue-unreadable", what, remedy)


def _problems_with(entry: Message, library: Library) -> Iterator[tuple[str, str, str]]:
    english = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    said = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
    translated = [text for text in said if text]
    if translated:
        yield from _placeholders(english, translated)
        yield from _isolates(english, translated)
        yield from _numbers(english, translated, library)


def _placeholders(english: list[str], translated: list[str]) -> Iterator[tuple[str, str, str]]:
    # A form of a plural may say "one" in words, so only what every English form holds must be kept.
    holds = [set(PLACEHOLDERS.findall(text)) for text in english]
    kept, known = set.intersection(*holds), set.union(*holds)
    lost: set[str] = set()
    extra: set[str] = set()
    for text in translated:
        found = set(PLACEHOLDERS.findall(text))
        lost |= kept - found
        extra |= found - known
    for each in sorted(lost):
        message = f"The translation has lost {each}."
        remedy = f"Put {each} where its value belongs, letter for letter."
        yield "translation-lost-placeholder", message, remedy
    for each in sorted(extra):
        message = f"The translation has {each}, which the English does not have."
        remedy = "Take it out, or write it as in the English, letter for letter."
        yield "translation-extra-placeholder", message, remedy


def _isolates(english: list[str], translated: list[str]) -> Iterator[tuple[str, str, str]]:
    wanted = min(_openings(text) for text in english)
    for text in translated:
        if _openings(text) < wanted or _openings(text) != text.count(CLOSING):
            message = "The translation has lost a mark that keeps a number left to right."
            remedy = "Keep U+2066 before the number and U+2069 after it, as in the English."
            yield "translation-lost-isolate", message, remedy
            return


def _openings(text: str) -> int:
    return sum(text.count(mark) for mark in OPENING)


def _numbers(
    english: list[str], translated: list[str], library: Library
) -> Iterator[tuple[str, str, str]]:
    """Find numbers to ring in other digits than Western ones, or in place of their placeholder."""
    facts = library.references.facts.values()
    ringing = {re.sub(r"\D", "", fact.value) for fact in facts if fact.kind == "phone"}
    remedy = "Keep the placeholder of the English; a number to ring stays in Western digits."
    known = {match.group(0) for text in english for match in PHONE.finditer(text)}
    for text in translated:
        for match in _RUN.finditer(text):
            if not match.group(0).isascii() and _western(match.group(0)) in ringing:
                message = f"The number to ring {match.group(0)} is not in Western digits."
                yield "translation-digits", message, remedy
        for match in PHONE.finditer(text):
            if match.group(0).isascii() and match.group(0) not in known:
                message = f"The number to ring {match.group(0)} is written out."
                yield "translation-digits", message, remedy


def _western(text: str) -> str:
    return "".join(str(unicodedata.digit(each)) for each in text if each.isdigit())
