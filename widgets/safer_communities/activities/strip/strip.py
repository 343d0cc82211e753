"""The story strip: scenes in order, in which of them somebody could have acted, and who."""

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
from safer_communities.activities.keyless import names, passed
from safer_communities.activities.tables import CHOSEN, LEFT, Table, chosen_or_left, joined
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST, MOST = 4, 16
"""Scenes a strip can have."""
LANGUAGE = "language"


class Agency(Checked):
    """An organisation, or a neighbour, who could act."""

    id: Id
    words: Words


class Scene(Checked):
    """A scene: whether somebody could have acted there, who, and what is said of it.

    `language` is a phrase from the record. It blames where there is a `better` way to say it.
    """

    id: Id
    words: Words
    exit: bool
    who: list[Id] = []  # noqa: RUF012 (pydantic copies a default)
    why: Words
    language: Words = ""
    better: Words = ""

    @model_validator(mode="after")
    def _it_is_said_who_acts_and_how_to_say_it(self) -> Scene:
        if self.exit and not self.who:
            raise ValueError(
                f"Scene '{self.id}' is an exit, and nobody acts in it. | "
                "Name at least one agency under 'who'."
            )
        if self.who and not self.exit:
            raise ValueError(
                f"Scene '{self.id}' is no exit, and names who could act. | "
                "Say 'exit: true', or take 'who' out."
            )
        if self.better and not self.language:
            raise ValueError(
                f"Scene '{self.id}' says a phrase better that it does not have. | "
                "Write the phrase of the record under 'language'."
            )
        return self


class StripPart(Part, kind="strip"):
    """Scenes in their order. `least` exits are to be found; whoever finds these has done it."""

    fewer_of = "scenes"

    scenes: list[Scene]
    agencies: list[Agency]
    least: int = Field(default=5, ge=1)
    after: Words = ""

    @model_validator(mode="after")
    def _the_strip_is_whole(self) -> StripPart:
        if not FEWEST <= len(self.scenes) <= MOST:
            raise ValueError(
                f"This strip has {len(self.scenes)} scenes. | Name {FEWEST} to {MOST}."
            )
        for what, ids in (
            ("scene", [scene.id for scene in self.scenes]),
            ("agency", [agency.id for agency in self.agencies]),
        ):
            for name in ids:
                if ids.count(name) > 1:
                    raise ValueError(
                        f"The {what} '{name}' stands here twice. | Give each {what} its own id."
                    )
        known = [agency.id for agency in self.agencies]
        for scene in self.scenes:
            for name in scene.who:
                if name not in known:
                    raise ValueError(
                        f"In scene '{scene.id}' acts '{name}', which is no agency here. | "
                        f"Agencies: {', '.join(known)}."
                    )
        exits = sum(scene.exit for scene in self.scenes)
        if self.least > exits:
            raise ValueError(
                f"{self.least} exits are to be found, and there are {exits}. | "
                "Lower 'least', or add exits."
            )
        return self


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark a scene: whether it was seen rightly, and its phrase too.

    An exit is found where it was marked and all who were named could act there. One that was not
    marked is no fault once `least` have been found: a table need not find them all.
    """
    scenes = shown(spec, spec["scenes"], value)
    exits = value.get("exits", {})
    found = sum(_found(scene, exits) for scene in scenes)
    enough = found >= min(spec["least"], sum(scene["exit"] for scene in scenes))
    items: dict[str, ItemVerdict] = {}
    for scene in scenes:
        name = scene["id"]
        marked = name in exits
        seen = _found(scene, exits) if marked else enough or not scene["exit"]
        phrase = (name in value.get(LANGUAGE, [])) == bool(scene["better"])
        named = exits.get(name) or not marked
        items[name] = {"right": bool(seen and phrase), "why": scene["why"] if named else ""}
    right = sum(item["right"] for item in items.values())
    return {"of": len(scenes), "right": right, "items": items}


def _found(scene: dict[str, Any], exits: dict[str, list[str]]) -> bool:
    named = exits.get(scene["id"], [])
    return scene["exit"] and bool(named) and all(name in scene["who"] for name in named)


def clean(spec: Spec, value: Any) -> Value:
    """Return `{exits: {SCENE: [AGENCY, ...]}, language: [SCENE, ...]}` checked against the part.

    A scene in `exits` with nobody in it is one where it is not yet said who could have acted.
    """
    answer: Value = only(value, exits=dict, language=list)
    scenes = [scene["id"] for scene in spec["scenes"]]
    agencies = [agency["id"] for agency in spec["agencies"]]
    for name, named in answer.get("exits", {}).items():
        one_of(name, scenes, "scene")
        _each_once(named, agencies, "agency")
    phrases = [scene["id"] for scene in spec["scenes"] if scene["language"]]
    _each_once(answer.get(LANGUAGE, []), phrases, "phrase")
    return answer


def _each_once(given: Any, known: list[str], what: str) -> None:
    if not isinstance(given, list):
        raise NotAnAnswer(f"What was chosen is not a list of names: {str(given)[:40]!r}.")
    for name in given:
        one_of(name, known, what)
    if len(set(given)) != len(given):
        raise NotAnAnswer(f"The same {what} was chosen twice.")


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return each scene, and each phrase of the record, by whether it was marked."""
    rows = []
    for scene in spec["scenes"]:
        rows.append((scene["id"], scene["words"], scene["exit"]))
        if scene[LANGUAGE]:
            words = joined(say(N_("This phrase blames:")), scene[LANGUAGE])
            rows.append((f"{scene['id']}.{LANGUAGE}", words, bool(scene["better"])))
    return chosen_or_left(spec, say, rows)


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return of each scene and phrase whether it was marked, once anything was."""
    exits, phrases = value.get("exits", {}), value.get(LANGUAGE, [])
    if not exits and not phrases:
        return []
    found = []
    for scene in shown(spec, spec["scenes"], value):
        name = scene["id"]
        found.append((name, CHOSEN if name in exits else LEFT))
        if scene[LANGUAGE]:
            found.append((f"{name}.{LANGUAGE}", CHOSEN if name in phrases else LEFT))
    return found


def without_key(spec: Spec) -> Spec:
    """Return the scenes in their order, with the phrases, and all agencies by their ids."""
    scenes, agencies = names("id", "words", LANGUAGE), names("id", "words")
    kept = passed(spec, "least", scenes=scenes, agencies=agencies)
    return {**kept, "agencies": sorted(kept["agencies"], key=lambda each: str(each["id"]))}


class Strip(Activity, kind="strip"):
    interface: ClassVar[dict[str, str]] = {
        "least": N_("Exits marked: {count}. Find {least} or more."),
        "exit": N_("Somebody could have acted here"),
        "who": N_("Who could have acted?"),
        "sayWho": N_("Say who could have acted."),
        "record": N_("From the record:"),
        "blames": N_("This phrase blames"),
        "better": N_("The phrase blames. It could say:"),
        "fair": N_("This phrase says what happened and blames nobody."),
        "also": N_("Here too somebody could have acted:"),
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
