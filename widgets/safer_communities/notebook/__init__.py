"""What a notebook of the pack uses: `open_lesson` and what it shows, and the class desk."""

from .desk import ClassDesk, class_desk
from .opening import OpenLesson, open_lesson

__all__ = ["ClassDesk", "OpenLesson", "class_desk", "open_lesson"]
