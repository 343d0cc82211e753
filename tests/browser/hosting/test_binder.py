"""As Binder starts it: its own Jupyter server, and the pack behind that at `safer/`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.answering import lesson_specs, through_part
from tests.browser.conftest import opened
from tests.browser.hands import Mouse
from tests.browser.hosting.conftest import free_port, listens
from tests.conftest import LESSON, ROOT, waited_for

BINDER = ROOT / "binder"
VARIABLES = {"BINDER_SERVICE_HOST": "127.0.0.1", "BINDER_LAUNCH_HOST": "http://127.0.0.1/"}
PREFIX = "/user/somebody/"


def jupyter(python, folder):
    """Start a Jupyter server as Binder does, through `start`; return it and its address."""
    port = free_port()
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        f"--ServerApp.base_url={PREFIX}",
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",
    ]
    process = subprocess.Popen(
        ["bash", str(BINDER / "start"), str(python), "-m", "jupyter", "server", *options],
        cwd=folder,
        env={**os.environ, **VARIABLES},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    waited_for(lambda: listens(port))
    return process, f"http://127.0.0.1:{port}{PREFIX}"


def works_at(page, address):
    opened(page, f"{address}safer/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Learn on your own")
    opened(page, f"{address}safer/{LESSON}")
    part = next(iter(lesson_specs()))
    assert through_part(Mouse(page), page, part).states[-1] == "right"


def test_start_hands_over_to_what_it_is_given_with_one_thread_to_compute_on():
    what = "import os, sys; print(os.environ['OPENBLAS_NUM_THREADS'], sys.argv[1:], os.getpid())"
    with subprocess.Popen(
        ["bash", BINDER / "start", sys.executable, "-c", what, "--port=1", "two words"],
        env={"PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        told = process.communicate(timeout=60)[0]
    assert told.split(" ", 1) == ["1", f"['--port=1', 'two words'] {process.pid}\n"]


def test_the_address_that_a_badge_names_opens_a_lesson_that_works(new_context, tmp_path):
    process, address = jupyter(sys.executable, tmp_path)
    try:
        works_at(new_context().new_page(), address)
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.sweep
def test_what_binder_installs_is_enough(new_context, tmp_path):
    """An empty environment, its requirements, its postBuild, in a copy of the repository."""
    copy = tmp_path / "repository"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    programs = tmp_path / "env" / "bin"
    path = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    install = [str(programs / "python"), "-m", "pip", "install", "--quiet", "-r"]
    subprocess.run([*install, "binder/requirements.txt"], cwd=copy, check=True)
    subprocess.run(["bash", "binder/postBuild"], cwd=copy, env=path, check=True)
    process, address = jupyter(programs / "python", copy)
    try:
        works_at(new_context().new_page(), address)
    finally:
        process.terminate()
        process.wait(30)
