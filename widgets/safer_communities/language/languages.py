"""The languages the pack speaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language: its BCP 47 code, its name in itself and in English, its direction."""

    code: str
    name: str
    english: str
    direction: str = "ltr"
    digits: str = "latn"
    """CLDR's name of the numerals of its texts here. Numbers to ring are always Western."""

    @property
    def locale(self) -> str:
        """The locale whose CLDR data it uses: for dates, numbers and plurals."""
        return {"en": "en_GB", "qps": "en_GB"}.get(self.code, self.code)


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "English", "English"),
        Language("fa", "فارسی", "Persian", "rtl", "arabext"),
        Language("ur", "اردو", "Urdu", "rtl"),
        Language("bn", "বাংলা", "Bengali"),
        Language("ms", "Bahasa Melayu", "Malay"),
        # Made up, long and accented, to see what breaks. There only where
        # `safer languages --pseudo` was run.
        Language("qps", "Ƥšéüđö", "Pseudo"),
    )
}
ENGLISH = LANGUAGES["en"]


def language_of(code: str | None) -> Language:
    """Return the language with this code. Raises KeyError for one the pack does not speak."""
    return LANGUAGES[code or "en"]


def N_(text: str) -> str:  # noqa: N802 (gettext's own name, which extraction looks for)
    """Mark `text` as one that catalogues translate, and return it as it is."""
    return text
