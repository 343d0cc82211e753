"""How far each pupil has come, by outcome (design, section 5).

From each pupil's first answer that was checked, to scored parts only: what they knew by themselves,
before feedback helped. Opinions, confidence and private notes never count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from safer_communities.activities import Activity

from .small_numbers import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safer_communities.activities import Spec, Table, Value
    from safer_communities.content import Part, Session

    from .small_numbers import Shown
    from .spread import Counts

SECURE, DEVELOPING = 80, 50
"""Percent of the items that fit, from which a pupil is secure, or developing."""
FEWEST_ITEMS = 2
"""With fewer items there is not enough evidence for any level."""
Level = Literal["secure", "developing", "not-yet", "no-evidence"]
LEVELS: tuple[Level, ...] = ("secure", "developing", "not-yet", "no-evidence")
Change = Literal["more", "same", "fewer"]
CHANGES: tuple[Change, ...] = ("more", "same", "fewer")


@dataclass(frozen=True)
class Worth:
    """How many items fit, of how many; half a mark is half an item."""

    right: float = 0.0
    of: int = 0

    def __add__(self, other: Worth) -> Worth:
        return Worth(self.right + other.right, self.of + other.of)

    @property
    def level(self) -> Level:
        if self.of < FEWEST_ITEMS:
            return "no-evidence"
        if 100 * self.right >= SECURE * self.of:
            return "secure"
        return "developing" if 100 * self.right >= DEVELOPING * self.of else "not-yet"


@dataclass(frozen=True)
class Before:
    """A pupil's first checked answers to a part and to the same part again, later."""

    before: Worth
    after: Worth

    @property
    def change(self) -> Change:
        first, then = (each.right * other for each, other in self._crossed())
        return "more" if then > first else "same" if then == first else "fewer"

    def _crossed(self) -> tuple[tuple[Worth, int], tuple[Worth, int]]:
        # Compared without division: the support form may have had fewer items one of the times.
        return (self.before, self.after.of), (self.after, self.before.of)


@dataclass
class Progress:
    """One pupil: the worth of what counts for each outcome, and what changed."""

    outcomes: dict[str, Worth] = field(default_factory=dict)
    changes: dict[str, Before] = field(default_factory=dict)
    """By the later part of two that are the same."""

    def told(self) -> dict[str, Any]:
        """Return it as the API tells it, without whose it is."""
        return {
            "outcomes": {
                name: {"level": worth.level, "right": worth.right, "of": worth.of}
                for name, worth in self.outcomes.items()
            },
            "changes": {
                part: {
                    "before": {"right": each.before.right, "of": each.before.of},
                    "after": {"right": each.after.right, "of": each.after.of},
                }
                for part, each in self.changes.items()
            },
        }


def counting(lesson: Session) -> list[Part]:
    """Return the parts that count: those that are scored, and of a kind that can be marked."""
    return [part for part in lesson.parts if part.scored and part.kind in Activity.kinds]


def first_checked(answers: Iterable[Any]) -> dict[tuple[str, str], Value]:
    """Return each pupil's first checked answer to each part, by (pupil, part).

    `answers` have `pupil`, `part` and `value`, in the order in which they came.
    """
    found: dict[tuple[str, str], Value] = {}
    for answer in answers:
        if answer.value.get("checked"):
            found.setdefault((answer.pupil, answer.part), answer.value)
    return found


def progress_of(lesson: Session, specs: Mapping[str, Spec], first: Mapping[str, Value]) -> Progress:
    """Return a pupil's progress from their first checked answer to each part."""
    worth = {}
    for part in counting(lesson):
        if part.id in first:
            verdict = Activity.kinds[part.kind].mark(specs[part.id], first[part.id])
            worth[part.id] = Worth(verdict["right"], verdict["of"])
    made = Progress({outcome: Worth() for outcome in lesson.outcomes})
    for part in counting(lesson):
        if part.id not in worth:
            continue
        for outcome in part.outcomes:
            made.outcomes[outcome] += worth[part.id]
        if part.same_as in worth:
            made.changes[part.id] = Before(worth[part.same_as], worth[part.id])
    return made


def class_levels(everybody: Iterable[Progress], outcome: str) -> dict[Level, Shown]:
    """Return how many of a class have come how far, small numbers hidden."""
    found = [each.outcomes[outcome].level for each in everybody]
    counts = [found.count(level) for level in LEVELS]
    return dict(zip(LEVELS, row_of(counts, len(found)), strict=True))


def class_changes(everybody: Iterable[Progress], part: str) -> dict[Change, Shown]:
    """Return how many of a class had more right the second time, as many, or fewer."""
    people = list(everybody)
    found = [each.changes[part].change for each in people if part in each.changes]
    counts = [found.count(change) for change in CHANGES]
    return dict(zip(CHANGES, row_of(counts, len(people)), strict=True))


def level_of_hands(
    lesson: Session, tables: Mapping[str, Table], hands: Mapping[str, Counts], outcome: str
) -> Level | None:
    """Return the level of all counted hands for an outcome together; None where none counted.

    Hands say nothing of one pupil, so it is a level of the class.
    """
    worth, items = Worth(), 0
    parts = [part.id for part in counting(lesson) if outcome in part.outcomes]
    for part in parts:
        for row in tables[part].rows:
            cells = hands.get(part, {}).get(row.id, {})
            fit = sum(cells.get(column, 0) for column in row.right or ())
            of = sum(cells.get(column, 0) for column in row.columns)
            worth += Worth(fit, of)
            items += bool(of)
    if not items:
        return None
    return worth.level if items >= FEWEST_ITEMS else "no-evidence"
