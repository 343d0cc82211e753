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
from .choice import Choice
from .estimate import Estimate
from .grid import Grid
from .hotspots import Hotspots
from .matching import Matching
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
    "Choice",
    "Column",
    "Estimate",
    "Grid",
    "Hotspots",
    "Matching",
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
