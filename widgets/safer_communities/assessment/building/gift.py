"""A check in GIFT, the text that Moodle imports (docs.moodle.org, "GIFT format").

GIFT knows choices, matching, numbers and essays. What has no equivalent is exported as the nearest
or left out, and `gift` says which and why: nothing goes missing without a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity

from .plainly import Left, plain_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from safer_communities.activities import Spec
    from safer_communities.assessment.checks import Check
    from safer_communities.assessment.items import Item

NAMED_BY_PLACE = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_OWN = re.compile(r"([\\~=#{}:])")


def gift(check: Check, facts: Mapping[str, str]) -> tuple[str, list[Left]]:
    """Return the check as GIFT, and what of it is not the same there."""
    blocks = [
        f"// {check.title}. Made from {check.id}.yaml: change it there.",
        f"$CATEGORY: $course$/top/Safer Communities/{check.id}",
    ]
    left: list[Left] = []
    for item in check.items:
        write = _WRITE.get(item.kind)
        if write:
            blocks += write(item, plain_spec(check, item, facts))
        if item.kind in _SAID:
            left.append(Left(item.id, "nearest" if write else "left-out", _SAID[item.kind]))
    blocks[0] += "".join(f"\n// {_said(each, check)}" for each in left)
    return "\n\n".join(blocks) + "\n", left


def _said(left: Left, check: Check) -> str:
    """Return what whoever opens the file reads of an item that is not there, or not the same."""
    how = "Left out" if left.what == "left-out" else "Not quite the same"
    return f"{how}: '{check.item(left.item).part.title}' ({left.item}). {left.why}"


def escaped(text: str) -> str:
    r"""Return `text` with GIFT's own signs behind a backslash, on one line.

    A line break would end a question where two stand together; `\n` is GIFT's own for one.
    """
    lines = [_OWN.sub(r"\\\1", line.strip()) for line in text.strip().splitlines()]
    return r"\n".join(lines)


def _question(name: str, *texts: str, answers: list[str], after: str = "") -> str:
    asked = r"\n".join(escaped(each) for each in texts if each)
    held = "".join(f"\n\t{each}" for each in answers)
    # GIFT's '->' stands between the two sides of a match, wherever it is read.
    general = f"\n\t####{escaped(after)}" if after else ""
    return f"::{escaped(name)}::{asked} {{{held}{general}\n}}"


def _answer(sign: str, words: str, why: str = "") -> str:
    return f"{sign}{escaped(words)}" + (f" #{escaped(why)}" if why else "")


def _choice(item: Item, spec: Spec) -> list[str]:
    made = []
    for question in spec["questions"]:
        right = question["answer"]
        share = f"{100 / len(right):.5f}".rstrip("0").rstrip(".")
        answers = []
        for option in question["options"]:
            good = option["id"] in right
            sign = ("=" if good else "~") if spec["mode"] != "many" else f"~%{share}%"
            if spec["mode"] == "many" and not good:
                sign = "~%-100%"
            answers.append(_answer(sign, option["words"], option["why"]))
        name = _name(item, question, spec["questions"])
        made.append(_question(name, spec["ask"], question["words"], answers=answers))
    return made


def _name(item: Item, thing: dict[str, Any], things: list[Any]) -> str:
    return item.id if len(things) == 1 else f"{item.id}.{thing['id']}"


def _sorting(item: Item, spec: Spec) -> list[str]:
    """Each card is a choice of groups: Moodle's matching takes three answers or more."""
    return [
        _question(
            f"{item.id}.{card['id']}",
            spec["ask"],
            card["words"],
            answers=[
                _answer(
                    "=" if group["id"] == card["group"] else "~",
                    group["name"],
                    card["why"][group["id"]],
                )
                for group in spec["groups"]
            ],
        )
        for card in spec["cards"]
    ]


def _grid(item: Item, spec: Spec) -> list[str]:
    """Each card is a choice of nine places, each worth what the kind's own mark gives it."""
    mark = Activity.kinds["grid"].mark
    made = []
    for card in spec["cards"]:
        answers = []
        for likely, said in enumerate(spec["likely"], start=1):
            for serious, told in enumerate(spec["serious"], start=1):
                put = {card["id"]: {"likely": likely, "serious": serious}}
                found = mark({**spec, "cards": [card]}, {"placed": put})
                worth = float(found["right"])
                sign = {1.0: "=", 0.0: "~"}.get(worth, f"~%{100 * worth:g}%")
                answers.append(_answer(sign, f"{said}; {told}", found["items"][card["id"]]["why"]))
        asked = f"{spec['likely_name']}; {spec['serious_name']}"
        name = f"{item.id}.{card['id']}"
        made.append(_question(name, spec["ask"], card["words"], asked, answers=answers))
    return made


def _pair(words: str, answer: str) -> str:
    return f"={escaped(words)} -> {escaped(answer)}"


def _matching(item: Item, spec: Spec) -> list[str]:
    words = {answer["id"]: answer["words"] for answer in spec["answers"]}
    used = {each["match"] for each in spec["items"]}
    answers = [_pair(each["words"], words[each["match"]]) for each in spec["items"]]
    # A pair without a question is an answer that belongs to nothing.
    answers += [_pair("", text) for name, text in words.items() if name not in used]
    after = " ".join(each["why"] for each in spec["items"])
    return [_question(item.id, spec["ask"], answers=answers, after=after)]


def _ordering(item: Item, spec: Spec) -> list[str]:
    places = zip(spec["items"], NAMED_BY_PLACE, strict=False)
    answers = [_pair(each["words"], place) for each, place in places]
    after = " ".join(each["why"] for each in spec["items"])
    ends = f"first: {spec['top']}; last: {spec['bottom']}" if spec["top"] else ""
    return [_question(item.id, spec["ask"], ends, answers=answers, after=after)]


def _estimate(item: Item, spec: Spec) -> list[str]:
    made = []
    for guess in spec["guesses"]:
        true, within = guess["true"], guess["within"]
        after = guess["why"]["near"]
        name = _name(item, guess, spec["guesses"])
        number = [f"={true:g}:{within:g} #{escaped(after)}"]
        block = _question(name, spec["ask"], guess["words"], answers=number)
        # Numbers are told by the '#' straight after the brace.
        made.append(block.replace("{\n\t=", "{#\n\t="))
    return made


def _text(item: Item, spec: Spec) -> list[str]:
    return [_question(item.id, spec["ask"], answers=[]).replace("{\n}", "{}")]


_WRITE: dict[str, Callable[[Item, Spec], list[str]]] = {
    "choice": _choice,
    "sorting": _sorting,
    "grid": _grid,
    "matching": _matching,
    "ordering": _ordering,
    "estimate": _estimate,
    "text": _text,
}
_SAID = {
    "sorting": "Each card is a question of its own there: GIFT has no sorting.",
    "ordering": "It is matching there, of each step with its place: GIFT has no ordering.",
    "hotspots": "GIFT has no pictures to choose in. Use the QTI file, the page or the paper.",
    "grid": "Each card is a choice of nine places there, with its half marks: GIFT has no grid.",
    "scale": "How sure somebody feels is never marked, and GIFT has no question without marks. "
    "Use the QTI file, the page or the paper.",
    "text": "The rubric and the bank of comments do not travel: GIFT's essays have none.",
}
