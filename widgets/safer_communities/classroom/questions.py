"""The question box of a class: what pupils write to their teacher, and whether it was read."""

from __future__ import annotations

import asyncio
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from .classes import Over
from .store import SEQ, Mismatch, metadata

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .classes import Classroom, LiveClass, Pupil
    from .store import Store

MOST_LETTERS = 500
"""As much as a pupil can write at once."""

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("number", SEQ, primary_key=True, autoincrement=True),
    sa.Column("class_id", sa.ForeignKey("classes.id"), nullable=False),
    sa.Column("question_id", sa.String(64), nullable=False),
    sa.Column("pupil_id", sa.ForeignKey("pupils.id"), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("read", sa.Boolean, nullable=False, default=False),
    sa.Column("passed", sa.Boolean, nullable=False, default=False),
    sa.UniqueConstraint("class_id", "question_id"),
    sqlite_autoincrement=True,
)
"""Apart from answers, so that no spread, snapshot, report or export can hold one of them."""


class Closed(Exception):
    """The teacher has not turned the question box on."""


@dataclass(frozen=True)
class Question:
    """What a pupil wrote. `passed`: it went to the safeguarding lead."""

    number: int
    pupil: str
    words: str
    at: float
    read: bool
    passed: bool


class Questions:
    """The question boxes of all classes."""

    def __init__(self, store: Store, classroom: Classroom) -> None:
        self._store = store
        self._classroom = classroom
        self._unread: defaultdict[str, set[int]] = defaultdict(set)
        self.take_over(store.read(unread_in).result())

    def take_over(self, rows: list[Any]) -> None:
        """Take the unread messages to be those in `rows`; tell the desks where others are new."""
        fresh: defaultdict[str, set[int]] = defaultdict(set)
        for row in rows:
            fresh[row.class_id].add(row.number)
        before, self._unread = self._unread, fresh
        for name in {*before, *fresh}:
            live = self._classroom.by_id(name)
            if live and before[name] != fresh[name]:
                self._classroom.tell_staff(live)

    def unread(self, live: LiveClass) -> int:
        """Return how many messages of a class nobody has said to have read."""
        return len(self._unread[live.id])

    async def known(self, live: LiveClass, pupil: Pupil, question_id: str) -> int | None:
        """Return the number of a message that is already there, or None. Raises Mismatch."""
        return await asyncio.wrap_future(
            self._store.read(
                lambda connection: _existing(connection, live.id, question_id, pupil.id)
            )
        )

    async def ask(self, live: LiveClass, pupil: Pupil, *, question_id: str, words: str) -> int:
        """Store a message; return its number. Raises Over, Closed, Mismatch, CannotStore.

        A pause stops no message: what a child has to say may not be able to wait.
        """
        if self._classroom.is_over(live):
            raise Over
        if not live.state.questions:
            raise Closed
        row = {
            "class_id": live.id,
            "question_id": question_id,
            "pupil_id": pupil.id,
            "words": words,
            "at": self._classroom.now,
        }

        def work(connection: Connection) -> int:
            there = _existing(connection, live.id, question_id, pupil.id)
            if there is not None:
                return there
            made = connection.execute(questions.insert().values(row)).inserted_primary_key
            return int(made[0])  # type: ignore[index]

        number = await asyncio.wrap_future(self._store.change(work))
        self._unread[live.id].add(number)
        self._classroom.tell_staff(live)
        return number

    async def of(self, live: LiveClass) -> list[Question]:
        """Return the messages of a class, in the order in which they came."""
        wanted = (
            sa.select(questions).where(questions.c.class_id == live.id).order_by(questions.c.number)
        )
        return await asyncio.wrap_future(
            self._store.read(
                lambda connection: [_question(row) for row in connection.execute(wanted)]
            )
        )

    async def note(self, live: LiveClass, number: int, **flags: bool) -> Question:
        """Note of a message that it was `read`, or `passed` (which says it was read too).

        Raises LookupError where the class has no such message.
        """
        which = (questions.c.class_id == live.id) & (questions.c.number == number)
        to = {**flags, **({"read": True} if flags.get("passed") else {})}

        def work(connection: Connection) -> Question:
            connection.execute(questions.update().where(which).values(to))
            row = connection.execute(sa.select(questions).where(which)).first()
            if row is None:
                raise LookupError(number)
            return _question(row)

        noted = await asyncio.wrap_future(self._store.change(work))
        (self._unread[live.id].discard if noted.read else self._unread[live.id].add)(number)
        self._classroom.tell_staff(live)
        return noted


def unread_in(connection: Connection) -> list[Any]:
    """Return class and number of each message that nobody has said to have read."""
    wanted = sa.select(questions.c.class_id, questions.c.number).where(~questions.c.read)
    return list(connection.execute(wanted))


def exact(words: str) -> str:
    """Return what was written, letter for letter; only what is no letter and no line is a space."""
    kept = []
    for letter in words.replace("\r\n", "\n"):
        kind = unicodedata.category(letter)
        if kind == "Cs":  # half of a letter, which no database takes
            kept.append("\ufffd")
        else:
            kept.append(" " if kind == "Cc" and letter not in "\n\t" else letter)
    return "".join(kept).strip()


def _question(row: Any) -> Question:
    return Question(row.number, row.pupil_id, row.words, row.at, row.read, row.passed)


def _existing(connection: Connection, class_id: str, question_id: str, pupil_id: str) -> int | None:
    row = connection.execute(
        sa.select(questions.c.number, questions.c.pupil_id).where(
            questions.c.class_id == class_id, questions.c.question_id == question_id
        )
    ).first()
    if row is None:
        return None
    if row.pupil_id != pupil_id:
        raise Mismatch
    return int(row.number)
