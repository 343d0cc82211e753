"""A live class: the store of its answers, its code, its pupils' tags, its state."""

from .cards import CARD_SECONDS, CARD_TRIES, Cards, read_card
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
    "CARD_SECONDS",
    "CARD_TRIES",
    "LIFE_SECONDS",
    "MOST_LETTERS",
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
    "read_card",
    "sendable",
]
