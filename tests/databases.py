"""The databases the store is tested over: a file of SQLite, and a PostgreSQL of the tests' own."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from safer_communities.classroom import Store
from safer_communities.classroom.store import FILE

START = Path(__file__).resolve().parents[1] / "start.py"
NOT_THERE = (
    "PostgreSQL's programs (initdb, postgres) are not on this computer. `python3 start.py test` "
    "installs them on Debian; elsewhere install PostgreSQL, or name their folder in "
    "SAFER_POSTGRESQL."
)


def start_py():
    """start.py as a module."""
    found = importlib.util.spec_from_file_location("start_py", START)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


class Cluster:
    """A PostgreSQL that only these tests reach: by a socket in a folder of its own."""

    def __init__(self):
        programs = start_py()._postgresql()  # noqa: SLF001 (the same search as start.py's)
        if not programs:
            pytest.fail(NOT_THERE)
        self._programs = Path(programs)
        self.folder = Path(tempfile.mkdtemp(prefix="safer-pg-"))
        self._user = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            names = {each.pw_name for each in pwd.getpwall()}
            self._user = {"user": "postgres" if "postgres" in names else "nobody"}
            shutil.chown(self.folder, self._user["user"])
        self.data = self.folder / "data"
        self._counter = itertools.count()
        subprocess.run(
            [
                self._programs / "initdb",
                *(f"--pgdata={self.data}", "--username=safer", "--auth=trust", "--no-sync"),
                *("--encoding=UTF8", "--locale=C", "--no-instructions"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **self._user,
        )
        self.start()

    def start(self):
        """Start it, and wait until it takes connections."""
        for _ in range(100):
            # Right after a kill its children may still be ending: then it does not start yet.
            # A killed process loses nothing it gave to the computer, so fsync would only take time.
            self._process = subprocess.Popen(
                [
                    self._programs / "postgres",
                    *("-D", self.data, "-k", self.folder),
                    *("-c", "listen_addresses=", "-c", "fsync=off"),
                ],
                stdout=subprocess.DEVNULL,
                stderr=(self.folder / "log").open("a"),
                cwd=self.folder,
                **self._user,
            )
            while self._process.poll() is None:
                try:
                    self.tell("postgres", "SELECT 1")
                except psycopg.OperationalError:
                    time.sleep(0.05)
                else:
                    return
            time.sleep(0.1)
        pytest.fail(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def end(self, how=signal.SIGQUIT):
        """End it at once, as a crash does. With SIGKILL its children are left to notice."""
        self._process.send_signal(how)
        self._process.wait(30)

    def remove(self):
        self.end()
        shutil.rmtree(self.folder)

    def database(self):
        """Make an empty database; return its name."""
        name = f"safer{next(self._counter)}"
        self.tell("postgres", f"CREATE DATABASE {name}")
        return name

    def url(self, database):
        return f"postgresql+psycopg://safer@/{database}?host={self.folder}"

    def tell(self, database, statement, *values):
        """Run one statement beside the store; return its rows."""
        with psycopg.connect(
            host=str(self.folder), user="safer", dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


class InSqlite:
    """Where a store lies: a file in a folder."""

    kind = "sqlite"

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / FILE
        self.url = f"sqlite:///{self.file}"

    def open(self):
        return Store(self.url)

    def tell(self, statement, *values):
        """Run one statement beside the store; return its rows."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def bytes(self):
        """Return all that lies in the store's files."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.iterdir()))

    def rows(self):
        """Return every row of every table, by the table's name."""
        tables = self.tell("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name: self.tell(f'SELECT * FROM "{name}"') for (name,) in tables}  # noqa: S608


class InPostgresql:
    """Where a store lies: a database of the tests' PostgreSQL."""

    kind = "postgresql"

    def __init__(self, cluster):
        self.cluster = cluster
        self.name = cluster.database()
        self.url = cluster.url(self.name)

    def open(self):
        return Store(self.url)

    def tell(self, statement, *values):
        """Run one statement beside the store; return its rows."""
        return self.cluster.tell(self.name, statement.replace("?", "%s"), *values)

    def bytes(self):
        """Return all that lies in the database's own files. (Its log is the operator's.)"""
        self.tell("CHECKPOINT")
        folder = self.tell("SELECT oid FROM pg_database WHERE datname = current_database()")[0][0]
        files = (self.cluster.data / "base" / str(folder)).iterdir()
        return b"".join(file.read_bytes() for file in sorted(files))

    def rows(self):
        """Return every row of every table, by the table's name."""
        tables = self.tell("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        selected = sql.SQL("SELECT * FROM {}")
        with psycopg.connect(
            host=str(self.cluster.folder), user="safer", dbname=self.name
        ) as connection:
            return {
                name: connection.execute(selected.format(sql.Identifier(name))).fetchall()
                for (name,) in tables
            }
