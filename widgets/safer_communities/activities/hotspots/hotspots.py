"""Finding the hazards in a drawn scene."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar

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
from safer_communities.activities.tables import CHOSEN, LEFT, Table, chosen_or_left
from safer_communities.content import Checked, Part, Picture, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

APART = 0.05
"""How far the centres of two spots must lie apart, as a fraction of the picture."""


class Spot(Checked):
    """A thing in the picture, `at` fractions of its width and height from its top left corner.

    `why` is said once it was chosen: why it is a hazard, or why it makes the place safer.
    `hint` is said where a hazard was not found, and nudges where to look.
    """

    id: Id
    name: Words
    at: tuple[float, float]
    hazard: bool
    why: Words
    hint: Words = ""

    @model_validator(mode="after")
    def _it_can_be_found(self) -> Spot:
        if not all(0 <= fraction <= 1 for fraction in self.at):
            raise ValueError(
                f"Spot '{self.id}' lies outside the picture. | "
                "Give 'at' as two numbers from 0 to 1: how far across, then how far down."
            )
        if not self.why.strip():
            raise ValueError(
                f"Spot '{self.id}' has no 'why'. | "
                "Say why it is a hazard, or why it makes the place safer."
            )
        if self.hazard and not self.hint.strip():
            raise ValueError(
                f"The hazard '{self.id}' has no 'hint'. | Say where to look when it was not found."
            )
        return self


class HotspotsPart(Part, kind="hotspots"):
    fewer_of = "spots"

    picture: Picture
    alt: Words
    spots: list[Spot]

    @model_validator(mode="after")
    def _the_scene_is_fair(self) -> HotspotsPart:
        if not self.alt.strip():
            raise ValueError(
                "The picture has no 'alt'. | Say what it shows, for a pupil who cannot see it."
            )
        _told_apart(self.spots)
        shorter = [spot for spot in self.spots if spot.id in self.fewer]
        forms = {"This scene": self.spots, "The support form": shorter or self.spots}
        for where, spots in forms.items():
            # Were all of them hazards, choosing everything without looking would be right.
            if all(spot.hazard for spot in spots):
                raise ValueError(
                    f"{where} has no spot that is safe. | "
                    "Add one with 'hazard: false', and say why it makes the place safer."
                )
            if not any(spot.hazard for spot in spots):
                raise ValueError(
                    f"{where} has no hazard to find. | Add a spot with 'hazard: true'."
                )
        return self


def _told_apart(spots: list[Spot]) -> None:
    for one, other in combinations(spots, 2):
        pair = f"Spots '{one.id}' and '{other.id}'"
        if one.id == other.id:
            raise ValueError(f"Two spots are called '{one.id}'. | Give each spot its own id.")
        if one.name == other.name:
            raise ValueError(f"{pair} have the same name. | Name what is special in each.")
        # The grain of salt: 0.35 - 0.30 is a little less than 0.05 in floating point.
        if math.dist(one.at, other.at) < APART - 1e-9:
            raise ValueError(
                f"{pair} are too close together to be touched apart. | "
                f"Move one, or make them one spot: centres lie at least {APART} apart."
            )
        if {one.why, one.hint} & {other.why, other.hint} - {""}:
            raise ValueError(
                f"{pair} say the same thing. | Say in each 'why' and 'hint' what is in that spot."
            )


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark a spot: for a hazard that was chosen, and for a safe thing that was left."""
    chosen = value.get("chosen", [])
    items: dict[str, ItemVerdict] = {}
    for spot in shown(spec, spec["spots"], value):
        picked = spot["id"] in chosen
        missed = spot["hint"] if spot["hazard"] else ""
        why = spot["why"] if picked else missed
        items[spot["id"]] = {"right": picked == spot["hazard"], "why": why}
    right = sum(item["right"] for item in items.values())
    return {"of": len(items), "right": right, "items": items}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{chosen: [SPOT, ...]}` checked against the scene's spots."""
    answer = only(value, chosen=list)
    known = [spot["id"] for spot in spec["spots"]]
    chosen = [one_of(name, known, "spot") for name in answer.get("chosen", [])]
    if len(chosen) != len(set(chosen)):
        raise NotAnAnswer("A spot is chosen twice.")
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return the things in the scene by chosen or left out."""
    spots = spec["spots"]
    return chosen_or_left(spec, say, ((each["id"], each["name"], each["hazard"]) for each in spots))


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return each spot as chosen or left out, once any was chosen."""
    chosen = value.get("chosen", [])
    spots = shown(spec, spec["spots"], value) if chosen else []
    return [(spot["id"], CHOSEN if spot["id"] in chosen else LEFT) for spot in spots]


def without_key(spec: Spec) -> Spec:
    """Return the scene and its spots. There is no support form: it would tell hazards apart.

    Each form has both a hazard and a safe thing, so in a form of two, one is a hazard.
    """
    kept = passed(spec, "picture", "alt", spots=names("id", "name", "at"))
    return {**kept, "spots": mixed(kept["spots"], spec["id"]), "fewer": []}


class Hotspots(Activity, kind="hotspots"):
    interface: ClassVar[dict[str, str]] = {
        "chosen": N_("Chosen: {count}"),
        "inPicture": N_("In the picture"),
        "inList": N_("The same things as a list"),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
