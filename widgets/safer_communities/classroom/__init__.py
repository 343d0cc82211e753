"""A live class: the store of its answers, its code, its pupils' tags, its state."""

from .classes import (
    LIFE_SECONDS,
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
from .questions import MOST_LETTERS, Closed, Question, Questions, exact
from .store import CannotStore, Mismatch, NotOurs, Store
from .tags import Tag, TagWords

__all__ = [
    "LIFE_SECONDS",
    "MOST_LETTERS",
    "TRIES",
    "TRIES_SECONDS",
    "CannotStore",
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
    "Pupil",
    "Question",
    "Questions",
    "State",
    "Store",
    "Tag",
    "TagWords",
    "begun",
    "chance_of_a_guess",
    "exact",
    "sendable",
]
