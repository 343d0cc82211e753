"""An exercise of the assembly as a checked model: made of parts of kinds exactly as a lesson is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, model_validator

from .lessons import Session, read_session
from .reading import Checked
from .words import Words

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST, LONGEST = 25, 45
"""What an exercise may take, in minutes."""


class Resident(Checked):
    """The voice of the resident or victim: read out first, and kept in view."""

    who: Words
    words: Words


class Reference(Checked):
    """An entry of the reference list: what it is, what it says, and whether it was read."""

    title: Words
    gist: Words
    status: Literal["checked", "to-check"] = Field(
        description="'to-check' is shown as: check against local procedures."
    )
    source: str


class Exercise(Session):
    """An exercise for the tables of an assembly, checked."""

    file: ClassVar[str] = "exercise.yaml"
    called: ClassVar[str] = "exercise"

    aim: Words
    minutes: int = Field(ge=SHORTEST, le=LONGEST)
    priorities: list[str] = Field(min_length=1)
    resident: Resident
    references: list[Reference] = Field(min_length=1)

    @model_validator(mode="after")
    def _the_frame_holds(self) -> Exercise:
        """See that the parts stand in the frame: open, alone, table, compare, commit."""
        for part in self.parts:
            if part.longer is not None:
                raise ValueError(
                    f"Part '{part.id}' has 'longer', and an exercise has one length. | "
                    "Take 'longer' out."
                )
            if part.step is None:
                raise ValueError(
                    f"Part '{part.id}' does not say where in the exercise it stands. | "
                    "Add 'step:' with open, alone, table, compare or commit."
                )
            if part.rounds and not part.answered:
                raise ValueError(
                    f"Part '{part.id}' is of kind '{part.kind}', which nobody answers. | "
                    "Take 'rounds' out of it."
                )
            if len(set(part.rounds)) < len(part.rounds):
                raise ValueError(f"Part '{part.id}' names a round twice. | Name each round once.")
        total = sum(part.minutes for part in self.parts)
        if total != self.minutes:
            raise ValueError(
                f"The 'parts' take {total} minutes, and the exercise {self.minutes}. | "
                f"Change the minutes of the parts until they make {self.minutes}."
            )
        self._has_each_end()
        return self

    def _has_each_end(self) -> None:
        steps = [part.step for part in self.parts]
        for place, step, what in ((0, "open", "begins"), (-1, "commit", "ends")):
            if steps and steps[place] != step:
                raise ValueError(
                    f"The exercise {what} with '{self.parts[place].id}', whose step is "
                    f"'{steps[place]}'. | An exercise {what} with a part whose step is '{step}'."
                )
        if "table" not in steps:
            raise ValueError(
                "None of the 'parts' is worked at by the table. | Add one with 'step: table'."
            )


def read_exercise(folder: Path) -> Exercise:
    """Read the exercise in `folder` (…/lessons/assembly/SLUG). Raises ContentError."""
    return read_session(Exercise, folder)
