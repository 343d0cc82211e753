"""What the store keeps of a class as a whole: snapshots, and hands the teacher counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from .spread import ShownSpread
from .store import SEQ, metadata

if TYPE_CHECKING:
    from concurrent.futures import Future

    from sqlalchemy.engine import Connection

    from .store import Store

MOST_HANDS = 100
"""As many as a class can have pupils; more is a slip of the finger."""

snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("id", SEQ, primary_key=True, autoincrement=True),
    sa.Column("class_id", sa.ForeignKey("classes.id"), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("shown", sa.JSON, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)
"""A spread as it was: no tag, small numbers hidden before it came here."""

hands = sa.Table(
    "hands",
    metadata,
    sa.Column("seq", SEQ, primary_key=True, autoincrement=True),
    sa.Column("class_id", sa.ForeignKey("classes.id"), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("counts", sa.JSON, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)
"""Only ever appended to; of each part the latest counts."""


@dataclass(frozen=True)
class Snapshot:
    """A spread as it was at a time, in seconds since 1970."""

    id: int
    part: str
    at: float
    shown: ShownSpread


def add_snapshot(
    store: Store, class_id: str, part: str, shown: ShownSpread, at: float
) -> Future[int]:
    """Keep what is shown of a spread; the result is the snapshot's number."""
    row = {"class_id": class_id, "part": part, "shown": shown.stored(), "at": at}
    return store.change(lambda connection: _appended(connection, snapshots, row))


def snapshots_of(store: Store, class_id: str) -> Future[list[Snapshot]]:
    wanted = sa.select(snapshots).where(snapshots.c.class_id == class_id).order_by(snapshots.c.id)
    return store.read(
        lambda connection: [
            Snapshot(row.id, row.part, row.at, ShownSpread.of_stored(row.shown))
            for row in connection.execute(wanted)
        ]
    )


def delete_snapshot(store: Store, class_id: str, number: int) -> Future[bool]:
    """Delete a snapshot; the result says whether the class had it."""
    gone = snapshots.delete().where(snapshots.c.class_id == class_id, snapshots.c.id == number)
    return store.change(lambda connection: bool(connection.execute(gone).rowcount))


def add_hands(store: Store, class_id: str, part: str, counts: Any, at: float) -> Future[int]:
    """Keep the hands counted for a part; the result is their number."""
    row = {"class_id": class_id, "part": part, "counts": counts, "at": at}
    return store.change(lambda connection: _appended(connection, hands, row))


def hands_of(store: Store, class_id: str) -> Future[dict[str, dict[str, dict[str, int]]]]:
    """Return the latest hands of each part, by part, row and column."""
    wanted = (
        sa.select(hands.c.part, hands.c.counts)
        .where(hands.c.class_id == class_id)
        .order_by(hands.c.seq)
    )
    return store.read(
        lambda connection: {row.part: row.counts for row in connection.execute(wanted)}
    )


def _appended(connection: Connection, table: sa.Table, row: dict[str, Any]) -> int:
    made = connection.execute(table.insert().values(row)).inserted_primary_key
    return int(made[0])  # type: ignore[index]
