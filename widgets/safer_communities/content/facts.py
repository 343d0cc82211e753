"""Laws, ages, numbers to ring, thresholds and figures: each once, with its source and date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from .findings import ContentError, Finding
from .reading import Checked, Model, check, read_yaml
from .words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Source(Checked):
    """Where a fact was read."""

    name: str
    address: str | None = None


class Fact(Checked):
    """One fact. Only a verified one may stand in what pupils read (house rule 16)."""

    value: str
    kind: Literal["phone", "law", "age", "figure", "threshold", "rule", "date"]
    about: str
    safety: bool = False
    exact: bool = False
    """Whether it is typed or looked for letter for letter, so that no language changes it."""
    verified: bool
    source: Source
    checked: dt.date
    check_again: dt.date
    note: str = ""

    @model_validator(mode="after")
    def _a_verified_fact_has_an_address(self) -> Fact:
        if self.verified and not self.source.address:
            raise ValueError(
                "A verified fact needs its address. | "
                "Give source: address:, or say verified: false."
            )
        return self


class Code(Checked):
    """A curriculum code: what it stands for, in which edition."""

    scheme: Literal["RSHE", "PSHE"]
    edition: str
    strand: str
    words: str
    verified: bool
    source: Source
    note: str = ""


class KeyWord(Checked):
    """A key word and what it means, in pupil English."""

    word: str
    meaning: str = Field(max_length=160)
    symbol: str = Field(default="", description="A drawing of lessons/symbols, by its name.")


class Priority(Checked):
    """A priority of the county's partnership, by which exercises of the assembly are found."""

    words: Words
    short: Words = Field(max_length=40, description="As it stands on a small tag.")


class FactValues(dict[str, str]):
    """Facts' values by id, for filling placeholders; `facts` has what each is and comes from."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        super().__init__({name: fact.value for name, fact in facts.items()})
        self.facts = dict(facts)


class References:
    """What lessons and exercises refer to: facts, codes, key words and priorities, by id."""

    files = ("facts.yaml", "codes.yaml", "glossary.yaml", "priorities.yaml")

    def __init__(
        self,
        *,
        facts: Mapping[str, Fact],
        codes: Mapping[str, Code],
        glossary: Mapping[str, KeyWord],
        priorities: Mapping[str, Priority] | None = None,
    ) -> None:
        self.facts = dict(facts)
        self.codes = dict(codes)
        self.glossary = dict(glossary)
        self.priorities = dict(priorities or {})

    @property
    def values(self) -> dict[str, str]:
        """The facts' values by id, for filling placeholders."""
        return {name: fact.value for name, fact in self.facts.items()}

    @property
    def for_pupils(self) -> FactValues:
        """The values pupils may read: those of verified facts (house rule 16)."""
        return FactValues({name: fact for name, fact in self.facts.items() if fact.verified})

    @property
    def safety(self) -> set[str]:
        """The ids of the facts on which safety hangs."""
        return {name for name, fact in self.facts.items() if fact.safety}

    @classmethod
    def read(cls, lessons: Path) -> References:
        """Read the tables under `lessons`. Raises ContentError on a broken one.

        Content without an assembly needs no priorities.yaml.
        """
        priorities = lessons / "priorities.yaml"
        return cls(
            facts=_table(lessons / "facts.yaml", Fact),
            codes=_table(lessons / "codes.yaml", Code),
            glossary=_table(lessons / "glossary.yaml", KeyWord),
            priorities=_table(priorities, Priority) if priorities.is_file() else {},
        )


def _table(path: Path, model: type[Model]) -> dict[str, Model]:
    shown = f"lessons/{path.name}"
    data = read_yaml(path, shown) or {}
    if not isinstance(data, dict):
        message, remedy = "This file holds no names.", "Write 'name:' and, below it, what it holds."
        raise ContentError([Finding(shown, 1, "not-a-table", message, remedy)])
    return {str(key): check(model, data, shown, at=(key,)) for key in data}
