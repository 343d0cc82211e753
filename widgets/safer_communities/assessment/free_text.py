"""A pupil's own words, so that a teacher's page shows them and never runs them."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

MOST_LETTERS = 4000
OPENING = '<pre class="tex2jax_ignore" dir="auto">'
CLOSING = "</pre>"
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the direction of what follows, so that a sentence reads as another."""
_JOINERS = frozenset("\u200c\u200d")
"""Unprintable by name, but Persian and Bengali cannot be spelled without them."""
_KEPT_CONTROLS = frozenset("\n\t")
_GONE = ("Cc", "Cs", "Co", "Cn")


def tidy(words: str) -> str:
    """Return the words as they can be shown: every letter, and nothing that cannot be seen.

    The exact words stay in the hand-in, for whoever must have them (`passing.pass_on`).
    """
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    kept = []
    for letter in lines:
        kind = unicodedata.category(letter)
        seen = letter in _KEPT_CONTROLS or letter in _JOINERS
        if seen or (kind not in _GONE and kind != "Cf" and letter not in _TURNING):
            kept.append(letter)
    return "".join(kept).strip()


def in_a_cell(words: str) -> str:
    """Return the source of a markdown cell that shows the words and nothing but the words.

    formgrader renders a cell as markdown, HTML and mathematics with the teacher's rights
    (stored XSS in nbgrader 0.9.6). So each ASCII character that is no letter and no digit is
    written as its number: no tag, link, emphasis or formula is left to find. A line break is
    written so too, since an empty line would end the block of HTML.
    """
    shown = "".join(
        letter if letter.isalnum() or not letter.isascii() else f"&#{ord(letter)};"
        for letter in tidy(words)
    )
    return f"{OPENING}{shown}{CLOSING}"


def words_in(answers: dict[str, Any], item: str) -> str:
    """Return the free text in an answer, or nothing."""
    value = answers.get(item) or {}
    words = value.get("text", "") if isinstance(value, dict) else ""
    return words if isinstance(words, str) else ""


def fingerprint(words: str) -> str:
    """Return what tells two texts apart, and says nothing of either."""
    return hashlib.sha256(tidy(words).encode("utf-8", "replace")).hexdigest()
