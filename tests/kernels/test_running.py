"""A notebook that is run in a parent shows what it shows in an ordinary kernel."""

from __future__ import annotations

import os

import nbformat
import pytest
from nbclient import NotebookClient
from safer_communities.kernels import Warm

from tests.conftest import awaited
from tests.kernels.conftest import warm

SHOWS = {
    "text": "print('a')\nprint('b')\n6 * 7",
    "warning": "import sys\nprint('mind', file=sys.stderr)\nprint('out')",
    "error": "print('so far')\n1 / 0",
    "syntax": "1 +",
    "several": "from IPython.display import display, HTML\ndisplay(HTML('b'))\nHTML('i')",
    "none": "a = 1",
    "question": "input('Who? ')",
    "cleared": "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)",
    "cleared later": "print(1)\nclear_output(wait=True)\nprint(2)",
    "awaited": "import asyncio\nawait asyncio.sleep(0, 'slept')",
    "tasks": "task = asyncio.create_task(asyncio.sleep(0, 'done'))\nawait task",
    "named": "shown = display('first', display_id='one')",
    "changed": "shown.update('second')",
    "shell": "!echo from the shell",
    "raw": "import os\n_ = os.write(1, b'raw')",
    "program": "import subprocess\nsubprocess.run(['echo', 'a program'], check=True).returncode",
    "picture": "import matplotlib.pyplot as plt\nfigure = plt.figure(figsize=(1, 1))\nplt.show()",
    "log": "import logging\nlogging.basicConfig()\nlogging.getLogger('lesson').warning('noted')",
    "unknown": """class Odd:
    def __repr__(self): return 'odd'
    def _repr_html_(self): raise ValueError('no')
Odd()""",
}


@pytest.fixture(scope="module")
def both(parents, tmp_path_factory):
    """The same cells, run by an ordinary kernel and in a parent: {name: (theirs, ours)}."""
    folder = tmp_path_factory.mktemp("both")
    _, parent = warm(parents, *SHOWS.values(), folder=folder)
    node = nbformat.read(folder / "lesson.ipynb", as_version=4)
    client = NotebookClient(
        node,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    with client.setup_kernel(env=env):
        for index, cell in enumerate(node.cells):
            client.execute_cell(cell, index, store_history=False)
    ours = parent.executed.cells
    return dict(zip(SHOWS, zip(node.cells, ours, strict=True), strict=True))


def comparable(cell):
    """Return what a cell showed, without what differs from run to run: how streams interleave."""
    shown = []
    for output in (dict(each) for each in cell.outputs):
        if output["output_type"] == "error":
            output["traceback"] = bool(output["traceback"])
        if "image/png" in output.get("data", {}):
            output["data"] = {**output["data"], "image/png": "a picture"}
        last = shown[-1] if shown else {}
        if output.get("name") and output.get("name") == last.get("name"):
            last["text"] += output["text"]
        else:
            shown.append(output)
    return sorted(shown, key=lambda each: each.get("name", ""))


@pytest.mark.parametrize("name", SHOWS)
def test_a_cell_shows_what_it_shows_in_an_ordinary_kernel(both, name):
    theirs, ours = both[name]
    assert comparable(ours) == comparable(theirs)
    assert ours.id == theirs.id


def test_a_cell_that_fails_does_not_stop_the_next(both):
    assert both["several"][1].outputs


def test_the_executed_notebook_is_a_valid_one(parents, tmp_path):
    _, parent = warm(parents, *list(SHOWS.values())[:8], folder=tmp_path)
    nbformat.validate(parent.executed)


def test_a_handler_that_keeps_standard_error_writes_to_the_kernels_own(parents, kernel, tmp_path):
    keeps = "import logging\nlogging.basicConfig()\nlog = logging.getLogger('lesson')"
    made = kernel(warm(parents, keeps, folder=tmp_path)[0])
    (shown,) = made.shown("log.warning('later')")
    assert (shown["content"]["name"], shown["content"]["text"]) == (
        "stderr",
        "WARNING:lesson:later\n",
    )


def test_what_the_lesson_wrote_past_python_does_not_go_to_the_servers_own_output(
    parents, tmp_path, capfd
):
    warm(parents, "import os\n_ = os.write(1, b'for the lesson')", folder=tmp_path)
    assert "for the lesson" not in capfd.readouterr().out


def test_the_lesson_runs_in_its_folder_and_can_import_what_lies_there(parents, tmp_path):
    (tmp_path / "beside.py").write_text("WORD = 'found'")
    _, parent = warm(
        parents, "import beside\nbeside.WORD", "import os\nos.getcwd()", folder=tmp_path
    )
    said = [cell.outputs[0].data["text/plain"] for cell in parent.executed.cells]
    assert said == ["'found'", repr(str(tmp_path))]


def test_the_parent_has_the_environment_that_was_given_and_no_other(parents, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "key")
    given = {**os.environ, "SPOKEN": "fa"}
    del given["SECRET"]
    reads = "import os\nos.environ.get('SPOKEN'), os.environ.get('SECRET')"
    _, parent = warm(parents, reads, folder=tmp_path, environment=tuple(given.items()))
    assert parent.executed.cells[0].outputs[0].data["text/plain"] == "('fa', None)"


def test_modules_are_imported_before_the_fork(parents, kernel):
    asked = Warm(modules=("colorsys",))
    parent = awaited(parents.get(asked))
    assert parent.executed is None
    assert kernel(asked).run("import sys; 'colorsys' in sys.modules") == "True"
