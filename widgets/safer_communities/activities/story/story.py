"""A story with branches: what happens next hangs on what is chosen. Never marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import model_validator

from safer_communities.activities.base import (
    Activity,
    NotAnAnswer,
    Spec,
    Value,
    Verdict,
    only,
)
from safer_communities.activities.keyless import names, passed
from safer_communities.activities.tables import Column, Row, Table
from safer_communities.content import Checked, Part, Picture, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST, MOST = 2, 4
"""How many choices a scene can have: with one there is none, and five are too many to weigh."""
LONGEST = 40
"""Steps of the longest way: a story may lead back to where one was, but not for ever."""


class Turn(Checked):
    """Something somebody in the story may do, the scene it leads to, and what is said there."""

    id: Id
    words: Words
    leads: Id
    why: Words


class Scene(Checked):
    """What happens, and what can be done next. Without choices it is an ending.

    `title` is its name on the map; without one the map shows its first sentence. No ending is
    called bad: the worst is `mixed`, and its words say who helps.
    """

    id: Id
    title: Words = ""
    words: Words
    picture: Picture | None = None
    alt: Words = ""
    choices: list[Turn] = []  # noqa: RUF012 (pydantic copies a default)
    ending: Literal["", "good", "mixed"] = ""

    @model_validator(mode="after")
    def _it_is_a_scene_or_an_ending(self) -> Scene:
        if bool(self.picture) != bool(self.alt):
            raise ValueError(
                f"Scene '{self.id}' has a picture without words, or words without a picture. | "
                "Give both 'picture' and 'alt'."
            )
        if not self.choices:
            if not self.ending:
                raise ValueError(
                    f"Scene '{self.id}' has no choices, and does not say how it ends. | "
                    "Add 'choices', or 'ending: good' or 'ending: mixed'."
                )
            return self
        if self.ending:
            raise ValueError(
                f"Scene '{self.id}' is an ending and has choices. | Take one of the two out."
            )
        if not FEWEST <= len(self.choices) <= MOST:
            raise ValueError(
                f"Scene '{self.id}' has {len(self.choices)} choices. | "
                f"Give it {FEWEST} to {MOST}, or none where the story ends."
            )
        for what, told in (
            ("has a choice twice. | Give each choice its own id", [c.id for c in self.choices]),
            ("has two choices with the same words. | Say something different in each", self._said),
            ("says the same why twice. | Say of each choice what is in it", self._whys),
        ):
            if len(set(told)) != len(told):
                raise ValueError(f"Scene '{self.id}' {what}.")
        return self

    @property
    def _said(self) -> list[str]:
        return [choice.words for choice in self.choices]

    @property
    def _whys(self) -> list[str]:
        return [choice.why for choice in self.choices]


class StoryPart(Part, kind="story"):
    """Scenes that lead to one another. A story is for trying out, so it never counts."""

    made_of = "scenes"
    never_scored = True

    scored: bool = False
    start: Id
    scenes: list[Scene]
    after: Words = ""

    @model_validator(mode="after")
    def _every_choice_leads_somewhere(self) -> StoryPart:
        known = [scene.id for scene in self.scenes]
        for name in known:
            if known.count(name) > 1:
                raise ValueError(f"Two scenes are called '{name}'. | Give each scene its own id.")
        if self.start not in known:
            raise ValueError(
                f"The story starts at '{self.start}', which is no scene here. | "
                f"Scenes: {', '.join(known)}."
            )
        for scene in self.scenes:
            for choice in scene.choices:
                if choice.leads not in known:
                    raise ValueError(
                        f"Choice '{choice.id}' of scene '{scene.id}' leads to '{choice.leads}', "
                        f"which is no scene here. | Scenes: {', '.join(known)}."
                    )
        return self

    @model_validator(mode="after")
    def _every_scene_is_met_and_has_a_way_out(self) -> StoryPart:
        leads = {scene.id: {choice.leads for choice in scene.choices} for scene in self.scenes}
        met = _closure({self.start}, leads)
        for name in leads:
            if name not in met:
                raise ValueError(
                    f"No choice leads to the scene '{name}'. | "
                    "Lead a choice there, or take the scene out."
                )
        back: dict[str, set[str]] = {name: set() for name in leads}
        for name, others in leads.items():
            for other in others:
                back[other].add(name)
        ends = _closure({scene.id for scene in self.scenes if scene.ending}, back)
        for name in leads:
            if name not in ends:
                raise ValueError(
                    f"From the scene '{name}' no choice ever leads to an ending. | "
                    "Add an ending, or lead a choice to one."
                )
        return self


def _closure(found: set[str], leads: dict[str, set[str]]) -> set[str]:
    """Return `found` and everything that can be reached from it."""
    waiting = list(found)
    while waiting:
        for name in leads[waiting.pop()] - found:
            found = {*found, name}
            waiting.append(name)
    return found


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: no way through a story is better than another."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:
    """Return `{way: [SCENE.CHOICE, ...]}`: a way that can be gone, from the start on."""
    answer: Value = only(value, way=list)
    way = answer.get("way", [])
    if len(way) > LONGEST:
        raise NotAnAnswer(f"A way has {LONGEST} steps at most.")
    scenes = {scene["id"]: scene for scene in spec["scenes"]}
    here = scenes[spec["start"]]
    for step in way:
        leads = {f"{here['id']}.{each['id']}": each["leads"] for each in here["choices"]}
        if not isinstance(step, str) or step not in leads:
            raise NotAnAnswer(f"From '{here['id']}' there is no way {str(step)[:80]!r}.")
        here = scenes[leads[step]]
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:  # noqa: ARG001 (as all kinds)
    """Return the scenes by what can be done there; a column is SCENE.CHOICE."""
    forks = [scene for scene in spec["scenes"] if scene["choices"]]
    columns = tuple(
        Column(f"{scene['id']}.{choice['id']}", choice["words"])
        for scene in forks
        for choice in scene["choices"]
    )
    rows = tuple(
        Row(
            scene["id"],
            scene["title"] or scene["words"],
            tuple(f"{scene['id']}.{choice['id']}" for choice in scene["choices"]),
            None,
        )
        for scene in forks
    )
    return Table(columns, rows)


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:  # noqa: ARG001 (as all kinds)
    """Return the last choice made at each scene of the way."""
    return list({step.partition(".")[0]: step for step in value.get("way", [])}.items())


def without_key(spec: Spec) -> Spec:
    """Return the scenes and where they lead, without what is said of a choice or of an ending."""
    choices = names("id", "words", "leads")
    scenes = names("id", "title", "words", "picture", "alt", choices=choices)
    return passed(spec, "start", scenes=scenes)


class Story(Activity, kind="story"):
    interface: ClassVar[dict[str, str]] = {
        "thanks": N_("Thank you. There is more than one way through this story."),
        "choose": N_("What could happen next?"),
        "back": N_("Back one step"),
        "restart": N_("Begin again"),
        "ends": N_("The story ends here."),
        "map": N_("The way so far"),
        "here": N_("You are here."),
        "untried": N_("Not tried yet"),
        "long": N_("This is a long way! Go back one step, or begin again."),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
