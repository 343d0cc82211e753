"""The server over a PostgreSQL, as `--store` starts it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from safer_communities.classroom.store import VERSION

from tests.conftest import fetched, running
from tests.databases import InPostgresql
from tests.server.test_classes import Class, saying

ELSEWHERE = "Here classes are kept in a database in place of a file."


@pytest.fixture
def place(postgresql):
    return InPostgresql(postgresql)


def test_a_class_is_kept_in_postgresql_and_deleted_from_it(place, tmp_path):
    with running(tmp_path, f"--store={place.url}") as server:
        going = Class(server)
        pupil = going.pupil()
        assert pupil.api("answers", saying({"chosen": ["van"]}))[1]["saved"] is True
        assert b'"chosen"' in place.bytes()
        assert going.staff.api(f"classes/{going.code}", method="DELETE")[1] == {"deleted": True}
        assert b'"chosen"' not in place.bytes()
        assert ELSEWHERE in fetched(f"{server.url}privacy")[2]
    left = place.rows()
    assert len(left.pop("safer_store")) == 1
    assert [name for name, rows in left.items() if rows] == []
    assert list(tmp_path.glob("*.sqlite3*")) == []


def test_the_privacy_note_speaks_of_a_file_where_it_is_one(server):
    assert ELSEWHERE not in fetched(f"{server.url}privacy")[2]


def test_the_server_does_not_start_over_a_newer_store_and_says_why(place, tmp_path):
    place.open().close()
    place.tell("UPDATE safer_store SET version = ?", VERSION + 1)
    before = place.rows()
    command = [sys.executable, "-m", "safer_communities.command", "serve", "--no-browser", "--json"]
    done = subprocess.run(
        [*command, "--port=0", f"--data={tmp_path}", f"--store={place.url}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "was written by a newer Safer Communities" in done.stderr
    assert "Traceback" not in done.stderr
    assert place.rows() == before
