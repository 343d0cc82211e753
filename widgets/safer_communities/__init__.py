"""Safer Communities: lessons for Year 6, exercises for an assembly, in notebooks."""

from importlib.metadata import PackageNotFoundError, version

from .notebook import (
    ClassDesk,
    Markbook,
    OpenExercise,
    OpenLesson,
    class_desk,
    markbook,
    open_exercise,
    open_lesson,
)

try:
    __version__ = version("safer-communities")
except PackageNotFoundError:  # run from a folder without being installed
    __version__ = "0"

__all__ = [
    "ClassDesk",
    "Markbook",
    "OpenExercise",
    "OpenLesson",
    "__version__",
    "class_desk",
    "markbook",
    "open_exercise",
    "open_lesson",
]
