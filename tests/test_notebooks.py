"""The notebooks: documents that run top to bottom, with the network off, in Jupyter's own ways."""

from __future__ import annotations

import os
import re
from functools import cache

import nbformat
import pytest
from nbclient import NotebookClient
from safer_communities.activities import Activity
from safer_communities.content import Exercise

from tests.conftest import FIXTURES, LESSON, ROOT, fetched, stock_voila
from tests.pack import the_library

FOLDER = ROOT / "notebooks"
NOTEBOOKS = {
    file.relative_to(FOLDER).with_suffix("").as_posix(): file for file in FOLDER.rglob("*.ipynb")
}
# Loaded by Python at its start: refuses every address that is not this computer's own.
OFFLINE = """
import sys

def refuse(event, told):
    if event in ("socket.connect", "socket.sendto", "socket.connect_ex"):
        place = told[1]
        if isinstance(place, tuple) and not str(place[0]).startswith(("127.", "::1", "localhost")):
            raise OSError(f"the network is off: {place}")
    if event == "socket.getaddrinfo" and told[0] not in (None, "", "localhost", "127.0.0.1", "::1"):
        raise OSError(f"the network is off: {told[0]}")

sys.addaudithook(refuse)
"""
FAILED_ON_STOCK = "There was an error when executing cell"


@pytest.fixture
def offline(tmp_path):
    """An environment for a kernel in which the network is off."""
    (tmp_path / "sitecustomize.py").write_text(OFFLINE)
    places = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}


def executed(node, environment, folder=FOLDER):
    client = NotebookClient(node, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
    return node


def outputs(node):
    return [output for cell in node.cells for output in cell.get("outputs", [])]


def sections(node):
    """Yield each second-level heading, and the code below it up to the next."""
    heading, code = None, []
    for cell in node.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            yield heading, "\n".join(code)
            heading, code = cell.source.splitlines()[0].removeprefix("## "), []
        elif cell.cell_type == "code":
            code.append(cell.source)
    yield heading, "\n".join(code)


STAFF = "staff/"


@pytest.fixture(params=NOTEBOOKS)
def notebook(request):
    """Each notebook: (its path, its file, what is in it)."""
    file = NOTEBOOKS[request.param]
    return request.param, file, nbformat.read(file, as_version=4)


@cache
def lessons():
    """Return the pack's lessons by path."""
    return the_library().lessons


def always(path):
    """Whether every run executes a notebook: staff's, the pattern, those that need a kernel."""
    lesson = lessons().get(path)
    return path == LESSON or lesson is None or any(part.needs for part in lesson.parts)


@pytest.fixture(
    params=[
        pytest.param(path, marks=() if always(path) else pytest.mark.sweep) for path in NOTEBOOKS
    ]
)
def executing(request):
    """Each notebook, to be executed, which takes seconds: most of them in the sweep alone."""
    file = NOTEBOOKS[request.param]
    return request.param, file, nbformat.read(file, as_version=4)


@pytest.fixture(params=[path for path in NOTEBOOKS if not path.startswith(STAFF)])
def of_lesson(request):
    """Each lesson's notebook: (the lesson's path, its file, what is in it)."""
    file = NOTEBOOKS[request.param]
    return request.param, file, nbformat.read(file, as_version=4)


def test_there_are_notebooks():
    assert {"y6/02-risk-detectives", "staff/class-desk"} <= set(NOTEBOOKS)


def test_a_notebook_imports_nothing_but_the_pack(notebook):
    _, _, node = notebook
    code = "\n".join(cell.source for cell in node.cells if cell.cell_type == "code")
    assert set(re.findall(r"^\s*(?:from|import) (\w+)", code, re.MULTILINE)) == {
        "safer_communities"
    }


def test_a_notebook_runs_top_to_bottom_with_the_network_off(executing, offline):
    _, file, node = executing
    done = outputs(executed(node, offline, file.parent))
    shown = [each for each in done if each.output_type in ("execute_result", "display_data")]
    assert [each for each in done if each not in shown] == [], "a cell printed, warned or failed"
    showing = [cell for cell in node.cells if cell.cell_type == "code" and "=" not in cell.source]
    assert len(shown) == len(showing) > 0


@pytest.mark.parametrize(
    "reaching",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "import urllib.request; urllib.request.urlopen('http://example.org')",
    ],
)
def test_with_the_network_off_a_cell_that_asks_it_fails(offline, reaching):
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(reaching)])
    with pytest.raises(Exception, match="the network is off"):
        executed(node, offline)


def test_a_notebook_has_a_heading_for_each_part_in_the_lessons_order(of_lesson):
    path, _, node = of_lesson
    lesson = lessons()[path]
    shown = [
        (name, heading)
        for heading, code in sections(node)
        for name in re.findall(rf'{lesson.called}\.part\("([^"]+)"\)', code)
    ]
    assert shown == [(part.id, part.title) for part in lesson.parts]


def test_a_notebook_opens_with_its_only_first_heading_for_whom_and_how_long(notebook):
    path, _, node = notebook
    first = node.cells[0]
    prose = "\n".join(cell.source for cell in node.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^(#+) (.*)$", prose, re.MULTILINE)
    assert first.source.startswith("# ")
    lesson = lessons().get(path)
    assert lesson is None or headings[0][1] == lesson.title
    assert [len(marks) for marks, _ in headings] == [1] + [2] * (len(headings) - 1)
    reader, long = "Year 6", "45 (or 60 )?minutes"
    if path.startswith(STAFF):
        reader, long = "for the teacher", "(45 or 60|ten) minutes"
    elif isinstance(lesson, Exercise):
        reader, long = "assembly", f"{lesson.minutes} minutes"
    assert reader in first.source
    assert re.search(long, first.source)


def test_a_sentence_stands_before_each_code_cell_and_no_cell_is_long(notebook):
    _, _, node = notebook
    for before, cell in zip(node.cells, node.cells[1:], strict=False):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown", cell.id
            assert re.search(r"[.?!]\s*$", before.source), before.id
            assert len(cell.source.splitlines()) <= 12, cell.id
            assert not re.search(r"^\s*[%!]|pip install", cell.source, re.MULTILINE), cell.id


@pytest.fixture(scope="module")
def stock_of_all():
    """A stock Voila that serves every notebook of the pack."""
    with stock_voila(FOLDER) as url:
        yield url


def test_a_notebook_is_rendered_by_a_stock_voila_without_an_error(executing, stock_of_all):
    path, _, node = executing
    status, _, page = fetched(f"{stock_of_all}voila/render/{path}.ipynb")
    assert status == 200
    assert FAILED_ON_STOCK not in page
    for heading, _ in sections(node):
        assert heading is None or heading in page
    lesson = lessons().get(path)
    touched = [part for part in lesson.parts if part.kind in Activity.kinds] if lesson else [path]
    assert page.count("application/vnd.jupyter.widget-view+json") >= len(touched) > 0


def test_a_stock_voila_speaks_the_language_asked_for(stock_of_all):
    english, persian = (
        fetched(f"{stock_of_all}voila/render/y6/02-risk-detectives.ipynb?lang={code}")[2]
        for code in ("en", "fa")
    )
    assert "Check my answers" in english
    assert "Check my answers" not in persian


def test_a_stock_voila_would_say_that_a_cell_failed():
    pack = FIXTURES / "packs" / "kernel"
    with stock_voila(pack / "notebooks" / "y6", SAFER_CONTENT=str(pack)) as url:
        assert FAILED_ON_STOCK in fetched(f"{url}voila/render/90-kernel-parts.ipynb")[2]


def widgets(node):
    """Return the state of every widget that a run left behind."""
    kept = node.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    return [each["state"] for each in kept.values()]


def test_the_desks_notebook_shows_an_example_class_and_says_that_it_is_made_up(offline):
    node = nbformat.read(NOTEBOOKS["staff/class-desk"], as_version=4)
    client = NotebookClient(node, timeout=120, store_widget_state=True)
    client.execute(env=offline)
    shown = "".join(each.get("value", "") for each in widgets(node) if "value" in each)
    assert "The class and its answers are made up." in shown
    assert shown.count("<svg") == shown.count('class="sc-numbers"') == 2
    assert "A class is started from the pack" in str(outputs(node))


def test_where_the_pack_serves_it_the_desks_notebook_shows_no_made_up_answers(offline):
    node = nbformat.read(NOTEBOOKS["staff/class-desk"], as_version=4)
    client = NotebookClient(node, timeout=120, store_widget_state=True)
    client.execute(env={**offline, "SAFER_SERVED": "1"})
    shown = "".join(each.get("value", "") for each in widgets(node) if "value" in each)
    assert "made up" not in shown
    assert "<svg" not in shown
