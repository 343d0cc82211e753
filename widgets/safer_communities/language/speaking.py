"""Saying the pack's English in another language, by the catalogues under lessons/locale."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from .catalogues import Catalogues
from .languages import LANGUAGES, Language

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

DIGITS = {
    "latn": {},
    "arabext": {ord(str(value)): 0x06F0 + value for value in range(10)},
}
"""By CLDR's name of the numerals: what stands for each Western digit."""
BESIDE = "\x1e"
"""Parts a translation from the English that stands beside it; pages show the two apart."""
PLURALS = ("zero", "one", "two", "few", "many", "other")
"""CLDR's plural categories, in the order in which gettext counts forms."""


class Speaker:
    """Says texts in one language. Where there is no translation, the English stands."""

    def __init__(self, language: Language, catalogues: Catalogues, piece: str) -> None:
        self.language = language
        self._catalogues = catalogues
        self._piece = piece
        self._locale = Locale.parse(language.locale)

    def say(self, text: str, /, **numbers: float) -> str:
        """Return `text` in this language, with `numbers` put in as it writes them."""
        said: str | tuple[str, ...] = text
        if text and self.language.code != "en":
            said = self._catalogues.said(self._piece).get(text, text)
        words = said if isinstance(said, str) else said[-1]
        for name, number in numbers.items():
            words = words.replace(f"{{{name}}}", self.number(number))
        return words

    def say_many(self, one: str, many: str, count: float) -> str:
        """Return the form for `count`, by the plural rules of CLDR."""
        said = self._catalogues.said(self._piece).get(one)
        if not isinstance(said, tuple):
            return one if count == 1 else many
        rule = self._locale.plural_form
        forms = [tag for tag in PLURALS if tag in rule.tags or tag == "other"]
        return said[min(forms.index(rule(count)), len(said) - 1)]

    def say_safely(self, text: str) -> str:
        """Return `text` with its English beside it, while nobody has reviewed the translation."""
        said = self.say(text)
        return said if said == text or not self.is_draft else f"{said}{BESIDE}{text}"

    def number(self, value: float) -> str:
        """Return a number as this language writes it (CLDR)."""
        return self._in_digits(_decimal(value, self._locale, self.language.digits))

    def date(self, value: dt.date, form: Literal["long", "full"] = "long") -> str:
        """Return a date as this language writes it (CLDR); `full` has the day of the week too."""
        return self._in_digits(format_date(value, format=form, locale=self._locale))

    def _in_digits(self, written: str) -> str:
        """Put in the language's digits: Babel knows its separators and month names only."""
        return written.translate(DIGITS[self.language.digits])

    @property
    def is_draft(self) -> bool:
        """True while any catalogue of this language waits for a native speaker's review."""
        return bool(self._catalogues.unreviewed())


@functools.lru_cache(4096)
def _decimal(value: float, locale: Locale, digits: str) -> str:
    # A room's comparison alone has some thousand numbers, most of them the same few.
    return format_decimal(value, locale=locale, numbering_system=digits)


@functools.cache
def _catalogues(code: str, locale: Path) -> Catalogues:
    return Catalogues(code, locale / code)


@functools.cache
def speaker(code: str, locale: Path, piece: str = "interface") -> Speaker:
    """Return who speaks the language `code`; `locale` holds CODE/PIECE.po.

    Where two pieces say a text differently, the words of `piece` come first.
    """
    return Speaker(LANGUAGES[code], _catalogues(code, locale), piece)
