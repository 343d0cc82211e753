"""Chance lab: made-up prize boxes, opened by the hundred, to see what chance does and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, model_validator

from safer_communities.activities.base import Activity, NotAnAnswer, Spec, Value, Verdict, only
from safer_communities.activities.claims import (
    Claim,
    claim_rows,
    clean_claims,
    mark_claims,
    tally_claims,
    told_apart,
)
from safer_communities.activities.keyless import mixed, names, passed
from safer_communities.activities.tables import Column, Row, Say, Table, fitting, in_english
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

HUNDRED = 100
FEWEST, MOST = 2, 5
MOST_BOXES = 500
"""Enough to see what chance does."""
SEEDS = 2**32
COUNTED = 10
"""How many of a pupil's boxes a class's table holds: the first ones, one row each."""
ANSWERS = {
    "yes": N_("This is so"),
    "no": N_("This is not so"),
    "cannot-tell": N_("Nobody can tell"),
}
BOX = N_("Box {n}")


class Prize(Checked):
    """What is in `share` of a hundred boxes."""

    id: Id
    words: Words
    share: int = Field(ge=1, le=99)


class ChancePart(Part, kind="chance"):
    """Boxes at a price, the prizes in them with the rare one last, and claims about chance."""

    fewer_of = "claims"

    box: Words
    price: int = Field(ge=1, le=10_000)
    unit: Words
    prizes: list[Prize]
    boxes: list[int]
    claims: list[Claim]

    @model_validator(mode="after")
    def _it_can_be_opened(self) -> Self:
        told_apart(self.id, self.claims)
        if not FEWEST <= len(self.prizes) <= MOST:
            raise ValueError(
                f"Part '{self.id}' has {len(self.prizes)} prizes. | Name {FEWEST} to {MOST}."
            )
        if len({prize.id for prize in self.prizes}) != len(self.prizes):
            raise ValueError(f"Part '{self.id}' has a prize twice. | Give each prize its own id.")
        total = sum(prize.share for prize in self.prizes)
        if total != HUNDRED:
            raise ValueError(
                f"The shares of the 'prizes' make {total}. | Change them until they make {HUNDRED}."
            )
        if any(prize.share <= self.prizes[-1].share for prize in self.prizes[:-1]):
            raise ValueError("The last of the 'prizes' is not the rarest. | Put the rare one last.")
        if not self.boxes or self.boxes != sorted({*self.boxes}):
            raise ValueError("The numbers in 'boxes' do not rise. | Write them as [1, 10, 100].")
        if not 1 <= self.boxes[0] <= self.boxes[-1] <= HUNDRED:
            raise ValueError(f"'boxes' opens too many at once. | Open 1 to {HUNDRED}.")
        return self


def numbers(seed: int) -> Iterator[int]:
    """Yield whole numbers from 0 to 2**32 - 1: Tommy Ettinger's mulberry32.

    The kind's module has the same few lines, so that a pupil's boxes hold the same in both.
    """
    low = SEEDS - 1
    while True:
        seed = (seed + 0x6D2B79F5) & low
        mixed = ((seed ^ (seed >> 15)) * (seed | 1)) & low
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & low)) & low
        yield mixed ^ (mixed >> 14)


def opened(spec: Spec, value: Value) -> list[str]:
    """Return the prizes in a pupil's boxes, in the order in which they were opened.

    They hang on nothing but the seed, which was drawn by chance when the first box was opened and
    is kept with the answer: a box that was opened holds the same on every screen, and later.
    """
    found = []
    chance = numbers(value.get("seed", 0))
    for _ in range(value.get("opened", 0)):
        place = next(chance) * HUNDRED // SEEDS
        for prize in spec["prizes"]:
            place -= prize["share"]
            if place < 0:
                found.append(prize["id"])
                break
    return found


def clean(spec: Spec, value: Any) -> Value:
    """Return `{seed: 0..2**32-1, opened: 0..500, claims: {CLAIM: ANSWER}}`, checked."""
    answer: Value = only(value, seed=int, opened=int, claims=dict)
    for name, end in (("seed", SEEDS), ("opened", MOST_BOXES + 1)):
        if not 0 <= answer.get(name, 0) < end:
            raise NotAnAnswer(f"'{name}' is not from 0 to {end - 1}.")
    if answer.get("opened") and "seed" not in answer:
        raise NotAnAnswer("Boxes are open, but there is no 'seed'.")
    clean_claims(spec, answer.get("claims", {}))
    return answer


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark for each claim judged rightly; luck is not marked."""
    return mark_claims(spec, value)


def table(spec: Spec, say: Say = in_english) -> Table:
    """Return the first ten boxes by the prizes, then the claims by the three answers.

    Each pupil adds one box to each row: what a class opened piles up, and the tenth box is seen to
    be like the first.
    """
    prizes = [Column(f"prize.{each['id']}", each["words"]) for each in spec["prizes"]]
    answers = [Column(name, say(words)) for name, words in ANSWERS.items()]
    boxes = [
        Row(f"box-{n}", say(BOX, n=n), tuple(each.id for each in prizes), None)
        for n in range(1, COUNTED + 1)
    ]
    claims = [
        Row(name, words, tuple(ANSWERS), fitting(spec, right))
        for name, words, right in claim_rows(spec)
    ]
    return Table((*prizes, *answers), (*boxes, *claims))


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the prizes in the first ten boxes, and the answer to each claim."""
    found = opened(spec, {**value, "opened": min(value.get("opened", 0), COUNTED)})
    boxes = [(f"box-{n}", f"prize.{name}") for n, name in enumerate(found, start=1)]
    return [*boxes, *tally_claims(spec, value)]


def without_key(spec: Spec) -> Spec:
    """Return the boxes and the claims, in an order that tells nothing."""
    kept = passed(
        spec,
        "box",
        "price",
        "unit",
        "boxes",
        prizes=names("id", "words", "share"),
        claims=names("id", "words"),
    )
    return {**kept, "claims": mixed(kept["claims"], spec["id"])}


class Chance(Activity, kind="chance"):
    """Nothing moves, glitters or sounds here: how a box feels is not what it is about."""

    interface = {  # noqa: RUF012 - a ClassVar of the base
        "pretend": N_("These boxes are made up. No money is spent, and nothing can be won."),
        "costs": N_("One box costs {price} {unit}."),
        "open": N_("Open {n}"),
        "openHow": N_("How many boxes?"),
        "spent": N_("Boxes opened: {n}. Spent so far: {spent} {unit}."),
        "since": N_("Boxes in a row without “{prize}”: {n}."),
        "memory": N_(
            "“{prize}” is in {share} of 100 boxes. The next box has the same chance as every box: "
            "it does not know what came before."
        ),
        "piles": N_("What was in the boxes"),
        "share": N_("in 100 boxes: {share}"),
        "newest": N_("The newest box: {prize}."),
        "enough": N_("That is as many as there are here."),
        "claims": N_("What do the boxes show about chance?"),
        "so": ANSWERS["yes"],
        "notSo": ANSWERS["no"],
        "cannotTell": ANSWERS["cannot-tell"],
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
