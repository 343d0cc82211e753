"""A lesson or an exercise open in a notebook: its parts and words, in the visit's language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs

from safer_communities.activities import Activity, activity_of, drawn, said_with
from safer_communities.content import (
    MODELS,
    ContentError,
    Exercise,
    Library,
    Memory,
    Part,
    Places,
    References,
    Session,
    did_you_mean,
    lesson_in,
    named_facts,
    references_in,
    symbol_in,
)
from safer_communities.language import LANGUAGES, Speaker, environment, speaker

from .drawn import drawn_by_python

TEMPLATES = Path(__file__).parent
TALK_MIME = "application/vnd.safer-communities.talk+json"
"""The output type by which a page knows which part a piece of talk belongs to."""


class Shown:
    """A piece of a lesson to read: HTML that any Jupyter front end shows."""

    def __init__(self, html: str, *, about: dict[str, Any] | None = None) -> None:
        self.html = html
        self._about = about or {}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self.html, "text/plain": "", **self._about}


class Opened:
    """A lesson or an exercise, open. What each method returns shows itself at the end of a cell."""

    def __init__(
        self, lesson: Session, references: References, voice: Speaker, places: Places
    ) -> None:
        self._lesson = lesson
        self._references = references
        self._places = places
        self._voice = voice
        self._templates = environment(
            voice.language.code, places.locale, TEMPLATES, piece=lesson.id
        )

    def __repr__(self) -> str:
        return f"<{self._lesson.called} {self._lesson.path}: {self._lesson.title}>"

    def part(self, name: str) -> Activity | Shown:
        """Return the part with the id `name`. Raises KeyError, saying what was probably meant."""
        part = self._lesson.part(name)
        if part.kind in Activity.kinds:
            activity = activity_of(
                self._lesson,
                part,
                self._references.for_pupils,
                self._voice,
                safety=self._references.safety,
            )
            drawn_by_python(activity, self._voice)
            return activity
        return self._talk(part)

    def key_words(self) -> Shown:
        """Return the key words with what they mean."""
        entries = [self._references.glossary[name] for name in self._lesson.words]
        symbols = {
            entry.symbol: drawn(symbol_in(self._places.lessons, entry.symbol))
            for entry in entries
            if entry.symbol
        }
        return self._show(
            "key_words.html", entries=entries, symbols=symbols, starters=self._lesson.starters
        )

    def _talk(self, part: Part) -> Shown:
        shown = self._show("talk.html", part=part)
        shown._about = {TALK_MIME: {"part": part.id}}  # noqa: SLF001 (its own class, one file)
        return shown

    def _show(self, template: str, **names: Any) -> Shown:
        facts = self._references.for_pupils

        def filled(text: str) -> str:
            careful = bool(set(named_facts(text)) & self._references.safety)
            return said_with(text, facts, self._voice, careful=careful)

        return Shown(
            self._templates.get_template(template).render(filled=filled, facts=facts, **names)
        )


class OpenLesson(Opened):
    """A lesson for pupils, open."""

    def where_to_get_help(self) -> Shown:
        """Return where a pupil gets help: the same words at the end of every lesson."""
        return self._show("where_to_get_help.html")


class OpenExercise(Opened):
    """An exercise of the assembly, open."""

    def __init__(
        self, lesson: Exercise, references: References, voice: Speaker, places: Places
    ) -> None:
        super().__init__(lesson, references, voice, places)
        self._exercise = lesson

    def resident(self) -> Shown:
        """Return the voice of the resident or victim: read out first."""
        return self._show("resident.html", resident=self._exercise.resident)

    def support(self) -> Shown:
        """Return where those in the room find support: the same words in every exercise."""
        return self._show("support_in_the_room.html")


def open_lesson(
    path: str, *, language: str | None = None, content: Path | None = None
) -> OpenLesson:
    """Open the lesson at 'y6/SLUG', for instance 'y6/02-risk-detectives'.

    Its language is `language` (en, fa, ur, bn or ms), else that of the visit: SAFER_LANGUAGE, or
    `?lang=` under a stock Voila, else English. `content` is a folder that holds `lessons`, where it
    is not the pack's own. Raises LookupError for an unknown lesson or language, and ContentError,
    with file and line, for a lesson that is broken.
    """
    lesson, references, voice, places = _opened("y6", path, language, content)
    return OpenLesson(lesson, references, voice, places)


def open_exercise(
    path: str, *, language: str | None = None, content: Path | None = None
) -> OpenExercise:
    """Open the exercise at 'assembly/SLUG', for instance 'assembly/01-just-low-level'.

    `language`, `content` and what is raised are those of `open_lesson`.
    """
    exercise, references, voice, places = _opened("assembly", path, language, content)
    return OpenExercise(cast("Exercise", exercise), references, voice, places)


def _opened(
    unit: str, path: str, language: str | None, content: Path | None
) -> tuple[Session, References, Speaker, Places]:
    code = asked_language(language)
    root = content or os.environ.get("SAFER_CONTENT")
    places = Places.of(Path(root)) if root else Places.found()
    folder = places.lessons / path
    model = MODELS[unit]
    if not (path.startswith(f"{unit}/") and (folder / model.file).is_file()):
        known = [each.path for each in Library.read(places).unit(unit)]
        raise LookupError(f"There is no {model.called} '{path}'. {did_you_mean(path, known)}")
    memory = Memory.of_user()
    lesson, references = lesson_in(folder, memory), references_in(places.lessons, memory)
    memory.keep()
    return lesson, references, speaker(code, places.locale, lesson.id), places


def asked_language(language: str | None = None) -> str:
    """Return the code of `language`, else of the visit's. Raises LookupError for an unknown one."""
    code = language or os.environ.get("SAFER_LANGUAGE") or _asked_for()
    if code not in LANGUAGES:
        raise LookupError(
            f"The pack does not speak '{code}'. {did_you_mean(code, list(LANGUAGES))}"
        )
    return code


def _asked_for() -> str:
    """Return the language a stock Voila was asked for, English where it was not or is not ours."""
    asked = parse_qs(os.environ.get("QUERY_STRING", "")).get("lang", ["en"])[0]
    return asked if asked in LANGUAGES else "en"


__all__ = [
    "TALK_MIME",
    "ContentError",
    "OpenExercise",
    "OpenLesson",
    "Shown",
    "asked_language",
    "open_exercise",
    "open_lesson",
]
