"""Signs of hidden harm: what each could be, after how it could be innocent, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, model_validator

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
from safer_communities.activities.tables import Column, Row, Table, fitting
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST = 48
"""Cards a part can have."""
QUESTION = "next.question"
"""The item under which the next question is judged: no card can have such an id."""
SEVERAL = "several"


class Harm(Checked):
    """A harm that may lie behind signs, and what it is."""

    id: Id
    words: Words
    note: Words = ""


class Sign(Checked):
    """What somebody noticed: what it may be a sign of, and how it could be innocent.

    `change` says that it is not as it was, which weighs more than what was always so.
    """

    id: Id
    words: Words
    who: Words
    harms: list[Id] = Field(min_length=1)
    innocent: list[Words] = Field(min_length=2, max_length=3)
    change: bool


class Route(Checked):
    """Where a concern is taken, which harms it fits, and why."""

    id: Id
    words: Words
    fits: list[Id]
    why: Words


class Ask(Checked):
    """A question that could be asked next: whether it is a gentle one, and why."""

    id: Id
    words: Words
    gentle: bool
    why: Words


class SignsPart(Part, kind="signs"):
    """Cards, sorted to one harm or more. A route opens at `enough` signs, one of them a change."""

    fewer_of = "cards"

    harms: list[Harm]
    cards: list[Sign]
    routes: list[Route]
    questions: list[Ask]
    enough: int = Field(default=2, ge=2, le=5)

    @model_validator(mode="after")
    def _the_names_are_known(self) -> SignsPart:
        if len(self.cards) > MOST:
            raise ValueError(f"This part has {len(self.cards)} cards. | Keep it to {MOST}.")
        for what, items in (
            ("harm", self.harms),
            ("card", self.cards),
            ("route", self.routes),
            ("question", self.questions),
        ):
            ids = [item.id for item in items]
            for name in ids:
                if ids.count(name) > 1:
                    raise ValueError(
                        f"The {what} '{name}' stands here twice. | Give each {what} its own id."
                    )
        known = [harm.id for harm in self.harms]
        named = [(f"Card '{card.id}'", card.harms) for card in self.cards]
        named += [(f"Route '{route.id}'", route.fits) for route in self.routes]
        for what, harms in named:
            for name in harms:
                if name not in known:
                    raise ValueError(
                        f"{what} names '{name}', which is no harm here. | "
                        f"Harms: {', '.join(known)}."
                    )
        return self

    @model_validator(mode="after")
    def _every_harm_can_be_seen_and_acted_on(self) -> SignsPart:
        for harm in self.harms:
            own = [card for card in self.cards if harm.id in card.harms]
            if len(own) < self.enough or not any(card.change for card in own):
                raise ValueError(
                    f"The harm '{harm.id}' has {len(own)} signs; it needs {self.enough} or more, "
                    "one of them a change. | Add cards for it."
                )
            if not any(harm.id in route.fits for route in self.routes):
                raise ValueError(
                    f"No route fits the harm '{harm.id}'. | Name it under 'fits' of a route."
                )
        if len({question.gentle for question in self.questions}) == 1 or not self.questions:
            raise ValueError(
                "The next question leaves nothing to choose. | "
                "Give both a gentle one and one that is not."
            )
        for card in self.cards:
            if len(set(card.innocent)) != len(card.innocent):
                raise ValueError(
                    f"Card '{card.id}' says twice how it could be innocent. | "
                    "Say something different in each."
                )
        return self


Signs_ = dict[str, dict[str, Any]]
"""What was said of each card: `innocent`, the place of a reason, and `harms`."""


def enough_of(
    spec: Spec, cards: Iterable[dict[str, Any]], signs: Signs_, harm: str, *, fits: bool = False
) -> bool:
    """Say whether there are enough signs of a harm among cards, one of them a change.

    With `fits`, only those count that may belong to it.
    """
    held = [
        card
        for card in cards
        if harm in signs.get(card["id"], {}).get("harms", [])
        and (not fits or harm in card["harms"])
    ]
    return len(held) >= spec["enough"] and any(card["change"] for card in held)


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark a card, one a harm with its route, and one for the next question.

    A card is right where each harm chosen for it may be behind it. A harm is right where enough
    such cards speak for it and its route fits; one that the cards shown cannot show is left out.
    """
    cards = shown(spec, spec["cards"], value)
    signs, routes = value.get("signs", {}), value.get("route", {})
    harms = {harm["id"]: harm["words"] for harm in spec["harms"]}
    every = {card["id"]: {"harms": card["harms"]} for card in cards}
    items: dict[str, ItemVerdict] = {}
    for card in cards:
        chosen = signs.get(card["id"], {}).get("harms", [])
        told = " · ".join(harms[name] for name in card["harms"])
        good = bool(chosen) and all(name in card["harms"] for name in chosen)
        items[card["id"]] = {"right": good, "why": told if chosen else ""}
    for name in harms:
        if enough_of(spec, cards, every, name):
            route = next((each for each in spec["routes"] if each["id"] == routes.get(name)), None)
            spoken = enough_of(spec, cards, signs, name, fits=True)
            good = bool(route) and spoken and name in (route or {})["fits"]
            items[f"route.{name}"] = {"right": good, "why": route["why"] if route else ""}
    asked = next((each for each in spec["questions"] if each["id"] == value.get("question")), None)
    items[QUESTION] = {
        "right": bool(asked and asked["gentle"]),
        "why": asked["why"] if asked else "",
    }
    right = sum(item["right"] for item in items.values())
    return {"of": len(items), "right": right, "items": items}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{signs: {CARD: {innocent, harms}}, route: {HARM: ROUTE}, question: ID}` checked.

    A harm is said of a card only after how it could be innocent, and a route only of a harm that
    enough signs speak for.
    """
    answer: Value = only(value, signs=dict, route=dict, question=str)
    cards = {card["id"]: card for card in spec["cards"]}
    harms = [harm["id"] for harm in spec["harms"]]
    signs = answer.get("signs", {})
    for name, sign in signs.items():
        _sign(cards[one_of(name, list(cards), "card")], sign, harms)
    for name, route in answer.get("route", {}).items():
        one_of(name, harms, "harm")
        one_of(route, [each["id"] for each in spec["routes"]], "route")
        if not enough_of(spec, spec["cards"], signs, name):
            raise NotAnAnswer(
                f"One sign alone is never enough, and '{name}' has too few for a route."
            )
    if "question" in answer:
        one_of(answer["question"], [each["id"] for each in spec["questions"]], "question")
    return answer


def _sign(card: dict[str, Any], sign: Any, known: list[str]) -> None:
    if not isinstance(sign, dict) or not set(sign) <= {"innocent", "harms"}:
        raise NotAnAnswer(f"What is said of card '{card['id']}' is not a reason and its harms.")
    innocent, harms = sign.get("innocent"), sign.get("harms", [])
    if "innocent" in sign and (
        not isinstance(innocent, int)
        or isinstance(innocent, bool)
        or not 0 <= innocent < len(card["innocent"])
    ):
        raise NotAnAnswer(f"Card '{card['id']}' has no such innocent reason.")
    if not isinstance(harms, list):
        raise NotAnAnswer(f"The harms of card '{card['id']}' are not a list.")
    for name in harms:
        one_of(name, known, "harm")
    if len(set(harms)) != len(harms):
        raise NotAnAnswer(f"Card '{card['id']}' has a harm twice.")
    if harms and innocent is None:
        raise NotAnAnswer(f"Say first how card '{card['id']}' could be innocent.")


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return cards by harms, harms by routes, and the next question by questions.

    A card that was sorted to more than one harm stands in a column of its own.
    """
    harms = {f"harm.{harm['id']}": harm["words"] for harm in spec["harms"]}
    routes = {f"route.{route['id']}": route["words"] for route in spec["routes"]}
    asked = {f"question.{each['id']}": each["words"] for each in spec["questions"]}
    several = {SEVERAL: say(N_("More than one"))}
    rows = [
        Row(
            card["id"],
            card["words"],
            (*harms, SEVERAL),
            fitting(spec, (f"harm.{name}" for name in card["harms"])),
        )
        for card in spec["cards"]
    ]
    for harm in spec["harms"]:
        fit = (f"route.{route['id']}" for route in spec["routes"] if harm["id"] in route["fits"])
        rows.append(Row(f"route.{harm['id']}", harm["words"], tuple(routes), fitting(spec, fit)))
    gentle = (f"question.{each['id']}" for each in spec["questions"] if each["gentle"])
    words = say(N_("The next question to ask"))
    rows.append(Row(QUESTION, words, tuple(asked), fitting(spec, gentle)))
    columns = {**harms, **several, **routes, **asked}
    return Table(tuple(Column(name, words) for name, words in columns.items()), tuple(rows))


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the harm of each card that was sorted, each harm's route, and the question."""
    found = []
    for card in shown(spec, spec["cards"], value):
        harms = value.get("signs", {}).get(card["id"], {}).get("harms", [])
        if harms:
            found.append((card["id"], f"harm.{harms[0]}" if len(harms) == 1 else SEVERAL))
    found += [(f"route.{name}", f"route.{to}") for name, to in value.get("route", {}).items()]
    if "question" in value:
        found.append((QUESTION, f"question.{value['question']}"))
    return found


def without_key(spec: Spec) -> Spec:
    """Return the cards, harms, routes and questions, without what tells which belong together.

    That a sign is a change stays: a route opens by it, and the card's own words say it.
    """
    kept = passed(
        spec,
        "enough",
        harms=names("id", "words", "note"),
        cards=names("id", "words", "who", "innocent", "change"),
        routes=names("id", "words"),
        questions=names("id", "words"),
    )
    lists = ("harms", "cards", "routes", "questions")
    return {**kept, **{key: mixed(kept[key], spec["id"]) for key in lists}}


class Signs(Activity, kind="signs"):
    """One card at a time, with a list to jump: forty cards at once cannot be read on a phone."""

    interface: ClassVar[dict[str, str]] = {
        "card": N_("Card {at} of {of}. Sorted so far: {count}."),
        "list": N_("All cards"),
        "previous": N_("Previous card"),
        "next": N_("Next card"),
        "seen": N_("Seen by: {who}"),
        "innocent": N_("First: it could be innocent because…"),
        "harms": N_("If it is not innocent, what could it be a sign of?"),
        "first": N_("Choose first how it could be innocent. Then this opens."),
        "may": N_("It may be a sign of:"),
        "change": N_("It is a change from how it was."),
        "soFar": N_("What the cards say together"),
        "none": N_("No card is sorted yet."),
        "cards": N_("Cards: {numbers}"),
        "one": N_("One sign alone is never enough. Look for another one."),
        "noChange": N_("None of these is a change from how it was. Look for one that is."),
        "route": N_("Which is the right route?"),
        "ask": N_("The next question to ask"),
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
