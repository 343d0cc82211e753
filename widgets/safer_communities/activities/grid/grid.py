"""Weighing: each card gets a place on a grid of how likely against how serious."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

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
from safer_communities.activities.tables import Column, Row, Table, fitting, joined
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

AXES = ("likely", "serious")
STEPS = 3
NEAR = 0.5
"""What a card is worth that stands one step beside an accepted place."""


def _one_is_a_list(steps: Any) -> Any:
    return [steps] if isinstance(steps, int) else steps


Step = Annotated[int, Field(strict=True, ge=1, le=STEPS)]
Steps = Annotated[list[Step], BeforeValidator(_one_is_a_list)]


class Expect(Checked):
    """The accepted steps of each axis: several, since sensible people differ."""

    likely: Steps
    serious: Steps

    @model_validator(mode="after")
    def _steps_stand_together(self) -> Expect:
        # With a gap between accepted steps, a step in it would be neither too low nor too high.
        for axis in AXES:
            steps: list[int] = getattr(self, axis)
            if not steps:
                raise ValueError(f"'{axis}' accepts no step. | Name one step, or neighbours.")
            if sorted(steps) != list(range(min(steps), max(steps) + 1)):
                raise ValueError(
                    f"'{axis}' accepts {steps}, which are not neighbours. | "
                    "Name one step, or steps that stand side by side, such as [2, 3]."
                )
        return self

    def whys(self) -> list[str]:
        """Return the names of the whys that an answer can reach."""
        names = ["right"]
        for axis in AXES:
            steps: list[int] = getattr(self, axis)
            names += [f"{axis}-low"] * (min(steps) > 1) + [f"{axis}-high"] * (max(steps) < STEPS)
        return names


class Card(Checked):
    """A thing to weigh, where it may stand, and what to say of each place."""

    id: Id
    words: Words
    expect: Expect
    why: dict[str, Words]

    @model_validator(mode="after")
    def _every_place_has_its_why(self) -> Card:
        reached = self.expect.whys()
        if reached == ["right"]:
            raise ValueError(
                f"Card '{self.id}' accepts every place. | Leave out a step that does not fit."
            )
        for name in reached:
            if not self.why.get(name, "").strip():
                raise ValueError(
                    f"Card '{self.id}' has no why for '{name}'. | Say what is in that answer."
                )
        for name in self.why:
            if name not in reached:
                raise ValueError(
                    f"Card '{self.id}' has a why for '{name}', which no answer to it reaches. | "
                    f"Keep only: {', '.join(reached)}."
                )
        if len(set(self.why.values())) != len(self.why):
            raise ValueError(
                f"Card '{self.id}' says the same why twice. | Say for each what is in that answer."
            )
        return self


class GridPart(Part, kind="grid"):
    fewer_of = "cards"

    likely: list[Words]
    serious: list[Words]
    likely_name: Words
    serious_name: Words
    cards: list[Card]

    @model_validator(mode="after")
    def _the_grid_can_be_drawn(self) -> GridPart:
        for axis in AXES:
            labels: list[str] = getattr(self, axis)
            if len(labels) != STEPS or len(set(labels)) != STEPS:
                raise ValueError(
                    f"'{axis}' must name {STEPS} different steps, from least to most. | "
                    "Write one label for each, such as [Not likely, Could happen, Very likely]."
                )
        known = [card.id for card in self.cards]
        if not known:
            raise ValueError(f"Part '{self.id}' has no cards. | Add something to weigh.")
        if len(set(known)) != len(known):
            raise ValueError(f"Part '{self.id}' has a card twice. | Give each card its own id.")
        return self


def mark(spec: Spec, value: Value) -> Verdict:
    """Return for each card 1, 0.5 or 0, summed in `right`; see `_weigh`."""
    cards = shown(spec, spec["cards"], value)
    placed = value.get("placed", {})
    items: dict[str, ItemVerdict] = {}
    right = 0.0
    for card in cards:
        worth, why = _weigh(card, placed.get(card["id"], {}))
        right += worth
        items[card["id"]] = {"right": worth == 1, "why": why}
    return {"of": len(cards), "right": right, "items": items}


def _weigh(card: dict[str, Any], place: dict[str, int]) -> tuple[float, str]:
    """Return what a place is worth and its why.

    1 where both axes are accepted, NEAR where all that is off is one axis by one step, else 0.
    The why is that of the first axis that is off. A card without both axes is not answered yet.
    """
    if any(axis not in place for axis in AXES):
        return 0.0, ""
    off = {axis: _off(place[axis], card["expect"][axis]) for axis in AXES}
    first = next((axis for axis in AXES if off[axis]), None)
    if first is None:
        return 1.0, card["why"]["right"]
    worth = NEAR if sum(map(abs, off.values())) == 1 else 0.0
    return worth, card["why"][f"{first}-{'low' if off[first] < 0 else 'high'}"]


def _off(step: int, accepted: list[int]) -> int:
    """Return how many steps `step` is below (negative) or above the accepted ones."""
    return min(step - min(accepted), 0) + max(step - max(accepted), 0)


def clean(spec: Spec, value: Any) -> Value:
    """Return `{placed: {CARD: {likely: 1..3, serious: 1..3}}}` checked against the part's cards.

    Either axis may be missing while the pupil is still at work on the card.
    """
    answer: Value = only(value, placed=dict)
    known = [card["id"] for card in spec["cards"]]
    for name, place in answer.get("placed", {}).items():
        one_of(name, known, "card")
        if not isinstance(place, dict):
            raise NotAnAnswer(f"The place of '{name}' is not a pair of steps.")
        for axis, step in place.items():
            one_of(axis, list(AXES), "axis")
            if not isinstance(step, int) or isinstance(step, bool) or not 1 <= step <= STEPS:
                raise NotAnAnswer(f"'{axis}' of '{name}' is not a step from 1 to {STEPS}.")
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return each card twice, once an axis, by that axis's steps.

    Nine places would hold one or two pupils each: too few to show of a class.
    """
    steps = range(1, STEPS + 1)
    columns = tuple(
        Column(f"{axis}-{step}", spec[axis][step - 1]) for axis in AXES for step in steps
    )
    rows = (
        Row(
            f"{card['id']}.{axis}",
            joined(card["words"], spec[f"{axis}_name"]),
            tuple(f"{axis}-{step}" for step in steps),
            fitting(spec, (f"{axis}-{step}" for step in card["expect"][axis])),
        )
        for card in spec["cards"]
        for axis in AXES
    )
    return Table(columns, tuple(rows))


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the step of each axis on which a card was put."""
    placed = value.get("placed", {})
    return [
        (f"{card['id']}.{axis}", f"{axis}-{placed[card['id']][axis]}")
        for card in shown(spec, spec["cards"], value)
        for axis in AXES
        if axis in placed.get(card["id"], {})
    ]


def without_key(spec: Spec) -> Spec:
    """Return the two axes, and the cards in an order that tells nothing of their places."""
    axes = ("likely", "serious", "likely_name", "serious_name")
    kept = passed(spec, *axes, cards=names("id", "words"))
    return {**kept, "cards": mixed(kept["cards"], spec["id"])}


class Grid(Activity, kind="grid"):
    interface = {  # noqa: RUF012 - a ClassVar of the base
        "caption": N_("The grid so far"),
        "hint": N_("Answer the two questions on a card, or open a card and tap its place here."),
        "cell": N_("{likely}, {serious}"),
        "put": N_("{card}: {place}"),
        "unplaced": N_("Not placed yet"),
        "next": N_("Next card"),
        "pick": N_("Open a card first. Then choose its place on the grid."),
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
