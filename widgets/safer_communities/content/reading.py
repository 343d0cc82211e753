"""YAML files into checked models, with the line of each fault."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from .findings import ContentError, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Step = str | int
Model = TypeVar("Model", bound=BaseModel)


class Checked(BaseModel):
    """A model of content: unknown keys are refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_yaml(path: Path, shown: str) -> Any:
    """Return the file's content (YAML 1.2), its maps and lists knowing their lines.

    `shown` is the file's name as an author knows it. Raises ContentError where the file is
    missing, not UTF-8, not YAML or has a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(
            [
                Finding(
                    shown,
                    0,
                    "missing-file",
                    "This file is not there.",
                    "Add it, or undo its removal.",
                )
            ]
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(
            [
                Finding(
                    shown,
                    0,
                    "unreadable-file",
                    f"This file cannot be read: {error}.",
                    "Save it as UTF-8 text.",
                )
            ]
        ) from error
    try:
        return YAML(typ="rt", pure=True).load(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = "There is a character in this line that cannot be seen."
        remedy = "Delete the line and type it again."
        raise ContentError([Finding(shown, line, "not-yaml", message, remedy)]) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise ContentError(
            [
                Finding(
                    shown,
                    line,
                    "not-yaml",
                    f"The file stops making sense here: {error.problem or error.context}.",
                    "Look at the spaces at the start of the line, the colon, and the quotes.",
                )
            ]
        ) from error


def line_of(data: Any, where: tuple[Step, ...]) -> int:
    """Return the line (from 1) of the value that `where` leads to, or of its nearest holder."""
    line = data.lc.line if hasattr(data, "lc") else 0
    for step in where:
        try:
            lines = data.lc
            position = lines.key(step) if isinstance(data, dict) else lines.item(step)
            data = data[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
        line = position[0]
    return int(line) + 1


def plain(data: Any) -> Any:
    """Return `data` as plain dicts, lists and values, without what ruamel keeps beside them."""
    if isinstance(data, dict):
        # YAML reads the key `true` as a truth; an author wrote a word.
        return {
            str(key).lower() if isinstance(key, bool) else str(key): plain(value)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [plain(value) for value in data]
    for kind in (bool, int, float, str):
        if isinstance(data, kind):
            return kind(data)
    return data


def check(
    model: type[Model],
    data: Any,
    shown: str,
    *,
    at: tuple[Step, ...] = (),
    instead: dict[str, Any] | None = None,
) -> Model:
    """Return what `at` leads to in `data` as a `model`.

    `data` is a whole file as `read_yaml` gives it, so that a fault has its line; `instead` is
    checked in place of it where the caller has added to it. Raises ContentError with a finding
    for each fault pydantic sees.
    """
    held = data
    for step in at:
        held = held[step]
    try:
        return model.model_validate(plain(held) if instead is None else instead)
    except ValidationError as error:
        raise ContentError(
            [_finding(model, fault, data, shown, at) for fault in error.errors()]
        ) from error


def did_you_mean(word: str, known: list[str]) -> str:
    """Return a sentence naming the nearest known word, or all of them where none is near."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(sorted(known))}."


def _finding(
    model: type[BaseModel], fault: Any, data: Any, shown: str, at: tuple[Step, ...]
) -> Finding:
    inner = tuple(step for step in fault["loc"] if not _is_tag(step))
    where = at + inner
    line = line_of(data, where)
    name = str(inner[-1]) if inner else "this file"
    if fault["type"] == "extra_forbidden":
        return Finding(
            shown,
            line,
            "unknown-key",
            f"There is no key '{name}' here.",
            did_you_mean(name, _keys(model, inner[:-1])),
        )
    if fault["type"] == "missing":
        return Finding(
            shown,
            line,
            "missing-key",
            f"The key '{name}' is missing here.",
            f"Add '{name}:' with its value.",
        )
    if fault["type"] == "value_error":
        message, _, remedy = str(fault["ctx"]["error"]).partition(" | ")
        line = _line_named(data, where, message) or line
        return Finding(shown, line, "not-allowed", message, remedy or "Change it so that it fits.")
    given = str(fault.get("input"))[:60]
    return Finding(
        shown,
        line,
        "wrong-kind",
        f"'{name}' cannot be {given!r}: {fault['msg'].lower()}.",
        "Change the value, or look at another lesson for its shape.",
    )


def _line_named(data: Any, where: tuple[Step, ...], message: str) -> int:
    """Return the line of what a message names, a thing by its id, or a key; else 0.

    A model's validator sees a whole part, but its author wants the card.
    """
    for step in where:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return 0
    if not hasattr(data, "lc"):
        return 0
    for name in re.findall(r"'([^' ]+)'", message):
        found = [each.lc.line + 1 for each in _things(data) if each.get("id") == name]
        if found and data.get("id") != name:
            return int(found[-1])  # of two with one id, the second is the one too many
        if isinstance(data, dict) and name in data:
            return line_of(data, (name,))
    return 0


def _things(data: Any) -> Iterator[Any]:
    """Yield every map inside `data`, itself first."""
    if isinstance(data, dict):
        yield data
    for inner in (
        data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    ):
        yield from _things(inner)


def _is_tag(step: Step) -> bool:
    """Pydantic names the model of a union inside `loc`; it is no step in the file."""
    return isinstance(step, str) and (step.startswith("function-") or "[" in step)


def _keys(model: type[BaseModel], where: tuple[Step, ...]) -> list[str]:
    """Return the keys a model knows at `where`, following nested models while they are plain."""
    for step in where:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        nested = _model_in(field.annotation) if field else None
        if nested is None:
            return []
        model = nested
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found:
            return found
    return None
