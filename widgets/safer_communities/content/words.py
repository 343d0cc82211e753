"""Words a person reads: which fields of a model hold them, and how facts stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel


class Said:
    """Marks a field whose text people read: it is translated, and may name facts as {fact-id}."""


class Drawn:
    """Marks a field that names a picture of the lesson (pictures/NAME.svg)."""


Words = Annotated[str, Said()]
Picture = Annotated[str, Drawn()]

PLACEHOLDER = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)*)\}")
# Isolates (Unicode TR9) keep a number to ring whole and left to right in a right-to-left line;
# a value in words runs as its own letters do.
ISOLATE, ISOLATE_WORDS, END_ISOLATE = "\u2066", "\u2068", "\u2069"

TO_RING = re.compile(r"[0-9 ]+")
IN_WORDS = re.compile(r"[^\W\d_]{2}")
"""What a value in words holds: two letters side by side, so that 15°C is a figure."""
IS_ADDRESS = re.compile(r"\S+[.@]\S+")

Path = tuple[str | int, ...]
Change = Callable[[str, Path], str]


def map_words(
    model: BaseModel, change: Change, path: Path = (), *, mark: type = Said
) -> dict[str, Any]:
    """Return the model as plain data, with `change(text, path)` applied to each text in it.

    Which texts: those of fields marked `Said` (the `Words`), or `Drawn` (each `Picture`).
    """
    data: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        said = any(isinstance(each, mark) for each in field.metadata)
        at = (*path, field.alias or name)
        data[name] = _map(getattr(model, name), field.annotation, change, at, mark, said=said)
    return data


def _map(
    value: Any, annotation: Any, change: Change, path: Path, mark: type, *, said: bool = False
) -> Any:
    if isinstance(value, BaseModel):
        return map_words(value, change, path, mark=mark)
    if isinstance(value, str):
        return change(value, path) if value and (said or _has(annotation, mark)) else value
    if isinstance(value, Mapping):
        inner = _inner(annotation, -1)
        return {key: _map(item, inner, change, (*path, key), mark) for key, item in value.items()}
    if isinstance(value, list | tuple):
        inner = _inner(annotation, 0)
        return [_map(item, inner, change, (*path, at), mark) for at, item in enumerate(value)]
    return value


def _has(annotation: Any, mark: type) -> bool:
    if get_origin(annotation) is Annotated:
        return any(isinstance(each, mark) for each in get_args(annotation)[1:])
    return any(_has(part, mark) for part in get_args(annotation))


def _inner(annotation: Any, index: int) -> Any:
    """Return what a list or dict of `annotation` holds, seeing through `X | None`."""
    if get_origin(annotation) in (list, tuple, dict):
        arguments = get_args(annotation)
        return arguments[index] if arguments else None
    for part in get_args(annotation):
        found = _inner(part, index)
        if found is not None:
            return found
    return None


def named_facts(text: str) -> list[str]:
    """Return the ids of the facts that `text` names, in order."""
    return PLACEHOLDER.findall(text)


def in_words(value: str) -> bool:
    """Tell whether a fact's value is said in words, and so is said anew in another language."""
    return bool(IN_WORDS.search(value)) and not IS_ADDRESS.fullmatch(value)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each {fact-id} replaced by its value, isolated from the words around it.

    A placeholder that names no known fact stays as it is, so that it is seen.
    """

    def value(match: re.Match[str]) -> str:
        found = values.get(match.group(1))
        if found is None:
            return match.group(0)
        # A number to ring stays on one line: half of it would ring nobody.
        whole = found.replace(" ", "\u00a0") if TO_RING.fullmatch(found) else found
        return f"{ISOLATE_WORDS if in_words(found) else ISOLATE}{whole}{END_ISOLATE}"

    return PLACEHOLDER.sub(value, text)
