"""Laws, ages, numbers to ring and figures come from facts.yaml, and are fresh (house rule 16)."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from safer_communities.content import PLACEHOLDER, Finding, Session, named_facts
from safer_communities.content.reading import line_of

from .pieces import all_texts, data_of, wholes_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from safer_communities.content import Library

    from .pieces import Standing

FACTS = "lessons/facts.yaml"

PHONE = re.compile(
    r"(?<![\d£.,:-])(?:999|101|111|112|18000|61016|7726|116 ?123"
    r"|0\d{2,4}[ -]?\d{2,4}(?:[ -]?\d{2,4}){0,2})(?![\d%]|[.:,]\d)"
)
"""The short numbers that are rung in the United Kingdom, and any number that begins as one does."""
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
WORDS = {word: str(10 + index) for index, word in enumerate(_TEENS.split())}
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(WORDS)})"
# "Under 5 minutes" is no age; a number with its unit is left alone.
_UNIT = r"(?![ -](?:seconds?|minutes?|hours?|days?|weeks?|months?|metres?|miles?|km|pounds?|per))"
_LIMIT = (
    rf"\b(?:under|over)[ -]{_NUMBER}s?\b(?!%| ?per ?cent){_UNIT}"
    rf"|\b(?:under|over) the age of {_NUMBER}\b"
)
AGE = re.compile(
    rf"\bage[ds]? {_NUMBER}\b(?! minutes)|\b{_NUMBER}[ -]years?[ -]old\b|{_LIMIT}", re.IGNORECASE
)
LIMIT = re.compile(_LIMIT, re.IGNORECASE)
"""An age at which something begins or ends. The age of somebody in a story is not one."""
SHARE = re.compile(r"\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)", re.IGNORECASE)
SUM = re.compile(r"£ ?\d[\d,]*(?:\.\d+)?|\b\d[\d,]* pounds\b")
YEAR = re.compile(r"\b(?:Act|Regulations|Order|Bill)(?: of)? (?:19|20)\d\d\b")

KINDS: tuple[tuple[re.Pattern[str], str, frozenset[str]], ...] = (
    (PHONE, "number to ring", frozenset({"phone"})),
    (AGE, "age", frozenset({"age", "law", "threshold"})),
    (SHARE, "share", frozenset({"figure", "threshold"})),
    (SUM, "sum of money", frozenset({"law", "figure", "threshold"})),
    (YEAR, "law's year", frozenset({"law", "date"})),
)
"""What must not be written out: how it looks, its name, and the kinds of fact that it may be."""


KINDS_FOR_TABLES = (KINDS[0], (LIMIT, *KINDS[1][1:]))
"""What must not be written out in an exercise: its laws stand in its own reference list."""


def facts_stand_for_numbers(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find numbers that are written out: for pupils of every kind, for all others those to ring."""
    for text in all_texts(library):
        for pattern, name, kinds in _sought_in(text):
            for found in sorted({match.group(0) for match in pattern.finditer(text.english)}):
                facts = _facts_of(library, found, kinds)
                known = f" It is the fact {_listed(facts)}." if facts else ""
                message = f"The {name} '{found}' is written out.{known}"
                yield Finding(text.file, text.line, "written-out", message, _remedy(text, facts))


def _sought_in(text: Standing) -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    if text.reader == "delegate":
        return KINDS_FOR_TABLES
    return KINDS if text.reader == "pupil" else KINDS[:1]


def _remedy(text: Standing, facts: list[str]) -> str:
    if not _is_filled_in(text):
        file = text.lesson.file if isinstance(text.lesson, Session) else "lesson.yaml"
        return f"Say it without the number, or in a part of {file}, by its fact."
    if facts:
        return f"Write {{{facts[0]}}} in its place, and list it under 'facts'."
    return f"Add it to {FACTS} and write {{its-id}} here, or say it without the number."


def _is_filled_in(text: Standing) -> bool:
    """Tell whether facts are filled in where this stands: not in key words, nor in notebooks."""
    return text.lesson is not None and not text.file.startswith("notebooks/")


def _facts_of(library: Library, found: str, kinds: frozenset[str]) -> list[str]:
    """Return the ids of the facts whose value says the same number as `found`."""
    wanted = _digits(found)
    facts = library.references.facts.items()
    return [name for name, fact in facts if fact.kind in kinds and _digits(fact.value) == wanted]


def _digits(text: str) -> str:
    for word, number in WORDS.items():
        text = re.sub(rf"\b{word}\b", number, text, flags=re.IGNORECASE)
    return re.sub(r"\D", "", text)


def _listed(names: list[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)


def placeholders_name_facts(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find placeholders that name no fact, one the lesson does not list, or an unverified one."""
    if "references" in library.broken:  # then no fact is known, and the file has its own finding
        return
    for text in all_texts(library):
        for name in dict.fromkeys(re.findall(r"\{([^{}]{0,60})\}", text.english)):
            problem = _problem_with(library, text, name)
            if problem:
                yield Finding(text.file, text.line, *problem)


def _problem_with(library: Library, text: Standing, name: str) -> tuple[str, str, str] | None:
    facts = library.references.facts
    if not PLACEHOLDER.fullmatch(f"{{{name}}}") or name not in facts:
        near = difflib.get_close_matches(name, facts, n=1, cutoff=0.6)
        hint = f"Did you mean {{{near[0]}}}?" if near else f"The facts are in {FACTS}."
        return "unknown-placeholder", f"There is no fact called '{name}'.", hint
    if text.lesson is None or not _is_filled_in(text):
        message = f"The fact '{name}' is named here, where no value is filled in."
        return "unknown-placeholder", message, "Say it in a part of the lesson, in lesson.yaml."
    # A plan may name what is not yet verified: staff pages say that it is not (house rule 16).
    if text.reader == "teacher":
        return None
    if not facts[name].verified:
        who, where = "pupils and parents", "say it without the fact"
        if text.reader == "delegate":
            who, where = "those at the tables", "say it in guide.md, where it is marked"
        message = f"The fact '{name}' is not verified, so {who} must not read it."
        return "fact-unverified", message, f"Verify it at its source, or {where}."
    if name not in text.lesson.facts:
        whose = text.lesson.called if isinstance(text.lesson, Session) else "check"
        message = f"The fact '{name}' is not among the {whose}'s facts."
        top = text.lesson.file if isinstance(text.lesson, Session) else text.file
        return "fact-not-listed", message, f"Add '{name}' to 'facts' at the top of {top}."
    return None


def facts_are_fresh(library: Library, today: dt.date) -> Iterator[Finding]:
    """Find facts in use that should have been read at their source again by `today`."""
    used = {name for whole in wholes_of(library) for name in whole.facts}
    used |= {name for text in all_texts(library) for name in named_facts(text.english)}
    for name, fact in library.references.facts.items():
        if name in used and fact.check_again < today:
            data = data_of(library.places.lessons / "facts.yaml", FACTS)
            yield Finding(
                FACTS,
                line_of(data, (name, "check_again")),
                "fact-overdue",
                f"The fact '{name}' was to be checked again by {fact.check_again}.",
                f"Read it again at {fact.source.address or fact.source.name}, "
                "then set 'checked' and 'check_again'.",
            )
