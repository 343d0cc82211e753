"""What a pupil touches.

One folder a kind: Python for the spec and the mark, a module and a style for the page.
"""

from .base import (
    HERE,
    MIME,
    SERVED,
    Activity,
    NotAnAnswer,
    Spec,
    Value,
    Verdict,
    activity_of,
    assembled,
    module_of,
    safety_texts,
    spec_of,
    states_of,
    style,
    words_of,
)
from .cards import Cards
from .chance import Chance
from .choice import Choice
from .data import Data
from .feed import Feed
from .grid import Grid
from .hotspots import Hotspots
from .ordering import Ordering
from .scale import Scale
from .sorting import Sorting
from .tables import Column, Row, Table
from .talk import TalkPart

__all__ = [
    "HERE",
    "MIME",
    "SERVED",
    "Activity",
    "Cards",
    "Chance",
    "Choice",
    "Column",
    "Data",
    "Feed",
    "Grid",
    "Hotspots",
    "NotAnAnswer",
    "Ordering",
    "Row",
    "Scale",
    "Sorting",
    "Spec",
    "Table",
    "TalkPart",
    "Value",
    "Verdict",
    "activity_of",
    "assembled",
    "module_of",
    "safety_texts",
    "spec_of",
    "states_of",
    "style",
    "words_of",
]
