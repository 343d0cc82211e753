"""The store of live classes: SQLite by default, any database SQLAlchemy knows by its address.

The server's process alone opens it. Everything that changes it goes through one thread, which
commits what is waiting together: nothing is told as stored before the commit.
"""

from __future__ import annotations

import os
import queue
import secrets
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection, Engine

VERSION = 1
"""The schema below. A store of a higher version is refused, untouched."""
GROUP_SECONDS = 0.02
"""Changes that arrive while others are gathered, for this long, are committed with them."""
FILE = "classes.sqlite3"

Result = TypeVar("Result")

metadata = sa.MetaData()
# BIGINT is no row id in SQLite, where only INTEGER counts up by itself.
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

about = sa.Table(
    "safer_store",
    metadata,
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("secret", sa.String(64), nullable=False),
)
"""One row: the schema's version, and the key that signs pupils' cookies over restarts."""

classes = sa.Table(
    "classes",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("code", sa.String(40), nullable=False, unique=True),
    sa.Column("lesson", sa.String(60), nullable=False),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("ended", sa.Float),
    sa.Column("state", sa.JSON, nullable=False),
)

pupils = sa.Table(
    "pupils",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("class_id", sa.ForeignKey("classes.id"), nullable=False),
    sa.Column("colour", sa.String(40), nullable=False),
    sa.Column("animal", sa.String(40), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("key", sa.String(32), nullable=False, default=""),
    sa.Column("pair", sa.Boolean, nullable=False, default=False),
    sa.UniqueConstraint("class_id", "number"),
    sa.UniqueConstraint("class_id", "colour", "animal"),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("seq", SEQ, primary_key=True, autoincrement=True),
    sa.Column("class_id", sa.ForeignKey("classes.id"), nullable=False),
    sa.Column("answer_id", sa.String(64), nullable=False),
    sa.Column("pupil_id", sa.ForeignKey("pupils.id"), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.UniqueConstraint("class_id", "answer_id"),
    sqlite_autoincrement=True,  # a number is never given twice, even after a deletion
)
"""Only ever appended to. A class's answers go when the class goes."""


class NotOurs(Exception):
    """A store this pack cannot use. Its message says what to do; nothing was changed."""


class CannotStore(Exception):
    """The store did not take a change: the disk is full, say. Nothing of it was kept."""


class Mismatch(Exception):
    """An answer's id that another pupil of the class, or another part, already used."""


@dataclass(frozen=True)
class Stored:
    """An answer as it stands in the store."""

    seq: int
    pupil: str
    part: str
    value: dict[str, Any]
    at: float


class Store:
    """One database. Changes return futures, done once committed; reads run in other threads."""

    def __init__(self, url: str) -> None:
        """Open the store at a SQLAlchemy URL; make its tables where there are none.

        Raises NotOurs for a store of a newer version, and for what is no store of ours.
        """
        try:
            self._url = sa.make_url(url)
            self._is_sqlite = self._url.get_backend_name() == "sqlite"
            if self._is_sqlite:
                self._prepare_file()
            self._refuse_newer()
            self._engine = self._engine_of()
            with self._engine.begin() as connection:
                self.secret = self._made(connection)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise NotOurs(
                f"There is no database to be had at the address given as --store: {error}. "
                "Write it as SQLAlchemy does: sqlite:////folder/classes.sqlite3, say."
            ) from error
        except SQLAlchemyError as error:
            if not self._is_sqlite and isinstance(error, OperationalError):
                raise NotOurs(
                    f"The database {self.name} does not let us in: {_told(error)}. "
                    "Is it running, and is the address given as --store right?"
                ) from error
            raise NotOurs(
                f"{self.name} cannot be used as a store of classes: {_told(error)}. "
                "Move it away to begin a new one, or name another with --store. "
                "Nothing was changed."
            ) from error
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="store-reader")
        self._changes: queue.SimpleQueue[_Change | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="store-writer", daemon=True)
        self._writer.start()

    @classmethod
    def in_folder(cls, folder: Path) -> Store:
        """Open the store in a data folder."""
        return cls(sa.URL.create("sqlite", database=str(folder / FILE)).render_as_string())

    @property
    def name(self) -> str:
        """What to call it to a person: its file, or its address without the password."""
        return (
            str(self._url.database)
            if self._is_sqlite
            else self._url.render_as_string(hide_password=True)
        )

    @property
    def is_file(self) -> bool:
        """Say whether it is a file of this computer, and no database somebody else keeps."""
        return self._is_sqlite

    # -- opening

    def _prepare_file(self) -> None:
        """Make the file so that its owner alone can read it; what SQLite puts beside it follows."""
        file = Path(self._url.database or "")
        if not file.name or file.name.startswith(":"):
            raise ArgumentError("a store in memory loses every answer")
        if not file.exists():
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
            except OSError as error:
                raise ArgumentError(f"{file} cannot be written ({error.strerror})") from error

    def _refuse_newer(self) -> None:
        """Look, without changing a byte, whether the store is one of ours, and not a newer one."""
        looking = self._url
        if self._is_sqlite:
            file = Path(self._url.database or "").resolve()
            looking = sa.make_url(f"sqlite:///{file.as_uri()}?mode=ro&uri=true")
        engine = sa.create_engine(looking, poolclass=NullPool)
        try:
            with engine.connect() as connection:
                tables = set(sa.inspect(connection).get_table_names())
                if about.name not in tables:
                    if tables & {"classes", "pupils", "answers"}:
                        raise NotOurs(
                            f"{self.name} holds something else than a store of classes. "
                            "Name another with --store. Nothing was changed."
                        )
                    return
                found = connection.execute(
                    sa.select(sa.literal_column("version")).select_from(about)
                ).scalar()
        finally:
            engine.dispose()
        if found is not None and found > VERSION:
            raise NotOurs(
                f"{self.name} was written by a newer Safer Communities "
                f"(store version {found}; this one knows {VERSION}). "
                "Start the newer one, or give another folder with --data. Nothing was changed."
            )

    def _engine_of(self) -> Engine:
        # A database that was started again ended our connections: look before one is used.
        engine = sa.create_engine(self._url, pool_pre_ping=not self._is_sqlite)
        if self._url.get_backend_name() == "postgresql":

            @sa.event.listens_for(engine, "connect")
            def be_sure(connection: Any, _: Any) -> None:
                # A commit has reached the disk when it returns, whatever the database was set to.
                connection.execute("SET synchronous_commit = on")
                connection.commit()

        if self._is_sqlite:

            @sa.event.listens_for(engine, "connect")
            def settle(connection: Any, _: Any) -> None:
                connection.isolation_level = None  # we say BEGIN ourselves, so that savepoints hold
                for pragma in (
                    "journal_mode=WAL",
                    "synchronous=FULL",  # a commit has reached the disk when it returns
                    "secure_delete=ON",
                    "foreign_keys=ON",
                    "temp_store=MEMORY",  # VACUUM leaves no copy in a temporary file
                    "busy_timeout=10000",
                ):
                    connection.execute(f"PRAGMA {pragma}")

            @sa.event.listens_for(engine, "begin")
            def begin(connection: Connection) -> None:
                connection.exec_driver_sql("BEGIN")

        return engine

    def _made(self, connection: Connection) -> str:
        """Make what is missing; return the key of the pupils' cookies."""
        metadata.create_all(connection)
        row = connection.execute(sa.select(about.c.secret)).first()
        if row is not None:
            return str(row.secret)
        secret = secrets.token_hex(32)
        connection.execute(about.insert().values(version=VERSION, secret=secret))
        return secret

    # -- changing

    def change(self, work: Callable[[Connection], Result]) -> Future[Result]:
        """Do `work` in the writer's thread. The future is done once what it did is committed."""
        asked: Future[Result] = Future()
        self._changes.put(_Change(work, asked))
        return asked

    def _write(self) -> None:
        while (first := self._changes.get()) is not None:
            group = [first]
            until = time.monotonic() + GROUP_SECONDS
            ended = False
            while time.monotonic() < until and not self._changes.empty():
                following = self._changes.get()
                if following is None:
                    ended = True
                    break
                group.append(following)
            self._commit(group)
            if ended:
                break

    def _commit(self, group: list[_Change]) -> None:
        """Commit the group as one; a change that fails leaves the others whole."""
        done: list[tuple[_Change, Any]] = []
        try:
            with self._engine.begin() as connection:
                for change in group:
                    try:
                        with connection.begin_nested():
                            done.append((change, change.work(connection)))
                    except SQLAlchemyError as error:
                        change.failed(CannotStore(_told(error)))
                    except Exception as error:  # noqa: BLE001 (it belongs to whoever asked)
                        change.failed(error)
        except SQLAlchemyError as error:
            for change in group:
                change.failed(CannotStore(_told(error)))
            return
        for change, result in done:
            change.asked.set_result(result)

    def add_class(self, *, id_: str, code: str, lesson: str, at: float, state: Any) -> Future[None]:
        row = {"id": id_, "code": code, "lesson": lesson, "started": at, "state": state}
        return self.change(lambda connection: _run(connection, classes.insert().values(row)))

    def set_state(self, class_id: str, state: Any, ended: float | None) -> Future[None]:
        to = classes.update().where(classes.c.id == class_id).values(state=state, ended=ended)
        return self.change(lambda connection: _run(connection, to))

    def add_pupil(
        self,
        *,
        id_: str,
        class_id: str,
        colour: str,
        animal: str,
        number: int,
        key: str = "",
        pair: bool = False,
    ) -> Future[None]:
        row = {
            "id": id_,
            "class_id": class_id,
            "colour": colour,
            "animal": animal,
            "number": number,
            "key": key,
            "pair": pair,
        }
        return self.change(lambda connection: _run(connection, pupils.insert().values(row)))

    def set_key(self, pupil: str, key: str) -> Future[None]:
        to = pupils.update().where(pupils.c.id == pupil).values(key=key)
        return self.change(lambda connection: _run(connection, to))

    def append(
        self, *, class_id: str, pupil: str, answer_id: str, part: str, value: Any, at: float
    ) -> Future[int]:
        """Append an answer; the result is its number. Sent twice, it is one answer.

        The future raises Mismatch where the id is that of another pupil's or part's answer.
        """
        row = {
            "class_id": class_id,
            "answer_id": answer_id,
            "pupil_id": pupil,
            "part": part,
            "value": value,
            "at": at,
        }

        def work(connection: Connection) -> int:
            there = _existing(connection, class_id, answer_id, pupil, part)
            if there is not None:
                return there
            made = connection.execute(answers.insert().values(row)).inserted_primary_key
            return int(made[0])  # type: ignore[index]

        return self.change(work)

    def delete(self, ids: list[str], root: sa.Table = classes) -> Future[None]:
        """Delete classes with all that is theirs; the future is done when no byte of it is left.

        `root` is the table whose rows these are: that of classes, or that of assemblies.
        """
        asked: Future[None] = Future()

        def work(connection: Connection) -> None:
            for table, column in _belonging_to(root):
                connection.execute(table.delete().where(column.in_(ids)))

        def scrub(deleted: Future[None]) -> None:
            # Called in the writer's thread, between two groups.
            try:
                deleted.result()
                self._scrub()
            except SQLAlchemyError as error:
                asked.set_exception(CannotStore(_told(error)))
            except Exception as error:  # noqa: BLE001 (told to whoever asked)
                asked.set_exception(error)
            else:
                asked.set_result(None)

        self.change(work).add_done_callback(scrub)
        return asked

    def _scrub(self) -> None:
        """Take what was deleted out of free pages and out of the log beside the file.

        PostgreSQL's tables are written anew; its own log and backups are its operator's.
        """
        if not self._is_sqlite:
            with self._engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as connection:
                if self._url.get_backend_name() == "postgresql":
                    for table in metadata.sorted_tables:
                        connection.exec_driver_sql(f"VACUUM FULL {table.name}")
            return
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM")
            for _ in range(50):
                busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                if not busy:
                    return
                time.sleep(0.1)  # a reader still looks at the old pages
        finally:
            raw.close()
        raise CannotStore("The store could not be emptied of what was deleted: it is in use.")

    # -- reading

    def read(self, work: Callable[[Connection], Result]) -> Future[Result]:
        """Do `work`, which only reads, in a thread of its own."""

        def run() -> Result:
            try:
                with self._engine.connect() as connection:
                    return work(connection)
            except SQLAlchemyError as error:
                raise CannotStore(_told(error)) from error

        return self._readers.submit(run)

    def seq_of(self, class_id: str, answer_id: str, pupil: str, part: str) -> Future[int | None]:
        """Return the number of an answer that is already there, or None. Raises Mismatch."""
        return self.read(lambda connection: _existing(connection, class_id, answer_id, pupil, part))

    def answers_of(self, class_id: str, pupil: str | None = None) -> Future[list[Stored]]:
        """Return a class's answers, or one pupil's, in the order in which they came."""
        wanted = sa.select(answers).where(answers.c.class_id == class_id).order_by(answers.c.seq)
        if pupil is not None:
            wanted = wanted.where(answers.c.pupil_id == pupil)
        return self.read(
            lambda connection: [
                Stored(row.seq, row.pupil_id, row.part, row.value, row.at)
                for row in connection.execute(wanted)
            ]
        )

    def everything(self) -> tuple[list[Any], list[Any], list[Any]]:
        """Return all classes, all pupils, and each pupil's latest answer to each part."""
        latest = (
            sa.select(sa.func.max(answers.c.seq))
            .group_by(answers.c.pupil_id, answers.c.part)
            .scalar_subquery()
        )
        with self._engine.connect() as connection:
            return (
                list(connection.execute(sa.select(classes))),
                list(connection.execute(sa.select(pupils).order_by(pupils.c.number))),
                list(connection.execute(sa.select(answers).where(answers.c.seq.in_(latest)))),
            )

    def close(self) -> None:
        """Commit what is waiting, and close."""
        self._changes.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._engine.dispose()


def _belonging_to(root: sa.Table) -> list[tuple[sa.Table, sa.Column[Any]]]:
    """Return each table that holds something of `root`'s rows, before those it points to.

    With each the column that says whose it is.
    """
    found: list[tuple[sa.Table, sa.Column[Any]]] = []
    for table in reversed(metadata.sorted_tables):
        if table is root:
            found.append((table, table.c.id))
        found += [(table, key.parent) for key in table.foreign_keys if key.column.table is root]
    return found


@dataclass(frozen=True)
class _Change:
    """Something to do to the store, and who waits for it."""

    work: Callable[[Connection], Any]
    asked: Future[Any]

    def failed(self, error: Exception) -> None:
        if not self.asked.done():
            self.asked.set_exception(error)


def _run(connection: Connection, statement: Any) -> None:
    connection.execute(statement)


def _existing(
    connection: Connection, class_id: str, answer_id: str, pupil: str, part: str
) -> int | None:
    row = connection.execute(
        sa.select(answers.c.seq, answers.c.pupil_id, answers.c.part).where(
            answers.c.class_id == class_id, answers.c.answer_id == answer_id
        )
    ).first()
    if row is None:
        return None
    if (row.pupil_id, row.part) != (pupil, part):
        raise Mismatch
    return int(row.seq)


def _told(error: SQLAlchemyError) -> str:
    """Return what the database said, without statement and details: these could hold an answer."""
    said = getattr(error, "orig", None)
    short = getattr(getattr(said, "diag", None), "message_primary", None)
    return str(short or said or type(error).__name__)
