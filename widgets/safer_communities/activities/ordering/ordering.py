"""Ordering: steps from first to last, or from least to most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from safer_communities.activities.base import (
    Activity,
    ItemVerdict,
    NotAnAnswer,
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

FEWEST = 2
"""One item alone stands in order wherever it is put."""


class Item(Checked):
    """One step: what to say where it stands right, earlier than it should, or later."""

    id: Id
    words: Words
    why: Words
    early: Words = ""
    late: Words = ""


class OrderingPart(Part, kind="ordering"):
    fewer_of = "items"

    top: Words = ""
    bottom: Words = ""
    items: list[Item]

    @model_validator(mode="after")
    def _there_is_an_order(self) -> OrderingPart:
        known = [item.id for item in self.items]
        if len(set(known)) != len(known):
            raise ValueError(f"Part '{self.id}' has an item twice. | Give each item its own id.")
        if len(known) < FEWEST:
            raise ValueError(f"Part '{self.id}' has nothing to put in order. | Add items.")
        if self.fewer and len(set(self.fewer)) < FEWEST:
            raise ValueError(
                f"'fewer' leaves one item of '{self.id}', which is always in order. | "
                "Name two items or more."
            )
        return self

    @model_validator(mode="after")
    def _every_place_has_its_why(self) -> OrderingPart:
        for item in self.items:
            # The first item cannot stand too early, nor the last one too late.
            ends = {"early": self.items[0], "late": self.items[-1]}
            for name, end in ends.items():
                words = getattr(item, name).strip()
                if item is end and words:
                    raise ValueError(
                        f"Item '{item.id}' cannot stand too {name}, but has words for it. | "
                        f"Take '{name}' out."
                    )
                if item is not end and not words:
                    raise ValueError(
                        f"Item '{item.id}' has no '{name}'. | "
                        f"Say what is in the answer of a pupil who puts it too {name}."
                    )
            if not item.why.strip():
                raise ValueError(f"Item '{item.id}' has no 'why'. | Say why it stands there.")
            whys = [text for text in (item.why, item.early, item.late) if text]
            if len(set(whys)) != len(whys):
                raise ValueError(
                    f"Item '{item.id}' says the same why twice. | "
                    "Say for each place what is in that answer."
                )
        return self


def order_of(spec: Spec, value: Value) -> list[str]:
    """Return the ids of the shown items as the pupil put them; empty where some have no place.

    An answer of all items is one of the support form's too: the others are left out of it.
    """
    ids = [item["id"] for item in shown(spec, spec["items"], value)]
    order = [name for name in value.get("order", []) if name in ids]
    return order if len(order) == len(ids) else []


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark for each item that stands at its own place in the shown order."""
    order = order_of(spec, value)
    items: dict[str, ItemVerdict] = {}
    shown_items = shown(spec, spec["items"], value)
    for position, item in enumerate(shown_items):
        at = order.index(item["id"]) if order else None
        good = at == position
        why = ""
        if at is not None:
            why = item["why" if good else "early" if at < position else "late"]
        items[item["id"]] = {"right": good, "why": why}
    right = sum(item["right"] for item in items.values())
    return {"of": len(shown_items), "right": right, "items": items}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{order: [ITEM, ...]}`: each item once, or each of `fewer` once, or none at all."""
    answer: Value = only(value, order=list)
    order = answer.get("order", [])
    known = [item["id"] for item in spec["items"]]
    for name in order:
        one_of(name, known, "item")
    wholes: list[set[str]] = [set(), set(known), set(spec["fewer"])]
    if len(set(order)) != len(order) or set(order) not in wholes:
        raise NotAnAnswer("An order holds each item once.")
    return answer


ORDER = "order"
ALL, SOME, NONE = "all", "some", "none"


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return the order as one item: all in place, some, or none.

    Not item by item: each place is taken once, so such rows of a class hang together, and a small
    number hidden in one could be worked out from the others.
    """
    return table_of(
        spec,
        [
            (ALL, say(N_("Everything in its place"))),
            (SOME, say(N_("Some in their place"))),
            (NONE, say(N_("Nothing in its place"))),
        ],
        [(ORDER, say(N_("The order")), [ALL])],
    )


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return how much of the order is in its place, once all items have one."""
    order = order_of(spec, value)
    if not order:
        return []
    ids = [item["id"] for item in shown(spec, spec["items"], value)]
    right = sum(name == other for name, other in zip(order, ids, strict=True))
    return [(ORDER, ALL if right == len(ids) else SOME if right else NONE)]


def without_key(spec: Spec) -> Spec:
    """Return the items mixed: their order is the key. By chance, a mixed order may be right."""
    kept = passed(spec, "top", "bottom", items=names("id", "words"))
    return {**kept, "items": mixed(kept["items"], spec["id"])}


class Ordering(Activity, kind="ordering"):
    """In a check the items come already mixed, and are shown so: their order is the key."""

    interface = {  # noqa: RUF012 - a ClassVar of the base
        "up": N_("Move up: {item}"),
        "down": N_("Move down: {item}"),
        "moved": N_("{item}: place {place} of {of}"),
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
