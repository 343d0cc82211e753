"""What a pupil would answer in the lesson: first with one thing wrong, then right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

import pytest
from safer_communities.activities import Activity, spec_of, words_of
from safer_communities.activities.call.call import digits_of
from safer_communities.content import Places
from safer_communities.language import BESIDE, speaker

from tests.conftest import LESSON
from tests.pack import the_library

WRITTEN = "Zebulina Quartz"
"""What is written into a private note: a name that stands nowhere else."""


LESSONS = tuple(lesson.path for lesson in the_library().unit("y6"))
"""The path of every lesson of the unit, in their order."""
EXERCISES = tuple(each.path for each in the_library().exercises)
"""The path of every exercise of the assembly, in their order."""


@cache
def lesson_specs(code="en", of=LESSON):
    """Return the specs of a lesson's activities in a language, by part, as the page has them."""
    places = Places.found()
    references = the_library().references
    lesson = the_library().lessons[of]
    voice = speaker(code, places.locale, lesson.id)
    parts = [part for part in lesson.parts if part.kind in Activity.kinds]
    return {
        part.id: as_read(
            spec_of(lesson.folder, part, references.for_pupils, voice, safety=references.safety)
        )
        for part in parts
    }


def kinds_in(of):
    """Return the kinds of activity that a lesson holds."""
    return {spec["kind"] for spec in lesson_specs(of=of).values()}


def other_lesson():
    """Return the lesson with the most kinds that the pattern lesson does not hold."""
    return max(LESSONS, key=lambda of: len(kinds_in(of) - kinds_in(LESSON)))


def each_lesson(*always):
    """Return every lesson as a parameter: `always` in every run, the others in the sweep."""
    return [
        pytest.param(of, id=of, marks=() if of in always else pytest.mark.sweep) for of in LESSONS
    ]


def as_read(spec):
    """Return a spec with its texts as a page shows them: a draft's English behind a space."""
    if isinstance(spec, dict):
        return {name: as_read(value) for name, value in spec.items()}
    if isinstance(spec, list):
        return [as_read(value) for value in spec]
    return spec.replace(BESIDE, " ") if isinstance(spec, str) else spec


@cache
def interface(kind, code="en"):
    """Return the words of a kind's buttons and labels in a language."""
    return words_of(Activity.kinds[kind], speaker(code, Places.found().locale))


def _choice(spec):
    return {"answers": {each["id"]: each["answer"] for each in spec["questions"]}}


def _hotspots(spec):
    return {"chosen": sorted(spot["id"] for spot in spec["spots"] if spot["hazard"])}


def _grid(spec):
    expected = {card["id"]: card["expect"] for card in spec["cards"]}
    return {
        "placed": {
            name: {axis: steps[0] for axis, steps in expect.items()}
            for name, expect in expected.items()
        }
    }


def _ordering(spec):
    return {"order": [item["id"] for item in spec["items"]]}


def _sorting(spec):
    return {"placed": {card["id"]: card["group"] for card in spec["cards"]}}


def _estimate(spec):
    return {"guesses": {each["id"]: on_scale(each, each["true"]) for each in spec["guesses"]}}


def on_scale(guess, number):
    """Return the guess that is nearest to a number."""
    values = range(guess["low"], guess["high"] + 1, guess["step"])
    return min(values, key=lambda value: abs(value - number))


def _matching(spec):
    return {"matched": {item["id"]: item["match"] for item in spec["items"]}}


def _scale(spec):
    return {"answers": {each["id"]: at % 4 + 1 for at, each in enumerate(spec["statements"])}}


def _cards(spec):
    return {"chosen": {slot["id"]: slot["options"][-1]["id"] for slot in spec["slots"]}}


def _story(spec):
    """Return the shortest way to an ending."""
    scenes = {scene["id"]: scene for scene in spec["scenes"]}
    ways = [(spec["start"], [])]
    for here, way in ways:
        if not scenes[here]["choices"]:
            return {"way": way}
        ways += [
            (each["leads"], [*way, f"{here}.{each['id']}"]) for each in scenes[here]["choices"]
        ]
    raise AssertionError("the story has no end")


def _call(spec):
    good = next(each["id"] for each in spec["first"]["options"] if each["good"])
    replies = {
        asked["id"]: next(
            each["id"] for each in asked["options"] if asked["needs"] in each["gives"]
        )
        for asked in spec["operator"]
    }
    return {"first": good, "dialled": digits_of(spec["number"]), "replies": replies}


def _ripple(spec):
    cards = [*spec["cards"], *spec["turn_cards"]]
    return {"placed": {card["id"]: card["rings"][0] for card in cards}}


def _rating(spec):
    steps = len(spec["steps"])
    return {
        "rates": {each["id"]: f"step-{at % steps + 1}" for at, each in enumerate(spec["cards"])}
    }


def _dots(spec):
    """Return a vote in which the first options have all they can hold."""
    left, dots = spec["dots"], {}
    for option in spec["options"]:
        dots[option["id"]] = min(spec["most"], left)
        left -= dots[option["id"]]
    return {"dots": {name: count for name, count in dots.items() if count}}


def _linking(spec):
    links = {}
    for pattern in spec["patterns"]:
        for name in pattern["cards"]:
            links.setdefault(name, []).append(pattern["id"])
    missing = sorted(each["id"] for each in spec["missing"] if each["helps"])
    return {"links": {name: sorted(linked) for name, linked in links.items()}, "missing": missing}


def _private(spec):  # noqa: ARG001 (the shape all share)
    return {}


def _notes(spec):
    return {"notes": {box["id"]: f"{WRITTEN} {at}" for at, box in enumerate(spec["boxes"])}}


def _commitments(spec):
    fields = {"owner": "Park ranger", "by": "2099-12-31", "measure": WRITTEN, "first": WRITTEN}
    made = [{"level": each["id"], "what": WRITTEN, **fields} for each in spec["levels"]]
    return {"commitments": made}


def _strip(spec):
    return {
        "exits": {each["id"]: sorted(each["who"]) for each in spec["scenes"] if each["exit"]},
        "language": sorted(each["id"] for each in spec["scenes"] if each["better"]),
    }


def _signs(spec):
    routes = {
        harm["id"]: next(each["id"] for each in spec["routes"] if harm["id"] in each["fits"])
        for harm in spec["harms"]
    }
    return {
        "signs": {
            each["id"]: {"innocent": 0, "harms": sorted(each["harms"])} for each in spec["cards"]
        },
        "route": routes,
        "question": next(each["id"] for each in spec["questions"] if each["gentle"]),
    }


def _claims(spec):
    return {"claims": {each["id"]: each["answer"] for each in spec["claims"]}}


RIGHT = {
    "chance": _claims,
    "choice": _choice,
    "data": _claims,
    "feed": _choice,
    "hotspots": _hotspots,
    "grid": _grid,
    "ordering": _ordering,
    "sorting": _sorting,
    "matching": _matching,
    "estimate": _estimate,
    "scale": _scale,
    "cards": _cards,
    "story": _story,
    "call": _call,
    "ripple": _ripple,
    "rating": _rating,
    "dots": _dots,
    "linking": _linking,
    "private": _private,
    "notes": _notes,
    "commitments": _commitments,
    "strip": _strip,
    "signs": _signs,
}


CLAIM_WORDS = {
    "data": {"yes": "supported", "no": "against", "cannot-tell": "cannotTell"},
    "chance": {"yes": "so", "no": "notSo", "cannot-tell": "cannotTell"},
}
"""By what name a kind's words hold the answers to a claim."""


def right_answer(spec):
    """Return an answer in which everything fits."""
    return RIGHT[spec["kind"]](spec)


def wrong_answer(spec):
    """Return the right answer with one thing wrong, and the name of that thing.

    None where nothing can be wrong.
    """
    right = right_answer(spec)
    return WRONG[spec["kind"]](spec, right) if spec["scored"] else None


def _beside(hand, part, spec, item, said):
    """Return what stands beside a thing once it is checked. Of sign cards one is seen at a time."""
    if spec["kind"] != "signs":
        return part.locator(f'[data-item="{item}"]').inner_text()
    words = _named(spec["cards"])[item]["words"]
    hand.press(part.get_by_role("button", name=said["list"], exact=True))
    hand.press(part.get_by_role("list").get_by_role("button", name=words))
    return part.get_by_role("group", name=words, exact=True).inner_text()


def why_of(spec, value, item):
    """Return what the activity's Python says of one thing in an answer."""
    return Activity.kinds[spec["kind"]].mark(spec, value)["items"][item]["why"]


def _wrong_choice(spec, right):
    question = spec["questions"][0]
    other = next(each["id"] for each in question["options"] if each["id"] not in question["answer"])
    return {"answers": {**right["answers"], question["id"]: [other]}}, question["id"]


def _wrong_hotspots(spec, right):
    safe = next(spot["id"] for spot in spec["spots"] if not spot["hazard"])
    return {"chosen": sorted([*right["chosen"], safe])}, safe


def _wrong_grid(spec, right):
    card = next(each for each in spec["cards"] if 1 not in each["expect"]["serious"])
    place = {**right["placed"][card["id"]], "serious": 1}
    return {"placed": {**right["placed"], card["id"]: place}}, card["id"]


def _wrong_ordering(spec, right):  # noqa: ARG001 (the shape all share)
    first, second, *rest = right["order"]
    return {"order": [second, first, *rest]}, first


def _wrong_sorting(spec, right):
    card = spec["cards"][0]
    other = next(group["id"] for group in spec["groups"] if group["id"] != card["group"])
    return {"placed": {**right["placed"], card["id"]: other}}, card["id"]


def _wrong_matching(spec, right):
    item = spec["items"][0]
    other = next(each["id"] for each in spec["answers"] if each["id"] != item["match"])
    return {"matched": {**right["matched"], item["id"]: other}}, item["id"]


def _wrong_estimate(spec, right):
    guess = spec["guesses"][0]
    far = max((guess["low"], guess["high"]), key=lambda end: abs(end - guess["true"]))
    return {"guesses": {**right["guesses"], guess["id"]: far}}, guess["id"]


def _wrong_linking(spec, right):
    pattern = spec["patterns"][0]
    other = next(each["id"] for each in spec["cards"] if each["id"] not in pattern["cards"])
    return {**right, "links": {**right["links"], other: [pattern["id"]]}}, pattern["id"]


def _wrong_strip(spec, right):
    scene = next(each["id"] for each in spec["scenes"] if not each["exit"])
    exits = {**right["exits"], scene: [spec["agencies"][0]["id"]]}
    return {**right, "exits": exits}, scene


def _wrong_signs(spec, right):
    card = next(each for each in spec["cards"] if len(each["harms"]) < len(spec["harms"]))
    every = sorted(harm["id"] for harm in spec["harms"])
    signs = {**right["signs"], card["id"]: {"innocent": 0, "harms": every}}
    return {**right, "signs": signs}, card["id"]


def _wrong_claims(spec, right):
    claim = spec["claims"][0]
    other = next(name for name in CLAIM_WORDS[spec["kind"]] if name != claim["answer"])
    return {"claims": {**right["claims"], claim["id"]: other}}, claim["id"]


WRONG = {
    "chance": _wrong_claims,
    "choice": _wrong_choice,
    "data": _wrong_claims,
    "feed": _wrong_choice,
    "hotspots": _wrong_hotspots,
    "grid": _wrong_grid,
    "ordering": _wrong_ordering,
    "sorting": _wrong_sorting,
    "matching": _wrong_matching,
    "estimate": _wrong_estimate,
    "linking": _wrong_linking,
    "strip": _wrong_strip,
    "signs": _wrong_signs,
}


def make(hand, part, spec, value, only=None, *, code="en"):
    """Make an activity's answer `value`, or that of the thing named `only`, with a hand.

    A hand has `press(control)`, `choose(radio)`, `tick(box)` and `enter(box, text)`.
    Controls are found by their roles and names, as a screen reader finds them.
    """
    spec = {**spec, "interface": interface(spec["kind"], code)}
    MAKE[spec["kind"]](hand, part, spec, value, only)


def _named(items):
    return {each["id"]: each for each in items}


def _answers(value, only):
    return {name: chosen for name, chosen in value.items() if only in (None, name)}.items()


def _make_choice(hand, part, spec, value, only):
    for name, chosen in _answers(value["answers"], only):
        question = _named(spec["questions"])[name]
        box = part.get_by_role("group", name=question["words"], exact=True)
        for option in question["options"]:
            wanted = option["id"] in chosen
            if spec.get("mode") == "many":
                tick = box.get_by_role("checkbox", name=option["words"], exact=True)
                if tick.is_checked() != wanted:
                    hand.tick(tick)
            elif wanted:
                hand.choose(box.get_by_role("radio", name=option["words"], exact=True))


def _make_hotspots(hand, part, spec, value, only):
    for spot in spec["spots"]:
        if only not in (None, spot["id"]):
            continue
        button = part.locator(f'li[data-item="{spot["id"]}"]').get_by_role("button")
        pressed = button.get_attribute("aria-pressed") == "true"
        if pressed != (spot["id"] in value["chosen"]):
            hand.press(button)


def _make_grid(hand, part, spec, value, only):
    for name, place in _answers(value["placed"], only):
        card = part.locator(f'li[data-item="{name}"]')
        head = card.get_by_role("button", name=_named(spec["cards"])[name]["words"])
        if head.get_attribute("aria-expanded") != "true":
            hand.press(head)
        for axis, step in place.items():
            box = card.get_by_role("group", name=spec[f"{axis}_name"], exact=True)
            hand.choose(box.get_by_role("radio", name=spec[axis][step - 1], exact=True))


def _make_ordering(hand, part, spec, value, only):  # noqa: ARG001 (the shape all share)
    for at, name in enumerate(value["order"]):
        words = spec["interface"]["up"].format(item=_named(spec["items"])[name]["words"])
        up = part.get_by_role("button", name=words)
        rows = part.locator("li[data-item]")
        while rows.evaluate_all("(rows) => rows.map((each) => each.dataset.item)").index(name) > at:
            hand.press(up)


def _make_sorting(hand, part, spec, value, only):
    groups = _named(spec["groups"])
    waiting = dict(_answers(value["placed"], only))
    for name in waiting:
        words = f"{spec['interface']['move']} {_named(spec['cards'])[name]['words']}"
        back = part.get_by_role("button", name=words)
        if back.is_visible():
            hand.press(back)
    while waiting:
        # One card lies on top of the pile at a time; only its groups can be chosen.
        for name in list(waiting):
            card = part.get_by_role("group", name=_named(spec["cards"])[name]["words"], exact=True)
            into = card.get_by_role("button", name=groups[waiting[name]]["name"], exact=True)
            if into.is_visible():
                hand.press(into)
                del waiting[name]
                break
        else:
            raise AssertionError(f"none of {list(waiting)} can be placed")


def _make_matching(hand, part, spec, value, only):
    for name, answer in _answers(value["matched"], only):
        row = part.locator(f'li[data-item="{name}"]')
        head = row.locator("legend").get_by_role("button")
        if head.get_attribute("aria-expanded") != "true":
            hand.press(head)
        words = _named(spec["answers"])[answer]["words"]
        hand.press(row.get_by_role("list").get_by_role("button", name=words))


def _make_estimate(hand, part, spec, value, only):
    for name, number in _answers(value["guesses"], only):
        box = part.get_by_role("group", name=_named(spec["guesses"])[name]["words"], exact=True)
        hand.enter(box.get_by_role("spinbutton"), str(number))


def _make_scale(hand, part, spec, value, only):
    for name, step in _answers(value["answers"], only):
        words = _named(spec["statements"])[name]["words"]
        box = part.get_by_role("group", name=words, exact=True)
        hand.choose(box.get_by_role("radio", name=spec["steps"][step - 1], exact=True))


def _make_cards(hand, part, spec, value, only):
    for name, option in _answers(value["chosen"], only):
        slot = _named(spec["slots"])[name]
        box = part.get_by_role("group", name=slot["title"], exact=True)
        words = _named(slot["options"])[option]["words"]
        hand.choose(box.get_by_role("radio", name=words, exact=True))


def _make_story(hand, part, spec, value, only):  # noqa: ARG001 (the shape all share)
    scenes = _named(spec["scenes"])
    for step in value["way"]:
        here, name = step.split(".")
        words = _named(scenes[here]["choices"])[name]["words"]
        hand.press(part.get_by_role("button", name=words, exact=True))


def _make_call(hand, part, spec, value, only):  # noqa: ARG001 (the shape all share)
    def take(question, name):
        words = _named(question["options"])[name]["words"]
        hand.press(part.get_by_role("button", name=words, exact=True))

    take(spec["first"], value["first"])
    for digit in value["dialled"]:
        hand.press(part.get_by_role("button", name=digit, exact=True))
    hand.press(part.get_by_role("button", name=spec["interface"]["ring"], exact=True))
    for question in spec["operator"]:
        take(question, value["replies"][question["id"]])


def _make_ripple(hand, part, spec, value, only):  # noqa: ARG001 (the shape all share)
    rings = _named(spec["rings"])
    into = part.get_by_role("group", name=spec["interface"]["where"], exact=True)
    for card in [*spec["cards"], *spec["turn_cards"]]:
        hand.press(part.locator(".sc-ripple-pile").get_by_role("button", name=card["words"]))
        name = rings[value["placed"][card["id"]]]["name"]
        hand.press(into.get_by_role("button", name=name))


def _make_rating(hand, part, spec, value, only):
    for name, step in _answers(value["rates"], only):
        words = _named(spec["cards"])[name]["words"]
        box = part.get_by_role("group", name=words, exact=True)
        words = spec["steps"][int(step.removeprefix("step-")) - 1]
        hand.choose(box.get_by_role("radio", name=words, exact=True))


def _make_dots(hand, part, spec, value, only):
    for name, count in _answers(value["dots"], only):
        words = f"{spec['interface']['more']}: {_named(spec['options'])[name]['words']}"
        for _ in range(count):
            hand.press(part.get_by_role("button", name=words, exact=True))


def _make_linking(hand, part, spec, value, only):  # noqa: ARG001 (the shape all share)
    patterns = _named(spec["patterns"])
    for card in spec["cards"]:
        row = part.locator(f'li[data-card="{card["id"]}"]')
        before = set((row.get_attribute("data-links") or "").split())
        after = set(value["links"].get(card["id"], []))
        if before == after:
            continue
        head = row.get_by_role("button", name=card["words"])
        if head.get_attribute("aria-expanded") != "true":
            hand.press(head)
        # What is chosen comes first: nothing links it leaves room for nothing else.
        for name in sorted(after - before) + sorted(before - after):
            button = row.get_by_role("group").get_by_role("button", name=patterns[name]["words"])
            if (button.get_attribute("aria-pressed") == "true") != (name in after):
                hand.press(button)
    for each in spec["missing"]:
        tick = part.get_by_role("checkbox", name=each["words"], exact=True)
        if tick.is_checked() != (each["id"] in value["missing"]):
            hand.tick(tick)


def _make_private(hand, part, spec, value, only):  # noqa: ARG001 (the shape all share)
    for place in spec["places"]:
        hand.enter(part.get_by_role("textbox", name=place["words"]), WRITTEN)


def _make_notes(hand, part, spec, value, only):
    for name, text in _answers(value["notes"], only):
        words = _named(spec["boxes"])[name]["words"]
        hand.enter(part.get_by_role("textbox", name=words, exact=True), text)


def _make_commitments(hand, part, spec, value, only):  # noqa: ARG001 (the shape all share)
    for made in value["commitments"]:
        words = _named(spec["levels"])[made["level"]]["words"]
        hand.press(part.get_by_role("button", name=words, exact=True))
        for name in ("what", "owner", "by", "measure", "first"):
            box = part.get_by_label(spec["interface"][name], exact=True).locator("visible=true")
            if name == "by":
                hand.date(box, made[name])
            else:
                hand.enter(box, made[name])


def _make_strip(hand, part, spec, value, only):
    said = spec["interface"]
    for scene in spec["scenes"]:
        if only not in (None, scene["id"]):
            continue
        box = part.get_by_role("group", name=scene["words"], exact=True)
        named = value["exits"].get(scene["id"])
        _tick(hand, box.get_by_role("checkbox", name=said["exit"], exact=True), named is not None)
        for agency in spec["agencies"] if named is not None else []:
            tick = box.get_by_role("checkbox", name=agency["words"], exact=True)
            _tick(hand, tick, agency["id"] in named)
        if scene["language"]:
            blames = box.get_by_role("checkbox", name=said["blames"], exact=True)
            _tick(hand, blames, scene["id"] in value["language"])


def _make_signs(hand, part, spec, value, only):
    said = spec["interface"]
    listed = part.get_by_role("button", name=said["list"], exact=True)
    harms = _named(spec["harms"])
    for card in spec["cards"]:
        if only not in (None, card["id"]):
            continue
        sign = value["signs"][card["id"]]
        hand.press(listed)
        hand.press(part.get_by_role("list").get_by_role("button", name=card["words"]))
        box = part.get_by_role("group", name=card["words"], exact=True)
        reason = card["innocent"][sign["innocent"]]
        hand.choose(box.get_by_role("radio", name=reason, exact=True))
        for name, harm in harms.items():
            tick = box.get_by_role("checkbox", name=f"{harm['words']} {harm['note']}".strip())
            _tick(hand, tick, name in sign["harms"])
    for name, route in value["route"].items() if only is None else ():
        row = part.get_by_role("listitem").filter(has_text=said["route"])
        heading = re.compile(rf"^{re.escape(harms[name]['words'])}$")
        box = row.filter(has=part.page.locator("strong").filter(has_text=heading))
        words = _named(spec["routes"])[route]["words"]
        radio = box.get_by_role("radio", name=words, exact=True)
        if not radio.is_visible():
            hand.press(box.locator("summary"))
        hand.choose(radio)
    if only is None:
        box = part.get_by_role("group", name=said["ask"], exact=True)
        words = _named(spec["questions"])[value["question"]]["words"]
        hand.choose(box.get_by_role("radio", name=words, exact=True))


def _tick(hand, box, wanted):
    if box.is_checked() != wanted:
        hand.tick(box)


def _make_claims(hand, part, spec, value, only):
    for name, answer in _answers(value["claims"], only):
        box = part.get_by_role("group", name=_named(spec["claims"])[name]["words"], exact=True)
        words = spec["interface"][CLAIM_WORDS[spec["kind"]][answer]]
        hand.choose(box.get_by_role("radio", name=words, exact=True))


MAKE = {
    "chance": _make_claims,
    "choice": _make_choice,
    "data": _make_claims,
    "feed": _make_choice,
    "hotspots": _make_hotspots,
    "grid": _make_grid,
    "ordering": _make_ordering,
    "sorting": _make_sorting,
    "matching": _make_matching,
    "estimate": _make_estimate,
    "scale": _make_scale,
    "cards": _make_cards,
    "story": _make_story,
    "call": _make_call,
    "ripple": _make_ripple,
    "rating": _make_rating,
    "dots": _make_dots,
    "linking": _make_linking,
    "private": _make_private,
    "notes": _make_notes,
    "commitments": _make_commitments,
    "strip": _make_strip,
    "signs": _make_signs,
}


@dataclass
class Way:
    """What was seen of one activity on the way through the lesson."""

    states: list[str] = field(default_factory=list)
    """Its data-sc-state: before, while answering, after checking, changing, checked again."""
    told: list[str] = field(default_factory=list)
    """What its status regions said after each checking."""
    why: tuple[str, str] | None = None
    """What is to be said of the wrong thing, and what stood beside it."""
    focus: list[str] = field(default_factory=list)
    """The words of the control that has the focus after each checking."""


def through(hand, page, code="en", of=LESSON):
    """Do a lesson with a hand: each activity, first with one thing wrong, then right."""
    return {name: through_part(hand, page, name, code, of) for name in lesson_specs(code, of)}


def through_part(hand, page, name, code="en", of=LESSON):
    """Do one activity with a hand, first with one thing wrong, then right. Return its Way."""
    spec = lesson_specs(code, of)[name]
    said = interface(spec["kind"], code)
    part = page.locator(f'[data-sc-activity="{name}"]')
    way = Way()

    def look():
        way.states.append(part.get_attribute("data-sc-state"))

    def check():
        words = said["check" if spec["scored"] else "finish"]
        hand.press(part.get_by_role("button", name=words, exact=True))
        look()
        way.told.append(" ".join(part.get_by_role("status").all_inner_texts()).strip())
        way.focus.append(page.evaluate("() => document.activeElement.textContent"))

    look()
    wrong = wrong_answer(spec)
    right = right_answer(spec)
    if wrong:
        value, item = wrong
        make(hand, part, spec, value, code=code)
        look()
        check()
        beside = _beside(hand, part, spec, item, said)
        way.why = (why_of(spec, value, item), beside)
        hand.press(part.get_by_role("button", name=said["again"], exact=True))
        make(hand, part, spec, right, only=item, code=code)
    else:
        make(hand, part, spec, right, code=code)
    look()
    check()
    hand.done(name)
    return way
