"""Several servers on one store: each hears what the others stored, a moment later.

A server keeps its classes in memory and is told of nothing by the database. One that shares its
store looks there, a few times a second, for what is new. What is in memory alone (who would like
help, forms of support, cards) is known to the server that was told of it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from .questions import unread_in
from .store import CannotStore, answers, classes, pupils

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .classes import Classroom
    from .questions import Questions
    from .store import Store

SECONDS = 0.3
"""Between two looks at the store."""
OVERLAP = 10.0
"""How far back each look reaches: an answer with a lower number may be committed later."""


class Following:
    """Keeps a classroom as its store is, while other servers change that."""

    def __init__(self, store: Store, classroom: Classroom, questions: Questions) -> None:
        self._store = store
        self._classroom = classroom
        self._questions = questions

    async def keep(self) -> None:
        """Look for what is new until cancelled; a database that is away is waited for."""
        away = False
        while True:
            try:
                await self.look()
                away = False
            except CannotStore:
                if not away:
                    logging.getLogger(__name__).warning("The store is away; it is tried again.")
                away = True
            await asyncio.sleep(SECONDS)

    async def look(self) -> None:
        """Take over what other servers stored since the last look."""
        since = self._classroom.now - OVERLAP
        found = await asyncio.wrap_future(
            self._store.read(lambda connection: _since(connection, since))
        )
        self._classroom.take_over(*found)
        self._questions.take_over(await asyncio.wrap_future(self._store.read(unread_in)))


def _since(connection: Connection, since: float) -> tuple[list[Any], list[Any], list[Any]]:
    """Return every class, every pupil of a class that goes on, and answers since then."""
    going_on = sa.select(classes.c.id).where(classes.c.ended.is_(None))
    return (
        list(connection.execute(sa.select(classes))),
        list(
            connection.execute(
                sa.select(pupils).where(pupils.c.class_id.in_(going_on)).order_by(pupils.c.number)
            )
        ),
        list(
            connection.execute(
                sa.select(answers).where(answers.c.at >= since).order_by(answers.c.seq)
            )
        ),
    )
