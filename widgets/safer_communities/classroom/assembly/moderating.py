"""What people wrote, before the facilitator: new, then approved, edited or dropped.

Nothing is shown or exported but what stands in `shown`; that is empty until it was looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from . import keeping
from .exercises import TABLE
from .keeping import APPROVED, DROPPED, EDITED, NEW
from .tables import commitments, texts, themes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from concurrent.futures import Future

    from sqlalchemy.engine import Connection

    from safer_communities.classroom.store import Store

MOST_LETTERS = 600
"""As much as a facilitator can make of a text."""
LONGEST_THEME = 120
MOST_THEMES = 40
FIELDS = ("level", "what", "owner", "by", "measure", "first")
"""Of a commitment. The owner is a role, never a name; `by` is a date."""
LEVELS = ("personal", "table", "cross")
LEAST_LETTERS = 4
COMMON = frozenset(
    "about after again also because been being before between both could does doing each even from "  # noqa: SIM905 (a list of words)
    "have having here into just like make many more most much must need needs only other over "
    "people same should some still such than that their them then there these they thing things "
    "this those through under until very want well were what when where which while will with "
    "would your".split()
)
"""English words that say nothing of what a text is about."""


@dataclass(frozen=True)
class Text:
    """What was written in a box of a part."""

    number: int
    table: int
    exercise: str
    part: str
    box: str
    words: str
    status: str
    shown: str | None
    theme: int | None
    at: float


@dataclass(frozen=True)
class Commitment:
    """What somebody will do. `table` is 0 where no table said it."""

    number: int
    table: int
    exercise: str
    part: str
    said: Mapping[str, str]
    status: str
    shown: Mapping[str, str] | None
    at: float


@dataclass(frozen=True)
class Theme:
    """A name under which the facilitator puts texts."""

    id: int
    name: str


def texts_of(store: Store, room: str) -> Future[list[Text]]:
    wanted = sa.select(texts).where(texts.c.assembly_id == room).order_by(texts.c.number)
    return store.read(lambda connection: [_text(row) for row in connection.execute(wanted)])


def judge_text(store: Store, room: str, number: int, **to: Any) -> Future[tuple[Text, int]]:
    """Set `status`, `shown`, `theme` of a text; the result is the text, and how much is unread.

    An approved text is shown as it was written; a dropped one is not shown, and has no theme.
    The future raises LookupError where there is no such text, or no such theme.
    """

    def work(connection: Connection) -> tuple[Text, int]:
        which = (texts.c.assembly_id == room) & (texts.c.number == number)
        row = _there(connection, texts, which)
        if to.get("theme") is not None:
            _there(
                connection, themes, (themes.c.assembly_id == room) & (themes.c.id == to["theme"])
            )
            if to.get("status", row.status) not in (APPROVED, EDITED):
                raise LookupError(number)
        changes = dict(to)
        if to.get("status") == APPROVED:
            changes["shown"] = row.words
        elif to.get("status") in (NEW, DROPPED):
            changes |= {"shown": None, "theme": None}
        connection.execute(texts.update().where(which).values(changes))
        return _text(_there(connection, texts, which)), keeping.count_unread(connection, room)

    return store.change(work)


def commitments_of(store: Store, room: str) -> Future[list[Commitment]]:
    wanted = (
        sa.select(commitments)
        .where(commitments.c.assembly_id == room)
        .order_by(commitments.c.number)
    )
    return store.read(lambda connection: [_commitment(row) for row in connection.execute(wanted)])


def judge_commitment(
    store: Store, room: str, number: int, status: str, shown: Mapping[str, str] | None
) -> Future[tuple[Commitment, int]]:
    """Approve, edit or drop a commitment. The future raises LookupError where there is none."""

    def work(connection: Connection) -> tuple[Commitment, int]:
        which = (commitments.c.assembly_id == room) & (commitments.c.number == number)
        row = _there(connection, commitments, which)
        now = {APPROVED: row.said, EDITED: dict(shown or {})}.get(status, sa.null())
        connection.execute(commitments.update().where(which).values(status=status, shown=now))
        made = _commitment(_there(connection, commitments, which))
        return made, keeping.count_unread(connection, room)

    return store.change(work)


def add_commitment(
    store: Store,
    room: str,
    shown: Mapping[str, str],
    *,
    exercise: str,
    table: int,
    at: float,
    carried: Mapping[str, Any] | None = None,
) -> Future[int]:
    """Keep what the facilitator wrote for the room: it needs nobody's leave.

    `carried` is what an agreement file knows of it beside: its id, since when, its history.
    """
    row = {
        "assembly_id": room,
        "seat_id": None,
        "table_no": table,
        "exercise": exercise,
        "part": "",
        "round": TABLE,
        "said": {**shown, **(carried or {})},
        "status": APPROVED,
        "shown": dict(shown),
        "at": at,
    }
    return store.change(lambda connection: _appended(connection, commitments, row))


def themes_of(store: Store, room: str) -> Future[list[Theme]]:
    wanted = sa.select(themes).where(themes.c.assembly_id == room).order_by(themes.c.id)
    return store.read(
        lambda connection: [Theme(row.id, row.name) for row in connection.execute(wanted)]
    )


def add_theme(store: Store, room: str, name: str) -> Future[int]:
    row = {"assembly_id": room, "name": name}
    return store.change(lambda connection: _appended(connection, themes, row))


def name_theme(store: Store, room: str, number: int, name: str) -> Future[bool]:
    """Name a theme anew; the result says whether there is one."""
    which = (themes.c.assembly_id == room) & (themes.c.id == number)
    to = themes.update().where(which).values(name=name)
    return store.change(lambda connection: bool(connection.execute(to).rowcount))


def delete_theme(store: Store, room: str, number: int) -> Future[bool]:
    """Delete a theme; its texts stay, without one. The result says whether there was one."""

    def work(connection: Connection) -> bool:
        held = texts.update().where(texts.c.assembly_id == room, texts.c.theme == number)
        connection.execute(held.values(theme=None))
        gone = themes.delete().where(themes.c.assembly_id == room, themes.c.id == number)
        return bool(connection.execute(gone).rowcount)

    return store.change(work)


def word_counts(written: Iterable[str], most: int = 40) -> list[tuple[str, int]]:
    """Return the words that stand in more than one text, with in how many, the commonest first."""
    counted: Counter[str] = Counter()
    for text in written:
        words = re.findall(r"[^\W\d_]+", text.casefold())
        counted.update({each for each in words if len(each) >= LEAST_LETTERS} - COMMON)
    often = [(word, count) for word, count in counted.items() if count > 1]
    return sorted(often, key=lambda each: (-each[1], each[0]))[:most]


def _there(connection: Connection, table: sa.Table, which: Any) -> Any:
    row = connection.execute(sa.select(table).where(which)).first()
    if row is None:
        raise LookupError(table.name)
    return row


def _appended(connection: Connection, table: sa.Table, row: dict[str, Any]) -> int:
    made = connection.execute(table.insert().values(row)).inserted_primary_key
    return int(made[0])  # type: ignore[index]


def _text(row: Any) -> Text:
    return Text(
        row.number,
        row.table_no,
        row.exercise,
        row.part,
        row.box,
        row.words,
        row.status,
        row.shown,
        row.theme,
        row.at,
    )


def _commitment(row: Any) -> Commitment:
    return Commitment(
        row.number,
        row.table_no,
        row.exercise,
        row.part,
        row.said,
        row.status,
        row.shown,
        row.at,
    )
