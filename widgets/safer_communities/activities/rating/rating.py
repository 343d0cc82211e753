"""Rating: each card gets one of a few steps, lowest first. A judgement, so never marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import model_validator

from safer_communities.activities.base import (
    Activity,
    Spec,
    Value,
    Verdict,
    one_of,
    only,
    shown,
)
from safer_communities.activities.keyless import names, passed
from safer_communities.activities.tables import Table, table_of
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST, MOST = 2, 6
"""How many steps there can be: one is no choice, and seven cannot be told apart on a phone."""


class Rated(Checked):
    """What is rated, with a `note` under its words where they need one."""

    id: Id
    words: Words
    note: Words = ""


class RatingPart(Part, kind="rating"):
    """Cards, each rated on `steps` from the lowest to the highest.

    The room compares how people rate alone with how their table does, so no step is right.
    """

    fewer_of = "cards"
    never_scored = True

    scored: bool = False
    cards: list[Rated]
    steps: list[Words]
    after: Words = ""

    @model_validator(mode="after")
    def _it_can_be_answered(self) -> RatingPart:
        if not self.cards:
            raise ValueError("This rating has no card. | Add one under 'cards'.")
        for ids in ([card.id for card in self.cards], [card.words for card in self.cards]):
            twice = next((each for each in ids if ids.count(each) > 1), None)
            if twice is not None:
                raise ValueError(
                    f"Two cards are called '{twice}'. | Give each card its own id and words."
                )
        if not FEWEST <= len(self.steps) <= MOST:
            raise ValueError(
                f"This rating has {len(self.steps)} steps. | "
                f"Name {FEWEST} to {MOST}, the lowest first."
            )
        if len({step.strip() for step in self.steps} - {""}) != len(self.steps):
            raise ValueError(
                "The steps are not told apart. | Give different words, the lowest first."
            )
        return self


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: no rating here is better than another."""
    return {"of": 0, "right": 0, "items": {}}


def steps_of(spec: Spec) -> list[str]:
    """Return the name of each step, from 'step-1', the lowest."""
    return [f"step-{at}" for at, _ in enumerate(spec["steps"], start=1)]


def clean(spec: Spec, value: Any) -> Value:
    """Return `{rates: {CARD: "step-1".."step-N"}}` checked against the part's cards and steps."""
    answer: Value = only(value, rates=dict)
    cards = [card["id"] for card in spec["cards"]]
    for name, step in answer.get("rates", {}).items():
        one_of(name, cards, "card")
        one_of(step, steps_of(spec), "step")
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return the cards by the steps."""
    return table_of(
        spec,
        zip(steps_of(spec), spec["steps"], strict=True),
        ((card["id"], card["words"], []) for card in spec["cards"]),
    )


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the step of each card that was rated."""
    rates = value.get("rates", {})
    cards = shown(spec, spec["cards"], value)
    return [(card["id"], rates[card["id"]]) for card in cards if card["id"] in rates]


def without_key(spec: Spec) -> Spec:
    """Return the cards and the steps: there is no key, only what is said afterwards."""
    return passed(spec, "steps", cards=names("id", "words", "note"))


class Rating(Activity, kind="rating"):
    interface: ClassVar[dict[str, str]] = {
        "left": N_("Still to rate: {count}"),
        "allRated": N_("Every card is rated."),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
