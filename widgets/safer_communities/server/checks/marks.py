"""What the markbook shows of one check: marks, outcomes, questions, change, written answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from safer_communities.language import Speaker

    from .kept import Checks, Sitting


def marks_of(checks: Checks, sitting: Sitting, voice: Speaker) -> dict[str, Any]:
    return {"written": [], "items": [], "marks": [], "marked": False, "changed": False, "outcomes": [], "few": True, "analysed": [], "misconceptions": [], "change": None, "charts": None}
