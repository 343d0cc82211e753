"""Each kind of item as a question of QTI 2.1, marked there as it is here wherever QTI can.

Half marks of a grid, marks for each card, and the safe things that were rightly left alone are all
said in response processing, so an importer that follows the standard gives the same points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity
from safer_communities.assessment.answers import mixed

from .xml import tag

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from safer_communities.activities import Spec
    from safer_communities.assessment.items import Item

RESPONSE, SCORE, FEEDBACK = "RESPONSE", "SCORE", "FEEDBACK"
WIDE, HIGH, TOUCH = 640, 400, 32
"""How large a picture is shown, and how near its middle a press must be, in pixels."""


@dataclass
class Question:
    """One assessmentItem: what declares its answer, what is shown, how it is marked."""

    name: str
    title: str
    of: float
    declares: list[Element]
    body: list[Element]
    marks: list[Element] = field(default_factory=list)
    after: list[Element] = field(default_factory=list)
    picture: str = ""


def questions_of(item: Item, spec: Spec) -> list[Question]:
    """Return the questions that stand for an item: one, or one for each thing that is asked."""
    return _WRITE[item.kind](item, spec)


def _mapping(pairs: dict[str, float]) -> Element:
    entries = [
        tag("mapEntry", mapKey=key, mappedValue=float(worth)) for key, worth in pairs.items()
    ]
    return tag("mapping", *entries, defaultValue=0.0)


def _declared(
    base: str, cardinality: str, correct: list[str], pairs: dict[str, float] | None = None
) -> Element:
    inside = []
    if correct:
        inside.append(tag("correctResponse", *[tag("value", each) for each in correct]))
    if pairs:
        inside.append(_mapping(pairs))
    return tag(
        "responseDeclaration", *inside, identifier=RESPONSE, cardinality=cardinality, baseType=base
    )


def _number(value: float) -> Element:
    return tag("baseValue", f"{value:g}", baseType="float")


def _if(condition: Element, *then: Element) -> Element:
    return tag("responseCondition", tag("responseIf", condition, *then))


def _set(name: str, value: Element) -> Element:
    return tag("setOutcomeValue", value, identifier=name)


def _all_or_nothing(of: float) -> list[Element]:
    right = tag("match", tag("variable", identifier=RESPONSE), tag("correct", identifier=RESPONSE))
    return [_if(right, _set(SCORE, _number(of)))]


def _each_counts(more: float = 0.0) -> list[Element]:
    """Sum what the mapping gives, and `more` once anything was answered."""
    worth = tag("mapResponse", identifier=RESPONSE)
    added = tag("sum", worth, _number(more)) if more else worth
    answered = tag("not", tag("isNull", tag("variable", identifier=RESPONSE)))
    return [_if(answered, _set(SCORE, added))]


def _asked(*texts: str) -> Element:
    return tag("div", *[tag("p", each) for each in texts if each])


def _choice(item: Item, spec: Spec) -> list[Question]:
    made = []
    share = item.marks / len(spec["questions"])
    several = spec["mode"] == "many"
    for question in spec["questions"]:
        options = [
            tag("simpleChoice", option["words"], identifier=option["id"])
            for option in question["options"]
        ]
        shown = tag(
            "choiceInteraction",
            tag("prompt", question["words"]),
            *options,
            responseIdentifier=RESPONSE,
            shuffle=spec["mode"] != "myth",
            maxChoices=0 if several else 1,
        )
        cardinality = "multiple" if several else "single"
        held = Question(
            item.id if len(spec["questions"]) == 1 else f"{item.id}.{question['id']}",
            spec["title"],
            share,
            [_declared("identifier", cardinality, question["answer"])],
            [_asked(spec["ask"]), shown],
            _all_or_nothing(share),
        )
        if not several:
            _tell_why(held, question["options"])
        made.append(held)
    return made


def _tell_why(question: Question, options: list[dict[str, Any]]) -> None:
    question.declares.append(
        tag("outcomeDeclaration", identifier=FEEDBACK, cardinality="single", baseType="identifier")
    )
    question.marks.append(_set(FEEDBACK, tag("variable", identifier=RESPONSE)))
    question.after = [
        tag(
            "modalFeedback",
            option["why"],
            outcomeIdentifier=FEEDBACK,
            identifier=option["id"],
            showHide="show",
        )
        for option in options
    ]


def _pairs(
    item: Item,
    spec: Spec,
    rows: list[tuple[str, str]],
    columns: list[tuple[str, str]],
    worth: dict[str, float],
) -> list[Question]:
    """Return one question in which each row is given one column."""
    best = [pair for pair, each in worth.items() if each == max(worth.values())]
    left = [
        tag("simpleAssociableChoice", words, identifier=f"row.{name}", matchMax=1)
        for name, words in rows
    ]
    right = [
        tag("simpleAssociableChoice", words, identifier=f"col.{name}", matchMax=0)
        for name, words in columns
    ]
    shown = tag(
        "matchInteraction",
        tag("simpleMatchSet", *left),
        tag("simpleMatchSet", *right),
        responseIdentifier=RESPONSE,
        shuffle=False,
        maxAssociations=len(rows),
    )
    scale = item.marks / len(rows)
    mapped = {pair: each * scale for pair, each in worth.items()}
    declared = _declared("directedPair", "multiple", best, mapped)
    return [
        Question(
            item.id,
            spec["title"],
            item.marks,
            [declared],
            [_asked(spec["ask"]), shown],
            _each_counts(),
        )
    ]


def _sorting(item: Item, spec: Spec) -> list[Question]:
    return _pairs(
        item,
        spec,
        [(card["id"], card["words"]) for card in spec["cards"]],
        [(group["id"], group["name"]) for group in spec["groups"]],
        {f"row.{card['id']} col.{card['group']}": 1.0 for card in spec["cards"]},
    )


def _matching(item: Item, spec: Spec) -> list[Question]:
    answers = mixed(item.id, spec["answers"], spec["answers"])
    return _pairs(
        item,
        spec,
        [(each["id"], each["words"]) for each in spec["items"]],
        [(each["id"], each["words"]) for each in answers],
        {f"row.{each['id']} col.{each['match']}": 1.0 for each in spec["items"]},
    )


def _grid(item: Item, spec: Spec) -> list[Question]:
    """Each card is matched with one of nine places; half marks come from the kind's own mark."""
    mark = Activity.kinds["grid"].mark
    columns, worth = [], {}
    for likely, said in enumerate(spec["likely"], start=1):
        for serious, told in enumerate(spec["serious"], start=1):
            place = f"{likely}-{serious}"
            columns.append((place, f"{said}; {told}"))
            put = {"likely": likely, "serious": serious}
            for card in spec["cards"]:
                alone = {**spec, "cards": [card]}
                counted = mark(alone, {"placed": {card["id"]: put}})["right"]
                if counted:
                    worth[f"row.{card['id']} col.{place}"] = float(counted)
    rows = [(card["id"], card["words"]) for card in spec["cards"]]
    made = _pairs(item, spec, rows, columns, worth)
    # Several places of a card may be right, so no one set of pairs is the correct response.
    correct = made[0].declares[0].find("correctResponse")
    if correct is not None:
        made[0].declares[0].remove(correct)
    return made


def _ordering(item: Item, spec: Spec) -> list[Question]:
    shown = tag(
        "orderInteraction",
        *[
            tag("simpleChoice", each["words"], identifier=each["id"])
            for each in mixed(item.id, spec["items"], spec["items"])
        ],
        responseIdentifier=RESPONSE,
        shuffle=False,
    )
    right = [each["id"] for each in spec["items"]]
    ends = f"First: {spec['top']}. Last: {spec['bottom']}." if spec["top"] else ""
    return [
        Question(
            item.id,
            spec["title"],
            item.marks,
            [_declared("identifier", "ordered", right)],
            [_asked(spec["ask"], ends), shown],
            _in_place(right, item.marks / len(right)),
        )
    ]


def _in_place(right: list[str], each: float) -> list[Element]:
    """Give `each` for every thing that stands at its own place."""
    marks = []
    for place, name in enumerate(right, start=1):
        there = tag(
            "match",
            tag("index", tag("variable", identifier=RESPONSE), n=place),
            tag("baseValue", name, baseType="identifier"),
        )
        added = tag("sum", tag("variable", identifier=SCORE), _number(each))
        marks.append(_if(there, _set(SCORE, added)))
    return marks


def _hotspots(item: Item, spec: Spec) -> list[Question]:
    spots = spec["spots"]
    each = item.marks / len(spots)
    picture = f"pictures/{item.id}.svg"
    scene = tag(
        "object", spec["alt"], data=f"../{picture}", type="image/svg+xml", width=WIDE, height=HIGH
    )
    choices = [
        tag(
            "hotspotChoice",
            identifier=spot["id"],
            shape="circle",
            coords=f"{round(spot['at'][0] * WIDE)},{round(spot['at'][1] * HIGH)},{TOUCH}",
            hotspotLabel=spot["name"][:256],
        )
        for spot in spots
    ]
    shown = tag("hotspotInteraction", scene, *choices, responseIdentifier=RESPONSE, maxChoices=0)
    hazards = [spot["id"] for spot in spots if spot["hazard"]]
    worth = {spot["id"]: each if spot["hazard"] else -each for spot in spots}
    left_alone = each * (len(spots) - len(hazards))
    return [
        Question(
            item.id,
            spec["title"],
            item.marks,
            [_declared("identifier", "multiple", hazards, worth)],
            [_asked(spec["ask"]), shown],
            _each_counts(left_alone),
            picture=picture,
        )
    ]


def _estimate(item: Item, spec: Spec) -> list[Question]:
    made = []
    share = item.marks / len(spec["guesses"])
    for guess in spec["guesses"]:
        shown = tag(
            "sliderInteraction",
            tag("prompt", guess["words"]),
            responseIdentifier=RESPONSE,
            lowerBound=float(guess["low"]),
            upperBound=float(guess["high"]),
            step=int(guess["step"]),
            stepLabel=False,
        )
        answer = tag("variable", identifier=RESPONSE)
        near = tag(
            "and",
            tag("gte", answer, _number(guess["true"] - guess["within"])),
            tag("lte", answer, _number(guess["true"] + guess["within"])),
        )
        one = len(spec["guesses"]) == 1
        made.append(
            Question(
                item.id if one else f"{item.id}.{guess['id']}",
                spec["title"],
                share,
                [_declared("float", "single", [f"{guess['true']:g}"])],
                [_asked(spec["ask"]), shown],
                [_if(near, _set(SCORE, _number(share)))],
            )
        )
    return made


def _scale(item: Item, spec: Spec) -> list[Question]:
    one = len(spec["statements"]) == 1
    return [
        Question(
            item.id if one else f"{item.id}.{statement['id']}",
            spec["title"],
            0,
            [_declared("identifier", "single", [])],
            [
                _asked(spec["ask"]),
                tag(
                    "choiceInteraction",
                    tag("prompt", statement["words"]),
                    *[
                        tag("simpleChoice", words, identifier=f"step-{at}")
                        for at, words in enumerate(spec["steps"], start=1)
                    ],
                    responseIdentifier=RESPONSE,
                    shuffle=False,
                    maxChoices=1,
                ),
            ],
        )
        for statement in spec["statements"]
    ]


def _text(item: Item, spec: Spec) -> list[Question]:
    levels = [tag("li", f"{each['points']}: {each['words']}") for each in spec["rubric"]]
    rubric = tag("rubricBlock", tag("ul", *levels), view="scorer")
    box = tag("extendedTextInteraction", responseIdentifier=RESPONSE, expectedLength=spec["most"])
    declared = _declared("string", "single", [])
    body = [_asked(spec["ask"]), rubric, box]
    return [Question(item.id, spec["title"], item.marks, [declared], body)]


_WRITE: dict[str, Callable[[Item, Spec], list[Question]]] = {
    "choice": _choice,
    "sorting": _sorting,
    "matching": _matching,
    "ordering": _ordering,
    "hotspots": _hotspots,
    "grid": _grid,
    "estimate": _estimate,
    "scale": _scale,
    "text": _text,
}
