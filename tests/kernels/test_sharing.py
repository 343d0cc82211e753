"""Two visitors share nothing that they write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from safer_communities.kernels import Parents

from tests.kernels.conftest import warm

MADE = """
import multiprocessing, random, tempfile, threading
words = open('words.txt', 'rb', buffering=0)
first = words.read(4)
seen, folder = [], tempfile.TemporaryDirectory()
key = multiprocessing.current_process().authkey
"""


@pytest.fixture(scope="module")
def lesson(parents, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sharing")
    (folder / "words.txt").write_text("one\ntwo\nthree\n")
    return warm(parents, MADE, folder=folder)


@pytest.fixture
def two(kernel, lesson):
    return kernel(lesson[0]), kernel(lesson[0])


def test_a_list_that_one_changes_is_as_it_was_for_the_other(two):
    two[0].run("seen.append('mine')")
    assert [each.run("seen") for each in two] == ["['mine']", "[]"]


def test_a_file_that_the_lesson_began_to_read_is_read_on_by_each_for_itself(two):
    assert [each.run("words.read(4)") for each in two] == ["b'two\\n'", "b'two\\n'"]


def test_a_folder_that_the_lesson_made_outlives_a_kernel_and_not_the_parent(kernel, lesson):
    gone, stays = kernel(lesson[0]), kernel(lesson[0])
    folder = stays.run("folder.name").strip("'")
    own = gone.run("own = tempfile.TemporaryDirectory()\nown.name").strip("'")
    gone.manager.shutdown_kernel()
    assert (Path(folder).is_dir(), Path(own).is_dir()) == (True, False)


def test_a_parent_that_ends_takes_its_temporary_folder_away(tmp_path):
    few = Parents()
    cell = "import tempfile\nfolder = tempfile.TemporaryDirectory()\nprint(folder.name)"
    _, parent = warm(few, cell, folder=tmp_path)
    folder = parent.executed.cells[0].outputs[0].text.strip()
    assert Path(folder).is_dir()
    few.close()
    assert not Path(folder).exists()


def test_keys_and_names_that_must_be_secret_or_single_differ(two):
    asks = (
        "multiprocessing.current_process().authkey == key",
        "get_ipython().kernel.ident",
        "get_ipython().kernel.session.session",
    )
    for ask in asks[1:]:
        first, second = (each.run(ask) for each in two)
        assert first != second
    assert [each.run(asks[0]) for each in two] == ["False", "False"]


def test_each_has_its_own_folder_environment_and_arguments(kernel, lesson, tmp_path):
    made = kernel(lesson[0], cwd=tmp_path, env={**os.environ, "MINE": "1", "TERM": "dumb"})
    assert made.run("import os; os.getcwd()") == repr(str(tmp_path))
    assert made.run("os.environ['MINE']") == "'1'"
    assert made.run("import sys; sys.argv[1:]") == str(["-f", made.manager.connection_file])
    assert "MINE" not in kernel(lesson[0]).run("import os; list(os.environ)")


def test_one_crashes_and_the_other_goes_on(two):
    process = two[0].process
    two[0].client.execute("import ctypes; ctypes.string_at(0)")
    assert process.wait(60) < 0
    assert two[1].run("len(seen)") == "0"


def test_a_kernel_works_as_an_ordinary_one_does(two):
    made = two[0]
    assert made.run("!echo from the shell") == "from the shell"
    assert made.run("import subprocess\n_ = subprocess.run(['true'], check=True)") == ""
    assert made.run("import asyncio\nawait asyncio.sleep(0, 'slept')") == "'slept'"
    assert made.run("def work(): print('worked')\n_") is not None
    forks = "process = multiprocessing.Process(target=work)\nprocess.start()\nprocess.join()"
    assert made.run(f"{forks}\nprocess.exitcode").endswith("0")
    assert made.run("thread = threading.Thread(target=seen.append, args=[1])\nthread.start()") == ""
    assert made.run("thread.join()\nseen") == "[1]"
    assert made.run("%pwd").startswith("'/")
    assert made.ask("complete_request", {"code": "word", "cursor_pos": 4})[0]["matches"] == [
        "words"
    ]
