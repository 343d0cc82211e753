"""Matching: each item gets the answer that belongs to it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from safer_communities.activities.base import (
    Activity,
    ItemVerdict,
    Spec,
    Value,
    Verdict,
    shown,
)
from safer_communities.activities.keyless import mixed, names, passed
from safer_communities.activities.pairs import Pictured, clean_pairs, tally_pairs
from safer_communities.activities.tables import Table, table_of
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FEWEST, MOST = 4, 10
"""How many items there can be: with fewer it is a choice, and more do not fit in a head of ten."""
FEWEST_IN_SUPPORT = 2


class Item(Pictured):
    """An item, the answer that belongs to it, and why."""

    called = "Item"

    match: Id
    why: Words

    @model_validator(mode="after")
    def _it_can_be_matched(self) -> Item:
        if not self.why.strip():
            raise ValueError(f"Item '{self.id}' has no 'why'. | Say why its answer belongs to it.")
        # The page of a check has the ids, which then would be the key.
        if self.id == self.match:
            raise ValueError(
                f"Item '{self.id}' and its answer have the same id. | "
                "Give the answer another: pupils of a check could read it."
            )
        return self


class Answer(Checked):
    """An answer; `near` is said where it was chosen for an item it does not belong to.

    Some belong to no item, so that the last one is not found by counting.
    """

    id: Id
    words: Words
    near: Words
    shared: bool = False


class MatchingPart(Part, kind="matching"):
    """Two lists with a heading each: `left` over the items, `right` over the answers."""

    fewer_of = "items"

    left: Words
    right: Words
    items: list[Item]
    answers: list[Answer]

    @model_validator(mode="after")
    def _items_and_answers_are_told_apart(self) -> MatchingPart:
        if not FEWEST <= len(self.items) <= MOST:
            raise ValueError(
                f"Part '{self.id}' has {len(self.items)} items. | Give it {FEWEST} to {MOST}."
            )
        if len(self.answers) < len(self.items):
            raise ValueError(
                f"Part '{self.id}' has fewer answers than items. | "
                "Give each item its own; answers that belong to none are welcome."
            )
        if self.fewer and len(set(self.fewer)) < FEWEST_IN_SUPPORT:
            raise ValueError(
                f"'fewer' leaves one item of '{self.id}', so there is nothing to match. | "
                "Name two items or more."
            )
        _no_two_alike("item", self.items, [item.why for item in self.items])
        _no_two_alike("answer", self.answers, [answer.near for answer in self.answers])
        return self

    @model_validator(mode="after")
    def _every_item_has_its_answer(self) -> MatchingPart:
        known = [answer.id for answer in self.answers]
        used = Counter(item.match for item in self.items)
        for item in self.items:
            if item.match not in known:
                raise ValueError(
                    f"Item '{item.id}' is matched by '{item.match}', which is no answer here. | "
                    f"Answers: {', '.join(known)}."
                )
        for answer in self.answers:
            if not answer.near.strip():
                raise ValueError(
                    f"Answer '{answer.id}' has no 'near'. | "
                    "Say what is right in it, and what to look for, where it does not belong."
                )
            if answer.shared != (used[answer.id] > 1):
                raise ValueError(
                    f"Answer '{answer.id}' belongs to {used[answer.id]} items. | "
                    "Say 'shared: true' where it belongs to several, and nowhere else."
                )
        return self


def _no_two_alike(what: str, things: Iterable[Item | Answer], feedback: list[str]) -> None:
    for ids in ([each.id for each in things], [each.words for each in things]):
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice is not None:
            raise ValueError(
                f"Two {what}s are called '{twice}'. | Give each {what} its own id and words."
            )
    if len(set(feedback)) != len(feedback):
        raise ValueError(
            f"Two {what}s say the same in their feedback. | Say in each what is in that {what}."
        )


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark for each item with its own answer.

    Where it has another, the why is what that answer has to say of itself.
    """
    matched = value.get("matched", {})
    near = {answer["id"]: answer["near"] for answer in spec["answers"]}
    items: dict[str, ItemVerdict] = {}
    for item in shown(spec, spec["items"], value):
        chosen = matched.get(item["id"])
        right = chosen == item["match"]
        items[item["id"]] = {"right": right, "why": item["why"] if right else near.get(chosen, "")}
    return {
        "of": len(items),
        "right": sum(item["right"] for item in items.values()),
        "items": items,
    }


def clean(spec: Spec, value: Any) -> Value:
    """Return `{matched: {ITEM: ANSWER}}` checked against the part's items and answers."""
    items = (item["id"] for item in spec["items"])
    answers = (answer["id"] for answer in spec["answers"])
    return clean_pairs(value, "matched", items, answers, ("item", "answer"))


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return the items by the answers."""
    return table_of(
        spec,
        ((answer["id"], answer["words"]) for answer in spec["answers"]),
        ((item["id"], item["words"], [item["match"]]) for item in spec["items"]),
    )


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the answer of each item that has one."""
    return tally_pairs(spec, value, "matched", "items")


def without_key(spec: Spec) -> Spec:
    """Return the items, and the answers in an order that tells nothing of their items."""
    items, answers = names("id", "words", "picture", "alt"), names("id", "words")
    kept = passed(spec, "left", "right", items=items, answers=answers)
    return {
        **kept,
        "items": mixed(kept["items"], spec["id"]),
        "answers": mixed(kept["answers"], spec["id"]),
    }


class Matching(Activity, kind="matching"):
    """One item is open at a time, with all answers under it as buttons.

    So nothing is dragged, and the way is the same by finger, mouse and keyboard.
    """

    interface = {  # noqa: RUF012 - a ClassVar of the base
        "left": N_("Still to match: {count}"),
        "choose": N_("Choose an answer"),
        "pair": N_("{item}: {answer}"),
        "elsewhere": N_("Chosen for {item}"),
        "allMatched": N_("Each one has an answer now."),
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
