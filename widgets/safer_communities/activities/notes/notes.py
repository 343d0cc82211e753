"""Notes: words of their own that a table writes. The facilitator reads them before anybody else."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, model_validator

from safer_communities.activities.base import Activity, Spec, Value, Verdict, one_of, only
from safer_communities.activities.keyless import names, passed
from safer_communities.activities.written import OVER_BOXES, written
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

MOST_BOXES = 8
"""Boxes a part can have: more are a form, and nobody at a table writes for that long."""
MOST_LETTERS = 1000


class Box(Checked):
    """A box, what is written in it, and how many lines high it is."""

    id: Id
    words: Words
    hint: Words = ""
    lines: int = Field(default=3, ge=1, le=6)


class NotesPart(Part, kind="notes"):
    """Boxes for words of one's own. Never counted, and in no spread: words are no numbers."""

    made_of = "boxes"
    never_scored = True

    scored: bool = False
    boxes: list[Box]
    most: int = Field(default=300, ge=20, le=MOST_LETTERS)
    after: Words = ""

    @model_validator(mode="after")
    def _the_boxes_are_told_apart(self) -> NotesPart:
        count = len(self.boxes)
        if not 1 <= count <= MOST_BOXES:
            raise ValueError(f"This part has {count} boxes. | Name 1 to {MOST_BOXES}.")
        if len({box.id for box in self.boxes}) != count:
            raise ValueError("Two boxes have the same id. | Give each box its own.")
        if len({box.words for box in self.boxes}) != count:
            raise ValueError("Two boxes have the same words. | Say what is written in each.")
        return self


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: nobody marks what a table thinks."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{notes: {BOX: text}}` checked against the part's boxes and its room."""
    answer: Value = only(value, notes=dict)
    known = [box["id"] for box in spec["boxes"]]
    for name, text in answer.get("notes", {}).items():
        written(text, spec["most"], one_of(name, known, "box"))
    return answer


def without_key(spec: Spec) -> Spec:
    """Return the boxes: there is no key to words of one's own."""
    return passed(spec, "most", boxes=names("id", "words", "hint", "lines"))


class Notes(Activity, kind="notes"):
    """Has no table and no tally: what is written is shown word by word or not at all."""

    interface: ClassVar[dict[str, str]] = {
        **OVER_BOXES,
        "thanks": N_("Thank you. You can still change it."),
        "letters": N_("Letters left: {count}"),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    without_key = staticmethod(without_key)
