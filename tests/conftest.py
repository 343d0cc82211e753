"""What the tests share: real servers, started once, and the system's Chromium."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.databases import Cluster, InPostgresql, InSqlite
from tests.engines import ENGINES, engine_missing

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
LESSON = "y6/02-risk-detectives"


def lesson_pages(lesson):
    """Return the addresses of a lesson's pages."""
    return (
        lesson,
        f"{lesson}?view=board",
        f"{lesson}/plan",
        f"paper/{lesson}",
        f"parents/{lesson}",
    )


LESSON_PAGES = lesson_pages(LESSON)
PUBLIC_PAGES = (
    "",
    *LESSON_PAGES,
    "join",
    "join/KITE-OTTER",
    "paper/certificate",
    "parents",
    "privacy",
    "privacy/assessment",
    "accessibility",
    "no-such-page",
)
COLD = "--SaferCommunities.warm=False"
STAFF_PAGES = ("staff", "staff/unit", "staff/gallery", "staff/data")


@dataclass(frozen=True)
class Running:
    """A server that is running: its addresses end in a slash."""

    url: str
    pid: int
    data: str
    process: subprocess.Popen
    staff_url: str = ""


@contextmanager
def running(data: Path, *arguments: str, said=None):
    """Start a server as its users do, and end it as they do. `said` is a file for what it says.

    It makes pages as they are asked for, not all of them ahead, unless `arguments` say so.
    """
    command = [sys.executable, "-m", "safer_communities.command"]
    cold = [] if any("SaferCommunities.warm" in each for each in arguments) else [COLD]
    with served_by(command, *cold, *arguments, data=data, said=said) as server:
        yield server


@contextmanager
def running_later(days: int, data: Path, *arguments: str):
    """Start a server whose clock is so many days ahead, on the data of one that ran today."""
    command = [sys.executable, "-m", "tests.later", str(days)]
    with served_by(command, COLD, *arguments, data=data, cwd=ROOT) as server:
        yield server


@contextmanager
def served_by(command, *arguments: str, data: Path, said=None, **how):
    """Serve with a `safer` command, which may be an installed one."""
    port = [] if any(each.startswith("--port") for each in arguments) else ["--port=0"]
    told = ["serve", "--no-browser", "--json", *port, f"--data={data}", *arguments]
    process = subprocess.Popen(
        [*command, *told], stdout=subprocess.PIPE, stderr=said, text=True, **how
    )
    try:
        line = process.stdout.readline()
        assert line, f"the server ended with {process.wait(20)} before it was ready"
        yield Running(**json.loads(line), process=process)
    finally:
        process.terminate()
        process.wait(30)


class Restarted:
    """The pack's server, which can be killed and started again: same port, same data."""

    def __init__(self, data: Path, *arguments: str):
        self._told = (data, *arguments)
        self.kills = 0
        self.start()

    def start(self, *more: str):
        self._stack = ExitStack()
        self.now = self._stack.enter_context(running(*self._told, *more))
        self.port = urlsplit(self.now.url).port

    def kill(self):
        self.now.process.kill()
        self.now.process.wait(30)
        self._stack.close()
        self.kills += 1

    def again(self):
        self.kill()
        self.start(f"--port={self.port}")

    def stop(self):
        self._stack.close()


def waited_for(ready, *, seconds=60, every=0.2):
    """Return what `ready()` returns once that is true. Fails after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(every)
    return pytest.fail(f"{ready.__name__} was not so within {seconds} seconds")


@contextmanager
def stock_voila(folder: Path, **extra: str):
    """Serve the notebooks in `folder` with Voila as it comes; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = ["--no-browser", "--Voila.ip=127.0.0.1", f"--port={port}", "--Voila.log_level=ERROR"]
    process = subprocess.Popen(
        [sys.executable, "-m", "voila", *told, str(folder)],
        env={**os.environ, **extra},
        stderr=subprocess.DEVNULL,
    )

    def answers():
        try:
            return fetched(f"http://127.0.0.1:{port}/static/none")[0]
        except OSError:
            return None

    try:
        waited_for(answers)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The pack, served."""
    with running(tmp_path_factory.mktemp("data"), "--SaferCommunities.warm=True") as started:
        yield started


@pytest.fixture(scope="session")
def prefixed(tmp_path_factory):
    """The pack, served under a prefix."""
    with running(tmp_path_factory.mktemp("data"), "--base_url=/school/safer/") as started:
        yield started


@pytest.fixture(scope="session")
def computing(tmp_path_factory):
    """A small pack with plain widgets and a part that needs a kernel."""
    content = FIXTURES / "packs" / "kernel"
    with running(tmp_path_factory.mktemp("data"), f"--content={content}") as started:
        yield started


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL of these tests' own; nothing of it is left."""
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a store lies: the test is run over each database the pack knows."""
    if request.param == "sqlite":
        return InSqlite(tmp_path)
    return InPostgresql(request.getfixturevalue("postgresql"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": os.environ["SAFER_CHROMIUM"],
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


def aside(function, *given, **named):
    """Return what `function` returns, called in a thread of its own.

    The browser tests leave a loop running in this one, beside which asyncio starts no other.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *given, **named).result()


def awaited(coroutine):
    """Return what a coroutine returns."""
    return aside(asyncio.run, coroutine)


def fetched(
    url: str, *, method: str = "GET", headers: dict | None = None, data: bytes | None = None
):
    """Return (status, headers, text) of one request, whatever its status."""
    request = urllib.request.Request(url, method=method, headers=headers or {}, data=data)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def pytest_terminal_summary(terminalreporter):
    """Say in every run which engines were not tried. (Its header is not printed under -q.)"""
    with sync_playwright() as playwright:
        for name in ENGINES:
            if missing := engine_missing(playwright, name):
                terminalreporter.write_line(missing)
