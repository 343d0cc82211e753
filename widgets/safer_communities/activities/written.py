"""What grown-ups write in words of their own: how long it may be, and what stands over it."""

from __future__ import annotations

import unicodedata
from typing import Any

from safer_communities.language import N_

from .base import NotAnAnswer

OVER_BOXES = {
    "noNames": N_("Write no real people or places."),
    "reader": N_("The facilitator reads it first; nothing is shown until then."),
    "onDevice": N_("It stays on this device."),
    "noSecret": N_(
        "It cannot be kept secret. If somebody may not be safe, the facilitator passes it on."
    ),
    "whereHelp": N_(
        "Leave out what is close to home. Where to get help stands at the end of this page."
    ),
}
"""What stands over such boxes at all times (`overBoxes` in common.js): design, section 5."""
KEPT_APART = frozenset({"Cc", "Cs"})
"""Unicode's categories of control characters and of halves of a character."""
BREAKS = "\n\t"


def written(text: Any, most: int, what: str) -> str:
    """Return `text` if it is at most `most` letters of words. Raises NotAnAnswer, saying why not.

    A browser counts a letter outside the first plane twice, so what its box takes is taken here.
    """
    if not isinstance(text, str):
        raise NotAnAnswer(f"What is written under '{what}' is not a text.")
    if len(text) > most:
        raise NotAnAnswer(f"'{what}' has {len(text)} letters, and there is room for {most}.")
    if any(unicodedata.category(each) in KEPT_APART for each in text if each not in BREAKS):
        raise NotAnAnswer(f"'{what}' holds a character that no keyboard writes.")
    return text
