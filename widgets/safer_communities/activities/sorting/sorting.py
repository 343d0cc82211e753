"""Sorting: each card goes into one of two to four groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from safer_communities.activities.base import (
    Activity,
    ItemVerdict,
    Spec,
    Value,
    Verdict,
    shown,
)
from safer_communities.activities.keyless import mixed, names, passed
from safer_communities.activities.pairs import Pictured, clean_pairs, tally_pairs
from safer_communities.activities.tables import Table, table_of
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST, MOST = 2, 4
"""How many groups there can be: more do not fit side by side, nor in a head of ten."""


class Group(Checked):
    """A group, and in a few words what belongs in it."""

    id: Id
    name: Words
    note: Words = ""


class Card(Pictured):
    """A card, its group, and for every group what to say of the card in it."""

    called = "Card"

    group: Id
    why: dict[Id, Words]


class SortingPart(Part, kind="sorting"):
    fewer_of = "cards"

    groups: list[Group]
    cards: list[Card]

    @model_validator(mode="after")
    def _groups_and_cards_are_told_apart(self) -> SortingPart:
        if not FEWEST <= len(self.groups) <= MOST:
            raise ValueError(
                f"Part '{self.id}' has {len(self.groups)} groups. | Name {FEWEST} to {MOST}."
            )
        for what, ids in (
            ("group", [group.id for group in self.groups]),
            ("card", [card.id for card in self.cards]),
        ):
            if len(set(ids)) != len(ids):
                raise ValueError(
                    f"Part '{self.id}' has a {what} twice. | Give each {what} its own id."
                )
        return self

    @model_validator(mode="after")
    def _every_card_can_be_sorted(self) -> SortingPart:
        known = [group.id for group in self.groups]
        for card in self.cards:
            if card.group not in known:
                raise ValueError(
                    f"Card '{card.id}' belongs in '{card.group}', which is no group here. | "
                    f"Groups: {', '.join(known)}."
                )
            for name in known:
                if not card.why.get(name, "").strip():
                    raise ValueError(
                        f"Card '{card.id}' has no why for the group '{name}'. | "
                        "Say what is in the answer of a pupil who puts it there."
                    )
            for name in card.why:
                if name not in known:
                    raise ValueError(
                        f"Card '{card.id}' has a why for '{name}', which is no group here. | "
                        f"Groups: {', '.join(known)}."
                    )
            if len(set(card.why.values())) != len(card.why):
                raise ValueError(
                    f"Card '{card.id}' says the same why twice. | "
                    "Say for each group what is in that answer."
                )
        for name in known:
            if all(card.group != name for card in self.cards):
                raise ValueError(
                    f"No card belongs in the group '{name}'. | Add one, or take the group out."
                )
        return self


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark for each card in its own group."""
    cards = shown(spec, spec["cards"], value)
    placed = value.get("placed", {})
    items: dict[str, ItemVerdict] = {}
    for card in cards:
        group = placed.get(card["id"])
        why = card["why"][group] if group is not None else ""
        items[card["id"]] = {"right": group == card["group"], "why": why}
    right = sum(item["right"] for item in items.values())
    return {"of": len(cards), "right": right, "items": items}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{placed: {CARD: GROUP}}` checked against the part's cards and groups."""
    cards = (card["id"] for card in spec["cards"])
    groups = (group["id"] for group in spec["groups"])
    return clean_pairs(value, "placed", cards, groups, ("card", "group"))


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return the cards by the groups."""
    return table_of(
        spec,
        ((group["id"], group["name"]) for group in spec["groups"]),
        ((card["id"], card["words"], [card["group"]]) for card in spec["cards"]),
    )


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the group of each card that was placed."""
    return tally_pairs(spec, value, "placed", "cards")


def without_key(spec: Spec) -> Spec:
    """Return the groups, and the cards in an order that tells nothing of their groups."""
    groups, cards = names("id", "name", "note"), names("id", "words", "picture", "alt")
    kept = passed(spec, groups=groups, cards=cards)
    return {**kept, "cards": mixed(kept["cards"], spec["id"])}


class Sorting(Activity, kind="sorting"):
    """Groups are chosen by buttons, not radios.

    Arrow keys choose a radio as they pass it, so a card would be off to the second group before a
    pupil at the keyboard had reached the third (WCAG 2.2, 3.2.2 On Input).
    """

    interface = {  # noqa: RUF012 - a ClassVar of the base
        "left": N_("Cards to place: {count}"),
        "where": N_("Where does it belong?"),
        "allPlaced": N_("Every card has a place."),
        "nothing": N_("No card here yet."),
        "move": N_("Move"),
        "put": N_("{card}: now in {group}."),
        "back": N_("{card}: back on the pile."),
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
