"""Cards: how a tag moves to another device. In memory only, and for two minutes."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CARD_SECONDS = 120
"""How long a card can be used."""
CARD_TRIES = 5
"""Wrong numbers typed in a class after which its cards are void."""
DIGITS = 6


@dataclass
class Card:
    """A number that makes one device one pupil of a class, once."""

    class_id: str
    pupil: str
    number: str
    expires: float
    wrong: int = field(default=0)


class Cards:
    """The cards that are out. A new one for a pupil makes their old one void.

    A guesser has five tries at each card, of a million numbers: 1 in 200,000, whatever their
    address; and each wrong number is a try of their address too (`server.live.tries`).
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._out: list[Card] = []

    def new(self, class_id: str, pupil: str) -> Card:
        """Give out a card for a pupil of a class."""
        self._tidy()
        self._out = [each for each in self._out if (each.class_id, each.pupil) != (class_id, pupil)]
        taken = {each.number for each in self._out}
        while (number := f"{secrets.randbelow(10**DIGITS):0{DIGITS}}") in taken:
            pass
        card = Card(class_id, pupil, number, self._clock() + CARD_SECONDS)
        self._out.append(card)
        return card

    def find(self, class_id: str, number: str) -> Card | None:
        """Return a card that is out, without using it."""
        self._tidy()
        return next(
            (
                each
                for each in self._out
                if each.class_id == class_id and hmac.compare_digest(each.number, number)
            ),
            None,
        )

    def use(self, class_id: str, number: str) -> str | None:
        """Take a card in; return whose it was, or None where the class has no such card.

        A wrong number counts against every card of the class: nobody knows which was meant.
        """
        card = self.find(class_id, number)
        if card is not None:
            self._out.remove(card)
            return card.pupil
        for each in self._out:
            if each.class_id == class_id:
                each.wrong += 1
        self._tidy()
        return None

    def _tidy(self) -> None:
        now = self._clock()
        self._out = [each for each in self._out if each.expires > now and each.wrong < CARD_TRIES]


def read_card(typed: str) -> str | None:
    """Return the number that was typed, in any language's digits; None where it can be none."""
    digits = [
        unicodedata.decimal(letter, None) for letter in typed if letter not in " -\u200e\u200f"
    ]
    if len(digits) != DIGITS or None in digits:
        return None
    return "".join(map(str, digits))
