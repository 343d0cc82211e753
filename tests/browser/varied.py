"""What different pupils answer: each in their own way, most of them not all right."""

from __future__ import annotations

from tests.browser.answering import CLAIM_WORDS, right_answer


def answer_of(spec, pupil):
    """Return the answer of the pupil with this number: another one than the next pupil's."""
    way = VARIED.get(spec["kind"])
    return way(spec, pupil) if way else right_answer(spec)


def _turned(items, pupil):
    at = pupil % len(items)
    return [*items[at:], *items[:at]]


def _ids(items):
    return [each["id"] for each in items]


def _each(items, options, pupil):
    """Give each item an option, the first of them that of the pupil's number."""
    return {name: options[(at + pupil) % len(options)] for at, name in enumerate(_ids(items))}


def _choice(spec, pupil):
    return {
        "answers": {
            each["id"]: [_turned(_ids(each["options"]), pupil + at)[0]]
            for at, each in enumerate(spec["questions"])
        }
    }


def _hotspots(spec, pupil):
    names = _ids(spec["spots"])
    return {"chosen": sorted(name for at, name in enumerate(names) if (at + pupil) % 3)}


def _grid(spec, pupil):
    steps = len(spec["likely"])
    return {
        "placed": {
            name: {"likely": (at + pupil) % steps + 1, "serious": (at + pupil + 1) % steps + 1}
            for at, name in enumerate(_ids(spec["cards"]))
        }
    }


def _estimate(spec, pupil):
    def guess(each):
        steps = (each["high"] - each["low"]) // each["step"]
        return each["low"] + each["step"] * ((pupil * 2 + 1) % (steps + 1))

    return {"guesses": {each["id"]: guess(each) for each in spec["guesses"]}}


def _cards(spec, pupil):
    return {
        "chosen": {
            slot["id"]: _turned(_ids(slot["options"]), pupil + at)[0]
            for at, slot in enumerate(spec["slots"])
        }
    }


def _story(spec, pupil):
    """Take one of the shortest ways to an ending, each pupil another one where there are some."""
    scenes = {scene["id"]: scene for scene in spec["scenes"]}
    ways, ended = [(spec["start"], [])], []
    for here, way in ways:
        if not scenes[here]["choices"]:
            ended.append(way)
        elif len(way) < len(scenes):
            ways += [
                (each["leads"], [*way, f"{here}.{each['id']}"]) for each in scenes[here]["choices"]
            ]
        if len(ended) > pupil:
            break
    return {"way": ended[pupil % len(ended)]}


def _ripple(spec, pupil):
    cards = [*spec["cards"], *spec["turn_cards"]]
    return {"placed": _each(cards, _ids(spec["rings"]), pupil)}


def _steps(spec):
    return [f"step-{at}" for at, _ in enumerate(spec["steps"], start=1)]


def _linking(spec, pupil):
    linked = _each(spec["cards"], _ids(spec["patterns"]), pupil)
    missing = _turned(_ids(spec["missing"]), pupil)[:1]
    return {"links": {name: [pattern] for name, pattern in linked.items()}, "missing": missing}


def _claims(spec, pupil):
    return {"claims": _each(spec["claims"], list(CLAIM_WORDS[spec["kind"]]), pupil)}


def _strip(spec, pupil):
    agencies = _each(spec["scenes"], _ids(spec["agencies"]), pupil)
    exits = {name: [one] for at, (name, one) in enumerate(agencies.items()) if (at + pupil) % 3}
    return {"exits": exits, "language": []}


def _signs(spec, pupil):
    harms = _each(spec["cards"], _ids(spec["harms"]), pupil)
    signs = {name: {"innocent": pupil % 2, "harms": [harm]} for name, harm in harms.items()}
    return {"signs": signs, "question": _turned(_ids(spec["questions"]), pupil)[0]}


VARIED = {
    "chance": _claims,
    "choice": _choice,
    "data": _claims,
    "feed": _choice,
    "hotspots": _hotspots,
    "grid": _grid,
    "ordering": lambda spec, pupil: {"order": _turned(_ids(spec["items"]), pupil)},
    "sorting": lambda spec, pupil: {"placed": _each(spec["cards"], _ids(spec["groups"]), pupil)},
    "matching": lambda spec, pupil: {"matched": _each(spec["items"], _ids(spec["answers"]), pupil)},
    "estimate": _estimate,
    "scale": lambda spec, pupil: {"answers": _each(spec["statements"], [1, 2, 3, 4], pupil)},
    "cards": _cards,
    "story": _story,
    "ripple": _ripple,
    "linking": _linking,
    "dots": lambda spec, pupil: {"dots": {_turned(_ids(spec["options"]), pupil)[0]: spec["most"]}},
    "rating": lambda spec, pupil: {"rates": _each(spec["cards"], _steps(spec), pupil)},
    "strip": _strip,
    "signs": _signs,
}
"""What is not here has one way through: a call, and a private note, of which nothing is kept."""
