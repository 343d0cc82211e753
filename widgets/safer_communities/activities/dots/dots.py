"""Dots: a few to place on what matters most, some on one option. A vote, so never marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, model_validator

from safer_communities.activities.base import (
    Activity,
    NotAnAnswer,
    Spec,
    Value,
    Verdict,
    one_of,
    only,
)
from safer_communities.activities.keyless import names, passed
from safer_communities.activities.tables import Table, table_of
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTED = N_("Dots: {count}")


class DotOption(Checked):
    """What dots can be placed on, with a `note` under its words where they need one."""

    id: Id
    words: Words
    note: Words = ""


class DotsPart(Part, kind="dots"):
    """`dots` to place on the options, at most `most` on one.

    There is no support form: with fewer options the same dots would weigh another thing.
    """

    made_of = "options"
    never_scored = True

    scored: bool = False
    dots: int = Field(default=5, ge=1, le=12)
    most: int = Field(default=3, ge=1, le=5)
    options: list[DotOption]
    after: Words = ""

    @model_validator(mode="after")
    def _the_dots_can_be_placed(self) -> DotsPart:
        for ids in ([each.id for each in self.options], [each.words for each in self.options]):
            twice = next((each for each in ids if ids.count(each) > 1), None)
            if twice is not None:
                raise ValueError(
                    f"Two options are called '{twice}'. | Give each option its own id and words."
                )
        if self.most > self.dots:
            raise ValueError(
                f"'most' is {self.most}, and there are {self.dots} dots. | "
                "Let fewer dots lie on one option, or give more dots."
            )
        room = self.most * len(self.options)
        # With room for no more than the dots there are, every vote would be the same.
        if room <= self.dots:
            raise ValueError(
                f"{self.dots} dots fill all {len(self.options)} options. | "
                "Add options or take dots away, so that there is something to choose."
            )
        return self


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: no vote here is better than another."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{dots: {OPTION: 0..most}}` checked: no more in all, or on one, than may be."""
    answer: Value = only(value, dots=dict)
    options = [option["id"] for option in spec["options"]]
    placed = answer.get("dots", {})
    for name, count in placed.items():
        one_of(name, options, "option")
        if type(count) is not int or not 0 <= count <= spec["most"]:
            raise NotAnAnswer(f"The dots on '{name}' are not a number from 0 to {spec['most']}.")
    if sum(placed.values()) > spec["dots"]:
        raise NotAnAnswer(f"There are more than {spec['dots']} dots.")
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return the options by how many dots lie on one: the heat map of a room."""
    counts = range(spec["most"] + 1)
    return table_of(
        spec,
        ((f"dots-{each}", say(COUNTED).replace("{count}", str(each))) for each in counts),
        ((option["id"], option["words"], []) for option in spec["options"]),
    )


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return how many dots lie on each option, once any was placed."""
    placed = value.get("dots", {})
    options = spec["options"] if any(placed.values()) else []
    return [(each["id"], f"dots-{placed.get(each['id'], 0)}") for each in options]


def without_key(spec: Spec) -> Spec:
    """Return the options and the dots: there is no key, only what is said afterwards."""
    return passed(spec, "dots", "most", options=names("id", "words", "note"))


class Dots(Activity, kind="dots"):
    """Dots are placed and taken away by two buttons an option, so nothing is dragged."""

    interface: ClassVar[dict[str, str]] = {
        "placed": N_("Dots placed: {count} of {of}"),
        "onOne": N_("At most {most} on one."),
        "more": N_("One dot more"),
        "less": N_("One dot fewer"),
        "held": N_("{count} of {most} dots"),
        "none": N_("All dots are placed. Take one away to move it."),
        "full": N_("No more dots can lie on this one."),
        "empty": N_("No dot lies on this one."),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
