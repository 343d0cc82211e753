"""nbgrader as it comes, on the same hostile and unlucky input: what the pack does it does not.

Should one of these fail, nbgrader has mended something, and a guard of ours may go.
"""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from safer_communities.assessment.collecting import collect
from safer_communities.assessment.marking import release

from tests.assessment.making import NOW, RIGHT, TINY, handed_in, made, meta
from tests.conftest import ROOT

pytestmark = pytest.mark.sweep

LAST = {
    "nan": "float('nan')",
    "true": "True",
    "words": "'ok'",
    "below": "-1",
    "numpy": "import numpy; numpy.float64(1.0)",
    "nothing": "x = 1",
    "stderr": "import sys; sys.stderr.write('x'); 2.0",
    "stops": "1/0",
}
PUPILS = ("p01", "p02", "p03", "p04", "p06", "p07", "p08", "p09", "d01", "d02", "q01", "q11")


def laid(course, name, lasts):
    cells = [
        new_code_cell(last, metadata=meta(item, grade=True, locked=True, points=2))
        for item, last in lasts.items()
    ]
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    folder = course.source(name)
    folder.mkdir(parents=True)
    nbformat.write(
        new_notebook(cells=cells, metadata={"kernelspec": python}), folder / f"{name}.ipynb"
    )
    release(course, name)
    there = course.submitted(name, "p01")
    there.mkdir(parents=True)
    (there / f"{name}.ipynb").write_text((course.release(name) / f"{name}.ipynb").read_text())


def changed(file: Path, change):
    notebook = nbformat.read(file, 4)
    change(notebook)
    nbformat.write(notebook, file)


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    course = made(tmp_path_factory.mktemp("stock"), PUPILS)
    for pupil in PUPILS:
        handed_in(course, pupil, RIGHT)
    collect(course, TINY, NOW)
    laid(course, "values", LAST)
    laid(course, "above", {"above": "99"})
    file = {pupil: course.submitted(TINY, pupil) / f"{TINY}.ipynb" for pupil in PUPILS}
    (file["p02"].parent / "answers.json").unlink()
    (file["p03"].parent / "answers.json").write_text('{"answers": {"number')
    file["p04"].write_text(file["p04"].read_text()[:200])
    file["p06"].rename(file["p06"].with_name("mine.ipynb"))
    ran = course.root / "ran"
    changed(file["p07"], lambda nb: nb.cells.append(new_code_cell(f"open({str(ran)!r}, 'w')")))
    (file["p08"].parent / "timestamp.txt").write_text("yesterday, I think")
    released = course.release(TINY) / f"{TINY}.ipynb"
    file["p09"].write_text(released.read_text())
    changed(file["d01"], lambda nb: nb.cells.append(nb.cells[2].copy()))
    script = "<script>alert(2)</script>"
    changed(file["q01"], lambda nb: nb.cells[-1].update(source=script))
    evil = course.root / "evil" / TINY
    evil.mkdir(parents=True)
    (evil / f"{TINY}.ipynb").write_text(released.read_text())
    (evil / "keep.txt").write_text("a folder of somebody's")
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("stock_run.py")), str(course.root)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("last", ["nan", "true", "words", "below", "numpy", "nothing"])
def test_nbgrader_gives_full_marks_for_what_is_no_number(stock, last):
    success, rows = stock["values"]
    assert success
    assert rows[last][0] == 2.0


def test_nbgrader_gives_nothing_for_a_word_on_stderr_and_for_a_test_that_stops(stock):
    rows = stock["values"][1]
    assert (rows["stderr"][0], rows["stops"][0]) == (0.0, 0.0)


def test_nbgrader_stops_at_a_value_above_the_most_and_leaves_a_row_behind(stock):
    success, log, rows = stock["above"]
    assert not success
    assert "partial credit cannot be greater" in log
    assert list(rows) == ["above"]


@pytest.mark.parametrize("fault", ["missing", "cut"])
def test_nbgrader_gives_a_silent_0_where_the_answers_are_not_there(stock, fault):
    success, _, rows = stock[fault]
    assert success
    assert [rows[item][0] for item in ("number", "order", "groups")] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("fault", ["corrupt", "renamed", "time"])
def test_nbgrader_leaves_a_phantom_row_or_stops_at_what_it_cannot_read(stock, fault):
    success, _, rows = stock[fault]
    assert not success
    assert fault == "time" or rows


def test_nbgrader_runs_a_cell_that_a_hand_in_brings_along(stock):
    assert stock["extra"][0]
    assert stock["ran"]


def test_nbgrader_gives_0_for_an_untouched_text_and_asks_nobody_to_read(stock):
    assert stock["untouched"][2]["why"] == [0.0, 0]


def test_nbgrader_stops_the_batch_at_a_doubled_cell(stock):
    success, log, rows = stock["batch"]
    assert not success
    assert rows == {}
    assert "old version" in log


def test_nbgrader_takes_a_name_for_a_pattern(stock):
    assert stock["glob before"] == [{}, {}]
    assert all(rows["order"][0] == 3.0 for rows in stock["glob after"])


def test_nbgrader_deletes_a_folder_that_a_name_leads_to(stock):
    assert (stock["evil before"], stock["evil after"]) == (True, False)


def test_nbgrader_skips_an_older_hand_in_and_calls_it_a_success(stock):
    assert (stock["older"], stock["older skipped"]) == (True, True)


def test_nbgrader_runs_a_pupils_script_in_formgrader_and_shows_code(stock):
    assert stock["script"]
    assert stock["code"]


def test_nbgraders_feedback_shows_the_hidden_tests(stock):
    assert stock["hidden tests"]
    assert stock["feedback bytes"] > 100_000


def test_nbgraders_export_quotes_nothing_and_gives_who_was_absent_0(stock):
    assert stock["formula raw"]
    assert float(stock["absent"]["score"]) == 0.0


def test_nbgrader_leaves_points_above_the_new_most(stock):
    assert stock["points changed"]
    assert stock["above the new most"] == [3.0, 1.0]


def test_nbgrader_has_deleted_the_release_when_a_build_fails(stock):
    assert (stock["build fails"], stock["release left"]) == (False, False)
