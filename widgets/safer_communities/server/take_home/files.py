"""One lesson in one language, as one file that needs nothing else."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safer_communities.activities import HERE as ACTIVITIES
from safer_communities.activities import Activity
from safer_communities.content import stamp
from safer_communities.language import environment, speaker
from safer_communities.server.handling import marked_as_english
from safer_communities.server.pages import parts_shown, text_of, told_of
from safer_communities.server.static import FILES

from .lightening import in_script, said_once, style_of
from .modules import ROOT, import_map

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from safer_communities.content import Library, Session
    from safer_communities.language import Language
    from safer_communities.server.making import Maker
    from safer_communities.server.static import Static

BRAND = "house.svg"
ESCAPED = re.compile(r"\\u(0(?:0[a-f][0-9a-f]|[1-9a-f][0-9a-f]{2})|[1-9abcef][0-9a-f]{3})")
"""A letter as JSON in a page escapes it: in six bytes; as itself it takes two or three."""


@dataclass(frozen=True)
class TakeHome:
    """Makes take-home files of the lessons in `library`."""

    library: Library
    maker: Maker
    static: Static
    templates: Sequence[Path]
    mark: Any
    """Differs when the content did (see `Maker.executed`)."""

    async def lesson(self, lesson: Session, language: Language) -> str:
        """Return the file's HTML. Raises CannotMake where the notebook cannot be run."""
        notebook = self.library.places.notebooks / f"{lesson.path}.ipynb"
        made = await self.maker.executed(notebook, language.code, self.mark, piece=lesson.id)
        kinds = sorted({part.kind for part in lesson.parts if part.kind in Activity.kinds})
        voice = speaker(language.code, self.library.places.locale, lesson.id)
        parts = parts_shown(lesson, made, voice, self.library.references.for_pupils)
        content, shared = said_once(made.html)
        return self._page(
            "take_home.html",
            language,
            piece=lesson.id,
            lesson=lesson,
            parts=parts,
            content=content,
            shared=shared,
            kinds=kinds,
            imports=in_script(import_map(self.static.files, kinds)),
            drawings=self._drawings({part["kind"] for part in parts}),
        )

    def index(self, lessons: Sequence[tuple[Session, dict[Language, str]]]) -> str:
        """Return the page that leads to each file; a lesson comes with its files by language."""
        english = next(language for _, files in lessons for language in files)
        parents = {each: f"parents.{each.code}.html" for _, files in lessons for each in files}
        return self._page("take_home_index.html", english, lessons=lessons, parents=parents)

    def parents(self, lesson: Session, language: Language, index: str) -> str:
        """Return what parents see of a lesson, answers included; `index` is the file before it."""
        return self._page(
            "take_home_parents.html",
            language,
            piece=lesson.id,
            about=text_of(self.library, lesson, "parents.md", language),
            index=index,
            **told_of(self.library, lesson, language),
        )

    def parents_index(self, files: Mapping[str, str], language: Language) -> str:
        """Return the page that leads to each lesson's; `files` are these by address."""
        lessons = self.library.unit("y6")
        return self._page(
            "take_home_parents_index.html",
            language,
            lessons=[lesson for lesson in lessons if f"parents/{lesson.path}" in files],
            exercises=[],
            link=files.__getitem__,
        )

    def _page(
        self, template: str, language: Language, *, piece: str = "interface", **names: Any
    ) -> str:
        places = self.library.places
        texts = environment(language.code, places.locale, *self.templates, piece=piece)
        page = texts.get_template(template).render(
            static=ROOT,
            style=styles(names.get("kinds", ())),
            brand=self._picture(BRAND),
            base_url="",
            view="",
            is_staff=False,
            self_study=True,
            as_spoken=lambda piece: marked_as_english(places.locale, language.code, piece),
            **names,
        )
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), page)

    def _picture(self, name: str) -> str:
        data = base64.b64encode(self.static.files[name]).decode()
        return f"data:image/svg+xml;base64,{data}"

    def _drawings(self, kinds: set[str]) -> dict[str, str]:
        names = {kind: f"task-{kind}.svg" for kind in sorted(kinds)}
        return {
            kind: self._picture(name) for kind, name in names.items() if name in self.static.files
        }


def styles(kinds: Collection[str]) -> str:
    """Return the style of a page with activities of `kinds`, in the order of the server's.

    What only classes, rooms and desks need (rooms.css) is left out.
    """
    sheets = [ACTIVITIES / "common.css", *(ACTIVITIES / kind / f"{kind}.css" for kind in kinds)]
    read = (sheet.read_text(encoding="utf-8") for sheet in (*sheets, FILES / "page.css"))
    return style_of("\n".join(read))


def mark_of(library: Library) -> Any:
    """Return what changes when the content of `library` does."""
    return stamp([library.places.lessons, library.places.notebooks])
