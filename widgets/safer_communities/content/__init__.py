"""Lesson folders into checked models. Knows nothing of what shows, keeps or marks them."""

from .exercises import Exercise, Reference, Resident, read_exercise
from .facts import Code, Fact, FactValues, KeyWord, Priority, References
from .findings import ContentError, Finding
from .lessons import LONG, SHORT, Lesson, Part, Session, picture_in, read_lesson, symbol_in
from .library import MODELS, UNITS, Library, lesson_folders, lesson_in, references_in
from .memory import Memory, stamp
from .organisations import Agency, Council, District, Organisation, Organisations, organisations_in
from .places import PACKAGE, Places
from .reading import Checked, did_you_mean
from .words import (
    PLACEHOLDER,
    Drawn,
    Picture,
    Said,
    Words,
    fill,
    in_words,
    map_words,
    named_facts,
)

__all__ = [
    "LONG",
    "MODELS",
    "PACKAGE",
    "PLACEHOLDER",
    "SHORT",
    "UNITS",
    "Agency",
    "Checked",
    "Code",
    "ContentError",
    "Council",
    "District",
    "Drawn",
    "Exercise",
    "Fact",
    "FactValues",
    "Finding",
    "KeyWord",
    "Lesson",
    "Library",
    "Memory",
    "Organisation",
    "Organisations",
    "Part",
    "Picture",
    "Places",
    "Priority",
    "Reference",
    "References",
    "Resident",
    "Said",
    "Session",
    "Words",
    "did_you_mean",
    "fill",
    "in_words",
    "lesson_folders",
    "lesson_in",
    "map_words",
    "named_facts",
    "organisations_in",
    "picture_in",
    "read_exercise",
    "read_lesson",
    "references_in",
    "stamp",
    "symbol_in",
]
