"""Class codes: two short words that a child can read aloud, hear and type."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

TRIES = 30
"""Wrong codes of two listed words that one address may try in `TRIES_SECONDS`."""
TRIES_SECONDS = 12 * 3600
"""As long as a class can be joined (`classes.LIFE_SECONDS`)."""
_BETWEEN = re.compile(r"[\W_]+")


def chance_of_a_guess(words: int, tries: int = TRIES) -> float:
    """Return how likely it is that one address guesses a class's code while it can be joined.

    A code is two different words in an order, each as likely as any other: words x (words - 1)
    codes. With the 621 words of lessons/tags.yaml that is 385,020. One address has at most 30
    wrong tries in any 12 hours, which is as long as a class can be joined, so its chance is at most
    30 in 385,020, about 1 in 12,800 (design, section 5, asks for less than 1 in 10,000).

    What cannot be a code (a word that is not listed) is no try: it can never be right. So a class
    of forty behind one address may mistype as often as it likes.
    """
    return tries / (words * (words - 1))


class Codes:
    """Makes codes, and reads what somebody typed."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [word.upper() for word in words]
        self._known = frozenset(self._words)

    def new(self, taken: Collection[str]) -> str:
        """Return a code that is not taken. Any two of the words, by the system's randomness."""
        while True:
            first, second = secrets.choice(self._words), secrets.choice(self._words)
            code = f"{first}-{second}"
            if first != second and code not in taken:
                return code

    def read(self, typed: str) -> str | None:
        """Return the code that was typed, in any case, with any space or hyphen between its words.

        None where it cannot be a code: not two listed words.
        """
        words = [word for word in _BETWEEN.split(typed.upper()) if word]
        if len(words) == 1:
            words = self._parted(words[0])
        if len(words) != 2 or not set(words) <= self._known or words[0] == words[1]:  # noqa: PLR2004 (two words)
            return None
        return "-".join(words)

    def _parted(self, joined: str) -> list[str]:
        """Return the two listed words that were typed as one; [] where that is not clear."""
        ways = [
            [joined[:at], joined[at:]]
            for at in range(3, len(joined) - 2)
            if joined[:at] in self._known and joined[at:] in self._known
        ]
        return ways[0] if len(ways) == 1 else []
