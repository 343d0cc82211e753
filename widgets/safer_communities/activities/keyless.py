"""What of a part the page of a check may have: nothing from which its key could be told."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .base import Spec

Open = dict[str, Any]
"""The names that pass. None beside one: all that stands under it; else only the names named."""

FRAME = ("id", "kind", "title", "ask", "scored")
"""What every kind's module reads, and what tells nothing."""


def names(*whole: str, **inner: Open) -> Open:
    """Return the names that pass: `whole` as they are, `inner` with only some of what they hold."""
    return {**dict.fromkeys(whole), **inner}


def passed(spec: Spec, *whole: str, **inner: Open) -> Spec:
    """Return of `spec` its frame and the names given, and nothing else.

    A list of names that pass, not of keys that do not: a key added to a kind later stays behind
    until somebody lets it through. `fewer` comes sorted, since its order could be that of the key.
    """
    kept: Spec = _only(spec, names(*FRAME, *whole, **inner))
    return {**kept, "fewer": sorted(spec["fewer"])}


def _only(data: Any, kept: Open | None) -> Any:
    if kept is None:
        return data
    if isinstance(data, list):
        return [_only(each, kept) for each in data]
    return {name: _only(data[name], inner) for name, inner in kept.items() if name in data}


def mixed(items: Iterable[dict[str, Any]], seed: str) -> list[dict[str, Any]]:
    """Return items in an order that hangs on their ids alone, so not on the order of the key."""

    def rank(item: dict[str, Any]) -> bytes:
        return hashlib.sha256(f"{seed}/{item['id']}".encode()).digest()

    return sorted(items, key=rank)
