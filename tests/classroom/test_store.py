"""The store: what was told as stored is there, once, until it is deleted, and then nowhere."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
import sqlalchemy as sa
from safer_communities.classroom import CannotStore, Mismatch, NotOurs, Store
from safer_communities.classroom.store import FILE, VERSION

from tests.databases import InPostgresql, InSqlite

STATE = {"open": [], "paused": False, "revealed": []}
ONCE = "words-nobody-else-has-ever-written"


@pytest.fixture
def store(place):
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def in_folder(tmp_path):
    """A store as it is without --store: a file in the data folder."""
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


def test_an_answer_sent_from_many_threads_at_once_is_one_answer(store):
    begun(store)
    together = threading.Barrier(16)

    def send(_):
        together.wait(30)
        return [append(store, f"answer-{at}", value={"n": at}).result() for at in range(20)]

    with ThreadPoolExecutor(16) as many:
        numbers = list(many.map(send, range(16)))
    assert all(each == numbers[0] for each in numbers)
    assert [answer.seq for answer in store.answers_of("c1").result()] == sorted(numbers[0])


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


@pytest.mark.parametrize("amiss", [{"pupil": "nobody"}, {"part": None}])
def test_what_fails_is_told_without_the_answer(store, amiss):
    begun(store)
    with pytest.raises(CannotStore) as told:
        append(store, value={"x": ONCE}, **amiss).result()
    assert ONCE not in str(told.value)
    assert "constraint" in str(told.value)


def test_a_number_is_never_given_twice_even_after_a_deletion(store):
    begun(store)
    last = append(store).result()
    store.delete(["c1"]).result()
    begun(store)
    assert append(store).result() > last


def test_any_text_a_child_can_type_comes_back_as_it_was(store):
    begun(store)
    value = {"said": "\u0000 \ud83d \U0001f440 کودک শিশু \\u0041 'x' \"y\" %s :z", "n": 0.1}
    append(store, value=value).result()
    assert [answer.value for answer in store.answers_of("c1").result()] == [value]


def test_everything_is_there_after_the_store_is_opened_again(place):
    first = place.open()
    begun(first)
    append(first, "a" * 8, value={"n": 1}).result()
    append(first, "b" * 8, value={"n": 2}).result()
    first.set_state("c1", {**STATE, "paused": True}, 5.0).result()
    first.close()
    again = place.open()
    classes, pupils, latest = again.everything()
    again.close()
    assert [(row.code, row.ended, row.state["paused"]) for row in classes] == [
        ("CODE-c1", 5.0, True)
    ]
    assert [row.number for row in pupils] == [1, 2]
    assert [row.value for row in latest] == [{"n": 2}]
    assert again.secret == first.secret


def test_what_sqlite_was_told_holds_on_every_connection(in_folder):
    def look(connection):
        return {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }

    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    assert in_folder.change(look).result() == wanted
    assert in_folder.read(look).result() == wanted


def test_postgresql_confirms_what_is_on_the_disk_however_it_was_set(postgresql):
    place = InPostgresql(postgresql)
    place.tell(f"ALTER DATABASE {place.name} SET synchronous_commit = off")
    store = place.open()

    def look(connection):
        return connection.exec_driver_sql("SHOW synchronous_commit").scalar()

    assert (store.change(look).result(), store.read(look).result()) == ("on", "on")
    store.close()


def test_a_store_goes_on_by_itself_after_postgresql_was_killed(postgresql):
    place = InPostgresql(postgresql)
    store = place.open()
    begun(store)
    first = append(store, "before", value={"n": 1}).result()
    postgresql.end(signal.SIGKILL)
    with pytest.raises(CannotStore):
        append(store, "while-it-is-gone").result()
    with pytest.raises(CannotStore):
        store.answers_of("c1").result()
    postgresql.start()
    assert append(store, "before").result() == first
    assert append(store, "after", value={"n": 2}).result() > first
    assert [answer.value["n"] for answer in store.answers_of("c1").result()] == [1, 2]
    store.close()


def test_nobody_notices_that_postgresql_was_started_again_between_two_answers(postgresql):
    place = InPostgresql(postgresql)
    store = place.open()
    begun(store)
    append(store, "before").result()
    postgresql.end(signal.SIGKILL)
    postgresql.start()
    append(store, "after").result()
    assert len(store.answers_of("c1").result()) == 2
    store.close()


def test_a_group_whose_connection_is_lost_is_told_as_stored_by_none(postgresql):
    place = InPostgresql(postgresql)
    store = place.open()
    begun(store)
    holding, let_go = threading.Event(), threading.Event()

    def hold(connection):
        holding.set()
        let_go.wait(30)
        return connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()

    pid = store.change(hold)  # while it is held, what follows waits to be committed as one
    holding.wait(30)
    good = [append(store, f"good-{at}") for at in range(20)]

    def lose(connection):
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    lost = store.change(lose)
    more = [append(store, f"more-{at}") for at in range(20)]
    let_go.set()
    wait([lost, *good, *more])
    assert pid.result()
    told = [each for each in [*good, *more] if not each.exception()]
    assert {type(each.exception()) for each in [lost, *good]} == {CannotStore}
    assert len(store.answers_of("c1").result()) == len(told)
    store.close()


def test_only_its_owner_reads_the_file(in_folder, tmp_path):
    begun(in_folder)
    files = sorted(tmp_path.iterdir())
    assert len(files) >= 2, "the log lies beside the file"
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_deleted_answer_is_in_no_byte_of_the_files(store, place):
    begun(store)
    begun(store, name="c2", pupils=("p3",))
    for at in range(300):
        append(store, f"answer-{at}", value={"said": f"{ONCE} {at}"}).result()
    append(store, name="c2", pupil="p3", value={"said": "what stays"}).result()
    assert ONCE.encode() in place.bytes()
    store.delete(["c1"]).result()
    assert ONCE.encode() not in place.bytes()
    assert b"Otter2" not in place.bytes(), "a tag is left"
    assert b"what stays" in place.bytes()
    assert ONCE not in str(place.rows())
    assert [answer.value for answer in store.answers_of("c2").result()] == [{"said": "what stays"}]


def test_a_deletion_waits_for_whoever_still_reads(store, place):
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
    assert ONCE.encode() not in place.bytes()


KILLED = """
import sys
from safer_communities.classroom import Store

store = Store(sys.argv[1])
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
def test_a_kill_loses_nothing_that_was_told_as_stored(place, after):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, place.url], stdout=subprocess.PIPE, text=True
    )
    told = [process.stdout.readline() for _ in range(after)]
    os.kill(process.pid, signal.SIGKILL)
    told += process.stdout.readlines()
    process.wait()
    whole = [line.split() for line in told if line.endswith("\n")]
    assert len(whole) >= after
    store = place.open()
    stored = {answer.seq: answer.value["n"] for answer in store.answers_of("c1").result()}
    store.close()
    assert [line for line in whole if stored.get(int(line[1])) != int(line[0])] == []
    assert len(set(stored.values())) == len(stored), "an answer is there twice"


# -- versions


def test_a_newer_store_is_refused_and_nothing_of_it_changes(place):
    store = place.open()
    begun(store)
    append(store).result()
    store.close()
    place.tell("UPDATE safer_store SET version = ?", VERSION + 1)
    place.tell("DROP TABLE answers")  # what an older version would make anew
    before = place.rows()
    with pytest.raises(NotOurs) as told:
        place.open()
    assert place.rows() == before
    assert f"store version {VERSION + 1}; this one knows {VERSION}" in str(told.value)
    assert (str(place.file) if place.kind == "sqlite" else place.name) in str(told.value)
    assert "--data" in str(told.value)


def test_not_a_byte_of_a_newer_file_changes(tmp_path):
    Store.in_folder(tmp_path).close()
    file = tmp_path / FILE
    InSqlite(tmp_path).tell("UPDATE safer_store SET version = ?", VERSION + 1)
    before = file.read_bytes()
    with pytest.raises(NotOurs):
        Store.in_folder(tmp_path)
    assert file.read_bytes() == before


def test_a_store_of_this_version_is_opened(place):
    place.open().close()
    rows = place.tell("SELECT version FROM safer_store")
    assert rows == [(VERSION,)]
    place.open().close()
    assert place.tell("SELECT version FROM safer_store") == rows


def test_a_file_that_is_no_database_is_refused_and_not_changed(tmp_path):
    file = tmp_path / FILE
    file.write_bytes(b"a teacher's own notes, which happen to have this name" * 50)
    before = file.read_bytes()
    with pytest.raises(NotOurs, match="cannot be used as a store"):
        Store.in_folder(tmp_path)
    assert file.read_bytes() == before


def test_a_database_of_something_else_is_refused_and_not_changed(place):
    place.tell("CREATE TABLE pupils (name TEXT)")
    place.tell("INSERT INTO pupils (name) VALUES ('not ours')")
    before = place.rows()
    with pytest.raises(NotOurs, match="something else"):
        place.open()
    assert place.rows() == before == {"pupils": [("not ours",)]}


def test_a_postgresql_that_is_not_there_is_told_without_the_password(tmp_path):
    url = f"postgresql+psycopg://safer:very-secret@/none?host={tmp_path}"
    with pytest.raises(NotOurs, match="Is it running") as told:
        Store(url)
    assert "very-secret" not in str(told.value)
    assert "safer:***@" in str(told.value)


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
