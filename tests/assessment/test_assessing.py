"""`safer assessments`, and nbgrader's own commands in assessments/, as people run them."""

import csv
import json
import os
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook
from safer_communities import command
from safer_communities.assessment.gradebook import url_of
from safer_communities.assessment.handing_in import file_of
from safer_communities.assessment.restoring import copies

from tests.assessment.making import RIGHT, TINY, WRONG, handed_in, raw
from tests.conftest import ROOT


@pytest.fixture
def run(course, capsys):
    """Run a verb on the course; return its exit code and what it printed."""
    places = ["--data", str(course.folder.parent), "--content", str(course.places.lessons.parent)]

    def work(verb, *words):
        code = command.main(["assessments", verb, *words, *places])
        told = capsys.readouterr()
        return code, told.out + told.err

    return work


def test_a_class_is_collected_marked_exported_and_deleted_by_command(course, run, tmp_path):
    handed_in(course, "p01", RIGHT)
    raw(course, "p02", "{")
    assert run("collect", TINY) == (
        1,
        (
            "tiny/p02/01.json: The file breaks off, or is not JSON.\n"
            "1 collected, 1 refused, 1 absent.\n"
        ),
    )
    assert run("mark", TINY) == (0, "1 marked, 0 refused, 1 texts to read.\n")
    code, said = run("feedback", TINY, "p01")
    assert (code, said.splitlines()[0]) == (0, "Which number fits? 1 of 1")
    file = tmp_path / "marks.csv"
    assert run("export", TINY, "--to", str(file))[0] == 0
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert {row["pupil"]: row["state"] for row in rows if row["item"] == "order"} == {
        "p01": "marked",
        "p02": "refused",
        "p03": "absent",
    }
    code, said = run("delete", TINY)
    assert (code, "Nobody has read 1 texts" in said) == (2, True)
    assert run("delete", TINY, "--unread-too")[0] == 0
    assert not file_of(course.handins, TINY, "p01", 1).exists()


def test_marking_tells_how_far_it_is_line_by_line_for_a_program(course, run):
    handed_in(course, "p01", RIGHT)
    handed_in(course, "p02", WRONG)
    code, said = run("mark", TINY, "--collect", "--json")
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert lines[:2] == [{"done": 1, "of": 2}, {"done": 2, "of": 2}]
    assert lines[2]["needs_reading"] == [["p01", "why"]]
    assert len(lines[2]["rows"]) == 8


def test_the_copies_of_the_gradebook_are_listed_and_one_is_brought_back(course, run):
    handed_in(course, "p01", RIGHT)
    run("mark", TINY, "--collect")
    run("delete", TINY, "--marks")
    code, said = run("restore")
    newest = said.splitlines()[0].split()[0]
    assert (code, said.splitlines()[0].partition(", ")[2]) == (0, "before deleting marks")
    assert run("export", TINY)[1].count('"waiting"') == 4
    code, said = run("restore", newest)
    assert code == 0
    assert "is kept as gradebook-" in said
    assert run("export", TINY)[1].count('"marked"') == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["restore", "other.db"], "There is no copy called 'other.db'"),
        (["mark", "tiny"], "Collect first"),
        (["mark", "../tiny"], "No check can be called"),
        (["collect", "tinny"], "Did you mean 'tiny'"),
        (["feedback", "tiny", "p01"], "has been marked"),
        (["delete"], "Name a check"),
        (["delete", "--pupil", "p*1"], "No pupil can be called"),
        (["export", "other"], "No check is called 'other'"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run, words, says):
    code, said = run(*words)
    assert code == 2
    assert says in said
    assert "Traceback" not in said


def test_a_verb_that_is_not_there_lists_those_that_are(capsys):
    assert command.main(["assessments", "grade"]) == 2
    assert "collect" in capsys.readouterr().err
    assert command.main(["assessments", "--help"]) == 0


def nbgrader(course, *words):
    paths = os.pathsep.join([str(ROOT / "widgets"), os.environ.get("PYTHONPATH", "")])
    surroundings = {
        **os.environ,
        "SAFER_DATA": str(course.folder.parent),
        "SAFER_CONTENT": str(course.places.lessons.parent),
        "PYTHONPATH": paths,
    }
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=ROOT / "assessments",
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


def graded(course):
    """Return of whom the gradebook has a submission."""
    with Gradebook(url_of(course)) as book:
        return sorted(each.student.id for each in book.assignment_submissions(TINY))


@pytest.mark.sweep
def test_nbgraders_own_command_leaves_no_row_of_what_it_cannot_mark(course, run):
    """Stock leaves rows with 0 of both: see test_stock.py, `corrupt` and `renamed`."""
    for pupil in ("p01", "p02", "p03"):
        handed_in(course, pupil, RIGHT)
    run("collect", TINY)
    with Gradebook(url_of(course)) as book:
        for pupil in ("p01", "p02", "p03"):
            book.add_student(pupil)
    file = course.submitted(TINY, "p02") / f"{TINY}.ipynb"
    file.write_text(file.read_text()[:200])
    file = course.submitted(TINY, "p03") / f"{TINY}.ipynb"
    file.rename(file.with_name("mine.ipynb"))
    done = nbgrader(course, "autograde", TINY)
    assert done.returncode == 1
    assert graded(course) == ["p01"]
    assert [each.before for each in copies(course)].count("nbgrader autograde") == 1


def test_nbgraders_own_commands_work_in_assessments_with_our_settings(course, run, tmp_path):
    handed_in(course, "p01", RIGHT)
    run("mark", TINY, "--collect")
    done = nbgrader(course, "autograde", TINY, "--force")
    assert done.returncode == 0, done.stderr[-2000:]
    assert graded(course) == ["p01"]
    file = tmp_path / "grades.csv"
    done = nbgrader(course, "export", "--to", str(file))
    assert done.returncode == 0, done.stderr[-2000:]
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert {row["state"] for row in rows if row["pupil"] == "p01"} == {"marked", "to-read"}
    assert not any((ROOT / "assessments").glob("*.db"))
    assert not any((ROOT / "assessments").glob(".nbgrader.log"))
