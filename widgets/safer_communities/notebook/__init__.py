"""What a notebook of the pack uses: `open_lesson`, and what an open lesson shows."""

from .opening import OpenLesson, open_lesson

__all__ = ["OpenLesson", "open_lesson"]
