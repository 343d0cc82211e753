"""A check: one file of questions, from which its page, paper, notebook and exports are made."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

from safer_communities.content import Checked, ContentError, Finding, Part, Words, did_you_mean
from safer_communities.content.lessons import Id
from safer_communities.content.reading import check, line_of, plain, read_yaml

from .items import TEXT, Item, TextPart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.content import Memory, Places

OWN = ("id", "marks", "outcome", "measures", "misconceptions")
"""The keys that are an item's; all others are its part's."""
NOT_HERE = (
    *("minutes", "longer", "talk", "outcomes", "discuss", "stretch"),
    *("fewer", "same_as", "scored", "sensitive", "needs"),
)
"""Keys of a part that make sense in a lesson only."""


class Window(Checked):
    """A time at which the check is done: before the unit, after it, some weeks later."""

    id: Id
    title: Words
    when: Words


class Check(Checked):
    """A check, read and found sound. `folder` is where its pictures lie."""

    id: Id
    title: Words
    about: Words
    lesson: str | None = None
    unit: str
    windows: list[Window]
    outcomes: dict[Id, Words]
    words: list[Id] = Field(default=[])
    facts: list[str] = Field(default=[])
    items: list[Item]
    folder: Path

    @model_validator(mode="after")
    def _names_are_told_apart(self) -> Check:
        for what, ids in (
            ("windows", [window.id for window in self.windows]),
            ("items", [item.id for item in self.items]),
        ):
            if not ids:
                raise ValueError(f"This check has no {what}. | Add one under '{what}'.")
            for name in ids:
                if ids.count(name) > 1:
                    raise ValueError(
                        f"Two {what} are called '{name}'. | Give one of them another id."
                    )
        for item in self.items:
            if item.outcome and item.outcome not in self.outcomes:
                raise ValueError(
                    f"Item '{item.id}' names the outcome '{item.outcome}', "
                    "which the check does not have. | "
                    + did_you_mean(item.outcome, list(self.outcomes))
                )
        return self

    @property
    def marks(self) -> int:
        return sum(item.marks for item in self.items)

    @property
    def assignments(self) -> list[str]:
        """The names under which nbgrader knows the check: one for each window."""
        return [assignment_of(self, window) for window in self.windows]

    def item(self, name: str) -> Item:
        """Return the item with the id `name`. Raises KeyError with a hint."""
        for item in self.items:
            if item.id == name:
                return item
        known = [item.id for item in self.items]
        raise KeyError(f"'{self.id}' has no item '{name}'. {did_you_mean(name, known)}")


def assignment_of(check: Check, window: Window) -> str:
    """Return nbgrader's name for a check at a time; a check done once has its own name."""
    return check.id if len(check.windows) == 1 else f"{check.id}-{window.id}"


def assignment(checks: Mapping[str, Check], name: str) -> tuple[Check, Window]:
    """Return the check and window that nbgrader knows as `name`. Raises KeyError with a hint."""
    known = {
        assignment_of(each, window): (each, window)
        for each in checks.values()
        for window in each.windows
    }
    if name not in known:
        raise KeyError(f"No check is called '{name}'. {did_you_mean(name, list(known))}")
    return known[name]


def check_files(places: Places) -> list[Path]:
    """Return the files of all checks, in order."""
    return sorted((places.assessments / "questions").glob("*.yaml"))


def checks_in(places: Places, memory: Memory | None = None) -> dict[str, Check]:
    """Return every check that can be used, by id; `faults_in` says what is wrong with others."""
    return _read(places, memory)[0]


def faults_in(places: Places, memory: Memory | None = None) -> list[Finding]:
    """Return what is wrong with the checks that cannot be used."""
    return _read(places, memory)[1]


def _read(places: Places, memory: Memory | None) -> tuple[dict[str, Check], list[Finding]]:
    found: dict[str, Check] = {}
    faults: list[Finding] = []
    for file in check_files(places):
        try:
            one = (
                memory.recall([file], functools.partial(read_check, file, places))
                if memory
                else read_check(file, places)
            )
            found[one.id] = one
        except ContentError as error:
            faults += error.findings
    if memory:
        memory.keep()
    return found, faults


def shown(file: Path) -> str:
    """Return a check's file as its author knows it."""
    return f"assessments/questions/{file.name}"


def read_check(file: Path, places: Places) -> Check:
    """Read a check. Raises ContentError with every fault, by line."""
    data = read_yaml(file, shown(file))
    if not isinstance(data, dict):
        message, remedy = "This file holds no check.", "Start from another check's file."
        raise ContentError([Finding(shown(file), 1, "not-a-check", message, remedy)])
    findings: list[Finding] = []
    items: list[Item] = []
    raw = data.get("items")
    for index in range(len(raw) if isinstance(raw, list) else 0):
        try:
            items.append(_read_item(data, index, shown(file)))
        except ContentError as error:
            findings += error.findings
    findings += _frame_faults(data, file, places)
    if findings:
        raise ContentError(findings)
    frame = {"items": items, "folder": file.parent}
    return check(Check, data, shown(file), instead={**plain(data), **frame})


def _frame_faults(data: Any, file: Path, places: Places) -> list[Finding]:
    found = []
    if data.get("id") != file.stem:
        message = f"The check is called '{data.get('id')}', but its file is {file.name}."
        remedy = f"Write 'id: {file.stem}', or rename the file."
        found.append(
            Finding(shown(file), line_of(data, ("id",)), "id-is-not-file", message, remedy)
        )
    lesson = data.get("lesson")
    if lesson and not (places.lessons / str(lesson)).is_dir():
        message = f"There is no lesson '{lesson}'."
        remedy = "Name it as its folder is: y6/02-risk-detectives."
        found.append(
            Finding(shown(file), line_of(data, ("lesson",)), "unknown-lesson", message, remedy)
        )
    return found


def _read_item(data: Any, index: int, name: str) -> Item:
    at = ("items", index)
    entry = data["items"][index]
    if not isinstance(entry, dict):
        message, remedy = "An item is a set of keys.", "Write 'id:', 'kind:' and so on."
        raise ContentError([Finding(name, line_of(data, at), "not-an-item", message, remedy)])
    for key in NOT_HERE:
        if key in entry:
            line = line_of(data, (*at, key))
            message = f"The item of a check has no '{key}'; that is a lesson's."
            raise ContentError([Finding(name, line, "unknown-key", message, "Take it out.")])
    kind = str(entry.get("kind"))
    kinds: dict[str, type[Part]] = {**Part.kinds, TEXT: TextPart}
    if kind not in kinds:
        line = line_of(data, (*at, "kind"))
        message = f"There is no kind of item called '{kind}'."
        raise ContentError(
            [Finding(name, line, "unknown-kind", message, did_you_mean(kind, list(kinds)))]
        )
    whole = plain(entry)
    marks = whole.get("marks")
    part = {key: value for key, value in whole.items() if key not in OWN[1:]}
    confidence = whole.get("measures") == "confidence"
    part |= {"minutes": 0, "scored": bool(marks), "sensitive": confidence}
    read = check(kinds[kind], data, name, at=at, instead=part)
    own = {key: whole[key] for key in OWN if key in whole}
    return check(Item, data, name, at=at, instead={**own, "part": read})
