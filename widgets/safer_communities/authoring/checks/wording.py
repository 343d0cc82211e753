"""Words that this pack does not use, and why; feedback that says why (house rules 15 and 18)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from safer_communities.assessment import Check
from safer_communities.content import Checked, ContentError, Exercise, Finding, Session
from safer_communities.content.reading import check

from .pieces import all_texts, data_of, delegate_texts, pupil_texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from safer_communities.content import Library

    from .pieces import Standing

FILE = "lessons/wording.yaml"
QUOTED = "What pupils may think"
"""The section of a plan that quotes what pupils say, so that a teacher has an answer."""
FEEDBACK = {"why", "hint", "early", "late", "near"}
"""The keys of lesson.yaml under which stands what a pupil is told after an answer."""
FEWEST = 6
"""A reason takes six words or more: 'Ice can be thin.' does not yet say why, or what to try."""
_BARE = re.compile(r"\W*(?:(?:wrong|incorrect|not right)\b|no[,.!:;])", re.IGNORECASE)


def _one_is_a_list(said: Any) -> Any:
    return [said] if isinstance(said, str) else said


class Phrase(Checked):
    """Something not to say: in each of its forms, why not, and what to say instead.

    With `except_in: [myth]` a myth-or-fact question may quote it, as what somebody believes.
    """

    say: Annotated[list[str], BeforeValidator(_one_is_a_list), Field(min_length=1)]
    why: str
    instead: str
    except_in: list[Literal["myth"]] = []  # noqa: RUF012 (pydantic copies a default)


class Wording(Checked):
    """What lessons/wording.yaml holds."""

    phrases: list[Phrase] = []  # noqa: RUF012
    safety_words: list[str] = []  # noqa: RUF012


def wording_in(lessons: Path) -> Wording:
    """Read wording.yaml. Raises ContentError with every fault."""
    return check(Wording, data_of(lessons / "wording.yaml", FILE) or {}, FILE)


def words_are_kind(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find wording that blames, scares, labels or asks for a child's own story."""
    try:
        wording = wording_in(library.places.lessons)
    except ContentError as error:
        yield from error.findings
        return
    sought = [(phrase, whole_words(phrase.say)) for phrase in wording.phrases]
    anything = whole_words([each for phrase in wording.phrases for each in phrase.say] or ["\0"])
    for text in all_texts(library):
        if text.section == QUOTED or _is_on_record(text) or not anything.search(text.english):
            continue
        for phrase, pattern in sought:
            match = pattern.search(text.english)
            if match and not ("myth" in phrase.except_in and _is_quoted(text)):
                message = f"'{match.group(0)}' is not said in this pack: {phrase.why}"
                yield Finding(text.file, text.line, "banned-wording", message, phrase.instead)


def whole_words(phrases: list[str]) -> re.Pattern[str]:
    """Return a pattern of any of `phrases` as whole words, in any case, however they are spaced."""
    joined = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    joined = joined.replace("'", "['\u2019]")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def _is_quoted(text: Standing) -> bool:
    """Tell whether a text is the statement of a myth-or-fact question."""
    match text.way:
        case ("parts", int(index), "questions", int(), "words") if isinstance(text.lesson, Session):
            return getattr(text.lesson.parts[index], "mode", "") == "myth"
        case ("items", int(index), "part", "questions", int(), "words") if isinstance(
            text.lesson, Check
        ):
            return getattr(text.lesson.items[index].part, "mode", "") == "myth"
    return False


def _is_on_record(text: Standing) -> bool:
    """Tell whether a text is a record in which the tables look for the phrase that blames."""
    match text.way:
        case ("parts", int(index), "scenes", int(place), "words" | "language") if isinstance(
            text.lesson, Exercise
        ):
            scene = text.lesson.parts[index].items_of_this_kind()[place]
            return bool(getattr(scene, "language", ""))
    return False


def feedback_says_why(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find feedback that only says wrong, or that says so first."""
    for text in (*pupil_texts(library), *delegate_texts(library)):
        if FEEDBACK.isdisjoint(map(str, text.way)):
            continue
        if _BARE.match(text.english):
            message = "This feedback begins by saying that the answer is wrong."
        elif len(text.english.split()) < FEWEST:
            message = f"This feedback has {len(text.english.split())} words, so it gives no reason."
        else:
            continue
        remedy = "Say what is good in the answer, then why, then what to try."
        yield Finding(text.file, text.line, "only-wrong", message, remedy)
