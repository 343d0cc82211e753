"""Kernels of the server's pages: forked where that can be, else started; never too many."""

from __future__ import annotations

import concurrent.futures
import json
import os
import signal
from contextlib import closing

import psutil
from safer_communities.content import Places
from safer_communities.server import holding

from tests.conftest import running, waited_for
from tests.server.conftest import COMPUTING, Visitor, channels, children, kernels_of, written

NOTEBOOK = f"notebooks/{COMPUTING}.ipynb"
SLIDER = "import ipywidgets\nipywidgets.IntSlider({})"
THREAD = (
    "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()"
)
RECORDER = "open({!r}, 'a').write('run ')"


def given_to(visitor):
    """Return the answer to a visitor who opens the page and asks for a kernel, as told in JSON."""
    visitor.ask(COMPUTING)
    status, _, text = visitor.ask_for_kernel()
    assert status == 200, text
    return json.loads(text)


def shown(given):
    """Return what the cells of a kernel show, as plain text."""
    return [
        output["data"]["text/plain"] for outputs in given["cells"].values() for output in outputs
    ]


def is_forked(kernel):
    return "kernels/parent.py" in " ".join(kernel.cmdline())


def parent_of(server):
    (kernel,) = kernels_of(server)
    assert is_forked(kernel)
    return kernel.parent()


def test_a_notebook_runs_once_for_the_page_and_every_visitor(tmp_path, small_pack):
    mark = tmp_path / "mark"
    written(small_pack / NOTEBOOK, RECORDER.format(str(mark)), SLIDER.format(3))
    with running(tmp_path / "data", f"--content={small_pack}") as server:
        given = [given_to(Visitor(server.url)) for _ in range(3)]
        assert mark.read_text() == "run "
        assert len({each["kernel"] for each in given}) == 3
        assert given[0]["cells"] == given[1]["cells"] == given[2]["cells"]
        assert [is_forked(kernel) for kernel in kernels_of(server)] == [True] * 3


def test_without_forking_each_kernel_is_started_and_that_is_said_once(tmp_path, small_pack):
    mark = tmp_path / "mark"
    written(small_pack / NOTEBOOK, RECORDER.format(str(mark)), SLIDER.format(3))
    with (
        (tmp_path / "said").open("w+") as said,
        running(tmp_path / "data", f"--content={small_pack}", "--no-fork", said=said) as server,
    ):
        for _ in range(2):
            assert "value=3" in shown(given_to(Visitor(server.url)))[0]
        assert mark.read_text() == "run run run "
        assert [is_forked(kernel) for kernel in kernels_of(server)] == [False] * 2
        said.seek(0)
        assert said.read().count("started, not forked") == 1


def test_without_forking_a_crowd_waits_its_turn_and_all_are_served(tmp_path, small_pack):
    written(small_pack / NOTEBOOK, SLIDER.format(3))
    with running(tmp_path / "data", f"--content={small_pack}", "--no-fork") as server:
        crowd = [Visitor(server.url) for _ in range(6)]
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            given = list(pool.map(given_to, crowd))
        assert len({each["kernel"] for each in given}) == 6
        assert len(kernels_of(server)) == 6


def test_a_notebook_that_cannot_be_forked_still_computes_and_the_log_says_why_once(
    tmp_path, small_pack
):
    written(small_pack / NOTEBOOK, THREAD, SLIDER.format(3))
    with (
        (tmp_path / "said").open("w+") as said,
        running(tmp_path / "data", f"--content={small_pack}", said=said) as server,
    ):
        for _ in range(2):
            assert "value=3" in shown(given_to(Visitor(server.url)))[0]
        assert [is_forked(kernel) for kernel in kernels_of(server)] == [False] * 2
        said.seek(0)
        text = said.read()
        assert text.count("started, not forked") == 1
        assert "thread" in text


def test_what_changes_is_run_again_and_who_has_a_kernel_keeps_it(tmp_path, small_pack):
    written(small_pack / NOTEBOOK, SLIDER.format(3))
    with running(tmp_path / "data", f"--content={small_pack}") as server:
        first, second = Visitor(server.url), Visitor(server.url)
        before = given_to(first)
        with closing(channels(server.url, before["kernel"], cookie=first.header)):
            written(small_pack / NOTEBOOK, SLIDER.format(8))
            waited_for(lambda: "value=8" in shown(given_to(second))[0])
            assert first.ask(f"api/kernels/{before['kernel']}")[0] == 200
            assert all(is_forked(kernel) for kernel in kernels_of(server))


def test_a_killed_parent_takes_its_kernels_along_and_the_next_one_is_forked_again(
    tmp_path, small_pack
):
    with running(tmp_path / "data", f"--content={small_pack}") as server:
        visitor = Visitor(server.url)
        before = given_to(visitor)
        parent = parent_of(server)
        parent.kill()
        waited_for(lambda: not parent.is_running())
        waited_for(lambda: visitor.ask_for_kernel()[0] == 200)
        after = json.loads(visitor.ask_for_kernel()[2])
        assert after["kernel"] != before["kernel"]
        waited_for(lambda: len(kernels_of(server)) == 1)
        assert parent_of(server).pid != parent.pid


def test_a_killed_server_leaves_no_process_behind(tmp_path, small_pack):
    with running(tmp_path / "data", f"--content={small_pack}") as server:
        given_to(Visitor(server.url))
        left = children(server.pid)
        assert kernels_of(server)
        os.kill(server.pid, signal.SIGKILL)
        server.process.wait(60)
    assert psutil.wait_procs(left, timeout=30)[1] == []


def test_while_memory_is_short_a_visitor_is_asked_to_wait_and_the_page_is_still_there(
    tmp_path, small_pack
):
    short = "--SaferCommunities.free_megabytes=100000000"
    with running(tmp_path / "data", f"--content={small_pack}", short) as server:
        visitor = Visitor(server.url)
        assert visitor.ask(COMPUTING)[0] == 200
        status, headers, text = visitor.ask_for_kernel()
        assert status == 503
        assert int(headers["Retry-After"]) > 0
        assert set(json.loads(text)) == {"error"}
        assert kernels_of(server) == []


def test_a_kernel_that_has_long_said_nothing_is_taken_back_though_the_page_is_open(
    tmp_path, small_pack
):
    silent = "--SaferCommunities.kernel_silent_seconds=3"
    often = "--SaferCommunities.kernel_idle_seconds=2"
    with running(tmp_path / "data", f"--content={small_pack}", silent, often) as server:
        visitor = Visitor(server.url)
        given = given_to(visitor)
        with closing(channels(server.url, given["kernel"], cookie=visitor.header)):
            waited_for(lambda: visitor.ask(f"api/kernels/{given['kernel']}")[0] == 404)
            waited_for(lambda: kernels_of(server) == [])
        assert given_to(visitor)["cells"] == given["cells"]


def test_what_is_kept_is_made_again_when_the_package_changes(small_pack, tmp_path, monkeypatch):
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(holding, "PACKAGE", package)
    monkeypatch.setattr(holding, "LOOK_AGAIN", 0)
    held = holding.Held(Places.of(small_pack))
    before = held.stamp
    assert held.stamp == before
    (package / "activity.py").write_text("changed = True")
    assert held.stamp != before
