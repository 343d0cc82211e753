"""Marking: nbgrader's own pipeline in one process; what cannot be marked is never a silent 0."""

import contextlib
import json
import sqlite3
import sys
import threading
import time
import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from safer_communities.activities import Activity
from safer_communities.assessment import credit
from safer_communities.assessment.collecting import collect
from safer_communities.assessment.gradebook import (
    PointsChanged,
    backups,
    forget_phantoms,
    opened,
    points_were,
    url_of,
)
from safer_communities.assessment.markbook import markbook
from safer_communities.assessment.marking import CannotRelease, mark, release, settings
from safer_communities.assessment.marking.in_process import InProcessExecute, last_value
from safer_communities.assessment.marking.running import NotCollected
from safer_communities.assessment.points import CannotMark, as_points, call_in, share
from safer_communities.assessment.points import test_cell as cell_that_tests

from tests.assessment.making import (
    NOW,
    RIGHT,
    TINY,
    WRONG,
    built,
    handed_in,
    made,
    meta,
)


def marked(course, *pupils, answers=RIGHT):
    for pupil in pupils:
        handed_in(course, pupil, answers)
    collect(course, TINY, NOW)
    return mark(course, TINY)


def rows(course, pupil):
    return {
        row.item: (row.points, row.state) for row in markbook(course, TINY) if row.pupil == pupil
    }


@contextlib.contextmanager
def gradebook(course):
    with Gradebook(url_of(course)) as opened_one:
        yield opened_one


def give(course, pupil, points, item="why"):
    """Give points for a text, as formgrader does."""
    with gradebook(course) as book:
        grade = book.find_grade(item, TINY, TINY, pupil)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


def students_and_submissions(course):
    with contextlib.closing(sqlite3.connect(course.gradebook_file)) as file:
        query = "SELECT student_id FROM submitted_assignment ORDER BY 1"
        return [row[0] for row in file.execute(query)]


# -- points


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), True, False, "ok", "2", None, [1], 1j]
)
def test_what_is_no_number_is_refused_where_nbgrader_gives_full_marks(value):
    with pytest.raises(CannotMark):
        as_points(value, 2)


@pytest.mark.parametrize(
    ("value", "points"),
    [(-1, 0.0), (0, 0.0), (1.5, 1.5), (2, 2.0), (3, 2.0), (np.float64(2.0), 2.0)],
)
def test_points_are_a_plain_float_from_nothing_to_the_most(value, points):
    given_points = as_points(value, 2)
    assert (given_points, type(given_points)) == (points, float)
    assert repr(given_points) == repr(points)


@given(st.integers(0, 26))
def test_a_test_cell_gives_the_points_that_the_check_gives(specs, number):
    item, spec = specs["groups"]
    groups = [None, "risky", "safer"]
    placed = {}
    for card in ("ice", "path", "rail"):
        number, at = divmod(number, 3)
        if groups[at]:
            placed[card] = groups[at]
    value = {"placed": placed} if placed else {}
    given_share = share(item.kind, spec, value)
    assert as_points(item.marks * given_share, item.marks) == credit(item, spec, value).points


def test_a_test_cell_tells_its_question_back_and_holds_no_picture(course):
    item, spec = course.specs(TINY)["order"]
    spec = {**spec, "picture": "data:image/svg+xml,<svg/>"}
    source = cell_that_tests(item.id, item.kind, item.marks, spec)
    assert call_in(source) == ("order", "ordering", 3.0, {**spec, "picture": ""})
    assert call_in("import os") is None
    assert call_in("def") is None


def test_a_warning_in_a_kinds_mark_is_no_reason_for_no_points(
    course, monkeypatch, tmp_path, capsys
):
    kind = Activity.kinds["ordering"]
    before = kind.mark

    def loud(spec, value):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        sys.stderr.write("to stderr")
        return before(spec, value)

    monkeypatch.setattr(kind, "mark", staticmethod(loud))
    (tmp_path / "answers.json").write_text(json.dumps({"answers": RIGHT}))
    _, spec = course.specs(TINY)["order"]
    with contextlib.chdir(tmp_path):
        cell = cell_that_tests("order", "ordering", 3, spec)
        assert last_value(cell, "<cell>", {}) == 3.0
    assert capsys.readouterr().err == ""


# -- a class


def test_right_wrong_unanswered_and_absent_are_four_different_things(course):
    handed_in(course, "p01", RIGHT)
    handed_in(course, "p02", {**WRONG, "order": {}})
    collect(course, TINY, NOW)
    done = []
    result = mark(course, TINY, lambda *told: done.append(told))
    assert done == [(1, 2), (2, 2)]
    assert result.needs_reading == [("p01", "why")]
    assert rows(course, "p01") == {
        "number": (1.0, "marked"),
        "order": (3.0, "marked"),
        "groups": (2.0, "marked"),
        "why": (None, "to-read"),
    }
    assert rows(course, "p02") == {
        "number": (0.0, "marked"),
        "order": (0.0, "marked"),
        "groups": (2 / 3, "marked"),
        "why": (0.0, "marked"),
    }
    assert set(rows(course, "p03").values()) == {(None, "absent")}
    assert students_and_submissions(course) == ["p01", "p02"]


def test_feelings_go_to_no_marker_and_into_no_markbook(course):
    marked(course, "p01")
    assert "sure" not in rows(course, "p01")
    for folder in (course.submitted(TINY, "p01"), course.autograded(TINY, "p01")):
        assert "sure" not in json.loads((folder / "answers.json").read_text())["answers"]


def test_what_is_collected_but_not_marked_waits(course):
    handed_in(course, "p01", RIGHT)
    collect(course, TINY, NOW)
    assert set(rows(course, "p01").values()) == {(None, "waiting")}
    mark(course, TINY)
    handed_in(course, "p01", WRONG)
    collect(course, TINY, NOW)
    assert set(rows(course, "p01").values()) == {(None, "waiting")}


def test_marking_before_collecting_says_to_collect_first(course):
    with pytest.raises(NotCollected, match="Collect first"):
        mark(course, TINY)


def test_the_working_directory_is_what_it_was(course):
    before = Path.cwd()
    marked(course, "p01")
    assert Path.cwd() == before


def test_other_gradebooks_open_as_ever_while_ours_is_shared_and_after_it(course):
    with opened(course) as ours:
        assert Gradebook(url_of(course)).engine is ours.engine
        other = Gradebook(f"sqlite:///{course.gradebook_file}?timeout=5")
        assert other.engine is not ours.engine
        other.close()
    assert Gradebook(url_of(course)).engine is not ours.engine


def test_two_threads_hold_the_gradebook_open_one_after_the_other(course):
    before, inside = Gradebook.__init__, []

    def hold():
        with opened(course):
            inside.append("in")
            time.sleep(0.05)
            inside.append("out")

    threads = [threading.Thread(target=hold) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert inside == ["in", "out"] * 3
    assert Gradebook.__init__ is before


# -- handed in again


def test_a_changed_text_waits_to_be_read_again_and_an_unchanged_one_keeps_its_points(course):
    marked(course, "p01", "p02")
    for pupil in ("p01", "p02"):
        give(course, pupil, 2.0)
    handed_in(course, "p01", {**RIGHT, "why": {"text": "Something else."}})
    handed_in(course, "p02", {**RIGHT, "order": {}})
    collect(course, TINY, NOW)
    result = mark(course, TINY)
    assert result.needs_reading == [("p01", "why")]
    assert rows(course, "p01")["why"] == (None, "changed")
    assert rows(course, "p02")["why"] == (2.0, "marked")
    assert rows(course, "p02")["order"] == (0.0, "marked")
    with gradebook(course) as book:
        flags = {each.student.id: each.flagged for each in book.notebook_submissions(TINY, TINY)}
    assert flags == {"p01": True, "p02": False}


def test_a_changed_text_goes_on_waiting_until_somebody_has_read_it(course):
    marked(course, "p01")
    give(course, "p01", 2.0)
    marked(course, "p01", answers={**RIGHT, "why": {"text": "Something else."}})
    mark(course, TINY)
    assert rows(course, "p01")["why"] == (None, "changed")
    give(course, "p01", 1.0)
    mark(course, TINY)
    assert rows(course, "p01")["why"] == (1.0, "marked")


def test_a_text_that_was_taken_out_waits_too(course):
    marked(course, "p01")
    give(course, "p01", 2.0)
    marked(course, "p01", answers={**RIGHT, "why": {"text": ""}})
    assert rows(course, "p01")["why"] == (None, "changed")


def test_an_older_clock_does_not_keep_a_newer_hand_in_from_being_marked(course):
    marked(course, "p01", answers=WRONG)
    handed_in(course, "p01", RIGHT, now=NOW.replace(year=2025))
    collect(course, TINY, NOW)
    mark(course, TINY)
    assert rows(course, "p01")["order"] == (3.0, "marked")


# -- what was laid in is not what it should be


def no_answers(course):
    (course.submitted(TINY, "p01") / "answers.json").unlink()


def cut_answers(course):
    file = course.submitted(TINY, "p01") / "answers.json"
    file.write_text(file.read_text()[:30])


def list_of_answers(course):
    (course.submitted(TINY, "p01") / "answers.json").write_text('{"answers": []}')


def other_answers(course):
    (course.submitted(TINY, "p01") / "answers.json").write_text(
        '{"answers": {"order": {"order": ["x"]}}}'
    )


def cut_notebook(course):
    file = course.submitted(TINY, "p01") / f"{TINY}.ipynb"
    file.write_text(file.read_text()[:200])


def renamed_notebook(course):
    file = course.submitted(TINY, "p01") / f"{TINY}.ipynb"
    file.rename(file.with_name("mine.ipynb"))


def no_folder(course):
    for file in course.submitted(TINY, "p01").iterdir():
        file.unlink()
    course.submitted(TINY, "p01").rmdir()


def bad_time(course):
    (course.submitted(TINY, "p01") / "timestamp.txt").write_text("yesterday, I think")


def changed_cells(change):
    def work(course):
        file = course.submitted(TINY, "p01") / f"{TINY}.ipynb"
        notebook = nbformat.read(file, 4)
        change(notebook)
        nbformat.write(notebook, file)

    return work


def graded(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def doubled_cell(notebook):
    notebook.cells.append(graded(notebook)[0].copy())


def deleted_cell(notebook):
    notebook.cells.remove(graded(notebook)[0])


def extra_cell(notebook):
    notebook.cells.insert(0, nbformat.v4.new_code_cell("open('ran', 'w').close()"))


def extra_locked_cell(notebook):
    notebook.cells.insert(
        0, nbformat.v4.new_code_cell("open('ran', 'w').close()", metadata=meta("x", locked=True))
    )


def more_points(notebook):
    graded(notebook)[0].metadata.nbgrader.points = 99


def own_test(notebook):
    graded(notebook)[0].source = "1.0"


BROKEN = {
    "answers.json missing": (no_answers, "'answers.json' is missing"),
    "answers.json cut off": (cut_answers, "'answers.json' is broken"),
    "answers.json a list": (list_of_answers, "'answers.json' is broken"),
    "answers that fit no question": (other_answers, "fits no such question"),
    "notebook cut off": (cut_notebook, ""),
    "notebook renamed": (renamed_notebook, "missing: collect again"),
    "folder gone": (no_folder, "missing: collect again"),
    "bad timestamp": (bad_time, ""),
    "graded cell doubled": (changed_cells(doubled_cell), "not the one that was built"),
    "graded cell deleted": (changed_cells(deleted_cell), "not the one that was built"),
    "extra code cell": (changed_cells(extra_cell), "not the one that was built"),
    "extra locked cell": (changed_cells(extra_locked_cell), "not the one that was built"),
    "more points": (changed_cells(more_points), "not the one that was built"),
    "a test of one's own": (changed_cells(own_test), "not the one that was built"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_cannot_be_marked_is_refused_with_a_reason_leaves_no_row_and_stops_nobody(
    course, fault
):
    break_it, says = BROKEN[fault]
    for pupil in ("p01", "p02"):
        handed_in(course, pupil, RIGHT)
    collect(course, TINY, NOW)
    break_it(course)
    result = mark(course, TINY)
    (refused,) = result.refused
    assert (refused.pupil, refused.file) == ("p01", "tiny/p01/01.json")
    assert says in refused.reason
    assert len(refused.reason) > 10
    assert {row[0] for row in result.rows} == {"p02"}
    assert students_and_submissions(course) == ["p02"]
    assert set(rows(course, "p01").values()) == {(None, "refused")}
    assert rows(course, "p02")["order"] == (3.0, "marked")
    assert not any(course.root.rglob("ran"))
    assert not Path("ran").exists()


def test_a_refused_hand_in_keeps_the_points_a_teacher_gave_until_it_is_mended(course):
    marked(course, "p01")
    give(course, "p01", 2.0)
    no_answers(course)
    mark(course, TINY)
    assert rows(course, "p01")["why"] == (None, "refused")
    collect(course, TINY, NOW)
    mark(course, TINY)
    assert rows(course, "p01")["order"] == (3.0, "marked")
    with gradebook(course) as book:
        assert book.find_grade("why", TINY, TINY, "p01").manual_score == 2.0


VALUES = ("float('nan')", "True", "'ok'", "None", "[2]", "pass", "1/0", "raise SystemError('x')")


@pytest.mark.parametrize("last", VALUES)
def test_a_test_cell_that_ends_in_no_number_is_refused_through_the_whole_chain(tmp_path, last):
    course = made(tmp_path, pupils=("p01",), build=False)

    def change(notebook):
        graded(notebook)[1].source = f"x = 1\n{last}"
        return notebook

    built(course, change=change)
    result = marked(course, "p01")
    assert result.rows == []
    assert "'order'" in result.refused[0].reason
    assert students_and_submissions(course) == []


@pytest.mark.parametrize(
    ("last", "points"), [("-1", 0.0), ("99", 3.0), ("import numpy; numpy.float64(2.0)", 2.0)]
)
def test_a_number_outside_is_brought_to_the_nearest_that_can_be(tmp_path, last, points):
    course = made(tmp_path, pupils=("p01",), build=False)

    def change(notebook):
        graded(notebook)[1].source = last
        return notebook

    built(course, change=change)
    marked(course, "p01")
    assert rows(course, "p01")["order"] == (points, "marked")


def test_a_word_on_stderr_costs_no_points(tmp_path):
    course = made(tmp_path, pupils=("p01",), build=False)

    def change(notebook):
        cell = graded(notebook)[1]
        cell.source = (
            "import sys, warnings\nwarnings.warn('old', DeprecationWarning)\n"
            "print('x', file=sys.stderr)\n" + cell.source
        )
        return notebook

    built(course, change=change)
    marked(course, "p01")
    assert rows(course, "p01")["order"] == (3.0, "marked")


# -- building and marking again


def with_points(course, points):
    file = course.places.assessments / "questions" / "tiny.yaml"
    file.write_text(file.read_text().replace("    marks: 3\n", f"    marks: {points}\n"))
    return made(course.folder.parents[1], build=False)


def test_points_changed_after_marking_are_refused_with_a_way_forward(course):
    marked(course, "p01")
    changed = with_points(course, 2)
    for work in (lambda: built(changed), lambda: mark(changed, TINY)):
        with pytest.raises(PointsChanged, match=r"'order' had 3, now 2.*--marks"):
            work()
    with gradebook(course) as book:
        assert points_were(book, TINY)["order"] == 3.0
        assert book.find_grade("order", TINY, TINY, "p01").score == 3.0
    assert (course.release(TINY) / f"{TINY}.ipynb").is_file()


def test_behind_that_no_cell_runs_that_the_gradebook_does_not_know_letter_for_letter(course):
    """AsReleased has refused such a notebook before it comes here."""
    marked(course, "p01")
    there = course.autograded(TINY, "p01")
    of = {"assignment": TINY, "notebook": TINY, "student": "p01", "db_url": url_of(course)}
    told = {"nbgrader": of, "metadata": {"path": str(there)}}
    notebook = nbformat.read(there / f"{TINY}.ipynb", nbformat.NO_CONVERT)
    runs = "open('ran', 'w').close()"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(runs))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(runs, metadata=meta("new", locked=True)))
    InProcessExecute().preprocess(notebook, told)
    assert not (there / "ran").exists()
    tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    next(cell for cell in tests if cell.cell_type == "code").source = f"{runs}\n1.0"
    with pytest.raises(CannotMark, match="not the one that was built"):
        InProcessExecute().preprocess(notebook, told)
    assert not (there / "ran").exists()


def test_a_row_without_anything_marked_is_taken_out_and_no_other(course):
    marked(course, "p01", answers={"why": {"text": "Because."}})
    with gradebook(course) as book:
        book.add_submission(TINY, "p02")
    assert forget_phantoms(course) == [(TINY, "p02")]
    assert students_and_submissions(course) == ["p01"]
    assert forget_phantoms(course) == []


def test_points_changed_before_any_marking_only_need_a_new_build(course):
    changed = with_points(course, 2)
    handed_in(changed, "p01", RIGHT)
    collect(changed, TINY, NOW)
    with pytest.raises(NotCollected, match="build it again"):
        mark(changed, TINY)
    built(changed)
    collect(changed, TINY, NOW)
    mark(changed, TINY)
    assert rows(changed, "p01")["order"] == (2.0, "marked")


def test_nbgraders_own_command_is_stopped_too_where_points_have_changed(course):
    marked(course, "p01")
    source = course.source(TINY) / f"{TINY}.ipynb"
    notebook = nbformat.read(source, 4)
    graded(notebook)[1].metadata.nbgrader.points = 1
    nbformat.write(notebook, source)
    told = NbGraderAPI(config=settings(course.root)).generate_assignment(TINY)
    assert not told["success"]
    assert "'order' had 3, now 1" in told["log"]


def test_a_build_that_fails_leaves_the_release_and_the_gradebook_as_they_were(course):
    marked(course, "p01")
    before = (course.release(TINY) / f"{TINY}.ipynb").read_bytes()

    def change(notebook):
        notebook.cells.append(
            nbformat.v4.new_markdown_cell("More", metadata=meta("more", locked=True))
        )
        return notebook

    with pytest.raises(CannotRelease, match="Cannot add or remove cells"):
        built(course, change=change)
    assert (course.release(TINY) / f"{TINY}.ipynb").read_bytes() == before
    assert rows(course, "p01")["order"] == (3.0, "marked")
    with pytest.raises(CannotRelease, match="build the check first"):
        release(course, "other")


def test_the_gradebook_is_copied_before_each_marking_and_build_ten_of_them_kept(course):
    marked(course, "p01")
    give(course, "p01", 1.5)
    for _ in range(11):
        mark(course, TINY)
    kept = backups(course)
    assert len(kept) == 10
    with contextlib.closing(sqlite3.connect(kept[-1])) as copy:
        assert list(copy.execute("SELECT manual_score FROM grade WHERE manual_score > 0")) == [
            (1.5,)
        ]
    assert "before-marking" in kept[-1].name
    built(course)
    assert "before-build" in backups(course)[-1].name


def test_the_gradebook_is_made_without_nbgraders_command_on_the_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    course = made(tmp_path)
    assert course.gradebook_file.is_file()
    assert marked(course, "p01").refused == []
