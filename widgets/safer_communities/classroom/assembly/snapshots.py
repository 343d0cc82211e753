"""Comparisons as they were at a time, to talk about and to report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from .tables import assembly_snapshots
from .together import Compared

if TYPE_CHECKING:
    from concurrent.futures import Future

    from safer_communities.classroom.store import Store


@dataclass(frozen=True)
class RoomSnapshot:
    """What was shown of a part at a time, in seconds since 1970."""

    id: int
    exercise: str
    part: str
    at: float
    shown: Compared


def add_room_snapshot(
    store: Store, room: str, shown: Compared, *, exercise: str, part: str, at: float
) -> Future[int]:
    """Keep what is shown of a part; the result is the snapshot's number."""
    row = {
        "assembly_id": room,
        "exercise": exercise,
        "part": part,
        "shown": shown.stored(),
        "at": at,
    }
    made = assembly_snapshots.insert().values(row)
    return store.change(
        lambda connection: int(connection.execute(made).inserted_primary_key[0])  # type: ignore[index]
    )


def room_snapshots_of(store: Store, room: str) -> Future[list[RoomSnapshot]]:
    wanted = (
        sa.select(assembly_snapshots)
        .where(assembly_snapshots.c.assembly_id == room)
        .order_by(assembly_snapshots.c.id)
    )
    return store.read(
        lambda connection: [
            RoomSnapshot(row.id, row.exercise, row.part, row.at, Compared.of_stored(row.shown))
            for row in connection.execute(wanted)
        ]
    )


def delete_room_snapshot(store: Store, room: str, number: int) -> Future[bool]:
    """Delete a snapshot; the result says whether the assembly had it."""
    gone = assembly_snapshots.delete().where(
        assembly_snapshots.c.assembly_id == room, assembly_snapshots.c.id == number
    )
    return store.change(lambda connection: bool(connection.execute(gone).rowcount))
