"""Lesson folders into checked models. Knows nothing of what shows, keeps or marks them."""

from .facts import Code, Fact, FactValues, KeyWord, References
from .findings import ContentError, Finding
from .lessons import LONG, SHORT, Lesson, Part, picture_in, read_lesson, symbol_in
from .library import UNITS, Library, lesson_folders, lesson_in, references_in
from .memory import Memory, stamp
from .places import PACKAGE, Places
from .reading import Checked, did_you_mean
from .words import PLACEHOLDER, Drawn, Picture, Said, Words, fill, map_words, named_facts

__all__ = [
    "LONG",
    "PACKAGE",
    "PLACEHOLDER",
    "SHORT",
    "UNITS",
    "Checked",
    "Code",
    "ContentError",
    "Drawn",
    "Fact",
    "FactValues",
    "Finding",
    "KeyWord",
    "Lesson",
    "Library",
    "Memory",
    "Part",
    "Picture",
    "Places",
    "References",
    "Said",
    "Words",
    "did_you_mean",
    "fill",
    "lesson_folders",
    "lesson_in",
    "map_words",
    "named_facts",
    "picture_in",
    "read_lesson",
    "references_in",
    "stamp",
    "symbol_in",
]
