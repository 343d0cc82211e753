"""An item in English as other systems take it: whole, with its facts, and with no marks of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.assessment.answers import full_spec
from safer_communities.content.words import END_ISOLATE, ISOLATE, ISOLATE_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.activities import Spec
    from safer_communities.assessment.checks import Check
    from safer_communities.assessment.items import Item


@dataclass(frozen=True)
class Left:
    """An item that a format has no place for, or whose marking there is not quite ours."""

    item: str
    what: str
    """`left-out`, or `nearest`: another kind of question stands for it."""
    why: str

    def as_dict(self) -> dict[str, str]:
        return {"item": self.item, "what": self.what, "why": self.why}


def plain_spec(check: Check, item: Item, facts: Mapping[str, str]) -> Spec:
    """Return the whole spec of `item`, its texts without the marks that isolate a number."""
    spec: Spec = _without_marks(full_spec(check, item, facts))
    return spec


def _without_marks(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_marks(each) for name, each in data.items()}
    if isinstance(data, list):
        return [_without_marks(each) for each in data]
    if isinstance(data, str):
        return data.replace(ISOLATE, "").replace(ISOLATE_WORDS, "").replace(END_ISOLATE, "")
    return data
