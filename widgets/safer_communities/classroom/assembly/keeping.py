"""How the store keeps an assembly: rooms, seats, answers with their free text taken out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from safer_communities.classroom.store import Mismatch

from .exercises import ALONE
from .tables import assemblies, commitments, seat_answers, seats, texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from sqlalchemy.engine import Connection

    from safer_communities.classroom.store import Store

NEW, APPROVED, EDITED, DROPPED = "new", "approved", "edited", "dropped"


@dataclass(frozen=True)
class NewAnswer:
    """What is to be kept. `words` and `pledges` are free text: they are no part of `value`."""

    answer_id: str
    seat: str | None
    table: int
    exercise: str
    part: str
    round: str
    value: dict[str, Any]
    confidence: int | None = None
    words: Mapping[str, str] | None = None
    """By box, what was written; None where the part takes no notes."""
    pledges: tuple[Mapping[str, str], ...] | None = None
    """Commitments; None where the part takes none."""


@dataclass(frozen=True)
class Answer:
    """An answer as it stands in the store."""

    seq: int
    seat: str | None
    table: int
    exercise: str
    part: str
    round: str
    value: dict[str, Any] = field(default_factory=dict)
    confidence: int | None = None
    at: float = 0.0


def rooms(store: Store) -> Future[list[Any]]:
    return store.read(lambda connection: list(connection.execute(sa.select(assemblies))))


def add_room(store: Store, room: str, code: str, at: float, state: Any) -> Future[None]:
    row = {"id": room, "code": code, "started": at, "state": state}
    return store.change(lambda connection: _run(connection, assemblies.insert().values(row)))


def set_state(store: Store, room: str, state: Any, ended: float | None) -> Future[None]:
    to = assemblies.update().where(assemblies.c.id == room).values(state=state, ended=ended)
    return store.change(lambda connection: _run(connection, to))


def seats_of_all(store: Store) -> Future[list[Any]]:
    return store.read(lambda connection: list(connection.execute(sa.select(seats))))


def add_seat(store: Store, room: str, **row: Any) -> Future[None]:
    made = seats.insert().values(assembly_id=room, **row)
    return store.change(lambda connection: _run(connection, made))


def answers_of(store: Store, room: str) -> Future[list[Answer]]:
    """Return an assembly's answers in the order in which they came."""
    wanted = (
        sa.select(seat_answers)
        .where(seat_answers.c.assembly_id == room)
        .order_by(seat_answers.c.seq)
    )
    return store.read(lambda connection: [_answer(row) for row in connection.execute(wanted)])


def seq_of(store: Store, room: str, new: NewAnswer) -> Future[int | None]:
    """Return the number of an answer that is already there, or None. Raises Mismatch."""

    def work(connection: Connection) -> int | None:
        there = _existing(connection, room, new)
        return there.seq if there else None

    return store.read(work)


def unread_of(store: Store, room: str) -> Future[int]:
    """Return how many texts and commitments of an assembly nobody has looked at."""
    return store.read(lambda connection: count_unread(connection, room))


def count_unread(connection: Connection, room: str) -> int:
    return sum(
        connection.execute(
            sa.select(sa.func.count())
            .select_from(table)
            .where(table.c.assembly_id == room, table.c.status == NEW)
        ).scalar_one()
        for table in (texts, commitments)
    )


def append(store: Store, room: str, new: NewAnswer, at: float) -> Future[tuple[Answer, int | None]]:
    """Append an answer with its free text; the result is the answer, and how much is unread.

    That is None where the answer has no free text, and changes nothing of it. Sent twice, it is one
    answer. The future raises Mismatch where the id is another answer's.
    """
    writes = new.words is not None or new.pledges is not None

    def work(connection: Connection) -> tuple[Answer, int | None]:
        there = _existing(connection, room, new)
        if there is None:
            row = {
                "assembly_id": room,
                "answer_id": new.answer_id,
                "seat_id": new.seat,
                "table_no": new.table,
                "exercise": new.exercise,
                "part": new.part,
                "round": new.round,
                "value": dict(new.value),
                "confidence": new.confidence,
                "at": at,
            }
            made = connection.execute(seat_answers.insert().values(row)).inserted_primary_key
            _keep_words(connection, room, new, at)
            seq = int(made[0])  # type: ignore[index]
            there = Answer(
                seq=seq,
                seat=new.seat,
                table=new.table,
                exercise=new.exercise,
                part=new.part,
                round=new.round,
                value=dict(new.value),
                confidence=new.confidence,
                at=at,
            )
        return there, count_unread(connection, room) if writes else None

    return store.change(work)


def _keep_words(connection: Connection, room: str, new: NewAnswer, at: float) -> None:
    """Put an answer's free text before the facilitator, in place of what it says anew.

    What the facilitator has looked at stays; of the rest, the latest of a seat, or of a table that
    answers together, counts.
    """
    whose = {
        "assembly_id": room,
        "exercise": new.exercise,
        "part": new.part,
        "round": new.round,
        "table_no": new.table,
        **({"seat_id": new.seat} if new.round == ALONE else {}),
    }
    row = {**whose, "seat_id": new.seat, "status": NEW, "at": at}
    if new.words is not None:
        known = _looked_at(connection, texts, whose)
        seen = {(each.box, each.words) for each in known}
        for box, words in new.words.items():
            if words and (box, words) not in seen:
                connection.execute(texts.insert().values(row | {"box": box, "words": words}))
    if new.pledges is not None:
        looked = [each.said for each in _looked_at(connection, commitments, whose)]
        for pledge in new.pledges:
            if dict(pledge) not in looked:
                connection.execute(commitments.insert().values(row | {"said": dict(pledge)}))


def _looked_at(connection: Connection, table: sa.Table, whose: Mapping[str, Any]) -> list[Any]:
    """Forget what was said so far and is new; return what the facilitator has looked at."""
    theirs = sa.and_(*(table.c[name] == value for name, value in whose.items()))
    connection.execute(table.delete().where(theirs, table.c.status == NEW))
    return list(connection.execute(sa.select(table).where(theirs)))


def _existing(connection: Connection, room: str, new: NewAnswer) -> Answer | None:
    row = connection.execute(
        sa.select(seat_answers).where(
            seat_answers.c.assembly_id == room, seat_answers.c.answer_id == new.answer_id
        )
    ).first()
    if row is None:
        return None
    if (row.seat_id, row.table_no, row.exercise, row.part, row.round) != (
        new.seat, new.table, new.exercise, new.part, new.round,
    ):  # fmt: skip
        raise Mismatch
    return _answer(row)


def _answer(row: Any) -> Answer:
    return Answer(
        row.seq,
        row.seat_id,
        row.table_no,
        row.exercise,
        row.part,
        row.round,
        row.value,
        row.confidence,
        row.at,
    )


def _run(connection: Connection, statement: Any) -> None:
    connection.execute(statement)
