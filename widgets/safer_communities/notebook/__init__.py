"""What a notebook of the pack uses: `open_lesson` and what it shows, class desk and markbook."""

from .desk import ClassDesk, class_desk
from .markbook import Markbook, markbook
from .opening import OpenExercise, OpenLesson, open_exercise, open_lesson

__all__ = [
    "ClassDesk",
    "Markbook",
    "OpenExercise",
    "OpenLesson",
    "class_desk",
    "markbook",
    "open_exercise",
    "open_lesson",
]
