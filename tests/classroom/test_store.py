"""The store: what was told as stored is there, once, until it is deleted, and then nowhere."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import wait

import pytest
import sqlalchemy as sa
from safer_communities.classroom import CannotStore, Mismatch, NotOurs, Store
from safer_communities.classroom.store import FILE, VERSION

STATE = {"open": [], "paused": False, "revealed": []}
ONCE = "words-nobody-else-has-ever-written"


@pytest.fixture
def store(tmp_path):
    opened = Store.in_folder(tmp_path)
    yield opened
    opened.close()


def begun(store, *, name="c1", pupils=("p1", "p2")):
    """Begin a class with pupils."""
    store.add_class(id_=name, code=f"CODE-{name}", lesson="y6-02", at=1.0, state=STATE).result()
    for number, pupil in enumerate(pupils, 1):
        store.add_pupil(
            id_=pupil, class_id=name, colour="Blue", animal=f"Otter{number}", number=number
        ).result()


def append(store, answer_id="answer-1", *, pupil="p1", part="street", value=None, name="c1"):
    return store.append(
        class_id=name, pupil=pupil, answer_id=answer_id, part=part, value=value or {}, at=2.0
    )


def test_an_answer_sent_twice_is_one_answer_with_one_number(store):
    begun(store)
    first = append(store, value={"chosen": ["van"]}).result()
    assert append(store, value={"chosen": ["ice"]}).result() == first
    assert [answer.value for answer in store.answers_of("c1").result()] == [{"chosen": ["van"]}]


def test_an_answer_sent_many_times_at_once_is_one_answer(store):
    begun(store)
    numbers = [append(store) for _ in range(200)]
    wait(numbers)
    assert len({number.result() for number in numbers}) == 1
    assert len(store.answers_of("c1").result()) == 1


def test_answers_are_appended_and_never_overwritten(store):
    begun(store)
    for at in range(3):
        append(store, f"answer-{at}", value={"n": at}).result()
    stored = store.answers_of("c1").result()
    assert [answer.value["n"] for answer in stored] == [0, 1, 2]
    assert sorted({answer.seq for answer in stored}) == [answer.seq for answer in stored]


def test_the_same_answer_id_in_another_class_is_another_answer(store):
    begun(store)
    begun(store, name="c2", pupils=("p3",))
    first = append(store).result()
    assert append(store, name="c2", pupil="p3").result() != first


@pytest.mark.parametrize("other", [{"pupil": "p2"}, {"part": "weigh"}])
def test_an_answer_id_is_not_told_to_another_pupil_or_for_another_part(store, other):
    begun(store)
    append(store).result()
    with pytest.raises(Mismatch):
        append(store, **other).result()


def test_one_change_that_fails_leaves_those_committed_with_it_whole(store):
    begun(store)
    good = [append(store, f"good-{at}") for at in range(20)]
    bad = append(store, "bad", pupil="nobody")
    more = [append(store, f"more-{at}") for at in range(20)]
    with pytest.raises(CannotStore):
        bad.result()
    wait([*good, *more])
    assert len(store.answers_of("c1").result()) == 40


def test_what_fails_is_told_without_the_answer(store):
    begun(store)
    with pytest.raises(CannotStore) as told:
        append(store, pupil="nobody", value={"x": ONCE}).result()
    assert ONCE not in str(told.value)


def test_a_number_is_never_given_twice_even_after_a_deletion(store):
    begun(store)
    last = append(store).result()
    store.delete(["c1"]).result()
    begun(store)
    assert append(store).result() > last


def test_everything_is_there_after_the_store_is_opened_again(tmp_path):
    first = Store.in_folder(tmp_path)
    begun(first)
    append(first, "a" * 8, value={"n": 1}).result()
    append(first, "b" * 8, value={"n": 2}).result()
    first.set_state("c1", {**STATE, "paused": True}, 5.0).result()
    first.close()
    again = Store.in_folder(tmp_path)
    classes, pupils, latest = again.everything()
    again.close()
    assert [(row.code, row.ended, row.state["paused"]) for row in classes] == [
        ("CODE-c1", 5.0, True)
    ]
    assert [row.number for row in pupils] == [1, 2]
    assert [row.value for row in latest] == [{"n": 2}]
    assert again.secret == first.secret


def test_what_sqlite_was_told_holds_on_every_connection(store):
    def look(connection):
        return {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }

    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    assert store.change(look).result() == wanted
    assert store.read(look).result() == wanted


def test_only_its_owner_reads_the_file(store, tmp_path):
    begun(store)
    files = sorted(tmp_path.iterdir())
    assert len(files) >= 2, "the log lies beside the file"
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def bytes_of(folder):
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_a_deleted_answer_is_in_no_byte_of_the_files(store, tmp_path):
    begun(store)
    begun(store, name="c2", pupils=("p3",))
    for at in range(300):
        append(store, f"answer-{at}", value={"said": f"{ONCE} {at}"}).result()
    append(store, name="c2", pupil="p3", value={"said": "what stays"}).result()
    assert ONCE.encode() in bytes_of(tmp_path)
    store.delete(["c1"]).result()
    assert ONCE.encode() not in bytes_of(tmp_path)
    assert b"Otter2" not in bytes_of(tmp_path), "a tag is left"
    assert b"what stays" in bytes_of(tmp_path)
    assert [answer.value for answer in store.answers_of("c2").result()] == [{"said": "what stays"}]


def test_a_deletion_waits_for_whoever_still_reads(store, tmp_path):
    begun(store)
    append(store, value={"said": ONCE}).result()
    reading, let_go = threading.Event(), threading.Event()

    def slow(connection):
        connection.exec_driver_sql("SELECT count(*) FROM answers").scalar()
        reading.set()
        let_go.wait(30)

    store.read(slow)
    reading.wait(30)
    deleted = store.delete(["c1"])
    let_go.set()
    deleted.result()
    assert ONCE.encode() not in bytes_of(tmp_path)


KILLED = """
import sys
from pathlib import Path
from safer_communities.classroom import Store

store = Store.in_folder(Path(sys.argv[1]))
store.add_class(id_="c1", code="A-B", lesson="y6-02", at=1.0, state={"open": []}).result()
store.add_pupil(id_="p1", class_id="c1", colour="Blue", animal="Otter", number=1).result()
waiting = []
for at in range(1_000_000):
    waiting.append((at, store.append(class_id="c1", pupil="p1", answer_id=f"answer-{at}",
                                     part="street", value={"n": at}, at=2.0)))
    if len(waiting) > 7:
        number, seq = waiting.pop(0)
        print(number, seq.result(), flush=True)
"""


@pytest.mark.parametrize("after", [1, 60, 333])
def test_a_kill_loses_nothing_that_was_told_as_stored(tmp_path, after):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    told = [process.stdout.readline() for _ in range(after)]
    os.kill(process.pid, signal.SIGKILL)
    told += process.stdout.readlines()
    process.wait()
    whole = [line.split() for line in told if line.endswith("\n")]
    assert len(whole) >= after
    store = Store.in_folder(tmp_path)
    stored = {answer.seq: answer.value["n"] for answer in store.answers_of("c1").result()}
    store.close()
    assert [line for line in whole if stored.get(int(line[1])) != int(line[0])] == []
    assert len(set(stored.values())) == len(stored), "an answer is there twice"


# -- versions


def test_a_newer_store_is_refused_and_not_a_byte_of_it_changes(tmp_path):
    Store.in_folder(tmp_path).close()
    file = tmp_path / FILE
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE safer_store SET version = ?", (VERSION + 1,))
    connection.close()
    before = file.read_bytes()
    with pytest.raises(NotOurs) as told:
        Store.in_folder(tmp_path)
    assert file.read_bytes() == before
    assert f"store version {VERSION + 1}; this one knows {VERSION}" in str(told.value)
    assert str(file) in str(told.value)
    assert "--data" in str(told.value)


def test_a_store_of_this_version_is_opened(tmp_path):
    Store.in_folder(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        rows = connection.execute("SELECT version FROM safer_store").fetchall()
    connection.close()
    assert rows == [(VERSION,)]
    Store.in_folder(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("SELECT version FROM safer_store").fetchall() == rows
    connection.close()


def test_a_file_that_is_no_database_is_refused_and_not_changed(tmp_path):
    file = tmp_path / FILE
    file.write_bytes(b"a teacher's own notes, which happen to have this name" * 50)
    before = file.read_bytes()
    with pytest.raises(NotOurs, match="cannot be used as a store"):
        Store.in_folder(tmp_path)
    assert file.read_bytes() == before


def test_a_database_of_something_else_is_refused_and_not_changed(tmp_path):
    file = tmp_path / FILE
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE pupils (name TEXT)")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(NotOurs, match="something else"):
        Store.in_folder(tmp_path)
    assert file.read_bytes() == before


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "sqlite:///:memory:", "nosuch://host/db"])
def test_an_address_that_is_no_database_is_refused_with_a_sentence(url):
    with pytest.raises(NotOurs, match="no database to be had"):
        Store(url)


def test_any_address_sqlalchemy_knows_can_be_given(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    begun(store)
    store.close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT code FROM classes").scalar() == "CODE-c1"
    engine.dispose()
