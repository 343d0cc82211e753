"""A lesson folder as checked models. Kinds of part register themselves; none is known here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import Field, model_validator

from .findings import ContentError, Finding
from .reading import Checked, check, did_you_mean, line_of, plain, read_yaml
from .words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .facts import Fact

Way = tuple[str | int, ...]
"""How a value in a YAML file is reached: keys, and places in lists."""
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
SHORT, LONG = 45, 60
"""The two lengths of a lesson, in minutes."""
Step = Literal["open", "alone", "table", "compare", "commit"]
"""Where a part of an exercise stands in its frame."""
Round = Literal["alone", "table"]
"""Who answers a part of an exercise: each seat by itself, or the table once."""


class Part(Checked):
    """One part of a lesson. A kind's own keys are added by its class (see `activities`)."""

    kinds: ClassVar[dict[str, type[Part]]] = {}
    """Every known kind of part, by the name lessons use."""
    fewer_of: ClassVar[str] = ""
    """The list that the support form shortens; empty where the kind has none."""
    made_of: ClassVar[str] = ""
    """The list of items, where the kind has one that the support form does not shorten."""
    never_scored: ClassVar[bool] = False
    answered: ClassVar[bool] = True
    """False for a kind that nobody answers: talk."""

    id: Id
    kind: str
    title: Words
    ask: Words = Field(description="What the pupil is asked to do, in one or two sentences.")
    minutes: int = Field(ge=0, le=30)
    longer: int | None = Field(default=None, ge=0, le=30)
    talk: int = Field(default=0, ge=0, le=30)
    outcomes: list[Id] = []
    discuss: list[Words] = []
    stretch: Words = ""
    fewer: list[Id] = []
    same_as: Id | None = None
    safety: list[Id] = Field(
        default=[], description="Items whose words keep somebody safe: fire, water, 999, secrets."
    )
    sensitive: bool = False
    scored: bool = True
    needs: Literal["kernel"] | None = None
    step: Step | None = Field(default=None, description="Only in an exercise: its place there.")
    rounds: list[Round] = Field(
        default=[], description="Only in an exercise: who answers. Without it, its step says so."
    )

    def __init_subclass__(cls, *, kind: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if kind:
            Part.kinds[kind] = cls

    @model_validator(mode="before")
    @classmethod
    def _the_step_says_who_answers(cls, data: Any) -> Any:
        """Fill in the rounds: a part that is done alone is answered alone, one at the table there.

        Talk is not answered, whatever its step.
        """
        if isinstance(data, dict) and "rounds" not in data and cls.answered:
            step = data.get("step")
            return {**data, "rounds": [step]} if step in get_args(Round) else data
        return data

    @model_validator(mode="after")
    def _the_base_fits(self) -> Part:
        if self.talk > max(self.minutes, self.longer or 0):
            raise ValueError(
                f"Part '{self.id}' talks for {self.talk} minutes but lasts {self.minutes}. | "
                "Make 'talk' at most 'minutes'."
            )
        if self.scored and self.never_scored:
            raise ValueError(
                f"A part of kind '{self.kind}' is never scored. | "
                f"Say 'scored: false' in '{self.id}'."
            )
        if self.fewer and not self.fewer_of:
            raise ValueError(
                f"A part of kind '{self.kind}' has no support form. | "
                f"Take 'fewer' out of '{self.id}'."
            )
        known = {item.id for item in self.items_of_this_kind()}
        for key, name in [("fewer", each) for each in self.fewer] + [
            ("safety", each) for each in self.safety
        ]:
            if name not in known:
                raise ValueError(
                    f"'{key}' names '{name}', which is not in this part. | "
                    f"Use ids from '{self.listed or 'a kind that has cards'}'."
                )
        return self

    def items_of_this_kind(self) -> list[Any]:
        """Return the cards, spots, questions or items this part is made of."""
        return list(getattr(self, self.listed)) if self.listed else []

    @property
    def listed(self) -> str:
        """The key under which the items of this part stand."""
        return self.made_of or self.fewer_of

    def misfits(self, facts: Mapping[str, Fact]) -> list[tuple[Way, str, str, str]]:
        """Return what is wrong with the facts this part takes figures from: (way, code, …).

        `facts` are those the lesson lists, so known and verified. A kind that shows figures says
        what it needs of them.
        """
        del facts
        return []

    def filled(self, spec: dict[str, Any], facts: Mapping[str, Fact]) -> dict[str, Any]:
        """Return `spec` with the figures that this part takes from facts, for kinds that do."""
        del facts
        return spec

    def with_files(self, folder: Path) -> Part:  # noqa: ARG002 (kinds that have files use it)
        """Return the part with what its files in `folder` hold. Raises ContentError."""
        return self

    def in_lesson(self, minutes: int) -> int:
        """Return how many minutes this part takes in a lesson of 45 or 60."""
        return self.minutes if minutes == SHORT or self.longer is None else self.longer


class Session(Checked):
    """What a lesson and an exercise have in common: words, outcomes and parts in their order.

    `slug`, `unit` and `folder` come from where it lies.
    """

    file: ClassVar[str] = ""
    """The name of the file that holds it."""
    called: ClassVar[str] = ""
    """What an author calls it, in a finding."""

    id: Id
    title: Words
    about: Words
    outcomes: dict[Id, Words]
    words: list[Id] = []
    starters: list[Words] = Field(
        default=[], description="How a sentence may begin: shown with the key words as a word bank."
    )
    facts: list[str] = []
    parts: list[Part]
    slug: str
    unit: str
    folder: Path

    @model_validator(mode="after")
    def _ids_are_told_apart(self) -> Session:
        seen: set[str] = set()
        for part in self.parts:
            if part.id in seen:
                raise ValueError(
                    f"Two parts are called '{part.id}'. | Give one of them another id."
                )
            seen.add(part.id)
            for outcome in part.outcomes:
                if outcome not in self.outcomes:
                    raise ValueError(
                        f"Part '{part.id}' names the outcome '{outcome}', "
                        f"which the {self.called} does not have. | "
                        + did_you_mean(outcome, list(self.outcomes))
                    )
            if part.same_as and part.same_as not in seen:
                raise ValueError(
                    f"Part '{part.id}' is the same as '{part.same_as}', "
                    "which does not come before it. | "
                    "Name an earlier part."
                )
        return self

    @property
    def path(self) -> str:
        return f"{self.unit}/{self.slug}"

    @property
    def number(self) -> int:
        return int(self.slug.split("-", 1)[0])

    def part(self, name: str) -> Part:
        """Return the part with the id `name`. Raises KeyError with a hint."""
        for part in self.parts:
            if part.id == name:
                return part
        raise KeyError(
            f"'{self.path}' has no part '{name}'. {did_you_mean(name, [p.id for p in self.parts])}"
        )


class Lesson(Session):
    """A lesson for pupils, checked."""

    file: ClassVar[str] = "lesson.yaml"
    called: ClassVar[str] = "lesson"

    theme: Literal["safe", "body-and-mind", "community"]
    year: int = 6
    codes: list[str]
    words: list[Id]

    @model_validator(mode="after")
    def _the_minutes_make_a_lesson(self) -> Lesson:
        for part in self.parts:
            if part.step or part.rounds:
                key = "step" if part.step else "rounds"
                raise ValueError(
                    f"Part '{part.id}' has '{key}', which only an exercise of the assembly has. | "
                    f"Take '{key}' out."
                )
        for minutes in (SHORT, LONG):
            total = sum(part.in_lesson(minutes) for part in self.parts)
            if total != minutes:
                raise ValueError(
                    f"The 'parts' take {total} minutes in the {minutes}-minute lesson. | "
                    f"Change 'minutes' or 'longer' until they make {minutes}."
                )
        return self


Kind = TypeVar("Kind", bound=Session)


def picture_in(folder: Path, name: str) -> Path:
    """Return the file of a picture named in a lesson. Raises KeyError where `folder` has none."""
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise KeyError(f"There is no picture '{name}' in {folder.name}.")
    return file


def symbol_in(lessons: Path, name: str) -> Path:
    """Return the drawing that goes with a key word. Raises KeyError where there is none."""
    return picture_in(lessons / "symbols", f"{name}.svg")


def read_lesson(folder: Path) -> Lesson:
    """Read the lesson in `folder` (…/lessons/UNIT/SLUG). Raises ContentError with every fault."""
    return read_session(Lesson, folder)


def read_session(model: type[Kind], folder: Path) -> Kind:
    """Read what lies in `folder` (…/lessons/UNIT/SLUG) as a `model`, with each of its parts.

    Raises ContentError with every fault.
    """
    unit, slug = folder.parent.name, folder.name
    shown = f"lessons/{unit}/{slug}/{model.file}"
    data = read_yaml(folder / model.file, shown)
    if not isinstance(data, dict):
        message = f"This file holds no {model.called}."
        remedy = f"Start from another {model.called}'s file."
        raise ContentError([Finding(shown, 1, f"not-a-{model.called}", message, remedy)])
    findings: list[Finding] = []
    parts: list[Part] = []
    broken: set[str] = set()
    raw = data.get("parts")
    for index, entry in enumerate(raw if isinstance(raw, list) else []):
        if isinstance(entry, dict) and entry.get("same_as") in broken:
            continue  # its faults are those of the part it repeats, and are told there
        try:
            parts.append(_read_part(data, index, entry, raw, shown).with_files(folder))
        except ContentError as error:
            findings.extend(error.findings)
            if isinstance(entry, dict) and "id" in entry:
                broken.add(str(entry["id"]))
    if findings:
        raise ContentError(findings)
    frame = {**plain(data), "parts": parts, "slug": slug, "unit": unit, "folder": folder}
    return check(model, data, shown, instead=frame)


def _read_part(data: Any, index: int, entry: Any, raw: Any, shown: str) -> Part:
    if not isinstance(entry, dict):
        message = f"A part cannot be {str(entry)[:40]!r}."
        line = line_of(data, ("parts", index))
        raise ContentError(
            [Finding(shown, line, "not-a-part", message, "Write 'id:', 'kind:' and so on.")]
        )
    earlier = [item for item in raw[:index] if isinstance(item, dict)]
    # "The same starter again" shares every key that it does not say anew.
    first = next((item for item in earlier if item.get("id") == entry.get("same_as")), {})
    kind = entry.get("kind") or first.get("kind")
    model = Part.kinds.get(str(kind))
    if model is None:
        message = f"There is no kind of activity called '{kind}'."
        line = line_of(data, ("parts", index, "kind"))
        raise ContentError(
            [
                Finding(
                    shown, line, "unknown-kind", message, did_you_mean(str(kind), list(Part.kinds))
                )
            ]
        )
    return check(model, data, shown, at=("parts", index), instead={**plain(first), **plain(entry)})
