"""A small card, made by choosing one thing for each of its slots. Never marked."""

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
from safer_communities.activities.tables import Column, Row, Table
from safer_communities.content import Checked, Part, Picture, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable


class SlotOption(Checked):
    """What a pupil may put in a slot. Each is a good one: none is better than another."""

    id: Id
    words: Words


class Slot(Checked):
    """One line of the card: its title, the symbol drawn beside it, and what may stand in it."""

    id: Id
    title: Words
    symbol: Picture | None = None
    options: list[SlotOption]

    @model_validator(mode="after")
    def _there_is_a_choice(self) -> Slot:
        if len(self.options) < 2:  # noqa: PLR2004 (one is no choice)
            raise ValueError(
                f"Slot '{self.id}' leaves nothing to choose. | Give it at least two options."
            )
        known = [option.id for option in self.options]
        for name in known:
            if known.count(name) > 1:
                raise ValueError(
                    f"Slot '{self.id}' has two options called '{name}'. | "
                    "Give each option its own id."
                )
        if len({option.words for option in self.options}) != len(known):
            raise ValueError(
                f"Two options of slot '{self.id}' have the same words. | "
                "Say something different in each."
            )
        return self


class CardsPart(Part, kind="cards"):
    """A card the pupil keeps. A commitment is their own, so it never counts (design, section 4)."""

    fewer_of = "slots"
    never_scored = True

    scored: bool = False
    card_title: Words
    slots: list[Slot]
    after: Words

    @model_validator(mode="after")
    def _the_card_is_whole(self) -> CardsPart:
        if not self.slots:
            raise ValueError("This card has no slot. | Add one under 'slots'.")
        for name in ("card_title", "after"):
            if not getattr(self, name).strip():
                raise ValueError(f"This card has an empty '{name}'. | Write it out.")
        known = [slot.id for slot in self.slots]
        for name in known:
            if known.count(name) > 1:
                raise ValueError(f"Two slots are called '{name}'. | Give each slot its own id.")
        if len({slot.title for slot in self.slots}) != len(known):
            raise ValueError(
                "Two slots have the same title. | Say in each title what is chosen there."
            )
        return self


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: no card here is better than another."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{chosen: {SLOT: OPTION}}` checked against each slot's options."""
    answer = only(value, chosen=dict)
    slots = {slot["id"]: slot for slot in spec["slots"]}
    for name, option in answer.get("chosen", {}).items():
        slot = slots[one_of(name, list(slots), "slot")]
        one_of(option, [each["id"] for each in slot["options"]], "option")
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return the slots by what may stand in them; a column is SLOT.OPTION."""
    columns = [
        Column(f"{slot['id']}.{option['id']}", option["words"])
        for slot in spec["slots"]
        for option in slot["options"]
    ]
    rows = (
        Row(
            slot["id"],
            slot["title"],
            tuple(f"{slot['id']}.{option['id']}" for option in slot["options"]),
            None,
        )
        for slot in spec["slots"]
    )
    return Table(tuple(columns), tuple(rows))


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return what was chosen for each slot."""
    chosen = value.get("chosen", {})
    slots = shown(spec, spec["slots"], value)
    return [
        (slot["id"], f"{slot['id']}.{chosen[slot['id']]}") for slot in slots if slot["id"] in chosen
    ]


def without_key(spec: Spec) -> Spec:
    """Return the card and its slots: there is no key, only what is said afterwards."""
    slots = names("id", "title", "symbol", options=names("id", "words"))
    return passed(spec, "card_title", slots=slots)


class Cards(Activity, kind="cards"):
    interface: ClassVar[dict[str, str]] = {
        "empty": N_("Not chosen yet"),
        "cut": N_("Cut along the dashed line. The card is yours to keep."),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
