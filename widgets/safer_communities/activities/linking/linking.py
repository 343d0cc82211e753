"""Linking: notes on a map and a timeline, what could link them, and what to ask for next."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import field_validator, model_validator

from safer_communities.activities.base import (
    Activity,
    ItemVerdict,
    NotAnAnswer,
    Spec,
    Value,
    Verdict,
    one_of,
    only,
    shown,
)
from safer_communities.activities.keyless import mixed, names, passed
from safer_communities.activities.tables import (
    CHOSEN,
    CHOSEN_WORDS,
    LEFT,
    LEFT_WORDS,
    Column,
    Row,
    Table,
    fitting,
)
from safer_communities.content import Checked, Part, Picture, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FEWEST, MOST = 12, 24
"""How many cards: with fewer a pattern jumps out, and more do not fit on a map."""
PATTERNS = (2, 5)
LEAST = 2
"""One note is no pattern: this many of its cards make one, or all where it has fewer."""
NONE = "none"
"""The id of the pattern that says that nothing links a card: it stands alone on a card."""
FOUND, SOME, NOWHERE = "found", "some", "nowhere"
STATES = {FOUND: N_("Found"), SOME: N_("In part"), NOWHERE: N_("Not linked")}


class LinkCard(Checked):
    """A note in the log: `when` it was ("2026-03-06 22:40", or the day alone), and where.

    `at` is where on the map, as fractions of its width and height from its top left corner.
    """

    id: Id
    words: Words
    when: str
    place: Words
    at: tuple[float, float]
    people: Words = ""

    @field_validator("when")
    @classmethod
    def _it_is_a_time(cls, when: str) -> str:
        if not _is_time(when):
            raise ValueError(
                f"'{when}' is no time. | Write it as 2026-03-06 22:40, or as 2026-03-06."
            )
        return when

    @model_validator(mode="after")
    def _it_lies_on_the_map(self) -> LinkCard:
        if not all(0 <= fraction <= 1 for fraction in self.at):
            raise ValueError(
                f"Card '{self.id}' lies outside the map. | "
                "Give 'at' as two numbers from 0 to 1: how far across, then how far down."
            )
        return self


def _is_time(when: str) -> bool:
    with contextlib.suppress(ValueError):
        dt.datetime.fromisoformat(when)
        return re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", when) is not None
    return False


class Pattern(Checked):
    """What could link cards, and the cards that fit; a card may fit several patterns.

    `why` is said once it was found, `near` where some links are there but not yet only right ones.
    """

    id: Id
    words: Words
    cards: list[Id]
    why: Words
    near: Words


class Missing(Checked):
    """Something to ask for next; `why` says what it would tell, or why it would not help."""

    id: Id
    words: Words
    helps: bool
    why: Words


class LinkingPart(Part, kind="linking"):
    """A log on a `picture`, which is a map: patterns to find in it, and what is missing."""

    fewer_of = "cards"

    picture: Picture
    alt: Words
    cards: list[LinkCard]
    patterns: list[Pattern]
    missing: list[Missing]
    after: Words = ""

    @model_validator(mode="after")
    def _all_of_it_is_there_and_told_apart(self) -> LinkingPart:
        if not self.alt.strip():
            raise ValueError(
                "The map has no 'alt'. | Say what it shows, for somebody who cannot see it."
            )
        if not FEWEST <= len(self.cards) <= MOST:
            raise ValueError(
                f"Part '{self.id}' has {len(self.cards)} cards. | Give it {FEWEST} to {MOST}."
            )
        least, most = PATTERNS
        if not least <= len(self.patterns) <= most:
            raise ValueError(
                f"Part '{self.id}' has {len(self.patterns)} patterns. | Give it {least} to {most}."
            )
        _no_two_alike("card", self.cards)
        # Marks are told by these ids, so the two share their names.
        _no_two_alike("pattern or missing thing", [*self.patterns, *self.missing])
        if {each.helps for each in self.missing} != {True, False}:
            raise ValueError(
                "Nothing is to be chosen in 'missing'. | "
                "Give things that help ('helps: true') and things that do not."
            )
        return self

    @model_validator(mode="after")
    def _the_patterns_can_be_found(self) -> LinkingPart:
        known = [card.id for card in self.cards]
        linked = {name for each in self.patterns if each.id != NONE for name in each.cards}
        for pattern in self.patterns:
            for name in pattern.cards:
                if name not in known:
                    raise ValueError(
                        f"Pattern '{pattern.id}' has the card '{name}', which is not here. | "
                        f"Cards: {', '.join(known)}."
                    )
                if pattern.id == NONE and name in linked:
                    raise ValueError(
                        f"Card '{name}' fits a pattern, and none as well. | "
                        f"Take it out of the pattern '{NONE}'."
                    )
            if len(set(pattern.cards)) < (1 if pattern.id == NONE else LEAST):
                raise ValueError(
                    f"Pattern '{pattern.id}' has too few cards. | "
                    "One note is no pattern: name two that fit, or more."
                )
            if not (pattern.why.strip() and pattern.near.strip()):
                raise ValueError(
                    f"Pattern '{pattern.id}' needs 'why' and 'near'. | "
                    "Say what links its cards, and what to look at where it is not found yet."
                )
        return self


def _no_two_alike(what: str, things: Iterable[LinkCard | Pattern | Missing]) -> None:
    for ids in ([each.id for each in things], [each.words for each in things]):
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice is not None:
            raise ValueError(
                f"Two are called '{twice}'. | Give each {what} its own id and its own words."
            )


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark for each pattern that was found, and one for each missing thing.

    A pattern is found where two of its cards are linked by it, and none that does not fit. A
    missing thing is right where it was chosen and helps, or was left and does not.
    """
    links, asked = value.get("links", {}), value.get("missing", [])
    here = [card["id"] for card in shown(spec, spec["cards"], value)]
    items: dict[str, ItemVerdict] = {}
    for pattern in spec["patterns"]:
        fits = [name for name in here if name in pattern["cards"]]
        linked = [name for name in here if pattern["id"] in links.get(name, [])]
        if fits:  # in the support form a pattern may have no card
            enough = len(linked) >= min(LEAST, len(fits))
            right = enough and all(name in fits for name in linked)
            why = pattern["why"] if right else pattern["near"] if linked else ""
            items[pattern["id"]] = {"right": right, "why": why}
    for each in spec["missing"]:
        chosen = each["id"] in asked
        items[each["id"]] = {
            "right": chosen == each["helps"],
            "why": each["why"] if chosen else "",
        }
    return {
        "of": len(items),
        "right": sum(item["right"] for item in items.values()),
        "items": items,
    }


def clean(spec: Spec, value: Any) -> Value:
    """Return `{links: {CARD: [PATTERN, ...]}, missing: [ID, ...]}` checked against the part."""
    answer: Value = only(value, links=dict, missing=list)
    cards = [card["id"] for card in spec["cards"]]
    patterns = [pattern["id"] for pattern in spec["patterns"]]
    for name, linked in answer.get("links", {}).items():
        one_of(name, cards, "card")
        if not isinstance(linked, list):
            raise NotAnAnswer(f"The links of '{name}' are not a list.")
        _once([one_of(each, patterns, "pattern") for each in linked])
        if NONE in linked and len(linked) > 1:
            raise NotAnAnswer(f"'{name}' is linked by something, and by nothing as well.")
    known = [each["id"] for each in spec["missing"]]
    _once([one_of(each, known, "missing thing") for each in answer.get("missing", [])])
    return answer


def _once(chosen: list[str]) -> None:
    if len(chosen) != len(set(chosen)):
        raise NotAnAnswer("Something is chosen twice.")


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return the patterns by whether they were found, and the missing things by chosen or left."""
    states = [Column(name, say(words)) for name, words in STATES.items()]
    chosen = [Column(CHOSEN, say(CHOSEN_WORDS)), Column(LEFT, say(LEFT_WORDS))]
    found = [
        Row(each["id"], each["words"], tuple(STATES), fitting(spec, [FOUND]))
        for each in spec["patterns"]
    ]
    asked = [
        Row(
            each["id"],
            each["words"],
            (CHOSEN, LEFT),
            fitting(spec, [CHOSEN if each["helps"] else LEFT]),
        )
        for each in spec["missing"]
    ]
    return Table((*states, *chosen), (*found, *asked))


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return how far each pattern was found, once a card is linked, and what is asked for."""
    links, asked = value.get("links", {}), value.get("missing", [])
    here = [card["id"] for card in shown(spec, spec["cards"], value)]
    linked = {pattern for name in here for pattern in links.get(name, [])}
    items = mark(spec, value)["items"]
    held = []
    for each in spec["patterns"] if linked else []:
        if each["id"] in items:
            some = SOME if each["id"] in linked else NOWHERE
            held.append((each["id"], FOUND if items[each["id"]]["right"] else some))
    missing = spec["missing"] if asked else []
    held += [(each["id"], CHOSEN if each["id"] in asked else LEFT) for each in missing]
    return held


def without_key(spec: Spec) -> Spec:
    """Return the log, the patterns and the missing things, each in an order that tells nothing."""
    kept = passed(
        spec,
        "picture",
        "alt",
        cards=names("id", "words", "when", "place", "at", "people"),
        patterns=names("id", "words"),
        missing=names("id", "words"),
    )
    lists = ("cards", "patterns", "missing")
    return {**kept, **{each: mixed(kept[each], spec["id"]) for each in lists}}


class Linking(Activity, kind="linking"):
    """A card is opened and its patterns pressed under it: nothing is dragged.

    Map and timeline show the same cards by the same numbers, and say nothing that the list of
    cards does not.
    """

    interface: ClassVar[dict[str, str]] = {
        "how": N_("Press a card, then each pattern it belongs to."),
        "left": N_("Cards without a link: {count}"),
        "allLinked": N_("Every card has a link."),
        "log": N_("The log, in the order in which it happened"),
        "timeline": N_("The same cards by time"),
        "which": N_("What could link card {number} with others?"),
        "patterns": N_("What you have linked"),
        "cards": N_("Cards: {numbers}"),
        "noCards": N_("No card yet."),
        "missing": N_("What is missing? Choose what you would ask for next."),
        "unasked": N_("Think about whether the answer could change what the group does next."),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
