"""What sorting and matching share: each of several things gets one of several answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import model_validator

from safer_communities.content import Checked, Picture, Words
from safer_communities.content.lessons import Id

from .base import Spec, Value, one_of, only, shown

if TYPE_CHECKING:
    from collections.abc import Iterable


class Pictured(Checked):
    """A thing with its words, and perhaps a picture that has words of its own."""

    called: ClassVar[str]

    id: Id
    words: Words
    picture: Picture | None = None
    alt: Words = ""

    @model_validator(mode="after")
    def _a_picture_has_words(self) -> Self:
        if bool(self.picture) != bool(self.alt):
            raise ValueError(
                f"{self.called} '{self.id}' has a picture without words, or words without a "
                "picture. | Give both 'picture' and 'alt'."
            )
        return self


def clean_pairs(
    value: Any, name: str, things: Iterable[str], answers: Iterable[str], called: tuple[str, str]
) -> Value:
    """Return `{name: {THING: ANSWER}}` checked against the ids; `called` names both in a refusal.

    Any answer may stand at several things: nothing is found out by what is left over.
    """
    answer: Value = only(value, **{name: dict})
    things, answers = list(things), list(answers)
    for thing, chosen in answer.get(name, {}).items():
        one_of(thing, things, called[0])
        one_of(chosen, answers, called[1])
    return answer


def tally_pairs(spec: Spec, value: Value, name: str, things: str) -> list[tuple[str, str]]:
    """Return the answer of each thing that has one, of those the pupil saw."""
    pairs = value.get(name, {})
    seen = (each["id"] for each in shown(spec, spec[things], value))
    return [(thing, pairs[thing]) for thing in seen if thing in pairs]
