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
    drawn,
    module_of,
    safety_texts,
    spec_of,
    states_of,
    style,
    words_of,
)
from .call import Call
from .cards import Cards
from .chance import Chance
from .choice import Choice
from .commitments import Commitments
from .data import Data
from .dots import Dots
from .estimate import Estimate
from .feed import Feed
from .grid import Grid
from .hotspots import Hotspots
from .linking import Linking
from .matching import Matching
from .notes import Notes
from .ordering import Ordering
from .private import Private
from .rating import Rating
from .ripple import Ripple
from .saying import FACTS, said_with, value_said
from .scale import Scale
from .signs import Signs
from .sorting import Sorting
from .story import Story
from .strip import Strip
from .tables import Column, Row, Table
from .talk import TalkPart

__all__ = [
    "FACTS",
    "HERE",
    "MIME",
    "SERVED",
    "Activity",
    "Call",
    "Cards",
    "Chance",
    "Choice",
    "Column",
    "Commitments",
    "Data",
    "Dots",
    "Estimate",
    "Feed",
    "Grid",
    "Hotspots",
    "Linking",
    "Matching",
    "NotAnAnswer",
    "Notes",
    "Ordering",
    "Private",
    "Rating",
    "Ripple",
    "Row",
    "Scale",
    "Signs",
    "Sorting",
    "Spec",
    "Story",
    "Strip",
    "Table",
    "TalkPart",
    "Value",
    "Verdict",
    "activity_of",
    "assembled",
    "drawn",
    "module_of",
    "safety_texts",
    "said_with",
    "spec_of",
    "states_of",
    "style",
    "value_said",
    "words_of",
]
