"""The five languages: their names, directions, catalogues, and templates that speak them."""

from .catalogues import REVIEWED, Catalogue, read_catalogue
from .languages import ENGLISH, LANGUAGES, N_, Language, language_of
from .markdown import map_markdown
from .speaking import BESIDE, Speaker, speaker
from .templates import environment, isolated

__all__ = [
    "BESIDE",
    "ENGLISH",
    "LANGUAGES",
    "N_",
    "REVIEWED",
    "Catalogue",
    "Language",
    "Speaker",
    "environment",
    "isolated",
    "language_of",
    "map_markdown",
    "read_catalogue",
    "speaker",
]
