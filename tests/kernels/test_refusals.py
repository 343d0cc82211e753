"""What cannot be forked, and that it says why."""

from __future__ import annotations

import json
import os
import signal
import sys

import pytest
from safer_communities.kernels import CannotFork, Warm
from safer_communities.kernels.process import OF_A_PARENT

from tests.conftest import awaited
from tests.kernels.conftest import Kernel, warm, written

LEFT_OPEN = {
    "import socket\ntalking = socket.socket()": r"it holds open .*: socket:\[\d+\]$",
    "import tempfile\nfile = open('notes.txt', 'w')": r"it holds open .*/notes.txt$",
    "import sqlite3\nbase = sqlite3.connect('base.db')": r"it holds open .*/base.db$",
    "import subprocess\nrunning = subprocess.Popen(['sleep', '60'])": "that it started still run",
    "import mmap\nshared = mmap.mmap(-1, 4096)": "it shares memory",
    "import asyncio\ntask = asyncio.create_task(asyncio.sleep(9), name='tea')": "waiting: tea$",
    "exit()": "the cell 'c0' ends it$",
    "import os\nos._exit(3)": "it ended while its notebook ran$",
}


@pytest.mark.parametrize(("source", "why"), LEFT_OPEN.items(), ids=lambda each: each[:20])
def test_a_lesson_that_leaves_open_what_kernels_would_share_is_refused(
    parents, tmp_path, source, why
):
    with pytest.raises(CannotFork, match=why):
        warm(parents, source, folder=tmp_path)


def test_a_refused_lesson_is_not_run_again_until_it_has_changed(parents, tmp_path):
    counts = "with open('runs.txt', 'a') as file: file.write('x')"
    leaves = "import threading\nthreading.Thread(target=threading.Event().wait).start()"
    for _ in range(2):
        with pytest.raises(CannotFork, match="1 more thread"):
            warm(parents, counts, leaves, folder=tmp_path, mark=1)
    assert (tmp_path / "runs.txt").read_text() == "x"
    _, parent = warm(parents, counts, folder=tmp_path, mark=2)
    assert parent.executed.cells[0].outputs == []


def test_a_lesson_that_ended_by_accident_is_tried_again(parents, tmp_path):
    once = (
        "import os\nif not os.path.exists('been'):\n    open('been', 'w').close()\n    os._exit(1)"
    )
    with pytest.raises(CannotFork):
        warm(parents, once, folder=tmp_path)
    assert warm(parents, once, folder=tmp_path)[1].alive


def test_a_file_that_holds_no_notebook_is_refused(parents, tmp_path):
    (tmp_path / "broken.ipynb").write_text("{")
    with pytest.raises(CannotFork, match="the notebook cannot be read"):
        awaited(parents.get(Warm(notebook=tmp_path / "broken.ipynb")))


def test_a_module_that_is_not_there_is_refused(parents):
    with pytest.raises(CannotFork, match="No module named 'no_such_thing'"):
        awaited(parents.get(Warm(modules=("no_such_thing",))))


def test_a_kernel_whose_python_path_differs_is_started_the_ordinary_way(
    parents, kernel, tmp_path, caplog
):
    asked, _ = warm(parents, "a = 1", folder=tmp_path)
    made = kernel(asked, env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert not made.forked
    assert made.run("import sys; sys.path.index(" + repr(str(tmp_path)) + ") >= 0") == "True"
    assert "its PYTHONPATH must be there when Python starts" in caplog.text


def test_a_kernel_of_another_python_is_started_the_ordinary_way(
    parents, place, kernelspecs, tmp_path, caplog
):
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    spec = json.loads((kernelspecs / "forked" / "kernel.json").read_text("utf-8"))
    spec["argv"][0] = str(other)
    (tmp_path / "specs" / "forked").mkdir(parents=True)
    (tmp_path / "specs" / "forked" / "kernel.json").write_text(json.dumps(spec))
    made = Kernel(place, tmp_path / "specs", parents, Warm(notebook=written(tmp_path, "a = 1")))
    assert (made.forked, made.run("6 * 7")) == (False, "42")
    made.end()
    assert "its kernelspec does not start ipykernel with this Python" in caplog.text


def test_where_no_process_can_be_had_it_is_said_and_the_parent_lives(parents, tmp_path):
    few = "import os, resource, signal\nmost = resource.getrlimit(resource.RLIMIT_NPROC)[1]"
    # Root has no limit, so this parent becomes somebody else.
    change = "os.getuid() or os.setresuid(65534, 65534, 65534)"
    limit = "def limit(to, *_): resource.setrlimit(resource.RLIMIT_NPROC, (to, most))\nlimit(1)"
    later = "_ = signal.signal(signal.SIGUSR1, lambda *_: limit(most))"
    asked, parent = warm(parents, few, change, limit, later, folder=tmp_path)

    async def fork():
        return await parents.fork(asked, argv=["-f", "none.json"], env=os.environ, cwd="/")

    with pytest.raises(CannotFork, match="no process could be forked: "):
        awaited(fork())
    os.kill(parent.pid, signal.SIGUSR1)
    forked = awaited(fork())
    forked.kill()
    assert forked.wait(60) is not None
    assert parent.alive


def test_a_parent_computes_in_one_thread_and_a_kernel_may_tell_its_own_children_otherwise(
    parents, kernel, tmp_path
):
    asked, _ = warm(parents, "import os\nthen = dict(os.environ)", folder=tmp_path)
    made = kernel(asked, env={**os.environ, "OMP_NUM_THREADS": "8"})
    assert made.run("then['OMP_NUM_THREADS']") == f"'{OF_A_PARENT['OMP_NUM_THREADS']}'"
    assert made.run("os.environ['OMP_NUM_THREADS']") == "'8'"
    assert made.run("'MALLOC_ARENA_MAX' in os.environ") == "False"
