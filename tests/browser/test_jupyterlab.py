"""The same notebook in JupyterLab: run all its cells, and an activity answers a click."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.answering import WRITTEN, lesson_specs
from tests.browser.conftest import PATIENT
from tests.conftest import LESSON, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SLOW = 3 * PATIENT
"""Milliseconds JupyterLab's first page and a notebook's first run may take."""


@dataclass(frozen=True)
class Lab:
    url: str
    token: str
    folder: Path


def listening(log, process):
    """Return the port that JupyterLab says it listens on."""
    until = time.monotonic() + SLOW / 1000
    while time.monotonic() < until:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/lab", log.read_text(encoding="utf-8"))
        if found:
            return found[1]
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab over a copy of the notebooks, since it writes into what it opens."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    token = secrets.token_hex(16)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"),
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder / 'notebooks'}",
        "--ServerApp.ip=127.0.0.1",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    own = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **own, "IPYTHONDIR": str(folder / "ipython")}
    log = folder / "log.txt"
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    try:
        port = listening(log, process)
        yield Lab(f"http://127.0.0.1:{port}/", token, folder / "notebooks")
    finally:
        process.terminate()
        process.wait(60)


def run_all(page, lab, name):
    """Open a notebook in JupyterLab and run all its cells."""
    page.goto(f"{lab.url}lab/tree/{name}.ipynb?token={lab.token}&reset", timeout=SLOW)
    page.locator(".jp-Notebook").wait_for()
    # The kernel is there when its name and "Idle" stand in the status bar.
    page.get_by_text(re.compile(r"\| Idle")).first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()


@pytest.fixture(scope="session")
def notebook(browser, lab):
    """The lesson's notebook, open in JupyterLab, with all its cells run."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(SLOW)
    page = context.new_page()
    run_all(page, lab, LESSON)
    page.locator('[data-sc-activity="starter"]').wait_for(state="attached")
    yield page
    context.close()


def test_an_activity_in_jupyterlab_answers_a_click(notebook):
    spec = lesson_specs()["starter"]
    starter = notebook.locator('[data-sc-activity="starter"]')
    starter.scroll_into_view_if_needed()
    expect(starter).to_have_attribute("data-sc-state", "before")
    first = starter.get_by_role("group", name=spec["questions"][0]["words"], exact=True)
    first.get_by_text("Myth", exact=True).click()
    expect(starter).to_have_attribute("data-sc-state", "working")
    starter.get_by_role("button", name="Check my answers").click()
    expect(starter).to_have_attribute("data-sc-state", "again")
    expect(starter).to_contain_text("1 of 4 fit so far.")


BROKEN = "application/vnd.jupyter.error", "application/vnd.jupyter.stderr"


@pytest.fixture(scope="session")
def walked(notebook):
    """The parts that were shown and the errors that were told, from the first cell to the last."""
    parts, errors = set(), []
    expect(notebook.get_by_text(re.compile(r"\| Idle")).first).to_be_visible(timeout=SLOW)
    # JupyterLab draws the cells that are near, so each is brought near once.
    for cell in range(notebook.locator(".jp-Cell").count()):
        notebook.locator(".jp-Cell").nth(cell).scroll_into_view_if_needed()
        here = notebook.locator("[data-sc-activity]")
        parts |= set(here.evaluate_all("(all) => all.map((each) => each.dataset.scActivity)"))
        for kind in BROKEN:
            errors += notebook.locator(f'[data-mime-type="{kind}"]').all_inner_texts()
    return parts, errors


def test_every_part_of_the_lesson_is_shown_in_jupyterlab(walked):
    parts, _ = walked
    assert parts == set(lesson_specs())


def test_no_cell_of_the_notebook_fails_in_jupyterlab(walked):
    _, errors = walked
    assert errors == []


NOTE = """\
from safer_communities.activities import Private, states_of, words_of
Private(states_of("private")[0]["shown"]["spec"], words=words_of(Private))
"""


def test_a_private_note_in_jupyterlab_reaches_neither_the_kernel_nor_the_file(browser, lab):
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTE, id="note")])
    node.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    file = lab.folder / "note.ipynb"
    nbformat.write(node, file)
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(SLOW)
    page, out = context.new_page(), []

    def sent_by(socket):
        socket.on("framesent", lambda frame: out.append(frame))  # noqa: PLW0108 (it sets a mark on it)

    page.on("websocket", sent_by)
    page.on("request", lambda asked: out.append(asked.post_data_buffer))
    run_all(page, lab, "note")
    note = page.locator('[data-sc-activity="example-private-before"]')
    expect(note.get_by_role("textbox")).to_have_count(5)
    for box in note.get_by_role("textbox").all():
        box.click()
        page.keyboard.type(WRITTEN)
        expect(box).to_have_value(WRITTEN)
    note.get_by_role("button", name="I have finished this part").click()
    expect(note).to_have_attribute("data-sc-state", "right")

    def saving(reply):
        return reply.request.method == "PUT" and "api/contents/note" in reply.url

    with page.expect_response(saving) as saved:
        page.keyboard.press("Control+s")
    assert saved.value.ok
    sent = [repr(each) for each in out]
    assert any("checked" in each for each in sent)  # that it is finished, the kernel knows
    assert [each for each in sent if WRITTEN.split()[0] in each] == []
    assert "example-private" in file.read_text(encoding="utf-8")  # what was run is in the file
    assert WRITTEN not in file.read_text(encoding="utf-8")
    context.close()
