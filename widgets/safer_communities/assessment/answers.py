"""An item as its pupil meets it, without the key; what can be an answer; what one is worth."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity, NotAnAnswer, spec_of
from safer_communities.content import Part

from .items import TEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from safer_communities.activities import Spec, Value
    from safer_communities.language import Speaker

    from .checks import Check
    from .items import Item

KEPT = "\n\u200c\u200d\u200e\u200f"
"""Of what cannot be seen: new lines, and what joins and turns letters in Urdu, Farsi, Bengali."""
MIXED = {"ordering": "items", "matching": "answers"}
"""Lists whose own order would give the answer away."""


@dataclass(frozen=True)
class Reason:
    """Why one thing in an answer counts as it does; `worth` is 1, 0 or a part of 1."""

    item: str
    words: str
    right: bool
    worth: float
    why: str


@dataclass(frozen=True)
class Credit:
    """What an answer is worth: `points` of `of`, and for each thing in it a reason to read.

    `of` is 0 where nothing is marked. `answered` is False where there is no answer at all: that is
    worth 0 points, but it is not the same as a wrong answer.
    """

    points: float
    of: int
    answered: bool
    reasons: list[Reason] = field(default_factory=list)


def full_spec(
    check: Check,
    item: Item,
    facts: Mapping[str, str],
    speaker: Speaker | None = None,
    *,
    safety: Collection[str] = (),
) -> Spec:
    """Return `item` whole, with its key: for marking, and for what staff read."""
    return spec_of(check.folder, item.part, facts, speaker, safety=safety)


def pupil_spec(
    check: Check,
    item: Item,
    facts: Mapping[str, str],
    speaker: Speaker | None = None,
    *,
    safety: Collection[str] = (),
) -> Spec:
    """Return `item` as its pupil may have it: translated, facts filled in, and without its key."""
    whole = full_spec(check, item, facts, speaker, safety=safety)
    if item.kind == TEXT:
        return {name: whole[name] for name in ("id", "kind", "title", "ask", "most")}
    spec: Spec = Activity.kinds[item.kind].without_key(whole)
    name = MIXED.get(item.kind)
    return {**spec, name: mixed(f"{check.id}.{item.id}", whole[name], spec[name])} if name else spec


def mixed(seed: str, key: list[Any], things: list[Any]) -> list[Any]:
    """Return `things` in an order of their own that is not the key's, the same each time."""

    def place(thing: Any) -> str:
        return hashlib.sha256(f"{seed}.{thing['id']}".encode()).hexdigest()

    made = sorted(things, key=place)
    if [each["id"] for each in made] == [each["id"] for each in key]:
        made = [*made[1:], made[0]]
    return made


def cleaned(item: Item, spec: Spec, value: Any) -> Value:
    """Return `value` as an answer to `item`; `spec` is the whole one or the pupil's.

    Raises NotAnAnswer, saying why, where it cannot be one.
    """
    if item.kind == TEXT:
        return _text(item, value)
    answer: Value = Activity.kinds[item.kind].clean(spec, value)
    return {name: each for name, each in answer.items() if name not in ("checked", "fewer")}


def _text(item: Item, value: Any) -> Value:
    if not isinstance(value, dict) or set(value) - {"text"}:
        raise NotAnAnswer("A free text is a text and nothing else.")
    text = value.get("text", "")
    if not isinstance(text, str):
        raise NotAnAnswer("A free text is made of letters.")
    text = readable(text)
    most = getattr(item.part, "most", 0)
    if len(text) > most:
        raise NotAnAnswer(f"This text has {len(text)} characters; there is room for {most}.")
    return {"text": text} if text.strip() else {}


def readable(text: str) -> str:
    """Return `text` without what cannot be seen or would turn the line around it."""
    lines = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c]", "\n", text).replace("\t", " ")
    return "".join(
        each for each in lines if each in KEPT or not unicodedata.category(each).startswith("C")
    )


def credit(item: Item, spec: Spec, value: Value) -> Credit:
    """Return what a clean answer is worth; `spec` is the whole one, in the reader's language.

    A free text is worth nothing until somebody has read it.
    """
    if item.kind == TEXT:
        return Credit(0.0, item.marks, answered=bool(value.get("text", "").strip()))
    answered = any(value.values())
    if not item.marks:
        return Credit(0.0, 0, answered=answered)
    mark = Activity.kinds[item.kind].mark
    verdict = mark(spec, value)
    name = Part.kinds[item.kind].fewer_of
    reasons = []
    for thing in spec[name]:
        found = verdict["items"].get(thing["id"])
        if found is None:
            continue
        worth = float(found["right"])
        if not found["right"] and verdict["right"] % 1:
            # Kinds with half marks judge each thing by itself, so one alone is worth what it adds.
            worth = float(mark({**spec, name: [thing]}, value)["right"])
        words = thing.get("words") or thing.get("name") or ""
        reasons.append(Reason(thing["id"], words, found["right"], worth, found["why"]))
    share = verdict["right"] / verdict["of"] if answered and verdict["of"] else 0.0
    return Credit(min(max(share, 0.0), 1.0) * item.marks, item.marks, answered, reasons)
