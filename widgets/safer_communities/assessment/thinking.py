"""What a wrong answer may show: the misconception that its question file names for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity

from .items import wrong_answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from safer_communities.activities import Spec, Value

    from .items import Item


def wrong_in(item: Item, spec: Spec, value: Value) -> list[str]:
    """Return the names (those of `wrong_answers`) of what is wrong in a clean answer.

    `spec` is the whole one. Where there is no answer, nothing can be told from it.
    """
    find = _FOUND.get(item.kind)
    if find is None or not item.marks or not any(value.values()):
        return []
    wrong = [
        name
        for name, each in Activity.kinds[item.kind].mark(spec, value)["items"].items()
        if not each["right"]
    ]
    known = set(wrong_answers(item.part))
    return [name for name in dict.fromkeys(find(spec, value, wrong)) if name in known]


def _choice(spec: Spec, value: Value, _: list[str]) -> Iterator[str]:
    several = len(spec["questions"]) > 1
    for question in spec["questions"]:
        for option in value.get("answers", {}).get(question["id"], []):
            yield f"{question['id']}.{option}" if several else option


def _sorting(_: Spec, value: Value, wrong: list[str]) -> Iterator[str]:
    placed = value.get("placed", {})
    return (f"{card}.{placed[card]}" for card in wrong if card in placed)


def _matching(_: Spec, value: Value, wrong: list[str]) -> Iterator[str]:
    matched = value.get("matched", {})
    return (matched[item] for item in wrong if item in matched)


def _grid(spec: Spec, value: Value, wrong: list[str]) -> Iterator[str]:
    marks = Activity.kinds["grid"].mark(spec, value)["items"]
    for card in spec["cards"]:
        if card["id"] in wrong and card["id"] in value.get("placed", {}):
            for name, why in card["why"].items():
                if why and why == marks[card["id"]]["why"]:
                    yield f"{card['id']}.{name}"


def _estimate(spec: Spec, value: Value, wrong: list[str]) -> Iterator[str]:
    made = value.get("guesses", {})
    for guess in spec["guesses"]:
        if guess["id"] in wrong and guess["id"] in made:
            yield f"{guess['id']}.{'low' if made[guess['id']] < guess['true'] else 'high'}"


def _themselves(_: Spec, __: Value, wrong: list[str]) -> Iterator[str]:
    return iter(wrong)


_FOUND: dict[str, Callable[[Any, Any, list[str]], Iterator[str]]] = {
    "choice": _choice,
    "sorting": _sorting,
    "ordering": _themselves,
    "matching": _matching,
    "hotspots": _themselves,
    "grid": _grid,
    "estimate": _estimate,
}
