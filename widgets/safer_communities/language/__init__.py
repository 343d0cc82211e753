"""The five languages: their names, directions, catalogues, and templates that speak them."""

from .languages import ENGLISH, LANGUAGES, N_, Language, language_of
from .speaking import Speaker, speaker
from .templates import environment

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "N_",
    "Language",
    "Speaker",
    "environment",
    "language_of",
    "speaker",
]
