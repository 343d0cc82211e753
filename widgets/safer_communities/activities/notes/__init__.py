from .notes import Notes, NotesPart

__all__ = ["Notes", "NotesPart"]
