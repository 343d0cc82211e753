"""Pupils' tags: a colour, an animal and a number in place of a name."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import field_validator

from safer_communities.content import Checked, Places
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Collection

    from safer_communities.language import Speaker

FILE = "tags.yaml"
PATTERN = N_("{colour} {animal} {number}")
"""A tag as it is said. Languages that put the animal first change the order."""


class TagWords(Checked):
    """The reviewed words of lessons/tags.yaml."""

    colours: list[str]
    animals: list[str]
    codes: list[str]

    @field_validator("colours", "animals", "codes")
    @classmethod
    def _told_apart(cls, words: list[str]) -> list[str]:
        for word in words:
            if not (word.isascii() and word.isalpha()):
                raise ValueError(f"'{word}' is not one plain word. | Use letters only.")
            if words.count(word) > 1:
                raise ValueError(f"'{word}' is there twice. | Take one out.")
        return words

    @classmethod
    def of(cls, places: Places) -> TagWords:
        """Return the words of this content, or the pack's own where it has none.

        Raises ContentError, with file and line.
        """
        file = places.lessons / FILE
        if not file.is_file():
            file = Places.found().lessons / FILE
        shown = f"lessons/{FILE}"
        data = read_yaml(file, shown)
        return check(cls, data, shown, instead=plain(data))


@dataclass(frozen=True)
class Tag:
    """One tag, in the English words of tags.yaml."""

    colour: str
    animal: str
    number: int

    def said(self, voice: Speaker) -> str:
        """Return the tag as a page in this language shows it."""
        return voice.say(PATTERN).format(
            colour=voice.say(self.colour),
            animal=voice.say(self.animal),
            number=voice.number(self.number),
        )


def free_tag(words: TagWords, taken: Collection[Tag]) -> Tag:
    """Return a random tag none of whose class has. Both its number and its animal are its own.

    Raises LookupError where every colour of every animal is taken.
    """
    used = {(tag.colour, tag.animal) for tag in taken}
    free = [
        pair
        for pair in ((colour, animal) for colour in words.colours for animal in words.animals)
        if pair not in used
    ]
    if not free:
        raise LookupError("Every tag of this class is taken.")
    number = max((tag.number for tag in taken), default=0) + 1
    return Tag(*secrets.choice(free), number)
