"""The pages of a class: joining, the pupil's lesson, the projector, the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safer_communities.classroom import (
    Full,
    Over,
    has_spread,
    sendable,
)
from safer_communities.content import LONG, SHORT
from safer_communities.server.handling import WITH_WIDGETS, StaffHandler
from safer_communities.server.pages import LessonPage
from safer_communities.server.visiting import visit_of

from .asking import (
    REFUSALS,
    InClass,
    Refused,
)
from .desk import around
from .qr import qr_picture

if TYPE_CHECKING:
    from safer_communities.content import Session
    from safer_communities.language import Language
    from safer_communities.server.making import Executed


class JoinPage(InClass):
    """Where a pupil types the class's code, or presses one button where the address has it."""

    def get(self, code: str = "") -> None:
        self.language()
        self.ask(code[:40], card=self.get_query_argument("card", "")[:40])

    async def post(self, code: str = "") -> None:
        """Join without JavaScript."""
        self.language()
        typed = self.get_body_argument("code", code)[:40]
        try:
            card = self.get_body_argument("card", "")[:40]
            pair = bool(self.get_body_argument("pair", ""))
            live, _ = await (self.by_card(typed, card) if card else self.join(typed, pair=pair))
        except (Refused, Over, Full) as error:
            trouble = getattr(error, "sentence", "") or REFUSALS[type(error)][1]
            self.ask(typed, trouble=trouble, card=card)
        else:
            self.redirect(self.link(f"class/{live.code}") + "#joined", status=303)

    def ask(self, code: str, trouble: str = "", card: str = "") -> None:
        mine = self.joined()
        still = mine is not None and not self.surroundings.classroom.is_over(mine[0])
        self.show(
            "join.html",
            code=code,
            card=card,
            # The address alone says nothing of whether there is such a class.
            named=self.surroundings.codes.read(code) if code and not trouble else None,
            trouble=self.say(trouble),
            mine={"code": mine[0].code, "tag": self.tag_of(mine[1])} if mine and still else None,
            token=self.xsrf_token.decode(),
        )


class ClassPage(InClass, LessonPage):
    """`/class/CODE`: the lesson, for a pupil of the class."""

    async def get(self, code: str) -> None:  # type: ignore[override]
        mine = self.joined()
        if mine is None or self.surroundings.codes.read(code) != mine[0].code:
            self.language()
            self.redirect(self.link(f"join/{code}"), status=303)
            return
        self.live, self.pupil = mine
        lesson = self.lesson_of(self.live)
        _ = self.xsrf_token
        await super().get(lesson.unit, lesson.slug)

    def answer(self, lesson: Session, made: Executed, language: Language, view: str) -> None:
        """Answer with the page of one pupil, which is nobody else's to keep."""
        joined = {
            "code": self.live.code,
            "number": self.pupil.tag.number,
            "pair": self.pupil.pair,
            "tag": self.tag_of(self.pupil),
            "parts": sorted({part.id for part in sendable(lesson)}),
        }
        facts = self.surroundings.held.library.references.for_pupils
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(self.lesson_page(lesson, made, language, view, joined=joined, facts=facts))


class BoardPage(InClass):
    """`/class/CODE/board`: what the projector shows. It holds no staff session and needs none."""

    def get(self, code: str) -> None:
        self.language()
        live = self.class_called(code)
        self.show(
            "class_board.html",
            code=live.code,
            joined=self.joined_said(live),
            scanned=self.address() + self.link(f"join/{live.code}"),
            picture=qr_picture(self.address() + self.link(f"join/{live.code}")),
            address=self.address() + self.link("join"),
        )


class DeskPage(InClass, StaffHandler):
    """`/staff/class-desk`: start a class, or lead the one named by `?class=`."""

    async def get(self) -> None:
        language = self.language()
        _ = self.xsrf_token
        notebook = await around(self, language.code)
        classroom = self.surroundings.classroom
        library = self.surroundings.held.library
        typed = self.get_query_argument("class", "")
        live = self.class_called(typed) if typed else None
        lesson = self.lesson_of(live) if live else None
        parts = sendable(lesson) if lesson else []
        chosen = self.get_query_argument("lesson", "")
        if live and notebook.needs_kernel:
            visit_of(self)
            self.set_header("Content-Security-Policy", WITH_WIDGETS)
        self.show(
            "class_desk.html",
            notebook=notebook,
            live=live,
            lesson=lesson,
            parts=parts,
            minutes={part.id: part.in_lesson(SHORT) or part.in_lesson(LONG) for part in parts},
            chosen=self.lesson_called(chosen) if chosen else None,
            lessons=library.taught,
            titles={each.id: each.title for each in library.lessons.values()},
            classes=[
                (each, classroom.is_over(each), self.surroundings.questions.unread(each))
                for each in classroom.all()
            ],
            over=classroom.is_over(live) if live else False,
            has_spread=has_spread,
            sharing=self.surroundings.sharing,
            address=self.address() + self.link(f"join/{live.code}") if live else "",
            picture=qr_picture(self.address() + self.link(f"join/{live.code}")) if live else "",
        )
