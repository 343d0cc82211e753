"""Starting and stopping: what the person at the keyboard sees, and what is left behind."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.conftest import FIXTURES, fetched, running, waited_for
from tests.server.conftest import COMPUTING, Visitor, children, kernels_of, written

SOUND = FIXTURES / "lessons" / "_sound"
SAFER = [sys.executable, "-m", "safer_communities.command"]


def safer(*arguments):
    return subprocess.run(
        [*SAFER, *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def port_of(url):
    return int(url.split(":")[2].split("/")[0])


def test_one_line_of_json_says_where_the_server_is(tmp_path):
    with running(tmp_path / "data") as server:
        assert fetched(server.url)[0] == 200
        assert server.staff_url.startswith(f"{server.url}staff?key=")
        assert server.pid == server.process.pid
        assert Path(server.data) == tmp_path / "data"
    assert server.process.stdout.read() == "", "more than the one line was printed"


def test_the_line_of_json_holds_what_is_promised_and_no_more(tmp_path):
    process = subprocess.Popen(
        [*SAFER, "serve", "--json", "--no-browser", "--port=0", f"--data={tmp_path}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert set(json.loads(process.stdout.readline())) == {"url", "staff_url", "pid", "data"}
    finally:
        process.terminate()
        process.wait(30)


def test_without_json_the_addresses_are_said_in_words(tmp_path):
    process = subprocess.Popen(
        [*SAFER, "serve", "--no-browser", "--port=0", f"--data={tmp_path}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = [process.stdout.readline() for _ in range(3)]
    finally:
        process.terminate()
        process.wait(30)
    assert said[0].startswith("Ready: http://127.0.0.1:")
    assert said[1].startswith("For teachers and facilitators: http://127.0.0.1:")
    assert said[2] == "Stop with Ctrl-C.\n"


def test_a_port_in_use_is_said_and_the_next_one_taken(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with (
            (tmp_path / "said").open("w+") as said,
            running(tmp_path / "data", f"--port={taken}", said=said) as server,
        ):
            found = port_of(server.url)
            assert fetched(server.url)[0] == 200
            said.seek(0)
            assert f"Port {taken} is in use, so this is on port {found}." in said.read()
    assert taken < found < taken + 50


WARM = "--SaferCommunities.warm=True"


def none_alive(processes):
    """Wait for processes to end; end those that do not, and say whether there were none."""
    _, alive = psutil.wait_procs(processes, timeout=20)
    for process in alive:
        process.kill()
    return alive == []


@pytest.mark.parametrize(
    ("how", "way"),
    [
        pytest.param([], signal.SIGINT, id="forked-int"),
        pytest.param(["--no-fork"], signal.SIGTERM, id="started-term"),
        pytest.param([], signal.SIGTERM, id="forked-term", marks=pytest.mark.sweep),
        pytest.param(["--no-fork"], signal.SIGINT, id="started-int", marks=pytest.mark.sweep),
    ],
)
def test_stopping_while_a_page_is_being_made_leaves_nothing(tmp_path, small_pack, way, how):
    mark = tmp_path / "running"
    # A kernel notices by itself that its server is gone, and leaves; this one cannot.
    cell = f"import os, pathlib, time\nos._exit = print\npathlib.Path({str(mark)!r}).touch()"
    written(small_pack / "notebooks" / "y6" / "90-kernel-parts.ipynb", f"{cell}\ntime.sleep(300)")
    with (
        (tmp_path / "said").open("w+") as said,
        running(tmp_path / "data", WARM, f"--content={small_pack}", *how, said=said) as server,
    ):
        waited_for(mark.exists)
        kernels = children(server.pid)
        files = [Path(argument) for kernel in kernels for argument in kernel.cmdline()]
        connections = {file.parent for file in files if file.name.startswith("kernel-")}
        assert kernels
        assert bool(connections) == bool(how)  # to fork from, none is needed
        server.process.send_signal(way)
        assert server.process.wait(60) == 0
        said.seek(0)
        text = said.read()
    assert "Traceback" not in text, text
    assert "90-kernel-parts" not in text, text
    assert none_alive(kernels)
    assert not [folder for folder in connections if folder.exists()]


def test_a_data_folder_that_cannot_be_written_is_said_and_nothing_is_kept(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with (
        (tmp_path / "said").open("w+") as said,
        running(tmp_path / "file" / "data", said=said) as server,
    ):
        assert fetched(server.url)[0] == 200
        kept = Path(server.data)
        assert kept.is_dir()
        said.seek(0)
        assert f"Nothing will be kept: {tmp_path / 'file' / 'data'} cannot be" in said.read()
    assert not kept.exists()


def test_a_data_folder_is_made_where_there_is_none(tmp_path):
    with running(tmp_path / "new" / "data") as server:
        assert Path(server.data) == tmp_path / "new" / "data"
        assert Path(server.data).is_dir()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["serve", "--nonsense"], "nonsense"),
        (["serve", "nonsense"], "nonsense"),
        (["serve", "--port", "many"], "many"),
        (["nonsense"], "usage: safer"),
        ([], "usage: safer"),
        (["check", "--nonsense"], "nonsense"),
        (["check", "--content", "no-such-folder"], "no-such-folder"),
    ],
)
def test_a_command_that_is_not_understood_ends_with_two_and_says_why(arguments, named):
    done = safer(*arguments)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("how", [[], ["--no-fork"]], ids=["forked", "started"])
def test_stopping_ends_the_kernels_that_visitors_hold(tmp_path, small_pack, how):
    notebook = small_pack / "notebooks" / f"{COMPUTING}.ipynb"
    text = notebook.read_text()
    assert "1 / 0" in text
    notebook.write_text(text.replace("1 / 0", "import os; os._exit = print"))
    with running(tmp_path / "data", f"--content={small_pack}", *how) as server:
        visitor = Visitor(server.url)
        visitor.ask(COMPUTING)
        assert visitor.ask_for_kernel()[0] == 200
        kernels = kernels_of(server)
        assert len(kernels) == 1
        server.process.terminate()
        assert server.process.wait(60) == 0
    assert none_alive(kernels)


@pytest.fixture
def slow_kernels(tmp_path, monkeypatch):
    """Kernels that never get ready, and stay when their server is gone."""
    folder = tmp_path / "jupyter" / "kernels" / "python3"
    folder.mkdir(parents=True)
    started = [sys.executable, "-c", "import time; time.sleep(300)", "{connection_file}"]
    told = {"argv": started, "display_name": "Slow", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(told))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return str(tmp_path / "jupyter")


def started_with(path):
    """Return every process whose environment names `path`."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("JUPYTER_PATH") == path:
                found.append(process)
    return found


@pytest.mark.parametrize("moment", ["the first kernel starts", "it is ready"])
def test_stopping_at_once_leaves_nothing_and_shows_no_trace(tmp_path, slow_kernels, moment):
    with (
        (tmp_path / "said").open("w+") as said,
        running(tmp_path / "data", WARM, said=said) as server,
    ):
        if moment == "the first kernel starts":
            waited_for(lambda: children(server.pid), every=0.001)
        assert server.process.pid in [each.pid for each in started_with(slow_kernels)]
        server.process.terminate()
        assert server.process.wait(60) == 0
        said.seek(0)
        assert "Traceback" not in said.read()
    assert none_alive(started_with(slow_kernels))


def test_help_names_every_verb():
    done = safer("--help")
    assert done.returncode == 0
    assert "serve" in done.stdout
    assert "check" in done.stdout


def listening_on(pid):
    return {each.laddr.ip for each in psutil.Process(pid).net_connections("tcp") if not each.raddr}


def test_the_server_listens_on_this_computer_alone(server):
    assert listening_on(server.pid) == {"127.0.0.1"}
    assert fetched(server.url, headers={"Host": socket.gethostname()})[0] == 400


def test_shared_it_listens_on_the_network_and_answers_to_its_own_addresses_only(tmp_path):
    with running(tmp_path / "data", "--share") as server:
        assert listening_on(server.pid) == {"0.0.0.0"}
        for host in ("127.0.0.1", "localhost", socket.gethostname()):
            assert fetched(server.url, headers={"Host": host})[0] == 200, host
        for host in ("evil.example", "192.0.2.7", f"{socket.gethostname()}.evil.example"):
            assert fetched(server.url, headers={"Host": host})[0] == 400, host


def test_content_without_a_fault_is_said_to_be_clean():
    done = safer("check", "--json", "--content", str(SOUND))
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


@pytest.mark.sweep  # what it says is in every run: tests/authoring/test_check.py
def test_the_packs_own_content_has_no_fault():
    done = safer("check")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "24 read, 0 to mend.")


def test_a_fault_is_found_with_its_file_line_and_remedy(small_pack):
    lesson = small_pack / "lessons" / "y6" / "90-kernel-parts" / "lesson.yaml"
    text = lesson.read_text().replace("theme: safe", "thme: safe")
    lesson.write_text(text)
    done = safer("check", "--json", "--content", str(small_pack))
    assert done.returncode == 1
    findings = {finding["code"]: finding for finding in json.loads(done.stdout)}
    assert findings["unknown-key"] == {
        "file": "lessons/y6/90-kernel-parts/lesson.yaml",
        "line": text.splitlines().index("thme: safe") + 1,
        "code": "unknown-key",
        "message": "There is no key 'thme' here.",
        "remedy": "Did you mean 'theme'?",
    }


def test_in_words_a_fault_is_one_line_and_the_last_line_counts(tmp_path):
    shutil.copytree(SOUND, tmp_path / "pack")
    lesson = tmp_path / "pack" / "lessons" / "y6" / "01-tiny" / "lesson.yaml"
    lesson.write_text(lesson.read_text().replace("minutes: 5", "minutes: 4", 1))
    done = safer("check", "--content", str(tmp_path / "pack"))
    assert done.returncode == 1
    first, last = done.stdout.splitlines()
    assert first.startswith("lessons/y6/01-tiny/lesson.yaml:")
    assert "44 minutes" in first
    assert last == "0 read, 1 to mend."
