"""What a unit covers: outcomes by lessons, curriculum codes, activities and questions of checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from safer_communities.activities import Activity
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from safer_communities.content import Lesson, Part

    from .checks import Check
    from .items import Item

NO_CHECK = N_("This lesson has no check of its own.")
NO_CODES = N_("This lesson names no curriculum code.")
NO_ACTIVITY = N_("Pupils do nothing for it.")
NO_ITEM = N_("No question asks about it.")
NO_MISCONCEPTION = N_("No wrong answer shows what a pupil may be mixing up.")


@dataclass(frozen=True)
class CoveredOutcome:
    """An outcome of a lesson, with what works on it and what asks about it; `gaps` say what fails.

    An item counts where the lesson's own check gives it this outcome by its id.
    """

    id: str
    words: str
    parts: tuple[Part, ...]
    items: tuple[Item, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class CoveredLesson:
    """A lesson of the unit."""

    lesson: Lesson
    check: Check | None
    outcomes: tuple[CoveredOutcome, ...]
    gaps: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.gaps and not any(outcome.gaps for outcome in self.outcomes)


def coverage(lessons: Iterable[Lesson], checks: Iterable[Check]) -> list[CoveredLesson]:
    """Return what each lesson covers, in the order given, with its gaps in words to translate."""
    own = {check.lesson: check for check in checks if check.lesson}
    return [_covered(lesson, own.get(lesson.path)) for lesson in lessons]


def lessons_by_code(lessons: Iterable[Lesson]) -> dict[str, list[Lesson]]:
    """Return the lessons that name each curriculum code, codes in their order."""
    found: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        for code in lesson.codes:
            found.setdefault(code, []).append(lesson)
    return dict(sorted(found.items(), key=lambda pair: _in_order(pair[0])))


def _in_order(code: str) -> tuple[str, int]:
    letters = code.rstrip("0123456789")
    return letters, int(code[len(letters) :] or 0)


def _covered(lesson: Lesson, check: Check | None) -> CoveredLesson:
    missing = [NO_CHECK] * (check is None) + [NO_CODES] * (not lesson.codes)
    return CoveredLesson(
        lesson=lesson,
        check=check,
        outcomes=tuple(_met(lesson, check, name) for name in lesson.outcomes),
        gaps=tuple(missing),
    )


def _met(lesson: Lesson, check: Check | None, name: str) -> CoveredOutcome:
    parts = tuple(
        part for part in lesson.parts if name in part.outcomes and part.kind in Activity.kinds
    )
    items = tuple(item for item in check.items if item.outcome == name) if check else ()
    gaps = []
    if not parts:
        gaps.append(NO_ACTIVITY)
    if not items:
        gaps.append(NO_ITEM)
    elif not any(item.misconceptions for item in items):
        gaps.append(NO_MISCONCEPTION)
    return CoveredOutcome(name, lesson.outcomes[name], parts, items, tuple(gaps))
