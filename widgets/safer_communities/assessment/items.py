"""One question of a check: an activity's part, its marks, and what its wrong answers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, SerializeAsAny, model_validator

from safer_communities.content import Checked, Part, Words, did_you_mean
from safer_communities.content.lessons import Id

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "text"
MARKERS = {"misconceptions", "rubric"}
"""Under these keys stands what only the marker reads."""
LONGEST = 4000
"""Characters of a free text, on the page and wherever a hand-in is read."""


class Level(Checked):
    """One step of a rubric: how many points, and what an answer worth them says."""

    points: int = Field(ge=0)
    words: Words


class TextPart(Part):
    """A free text. Known to checks alone: in lessons a pupil writes nothing (design, section 4).

    `rubric` runs from no points up; `comments` are the marker's bank, kind words that a pupil gets.
    """

    rubric: list[Level]
    comments: list[Words]
    most: int = Field(default=LONGEST, ge=1, le=LONGEST)

    @model_validator(mode="after")
    def _it_can_be_marked(self) -> TextPart:
        points = [level.points for level in self.rubric]
        if len(points) < 2 or points != sorted(set(points)) or points[0] != 0:  # noqa: PLR2004
            raise ValueError(
                f"The 'rubric' of '{self.id}' gives {points}. | "
                "Begin with 0 points and go up, one step for each level."
            )
        if not self.comments:
            raise ValueError(
                f"'{self.id}' has no 'comments'. | Give the marker two or three kind ones to use."
            )
        return self


class Item(Checked):
    """One question of a check, with its marks and the outcome it gives evidence for.

    `misconceptions` says for each wrong answer what a pupil who gives it may be thinking. Their
    names are those of `wrong_answers`.
    """

    id: Id
    marks: int = Field(ge=0, le=20)
    outcome: Id | None = None
    measures: Literal["knowledge", "confidence", "scenario"]
    part: SerializeAsAny[Part]
    misconceptions: dict[str, Words] = Field(default={})

    @property
    def kind(self) -> str:
        return self.part.kind

    @property
    def is_read(self) -> bool:
        """True where a person reads and marks the answer."""
        return self.kind == TEXT

    @property
    def is_marked_itself(self) -> bool:
        return self.marks > 0 and not self.is_read

    @model_validator(mode="after")
    def _marks_fit(self) -> Item:
        if self.measures == "confidence" and (self.marks or self.kind != "scale"):
            raise ValueError(
                f"Item '{self.id}' measures confidence, which is never marked. | "
                "Use kind: scale and marks: 0."
            )
        if self.kind == "scale" and self.measures != "confidence":
            raise ValueError(
                f"Item '{self.id}' is a scale, which shows no knowledge. | "
                "Say measures: confidence, and marks: 0."
            )
        if self.marks and self.part.never_scored:
            raise ValueError(
                f"Item '{self.id}' is of kind '{self.kind}', which is never marked. | "
                "Say marks: 0, or use another kind."
            )
        if self.marks and not self.outcome:
            raise ValueError(
                f"Item '{self.id}' has marks and no 'outcome'. | "
                "Name the outcome for which it gives evidence."
            )
        if isinstance(self.part, TextPart) and self.marks != self.part.rubric[-1].points:
            raise ValueError(
                f"Item '{self.id}' has {self.marks} marks, "
                f"but its 'rubric' goes to {self.part.rubric[-1].points}. | "
                "Make them the same."
            )
        return self

    @model_validator(mode="after")
    def _every_wrong_answer_means_something(self) -> Item:
        wanted = wrong_answers(self.part) if self.marks else []
        for name in wanted:
            if not self.misconceptions.get(name, "").strip():
                raise ValueError(
                    f"Item '{self.id}' has no misconception for '{name}'. | "
                    f"Say under 'misconceptions' what a pupil who answers so may be thinking."
                )
        for name in self.misconceptions:
            if name not in wanted:
                raise ValueError(
                    f"The 'misconceptions' of '{self.id}' name '{name}', "
                    f"which is no wrong answer to it. | {did_you_mean(name, wanted)}"
                )
        return self


def wrong_answers(part: Part) -> list[str]:
    """Return the names of the wrong answers to `part`, each of which stands for a misconception.

    choice: OPTION; QUESTION.OPTION where there are several questions
    sorting: CARD.GROUP · ordering: ITEM (out of its place) · matching: ANSWER (for another item)
    hotspots: SPOT (chosen or left wrongly) · grid: CARD.WHY · estimate: GUESS.low, GUESS.high
    """
    find = _WRONG.get(part.kind)
    return find(part) if find else []


def _choice(part: Any) -> list[str]:
    several = len(part.questions) > 1
    return [
        f"{question.id}.{option.id}" if several else option.id
        for question in part.questions
        for option in question.options
        if option.id not in question.answer
    ]


def _sorting(part: Any) -> list[str]:
    groups = [group.id for group in part.groups]
    return [f"{card.id}.{name}" for card in part.cards for name in groups if name != card.group]


def _grid(part: Any) -> list[str]:
    return [f"{card.id}.{why}" for card in part.cards for why in card.why if why != "right"]


def _estimate(part: Any) -> list[str]:
    return [f"{guess.id}.{side}" for guess in part.guesses for side in ("low", "high")]


_WRONG: dict[str, Callable[[Any], list[str]]] = {
    "choice": _choice,
    "sorting": _sorting,
    "ordering": lambda part: [item.id for item in part.items],
    "matching": lambda part: [answer.id for answer in part.answers],
    "hotspots": lambda part: [spot.id for spot in part.spots],
    "grid": _grid,
    "estimate": _estimate,
}
