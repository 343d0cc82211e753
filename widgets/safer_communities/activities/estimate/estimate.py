"""Estimate: guess a figure, then see it, with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

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
from safer_communities.activities.keyless import names, passed
from safer_communities.activities.tables import Column, Row, Say, Table, fitting, in_english
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

from .figures import BANDS, band_at, bands, misfit, number_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.content import Fact
    from safer_communities.content.lessons import Way

MOST = 4
"""How many guesses there can be: each has a figure and a source to read."""


class Whys(Checked):
    """What to say of a guess that was near, lower than the figure, or higher."""

    near: Words
    low: Words
    high: Words

    @model_validator(mode="after")
    def _each_says_something_of_its_own(self) -> Whys:
        said = [self.near.strip(), self.low.strip(), self.high.strip()]
        if not all(said) or len(set(said)) != len(said):
            raise ValueError(
                "A guess needs three different whys. | Say what is in a guess that is near, in one "
                "that is lower than the figure, and in one that is higher."
            )
        return self


class Guess(Checked):
    """A question, the scale to guess on, and the figure: of a `fact`, or `true` with its `source`.

    A guess no further than `within` from the figure is near; a tenth of the scale where not given.
    """

    id: Id
    words: Words
    low: int
    high: int
    step: int = Field(default=1, gt=0)
    unit: Words = ""
    fact: str | None = None
    true: float | None = None
    source: Words = ""
    within: float | None = Field(default=None, ge=0)
    why: Whys

    @model_validator(mode="after")
    def _the_scale_can_be_drawn(self) -> Guess:
        length = self.high - self.low
        if length < BANDS * self.step or length % self.step:
            raise ValueError(
                f"Guess '{self.id}' goes from {self.low} to {self.high} in steps of {self.step}. | "
                f"Let it go up, in {BANDS} whole steps at least."
            )
        if self.near * 2 >= length:
            raise ValueError(
                f"In guess '{self.id}' a number in the middle is near whatever the figure. | "
                "Make 'within' smaller."
            )
        return self

    @model_validator(mode="after")
    def _the_figure_has_a_source(self) -> Guess:
        if (self.fact is None) == (self.true is None):
            raise ValueError(
                f"Guess '{self.id}' needs one figure. | Name a 'fact', or for a made-up story of "
                "Alderbrook give 'true' with its 'source'."
            )
        if (self.true is None) != (not self.source.strip()):
            raise ValueError(
                f"Guess '{self.id}' has a 'true' figure without its 'source', or a source beside a "
                "fact. | Say with 'true' where it comes from; a fact brings its own."
            )
        if self.true is not None and not self.low <= self.true <= self.high:
            raise ValueError(
                f"The figure of guess '{self.id}' is not from {self.low} to {self.high}. | "
                "Change 'low' or 'high', so that it can be guessed."
            )
        return self

    @property
    def near(self) -> float:
        return (self.high - self.low) / 10 if self.within is None else self.within

    def figure(self, facts: Mapping[str, Fact]) -> dict[str, Any]:
        """Return the figure with its source; raises KeyError for a fact that is not in `facts`."""
        if self.fact is None:
            return {"true": self.true, "source": self.source, "checked": ""}
        if self.fact not in facts:
            raise KeyError(f"Guess '{self.id}' needs the fact '{self.fact}', which is not here.")
        fact = facts[self.fact]
        return {
            "true": number_in(fact.value),
            "source": fact.source.name,
            "checked": fact.checked.isoformat(),
        }


class EstimatePart(Part, kind="estimate"):
    """Guesses of figures. Scored only where nearness is meant to count: a guess is no knowledge."""

    fewer_of = "guesses"

    scored: bool = False
    guesses: list[Guess]

    @model_validator(mode="after")
    def _guesses_are_told_apart(self) -> EstimatePart:
        if not 1 <= len(self.guesses) <= MOST:
            raise ValueError(
                f"Part '{self.id}' has {len(self.guesses)} guesses. | Give it 1 to {MOST}."
            )
        for said in ([each.id for each in self.guesses], [each.words for each in self.guesses]):
            if len(set(said)) != len(said):
                raise ValueError(
                    f"Part '{self.id}' has a guess twice. | Give each its own id and words."
                )
        return self

    def misfits(self, facts: Mapping[str, Fact]) -> list[tuple[Way, str, str, str]]:
        """Return what is wrong with the facts whose figures are guessed here."""
        found: list[tuple[Way, str, str, str]] = []
        for index, guess in enumerate(self.guesses):
            way: Way = ("guesses", index, "fact")
            if guess.fact is None:
                continue
            if guess.fact not in facts:
                message = f"The fact '{guess.fact}' is not among the lesson's facts."
                remedy = f"Add '{guess.fact}' to 'facts' at the top of lesson.yaml."
                found.append((way, "fact-not-listed", message, remedy))
                continue
            wrong = misfit(facts[guess.fact].value, guess.low, guess.high)
            if wrong:
                message = f"The fact '{guess.fact}' {wrong[0]}."
                found.append((way, "fact-is-no-figure", message, wrong[1]))
        return found

    def filled(self, spec: Spec, facts: Mapping[str, Fact]) -> Spec:
        """Return `spec` with each guess's figure and source. A made-up source is translated."""
        pairs = zip(spec["guesses"], self.guesses, strict=True)
        return {
            **spec,
            "guesses": [
                {
                    **said,
                    **guess.figure(facts),
                    **({} if guess.fact else {"source": said["source"]}),
                    "within": guess.near,
                }
                for said, guess in pairs
            ],
        }


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark for each guess that is near its figure."""
    made = value.get("guesses", {})
    items: dict[str, ItemVerdict] = {}
    for guess in shown(spec, spec["guesses"], value):
        number = made.get(guess["id"])
        right = number is not None and abs(number - guess["true"]) <= guess["within"]
        why = ""
        if number is not None:
            why = guess["why"]["near" if right else "low" if number < guess["true"] else "high"]
        items[guess["id"]] = {"right": right, "why": why}
    right = sum(item["right"] for item in items.values())
    return {"of": len(items), "right": right, "items": items}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{guesses: {GUESS: NUMBER}}`, each a whole number on its scale."""
    answer: Value = only(value, guesses=dict)
    known = {guess["id"]: guess for guess in spec["guesses"]}
    for name, number in answer.get("guesses", {}).items():
        guess = known[one_of(name, list(known), "guess")]
        low, high, step = guess["low"], guess["high"], guess["step"]
        if type(number) is not int or not low <= number <= high or (number - low) % step:
            raise NotAnAnswer(f"The guess '{name}' is not a number from {low} to {high}.")
    return answer


def table(spec: Spec, say: Say = in_english) -> Table:
    """Return the guesses by fifths of their range; where ranges differ, a column is GUESS.BAND."""
    columns: dict[str, Column] = {}
    rows = []
    for guess in spec["guesses"]:
        own = {}
        for at, (low, high) in enumerate(bands(guess)):
            words = say(N_("{low} to {high}"), low=low, high=high)
            column = Column(_column(spec, guess, at), words)
            own[at] = columns.setdefault(column.id, column).id
        right = [own[band_at(guess, guess["true"])]]
        rows.append(Row(guess["id"], guess["words"], tuple(own.values()), fitting(spec, right)))
    return Table(tuple(columns.values()), tuple(rows))


def _column(spec: Spec, guess: dict[str, Any], band: int) -> str:
    """Return a band's column: guesses on the same scale share them."""
    scales = {(each["low"], each["high"], each["step"]) for each in spec["guesses"]}
    return f"band-{band}" if len(scales) == 1 else f"{guess['id']}.band-{band}"


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the fifth of its range in which each guess lies."""
    made = value.get("guesses", {})
    return [
        (guess["id"], _column(spec, guess, band_at(guess, made[guess["id"]])))
        for guess in shown(spec, spec["guesses"], value)
        if guess["id"] in made
    ]


def without_key(spec: Spec) -> Spec:
    """Return the questions and their scales: neither the figure nor where to look it up."""
    return passed(spec, guesses=names("id", "words", "low", "high", "step", "unit"))


class Estimate(Activity, kind="estimate"):
    interface = {  # noqa: RUF012 - a ClassVar of the base
        "thanks": N_("Thank you for your guesses. Each real figure stands beside yours."),
        "yours": N_("Your guess"),
        "empty": N_("Move the slider, or type a number."),
        "amount": N_("{number} {unit}"),
        "guessed": N_("Your guess: {guess}."),
        "figure": N_("The real figure: {figure}."),
        "close": N_("That is near."),
        "higher": N_("The real figure is higher."),
        "lower": N_("The real figure is lower."),
        "source": N_("Where it comes from:"),
        "read": N_("Looked up on {date}."),
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
