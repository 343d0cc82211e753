"""The frame of an exercise in words: where a part stands, what the room does, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.content import fill
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from safer_communities.content import Exercise, Part
    from safer_communities.language import Speaker

STEPS = {
    "open": N_("Open"),
    "alone": N_("Alone"),
    "table": N_("At the table"),
    "compare": N_("Compare"),
    "commit": N_("Commit"),
}
"""What each step of the frame is called."""
READ = "read"
"""What a part that nobody answers is for: it is read, and talked about."""
IN_THE_ROOM = {
    ("alone",): N_("Each person answers alone, and says how sure they are."),
    ("table",): N_("The table talks, and gives one answer."),
    ("alone", "table"): N_(
        "Each person answers alone first. Then the table talks, and gives one answer."
    ),
    (READ, "open"): "",
    (READ, "alone"): N_("Each person reads this alone. There is nothing to answer."),
    (READ, "table"): N_("The table talks about this. There is nothing to answer."),
    (READ, "compare"): N_("The answers of all tables are laid side by side."),
    (READ, "commit"): N_("Each person says one thing that they will do, and by when."),
}
"""What the room does: by who answers, or by the step of a part that is only read."""
BY_YOURSELF = {
    ("alone",): N_("Answer as you would in the room, before you read on."),
    ("table",): N_(
        "Give the answer you would argue for. Then think what another organisation would say."
    ),
    ("alone", "table"): N_(
        "Answer at once. Then read what the table talks about, and change what you want to change."
    ),
    (READ, "open"): "",
    (READ, "alone"): N_("Read it slowly, before you read on."),
    (READ, "table"): N_("Think it through. What would another organisation say?"),
    (READ, "compare"): N_("Look back: what would you now answer differently, and why?"),
    (READ, "commit"): N_("Write one down where you will see it, with a date."),
}
"""What somebody does who works through an exercise alone."""


@dataclass(frozen=True)
class Slot:
    """A part in the running order: from which minute to which."""

    part: Part
    begins: int
    ends: int
    step: str
    room: str


def running_order(exercise: Exercise, voice: Speaker) -> Iterator[Slot]:
    """Yield the parts with the minutes at which they begin and end."""
    at = 0
    for part in exercise.parts:
        ends = at + part.minutes
        yield Slot(part, at, ends, step_of(part, voice), voice.say(said_of(IN_THE_ROOM, part)))
        at = ends


def step_of(part: Part, voice: Speaker) -> str:
    """Return what the step is called in which a part stands."""
    return voice.say(STEPS[part.step or "open"])


def said_of(words: Mapping[tuple[str, ...], str], part: Part) -> str:
    """Return what `words` say of a part, in English; nothing of the opening."""
    return words[tuple(sorted(part.rounds)) or (READ, part.step or "open")]


def framed(part: Part, facts: Mapping[str, str], voice: Speaker) -> dict[str, Any]:
    """Return what the page of an exercise adds to a part: its step, and what is done there."""
    rows = ((N_("In the room:"), IN_THE_ROOM), (N_("By yourself:"), BY_YOURSELF))
    how = [(voice.say(who), voice.say(said_of(words, part))) for who, words in rows]
    return {
        "step": step_of(part, voice),
        "how": [[who, words] for who, words in how if words],
        "discuss": [fill(voice.say(line), facts) for line in part.discuss],
    }
