"""The mock emergency call: what to do first, which number, and what the operator asks.

Nothing here ever dials: the keypad is drawn, and a sentence says so all the time. Never marked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import model_validator

from safer_communities.activities.base import (
    Activity,
    NotAnAnswer,
    Spec,
    Value,
    Verdict,
    one_of,
    only,
    shown,
)
from safer_communities.activities.keyless import mixed, names, passed
from safer_communities.activities.tables import Column, Row, Table
from safer_communities.content import Checked, Part, Picture, Words
from safer_communities.content.lessons import Id
from safer_communities.language import BESIDE, N_

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST, MOST = 2, 4
"""How many replies a question can have: with one there is no choice, and five are a long read."""
NUMBER = re.compile(r"\{[a-z0-9-]+\}|[0-9]{3,11}")
"""A fact's id in braces, or a number written out (as only the example of this kind has it)."""
DIALLED = re.compile(r"[0-9]{1,11}")
FIRST = "first"
"""The row in which what was done before ringing is counted."""


class FirstOption(Checked):
    """Something to do before ringing; a `good` one goes on to the keypad."""

    id: Id
    words: Words
    why: Words
    good: bool


class First(Checked):
    """What is asked before anybody rings: to report, and not to film."""

    words: Words
    options: list[FirstOption]


class Other(Checked):
    """Another number somebody may dial, and what it is for."""

    number: Words
    why: Words


class Piece(Checked):
    """A piece of information the operator needs."""

    id: Id
    words: Words


class Reply(Checked):
    """What the caller may say, and which pieces of information that gives."""

    id: Id
    words: Words
    gives: list[Id] = []  # noqa: RUF012 (pydantic copies a default)
    why: Words


class Asked(Checked):
    """A question of the operator, who asks again until it has given what it needs."""

    id: Id
    words: Words
    needs: Id
    options: list[Reply]


class CallPart(Part, kind="call"):
    fewer_of = "operator"
    never_scored = True

    scored: bool = False
    number: Words
    others: list[Other] = []  # noqa: RUF012 (pydantic copies a default)
    scene: Words
    picture: Picture | None = None
    alt: Words = ""
    first: First
    operator: list[Asked]
    pieces: list[Piece]
    after: Words

    @model_validator(mode="after")
    def _it_can_be_rung(self) -> CallPart:
        for number in [self.number, *(other.number for other in self.others)]:
            if not NUMBER.fullmatch(number.strip()):
                raise ValueError(
                    f"'{number}' is no number to ring. | "
                    'Write the id of a fact in braces: "{emergency-number}".'
                )
        if bool(self.picture) != bool(self.alt):
            raise ValueError(
                f"Part '{self.id}' has a picture without words, or words without a picture. | "
                "Give both 'picture' and 'alt'."
            )
        _are_told_apart("The first question", self.first.options)
        if not any(option.good for option in self.first.options):
            raise ValueError(
                "No option of the first question is a good one. | "
                "Say 'good: true' of at least one: only that leads on to the call."
            )
        return self

    @model_validator(mode="after")
    def _the_operator_can_be_told(self) -> CallPart:
        pieces = [piece.id for piece in self.pieces]
        questions = [question.id for question in self.operator]
        for what, ids in (("pieces", pieces), ("questions", questions)):
            if not ids:
                raise ValueError(f"This call has no {what}. | Add what the operator asks for.")
            if len(set(ids)) != len(ids):
                raise ValueError(f"Two {what} have the same id. | Give each its own.")
        if FIRST in questions:
            raise ValueError(f"A question cannot be called '{FIRST}'. | Give it another id.")
        return self

    @model_validator(mode="after")
    def _the_call_can_go_on(self) -> CallPart:
        pieces = [piece.id for piece in self.pieces]
        for question in self.operator:
            name = f"Question '{question.id}'"
            _are_told_apart(name, question.options)
            for each in {question.needs}.union(*(option.gives for option in question.options)):
                if each not in pieces:
                    raise ValueError(
                        f"{name} speaks of '{each}', which is no piece of information here. | "
                        f"Pieces: {', '.join(pieces)}."
                    )
            if not any(question.needs in option.gives for option in question.options):
                raise ValueError(
                    f"No reply to question '{question.id}' gives '{question.needs}'. | "
                    "Add it to 'gives' of a reply, or the call can never go on."
                )
        given = {each for asked in self.operator for reply in asked.options for each in reply.gives}
        for each in pieces:
            if each not in given:
                raise ValueError(
                    f"No reply ever gives the piece '{each}'. | Add a reply, or take it out."
                )
        return self


def _are_told_apart(name: str, options: list[Any]) -> None:
    """Refuse options that are too few, too many, or cannot be told apart."""
    if not FEWEST <= len(options) <= MOST:
        raise ValueError(f"{name} has {len(options)} options. | Give it {FEWEST} to {MOST}.")
    for what, told in (
        ("has an option twice. | Give each option its own id.", [each.id for each in options]),
        (
            "has two options with the same words. | Say something different in each.",
            [each.words for each in options],
        ),
        ("says the same why twice. | Say of each option what is in it.", [o.why for o in options]),
    ):
        if len(set(told)) != len(told):
            raise ValueError(f"{name} {what}")


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: a practice call is for trying out."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{dialled: "999", first: OPTION, replies: {QUESTION: OPTION}}`, checked."""
    answer: Value = only(value, dialled=str, first=str, replies=dict)
    if "dialled" in answer and not DIALLED.fullmatch(answer["dialled"]):
        raise NotAnAnswer("What was dialled is not 1 to 11 digits.")
    if "first" in answer:
        one_of(answer["first"], [each["id"] for each in spec["first"]["options"]], "option")
    questions = {question["id"]: question for question in spec["operator"]}
    for name, reply in answer.get("replies", {}).items():
        question = questions[one_of(name, list(questions), "question")]
        one_of(reply, [each["id"] for each in question["options"]], "reply")
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return what was done first and the operator's questions, by their options.

    A column is QUESTION.OPTION.
    """
    questions = [{**spec["first"], "id": FIRST}, *spec["operator"]]
    columns = tuple(
        Column(f"{question['id']}.{option['id']}", option["words"])
        for question in questions
        for option in question["options"]
    )
    rows = tuple(
        Row(
            question["id"],
            question["words"],
            tuple(f"{question['id']}.{option['id']}" for option in question["options"]),
            None,
        )
        for question in questions
    )
    return Table(columns, rows)


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return what was done first, and the last reply to each question."""
    replies = value.get("replies", {})
    found = [(FIRST, f"{FIRST}.{value['first']}")] if "first" in value else []
    return found + [
        (question["id"], f"{question['id']}.{replies[question['id']]}")
        for question in shown(spec, spec["operator"], value)
        if question["id"] in replies
    ]


def digits_of(number: str) -> str:
    """Return the digits of a number as the pupil reads it: its fact filled in, kept whole."""
    return "".join(re.findall("[0-9]", number.split(BESIDE, 1)[0]))


def without_key(spec: Spec) -> Spec:
    """Return what is asked, without the number, what a reply gives and what is in it.

    The replies come in an order that tells nothing: authors write the one that helps first.
    """
    options = names("id", "words")
    kept = passed(
        spec,
        "scene",
        "picture",
        "alt",
        first=names("words", options=options),
        operator=names("id", "words", options=options),
    )

    def stirred(question: dict[str, Any], seed: str) -> dict[str, Any]:
        return {**question, "options": mixed(question["options"], seed)}

    operator = [stirred(question, question["id"]) for question in kept["operator"]]
    return {**kept, "first": stirred(kept["first"], FIRST), "operator": operator}


class Call(Activity, kind="call"):
    interface: ClassVar[dict[str, str]] = {
        "thanks": N_("That was good practice."),
        "never": N_("This is for practice. It never rings anybody."),
        "dial": N_("Which number will bring help? Press the keys, then press Ring."),
        "number": N_("Number on the phone"),
        "ring": N_("Ring"),
        "delete": N_("Take the last number away"),
        "other": N_("This call needs another number. Think: is someone in danger right now?"),
        "operator": N_("Operator"),
        "caller": N_("Caller"),
        "asksAgain": N_("The operator still needs this, and asks again."),
        "reply": N_("What could the caller say?"),
        "complete": N_("The operator has what they need. Help is on its way."),
        "meter": N_("What the operator knows"),
        "knows": N_("Known: {known} of {all}"),
        "has": N_("The operator knows this."),
        "needs": N_("The operator still needs this."),
        "back": N_("Back one step"),
        "restart": N_("Begin again"),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
