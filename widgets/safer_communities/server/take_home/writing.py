"""`safer take-home`: the files written into a folder, with a page that leads to each and a zip."""

from __future__ import annotations

import asyncio
import logging
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.services.contents.largefilemanager import LargeFileManager

from safer_communities.kernels import Parents
from safer_communities.notebook.opening import TEMPLATES as SHOWN_IN_NOTEBOOKS
from safer_communities.server.connecting import Kernels
from safer_communities.server.making import Maker
from safer_communities.server.running import Runner
from safer_communities.server.static import Static

from .files import TakeHome, mark_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safer_communities.content import Library, Session
    from safer_communities.language import Language

HERE = Path(__file__).parents[1]
INDEX, ZIP = "index.html", "take-home.zip"


def file_name(lesson: Session, language: Language) -> str:
    """Return what a lesson's file is called: 02-risk-detectives.ur.html."""
    return f"{lesson.slug}.{language.code}.html"


async def write(
    library: Library, lessons: Sequence[Session], languages: Sequence[Language], folder: Path
) -> list[Path]:
    """Write every file, the index and the zip of both into `folder`; return them all.

    Raises CannotMake where a notebook cannot be run, OSError where `folder` cannot be written to.
    """
    log = logging.getLogger(__name__)
    parents = Parents(log=log)
    kernels: Any = Kernels
    try:
        maker = Maker(
            runner=Runner(kernels=kernels(), places=library.places, parents=parents),
            contents=LargeFileManager(),
            template=HERE / "template",
            log=log,
            places=library.places,
        )
        templates = [HERE / "templates", SHOWN_IN_NOTEBOOKS]
        home = TakeHome(library, maker, Static(), templates, mark_of(library))
        return await write_with(home, lessons, languages, folder)
    finally:
        await asyncio.to_thread(parents.close)


async def write_with(
    home: TakeHome, lessons: Sequence[Session], languages: Sequence[Language], folder: Path
) -> list[Path]:
    """Write as `write` does, with a maker of take-home files that is at hand."""
    pages = {}
    rows = []
    for lesson in lessons:
        names = {language: file_name(lesson, language) for language in languages}
        for language, name in names.items():
            pages[name] = await home.lesson(lesson, language)
        rows.append((lesson, names))
    pages[INDEX] = home.index(rows)
    for language in languages:
        pages |= for_parents(home, lessons, language)
    return await asyncio.to_thread(_into, folder, pages)


def for_parents(home: TakeHome, lessons: Sequence[Session], language: Language) -> dict[str, str]:
    """Return the pages for parents by the names of their files: first what leads to each."""
    index = f"parents.{language.code}.html"
    names = {lesson.path: f"parents-{file_name(lesson, language)}" for lesson in lessons}
    addresses = {f"parents/{path}": name for path, name in names.items()}
    return {
        index: home.parents_index(addresses, language),
        **{names[lesson.path]: home.parents(lesson, language, index) for lesson in lessons},
    }


def _into(folder: Path, pages: Mapping[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / ZIP, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, page in pages.items():
            (folder / name).write_text(page, encoding="utf-8")
            packed.writestr(name, page)
    return [*(folder / name for name in pages), folder / ZIP]
