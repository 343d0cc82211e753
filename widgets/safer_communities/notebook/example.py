"""An example class with made-up answers, for a notebook that no class stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safer_communities.language import N_

if TYPE_CHECKING:
    from safer_communities.language import Speaker

PART = N_("Is it a hazard?")
ITEMS = {
    N_("Thin ice on the pond"): (22, 4),
    N_("A bench in the park"): (7, 19),
}
OPTIONS = {"yes": N_("A hazard"), "no": N_("Not a hazard")}
OUTCOME = N_("I can tell what could hurt someone.")
LEVELS = {"secure": N_("Secure"), "developing": N_("Developing"), "not-yet": N_("Not yet")}


def example(voice: Speaker) -> dict[str, Any]:
    """Return what the server would tell of the example class (docs/api.md), in this language."""

    def cells(ids: Any, numbers: tuple[int, ...], right: int | None = None) -> list[dict[str, Any]]:
        return [
            {
                "column": name,
                "count": number,
                "least": number,
                "shown": voice.number(number),
                "right": None if right is None else place == right,
            }
            for place, (name, number) in enumerate(zip(ids, numbers, strict=True))
        ]

    return {
        "spreads": [
            {
                "part": "example",
                "title": voice.say(PART),
                "sensitive": False,
                "answered": {"count": 26, "shown": voice.number(26)},
                "columns": [{"id": name, "words": voice.say(it)} for name, it in OPTIONS.items()],
                "rows": [
                    {"words": voice.say(words), "cells": cells(OPTIONS, numbers, right)}
                    for right, (words, numbers) in enumerate(ITEMS.items())
                ],
            }
        ],
        "summary": {
            "levels": [{"id": name, "words": voice.say(it)} for name, it in LEVELS.items()],
            "outcomes": [{"words": voice.say(OUTCOME), "cells": cells(LEVELS, (15, 6, 5))}],
        },
    }
