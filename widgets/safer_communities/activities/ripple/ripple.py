"""The ripple map: one act, and how far each thing that follows reaches. Never marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

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
from safer_communities.activities.keyless import mixed, names, passed
from safer_communities.activities.tables import Table, table_of
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST, MOST = 3, 4
"""How many rings there can be: two make no ripple, and five cannot be told apart on a phone."""


class Ring(Checked):
    """A ring round the act, and who is in it."""

    id: Id
    name: Words


class RippleCard(Checked):
    """Something that follows: on which rings it may well be put, how it feels, what to say of it.

    `why` says of a ring what is in putting it there; `note` is said of the card wherever it lies.
    """

    id: Id
    words: Words
    rings: list[Id]
    feel: Literal["hard", "kind"]
    why: dict[Id, Words] = {}  # noqa: RUF012 (pydantic copies a default)
    note: Words


class RipplePart(Part, kind="ripple"):
    """Cards for the rings. With `turn`, a second act and its cards come when the first are placed.

    Several rings are reasonable for a card, so a ripple map never counts.
    """

    fewer_of = "cards"
    never_scored = True

    scored: bool = False
    centre: Words
    rings: list[Ring]
    cards: list[RippleCard]
    turn: Words = ""
    turn_cards: list[RippleCard] = []  # noqa: RUF012 (pydantic copies a default)
    after: Words = ""

    def items_of_this_kind(self) -> list[Any]:
        return [*self.cards, *self.turn_cards]

    @model_validator(mode="after")
    def _the_map_is_whole(self) -> RipplePart:
        if not FEWEST <= len(self.rings) <= MOST:
            raise ValueError(
                f"Part '{self.id}' has {len(self.rings)} rings. | Name {FEWEST} to {MOST}."
            )
        if not self.cards:
            raise ValueError("This ripple map has no card. | Add one under 'cards'.")
        if bool(self.turn) != bool(self.turn_cards):
            raise ValueError(
                "A second act needs its cards, and its cards need the act. | "
                "Give both 'turn' and 'turn_cards', or neither."
            )
        for what, ids in (
            ("ring", [ring.id for ring in self.rings]),
            ("card", [card.id for card in self.items_of_this_kind()]),
        ):
            for name in ids:
                if ids.count(name) > 1:
                    raise ValueError(
                        f"Two {what}s are called '{name}'. | Give each {what} its own id."
                    )
        return self

    @model_validator(mode="after")
    def _every_card_has_its_rings(self) -> RipplePart:
        known = [ring.id for ring in self.rings]
        for card in self.items_of_this_kind():
            if not card.rings:
                raise ValueError(
                    f"Card '{card.id}' belongs on no ring. | Name one or more under 'rings'."
                )
            for key, told in (("is put on", card.rings), ("has a why for", card.why)):
                for name in told:
                    if name not in known:
                        raise ValueError(
                            f"Card '{card.id}' {key} '{name}', which is no ring here. | "
                            f"Rings: {', '.join(known)}."
                        )
        return self


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: a card may well lie on several rings."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{placed: {CARD: RING}}` checked against the part's cards and rings."""
    answer: Value = only(value, placed=dict)
    cards = [card["id"] for card in [*spec["cards"], *spec["turn_cards"]]]
    rings = [ring["id"] for ring in spec["rings"]]
    for name, ring in answer.get("placed", {}).items():
        one_of(name, cards, "card")
        one_of(ring, rings, "ring")
    return answer


def cards_of(spec: Spec, value: Value) -> list[dict[str, Any]]:
    """Return the cards a pupil sees. The support form keeps the second act, or some of its cards.

    That act is the way out of the first, so it is left whole unless `fewer` names cards of it.
    """
    turn = spec["turn_cards"]
    some = any(card["id"] in spec["fewer"] for card in turn)
    return [*shown(spec, spec["cards"], value), *(shown(spec, turn, value) if some else turn)]


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return the cards of both acts by the rings."""
    return table_of(
        spec,
        ((ring["id"], ring["name"]) for ring in spec["rings"]),
        ((card["id"], card["words"], []) for card in [*spec["cards"], *spec["turn_cards"]]),
    )


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the ring of each card that was placed."""
    placed = value.get("placed", {})
    return [
        (card["id"], placed[card["id"]]) for card in cards_of(spec, value) if card["id"] in placed
    ]


def without_key(spec: Spec) -> Spec:
    """Return both acts, the rings and the cards, without what tells how far a card reaches."""
    card = names("id", "words")
    rings = names("id", "name")
    kept = passed(spec, "centre", "turn", rings=rings, cards=card, turn_cards=card)
    return {**kept, **{key: mixed(kept[key], spec["id"]) for key in ("cards", "turn_cards")}}


class Ripple(Activity, kind="ripple"):
    interface: ClassVar[dict[str, str]] = {
        "thanks": N_("Thank you. Many cards fit on more than one ring."),
        "left": N_("Cards to place: {count}. Press one, then choose how far it reaches."),
        "where": N_("How far does it reach?"),
        "put": N_("{card}: now in {group}."),
        "back": N_("{card}: back on the pile."),
        "allPlaced": N_("Every card has a place."),
        "nothing": N_("No card here yet."),
        "move": N_("Move"),
        "hard": N_("It makes things harder."),
        "kind": N_("It makes things better."),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
