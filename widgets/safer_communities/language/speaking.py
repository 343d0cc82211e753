"""Saying the pack's English in another language, by the gettext catalogues under lessons/locale."""

from __future__ import annotations

import functools
import gettext
from typing import TYPE_CHECKING

from .languages import LANGUAGES, Language

if TYPE_CHECKING:
    from pathlib import Path


class Speaker:
    """Says texts in one language. Context keeps two equal English texts apart (msgctxt)."""

    def __init__(self, language: Language, catalogues: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogues = catalogues

    def say(self, text: str) -> str:
        """Return `text` in this speaker's language, or as it is where there is no translation."""
        return self._catalogues.gettext(text) if text else text

    def say_many(self, one: str, many: str, count: int) -> str:
        return self._catalogues.ngettext(one, many, count)


@functools.cache
def speaker(code: str, locale: Path) -> Speaker:  # noqa: ARG001 (no catalogues are there yet)
    """Return the speaker of a language. `locale` is the folder of its catalogues (CODE/*.po)."""
    return Speaker(LANGUAGES[code], gettext.NullTranslations())
