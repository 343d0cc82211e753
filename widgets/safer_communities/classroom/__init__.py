"""A live class: the store of its answers, its code, its pupils' tags, its state."""

from .cards import CARD_SECONDS, CARD_TRIES, Cards, read_card
from .classes import (
    LIFE_SECONDS,
    SUPPORT,
    Classroom,
    Full,
    LiveClass,
    NotOpen,
    Over,
    Paused,
    Pupil,
    State,
    begun,
    sendable,
)
from .codes import TRIES, TRIES_SECONDS, Codes, chance_of_a_guess
from .outcomes import (
    CHANGES,
    LEVELS,
    Progress,
    class_changes,
    class_levels,
    first_checked,
    level_of_hands,
    progress_of,
)
from .questions import MOST_LETTERS, Closed, Question, Questions, exact
from .small_numbers import Shown, one_number
from .spread import ShownSpread, Spread, has_spread, spread_of
from .store import CannotStore, Mismatch, NotOurs, Store
from .tags import Tag, TagWords
from .together import (
    MOST_HANDS,
    Snapshot,
    add_hands,
    add_snapshot,
    delete_snapshot,
    hands_of,
    snapshots_of,
)

# Its tables are part of the store, whoever opens it.
from . import assembly  # isort: skip

__all__ = [
    "CARD_SECONDS",
    "CARD_TRIES",
    "CHANGES",
    "LEVELS",
    "LIFE_SECONDS",
    "MOST_HANDS",
    "MOST_LETTERS",
    "SUPPORT",
    "TRIES",
    "TRIES_SECONDS",
    "CannotStore",
    "Cards",
    "Classroom",
    "Closed",
    "Codes",
    "Full",
    "LiveClass",
    "Mismatch",
    "NotOpen",
    "NotOurs",
    "Over",
    "Paused",
    "Progress",
    "Pupil",
    "Question",
    "Questions",
    "Shown",
    "ShownSpread",
    "Snapshot",
    "Spread",
    "State",
    "Store",
    "Tag",
    "TagWords",
    "add_hands",
    "add_snapshot",
    "assembly",
    "begun",
    "chance_of_a_guess",
    "class_changes",
    "class_levels",
    "delete_snapshot",
    "exact",
    "first_checked",
    "hands_of",
    "has_spread",
    "level_of_hands",
    "one_number",
    "progress_of",
    "read_card",
    "sendable",
    "snapshots_of",
    "spread_of",
]
