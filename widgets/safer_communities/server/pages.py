"""The pages everyone may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tornado import web

from safer_communities.activities import Activity, said_with, spec_of
from safer_communities.content import LONG, SHORT, Exercise, Session
from safer_communities.language import speaker
from safer_communities.paper import markdown, paper_items

from .framing import framed
from .handling import STRICT, WITH_WIDGETS, Handler
from .running import CannotMake
from .visiting import visit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from safer_communities.content import Library
    from safer_communities.language import Language, Speaker

    from .making import Executed

VIEWS = ("", "board")


class LessonPages(Handler):
    """What pages about one lesson share."""

    def lesson_at(self, unit: str, slug: str) -> Session:
        """Return the lesson. 404 where there is none; 503 where it is broken, never whole."""
        path = f"{unit}/{slug}"
        lesson = self.surroundings.held.lesson(path)
        if lesson is None:
            raise web.HTTPError(503 if self.surroundings.held.broken(path) else 404)
        return lesson

    def told(self, lesson: Session, language: Language) -> dict[str, Any]:
        """Return the lesson as templates show it: its parts as specs in this language."""
        return told_of(self.surroundings.held.library, lesson, language)

    def text_of(self, lesson: Session, name: str, language: Language) -> str:
        """Return plan.md or parents.md as safe HTML; a lesson without the file has no such page."""
        try:
            return text_of(self.surroundings.held.library, lesson, name, language)
        except FileNotFoundError:
            raise web.HTTPError(404) from None

    def file_of(self, lesson: Session, name: str) -> Path:
        """Return a file of the lesson's folder. 404 where it has none of that name."""
        file = lesson.folder / name
        if not file.is_file():
            raise web.HTTPError(404)
        return file


def told_of(library: Library, lesson: Session, language: Language) -> dict[str, Any]:
    """Return a lesson as templates show it: its parts as specs in `language`."""
    locale = library.places.locale
    voice = speaker(language.code, locale, lesson.id)
    references = library.references
    facts = references.for_pupils
    specs = [
        spec_of(lesson.folder, part, facts, voice, safety=references.safety)
        for part in lesson.parts
    ]
    return {
        "lesson": lesson,
        "specs": specs,
        "facts": facts,
        "references": references,
        "say": voice.say,
        "minutes": {
            length: [part.in_lesson(length) for part in lesson.parts] for length in (SHORT, LONG)
        },
        "paper": paper_items(specs, language.code, locale),
    }


def text_of(library: Library, lesson: Session, name: str, language: Language) -> str:
    """Return a lesson's plan.md or parents.md as safe HTML. Raises FileNotFoundError."""
    text = (lesson.folder / name).read_text(encoding="utf-8")
    voice = speaker(language.code, library.places.locale, lesson.id)
    return markdown(text, library.references.values, voice, safety=library.references.safety)


def minutes_said(voice: Speaker, minutes: int) -> str:
    """Return '8 minutes' as the language counts and writes it."""
    return voice.say_many("%(n)s minute", "%(n)s minutes", minutes) % {"n": voice.number(minutes)}


def parts_shown(
    lesson: Session, made: Executed, voice: Speaker, facts: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return what a page tells its scripts of each part that the notebook shows."""
    shown = {name for section in made.sections for name in section.parts}
    in_frame = isinstance(lesson, Exercise)
    return [
        {
            "id": part.id,
            "kind": part.kind,
            "title": voice.say(part.title),
            "minutes": minutes_said(voice, part.in_lesson(SHORT) or part.in_lesson(LONG)),
            "discuss": [said_with(line, facts, voice) for line in part.discuss],
            **(framed(part, facts, voice) if in_frame else {}),
        }
        for part in lesson.parts
        if part.id in shown
    ]


class StartPage(Handler):
    """Three doors, and the unit as a path."""

    def get(self) -> None:
        self.language()
        self.surroundings.held.refresh()
        library = self.surroundings.held.library
        self.show(
            "start.html",
            lessons=library.taught,
            exercises=library.exercises,
            priorities=library.references.priorities,
        )


class LessonPage(LessonPages):
    """A lesson to do: the executed notebook in the frame of the page, made once."""

    async def get(self, unit: str, slug: str) -> None:
        language = self.language()
        view = self.get_query_argument("view", "")
        if view not in VIEWS:
            raise web.HTTPError(404)
        lesson = self.lesson_at(unit, slug)
        held = self.surroundings.held
        notebook = held.places.notebooks / unit / f"{slug}.ipynb"
        if not notebook.is_file():
            raise web.HTTPError(404)
        try:
            made = await self.surroundings.maker.executed(
                notebook,
                language.code,
                held.stamp,
                piece=lesson.id,
                broken=held.broken(lesson.path),
            )
        except CannotMake:
            raise web.HTTPError(503) from None
        if made.needs_kernel:
            visit_of(self)
            # The page sends this cookie's value back when it asks for a kernel.
            _ = self.xsrf_token
            self.set_header("Content-Security-Policy", WITH_WIDGETS)
        elif self.is_staff:  # the author's page shows it in a frame
            self.set_header(
                "Content-Security-Policy", STRICT.replace("'none'; base", "'self'; base")
            )
            self.set_header("X-Frame-Options", "SAMEORIGIN")
        self.answer(lesson, made, language, view)

    def answer(self, lesson: Session, made: Executed, language: Language, view: str) -> None:
        """Answer with the page: one for every visitor, made and pressed once."""
        page = self.surroundings.pages.page(
            (lesson.path, language.code, view, self.is_staff),
            (made, self.surroundings.held.stamp),
            lambda: self.lesson_page(lesson, made, language, view),
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("ETag", page.tag)
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
            return
        page.send(self)

    def lesson_page(
        self, lesson: Session, made: Executed, language: Language, view: str, **names: Any
    ) -> str:
        """Return the page's HTML: the executed notebook in the frame of a lesson."""
        voice = speaker(language.code, self.surroundings.held.places.locale, lesson.id)
        facts = self.surroundings.held.library.references.for_pupils
        in_frame = isinstance(lesson, Exercise)
        parts = parts_shown(lesson, made, voice, facts)
        return self.page(
            "exercise.html" if in_frame else "lesson.html",
            piece=lesson.id,
            lesson=lesson,
            priorities=self.surroundings.held.library.references.priorities,
            parts=parts,
            content=made.html,
            view=view,
            needs_kernel=made.needs_kernel,
            kinds=sorted({part.kind for part in lesson.parts if part.kind in Activity.kinds}),
            **names,
        )

    def compute_etag(self) -> None:
        """Leave the tag as `answer` set it, from what was made."""


class PlanPage(LessonPages):
    """The teacher's plan. Public: parents may see everything."""

    def get(self, unit: str, slug: str) -> None:
        language = self.language()
        lesson = self.lesson_at(unit, slug)
        plan = self.text_of(lesson, "plan.md", language)
        self.show("plan.html", piece=lesson.id, plan=plan, **self.told(lesson, language))


class PaperPage(LessonPages):
    """The lesson on A4: worksheet, cards, answer sheet."""

    def get(self, unit: str, slug: str) -> None:
        language = self.language()
        lesson = self.lesson_at(unit, slug)
        self.show("paper.html", piece=lesson.id, **self.told(lesson, language))


class ParentsPage(LessonPages):
    """Everything pupils see, with the answers, and why it is taught."""

    def get(self, unit: str, slug: str) -> None:
        language = self.language()
        lesson = self.lesson_at(unit, slug)
        about = self.text_of(lesson, "parents.md", language)
        self.show(
            "parents_lesson.html", piece=lesson.id, about=about, **self.told(lesson, language)
        )


class ParentsStart(Handler):
    def get(self) -> None:
        self.language()
        self.surroundings.held.refresh()
        library = self.surroundings.held.library
        self.show("parents.html", lessons=library.taught)


class TextPage(Handler):
    """A page that is all template."""

    def initialize(self, surroundings: Any, template: str) -> None:  # type: ignore[override]
        super().initialize(surroundings)
        self.template = template

    def get(self) -> None:
        self.language()
        self.show(self.template, in_file=self.surroundings.store.is_file)


class CertificatePage(Handler):
    """A certificate to print, with a line for a name that is written by hand."""

    def get(self) -> None:
        language = self.language()
        held = self.surroundings.held
        held.refresh()
        lessons = held.library.taught
        voices = {
            lesson.title: speaker(language.code, held.places.locale, lesson.id).say
            for lesson in lessons
        }
        self.show("certificate.html", lessons=lessons, say=lambda title: voices[title](title))


class Health(Handler):
    """Whether the server is ready, for those who start it."""

    def get(self) -> None:
        from safer_communities import __version__  # noqa: PLC0415 (the package's own top imports this)

        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(
            {
                "ready": self.surroundings.ready,
                "version": __version__,
                "warm": self.surroundings.maker.warm(),
            }
        )


__all__ = [
    "STRICT",
    "CertificatePage",
    "Health",
    "LessonPage",
    "PaperPage",
    "ParentsPage",
    "ParentsStart",
    "PlanPage",
    "StartPage",
    "TextPage",
]
