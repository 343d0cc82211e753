"""Choosing: one option, many options, or myth or fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import model_validator

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
    LEFT,
    Column,
    Row,
    Table,
    chosen_or_left,
    fitting,
    joined,
)
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id

if TYPE_CHECKING:
    from collections.abc import Callable

MYTH_OR_FACT = {"fact", "myth"}


class Option(Checked):
    """One option, and why it fits or does not."""

    id: Id
    words: Words
    why: Words


class Question(Checked):
    """A question with its options; `hint` is said where a right one of several is still missing."""

    id: Id
    words: Words
    options: list[Option]
    answer: list[Id]
    hint: Words = ""

    @model_validator(mode="after")
    def _it_can_be_answered(self) -> Question:
        known = [option.id for option in self.options]
        if len(set(known)) != len(known):
            raise ValueError(
                f"Question '{self.id}' has an option twice. | Give each option its own id."
            )
        for name in self.answer:
            if name not in known:
                raise ValueError(
                    f"Question '{self.id}' is answered by '{name}', which is no option of it. | "
                    f"Options: {', '.join(known)}."
                )
        if not self.answer or len(self.answer) == len(known):
            raise ValueError(
                f"Question '{self.id}' needs both right and other options. | "
                "Name the right ones under 'answer'."
            )
        if len(self.answer) > 1 and not self.hint:
            raise ValueError(
                f"Question '{self.id}' has several right options and no 'hint'. | "
                "Add what to say where one is missing."
            )
        whys = [option.why for option in self.options]
        if len(set(whys)) != len(whys):
            raise ValueError(
                f"Question '{self.id}' says the same why twice. | "
                "Say for each option what is in that option."
            )
        return self


class ChoicePart(Part, kind="choice"):
    fewer_of = "questions"

    mode: Literal["one", "many", "myth"] = "one"
    questions: list[Question]

    @model_validator(mode="after")
    def _mode_fits(self) -> ChoicePart:
        for question in self.questions:
            if self.mode != "many" and len(question.answer) != 1:
                raise ValueError(
                    f"Question '{question.id}' has {len(question.answer)} right options "
                    f"in mode '{self.mode}'. | Use mode: many, or one answer."
                )
            if self.mode == "myth" and {option.id for option in question.options} != MYTH_OR_FACT:
                raise ValueError(
                    f"Question '{question.id}' must have the options 'fact' and 'myth'. | "
                    "Name just these two."
                )
        return self


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark a question, all or nothing."""
    questions = shown(spec, spec["questions"], value)
    items: dict[str, ItemVerdict] = {}
    for question in questions:
        chosen = value.get("answers", {}).get(question["id"], [])
        options, answer = question["options"], question["answer"]
        wrong = next((o for o in options if o["id"] in chosen and o["id"] not in answer), None)
        good = wrong is None and all(name in chosen for name in answer)
        told = wrong or next(o for o in options if o["id"] == answer[0])
        why = told["why"] if good or wrong else question["hint"]
        items[question["id"]] = {"right": good, "why": why if chosen else ""}
    return {
        "of": len(questions),
        "right": sum(item["right"] for item in items.values()),
        "items": items,
    }


def clean(spec: Spec, value: Any) -> Value:
    """Return `{answers: {QUESTION: [OPTION, ...]}}` checked against the part's options."""
    answer = only(value, answers=dict)
    questions = {question["id"]: question for question in spec["questions"]}
    for name, chosen in answer.get("answers", {}).items():
        question = questions[one_of(name, list(questions), "question")]
        if not isinstance(chosen, list) or len(chosen) != len({str(each) for each in chosen}):
            raise NotAnAnswer(f"The choice for '{name}' is not a list of different options.")
        if spec["mode"] != "many" and len(chosen) > 1:
            raise NotAnAnswer(f"'{name}' takes one option.")
        for option in chosen:
            one_of(option, [each["id"] for each in question["options"]], "option")
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return questions by options; where several are right, each option by chosen or left out.

    Where questions have options of their own, a column is QUESTION.OPTION.
    """
    questions = spec["questions"]
    if spec["mode"] == "many":
        return chosen_or_left(
            spec,
            say,
            (
                (
                    f"{question['id']}.{option['id']}",
                    joined(question["words"], option["words"]),
                    option["id"] in question["answer"],
                )
                for question in questions
                for option in question["options"]
            ),
        )
    columns: dict[str, Column] = {}
    rows = []
    for question in questions:
        own = {
            option["id"]: _column(spec, question, option["id"]) for option in question["options"]
        }
        for option in question["options"]:
            columns.setdefault(own[option["id"]], Column(own[option["id"]], option["words"]))
        right = fitting(spec, (own[name] for name in question["answer"]))
        rows.append(Row(question["id"], question["words"], tuple(own.values()), right))
    return Table(tuple(columns.values()), tuple(rows))


def _column(spec: Spec, question: dict[str, Any], option: str) -> str:
    """Return an option's column: questions with the same options share them."""
    return option if _alike(spec) else f"{question['id']}.{option}"


def _alike(spec: Spec) -> bool:
    """Return whether all questions have the same options, in the same order."""
    told = [
        [(each["id"], each["words"]) for each in every["options"]] for every in spec["questions"]
    ]
    return all(each == told[0] for each in told)


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the chosen option of each question that was answered."""
    found = []
    for question in shown(spec, spec["questions"], value):
        chosen = value.get("answers", {}).get(question["id"], [])
        if chosen and spec["mode"] == "many":
            found += [
                (f"{question['id']}.{option['id']}", CHOSEN if option["id"] in chosen else LEFT)
                for option in question["options"]
            ]
        elif chosen:
            found.append((question["id"], _column(spec, question, chosen[0])))
    return found


def without_key(spec: Spec) -> Spec:
    """Return the questions with their options, which stand in an order that tells nothing.

    Fact stands before myth: these are always shown as they come. So is what all share.
    """
    kept = passed(spec, "mode", questions=names("id", "words", options=names("id", "words")))
    alike = len(kept["questions"]) > 1 and _alike(kept)
    for question in kept["questions"]:
        options = question["options"]
        question["options"] = (
            sorted(options, key=lambda option: str(option["id"]))
            if spec["mode"] == "myth" or alike
            else mixed(options, question["id"])
        )
    return kept


class Choice(Activity, kind="choice"):
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
