"""A part that is talk: nothing to touch, something to say and to listen to."""

from __future__ import annotations

from safer_communities.content import Part, Words


class TalkPart(Part, kind="talk"):
    """Points the class talks over. It has no value, so nothing of it is ever kept."""

    never_scored = True
    answered = False

    scored: bool = False
    points: list[Words]
