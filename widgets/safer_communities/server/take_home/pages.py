"""Where staff fetch take-home files: one lesson, or the whole unit for a stick."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tornado import web

from safer_communities.server.handling import StaffHandler
from safer_communities.server.running import CannotMake

from .files import TakeHome
from .writing import ZIP, file_name, write_with


class Fetched(StaffHandler):
    """What is fetched is saved as a file, not shown."""

    @property
    def home(self) -> TakeHome:
        around = self.surroundings
        return TakeHome(
            around.held.library, around.maker, around.static, around.templates, around.held.stamp
        )

    def give(self, name: str, kind: str, data: bytes | str) -> None:
        self.set_header("Content-Type", kind)
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(data)


class OneLesson(Fetched):
    """A lesson in the language asked for."""

    async def get(self, unit: str, slug: str) -> None:
        language = self.language()
        lesson = self.surroundings.held.lesson(f"{unit}/{slug}")
        if lesson is None:
            raise web.HTTPError(404)
        try:
            page = await self.home.lesson(lesson, language)
        except CannotMake:
            raise web.HTTPError(503) from None
        self.give(file_name(lesson, language), "text/html; charset=utf-8", page)


class WholeUnit(Fetched):
    """Every lesson of a unit in the language asked for, with the page that leads to each."""

    async def get(self, unit: str) -> None:
        language = self.language()
        lessons = self.surroundings.held.library.unit(unit)
        if not lessons:
            raise web.HTTPError(404)
        with tempfile.TemporaryDirectory(prefix="safer-") as folder:
            try:
                await write_with(self.home, lessons, [language], Path(folder))
            except CannotMake:
                raise web.HTTPError(503) from None
            data = (Path(folder) / ZIP).read_bytes()
        self.give(f"{unit}-take-home.{language.code}.zip", "application/zip", data)


ADDRESSES: list[tuple[str, Any]] = [
    ("staff/take-home/(y6|assembly)/([0-9]{2}-[a-z0-9-]+)", OneLesson),
    ("staff/take-home/(y6|assembly)", WholeUnit),
]
