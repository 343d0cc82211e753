"""Why a hand-in cannot be marked: nbgrader itself hands on only a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from safer_communities.assessment.points import CannotMark

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict

reasons: dict[tuple[str, str], str] = {}
"""By (assignment, pupil)."""


def refuse(resources: ResourcesDict, reason: str) -> NoReturn:
    """Note why this hand-in cannot be marked, and stop. Raises CannotMark."""
    of = resources["nbgrader"]
    reasons[of["assignment"], of["student"]] = reason
    raise CannotMark(reason)
