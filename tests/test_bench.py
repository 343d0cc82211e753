"""The benches run, at a small size: both sides serve what they must, and nothing is lost."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter

import pytest
from safer_communities.assessment.course import Course

from bench import assembly, growth, lesson, marking, reference, rush, summing, table
from bench.asked import Asked
from tests.conftest import ROOT, aside

PUPILS = 8
pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module")
def rushed():
    return aside(rush.measure, Asked(runs=1, pupils=PUPILS))


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    plot = tmp_path_factory.mktemp("plot") / "growth.svg"
    asked = Asked(runs=1, pupils=PUPILS, most_kernels=PUPILS, plot=plot)
    return aside(growth.measure, asked), plot


def test_a_rush_is_served_whole_with_nothing_lost_and_no_kernel_left(rushed):
    assert rushed["wrong"] == []
    for of_side in rushed["samples"].values():
        for what in ("reference", "lesson", "many"):
            for sample in of_side.get(what, []):
                assert (sample["visitors"], sample["refused"]) == (PUPILS, 0)
    (lesson,) = rushed["samples"]["ours"]["lesson"]
    assert (lesson["lost"], lesson["doubled"]) == (0, 0)
    assert rushed["samples"]["ours"]["reference"][0]["kernels_left"] == 0


def test_a_first_visit_takes_few_requests_and_none_from_another_host(rushed):
    assert rushed["ours"]["visit"]["requests"] <= 20
    assert rushed["ours"]["visit"]["foreign"] == 0
    assert rushed["ours"]["visit"]["warm_bytes"] < rushed["ours"]["visit"]["bytes"]


def test_ours_takes_less_than_stock_of_all_that_is_compared_on_the_real_lesson(rushed):
    for what in ("lesson", "visit"):
        assert all(ratio > 1 for ratio in rushed["ratio"][what].values()), rushed["ratio"]


def test_ours_takes_less_than_stock_for_the_reference_notebook(rushed):
    assert rushed["ratio"]["reference"]["seconds"] > 1
    assert rushed["ratio"]["reference"]["mb_a_pupil"] > 1


def test_the_table_has_a_line_for_each_figure_and_says_that_nothing_was_wrong(rushed):
    lines = table.told(rushed).splitlines()
    assert len(lines) == len(table.rows(rushed)) + 3
    assert lines[-1] == "No error, and nothing lost."


def test_the_result_names_the_reference_notebook_by_its_hash(rushed):
    data = (ROOT / rushed["reference"]["file"]).read_bytes()
    assert rushed["reference"]["sha256"] == hashlib.sha256(data).hexdigest()
    json.dumps(rushed)


def test_growth_is_measured_and_drawn_with_a_sentence_of_what_it_shows(grown):
    result, plot = grown
    assert result["wrong"] == []
    assert result["ours"]["lesson"][str(PUPILS)]["visitors"] == PUPILS
    assert set(result["ratio"]["reference"][str(PUPILS)]) == set(growth.COMPARED)
    title = plot.read_text("utf-8").partition("<title>")[2].partition("</title>")[0]
    assert f"this pack, real lesson: {PUPILS} at once" in title


def test_whom_the_server_has_no_room_for_is_counted_as_refused_and_not_as_an_error():
    sample = aside(reference.run_ours, 3, most_kernels=1)
    assert (sample["visitors"], sample["refused"], sample["errors"]) == (3, 2, [])
    assert sample["kernels_left"] == 0


def test_a_kernel_without_the_notebooks_widgets_is_an_error(monkeypatch):
    monkeypatch.setattr(reference, "MODELS", {*reference.MODELS, "NoSuchModel"})
    sample = aside(reference.run_ours, 1)
    assert "no ['NoSuchModel']" in sample["errors"][0]


def test_an_answer_that_is_not_found_again_is_lost_and_one_more_than_was_sent_is_doubled(
    monkeypatch,
):
    in_store = lesson.Staff.answers

    async def others(staff, codes):
        found = await in_store(staff, codes)
        assert found.total() == 3
        kept = sorted(found)[1:]
        return Counter([*kept, kept[0]])

    monkeypatch.setattr(lesson.Staff, "answers", others)
    sample = aside(lesson.run_ours, 3)
    assert (sample["lost"], sample["doubled"], sample["errors"]) == (1, 1, [])
    assert summing.wrongs("ours", "lesson", [sample]) == [
        "ours, lesson: lost is 1",
        "ours, lesson: doubled is 1",
    ]


def test_a_bench_that_saw_something_wrong_says_so_by_its_exit_code():
    """It looks for what no page holds."""
    code = (
        "import sys; from bench import __main__ as main, reference, rush;"
        "reference.MARKS = ('what is in no page',);"
        "rush.steps = lambda asked: [('reference', 'ours', lambda: reference.run_ours(1))];"
        "rush.RATIOS = {};"
        "main.TABLES = {};"
        "sys.argv = ['bench', 'rush', '--runs', '1'];"
        "sys.exit(main.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "without ['what is in no page']" in json.loads(done.stdout)["wrong"][0]


def test_a_class_is_marked_alike_on_both_sides_row_by_row_and_sooner_by_ours():
    result = marking.measure(Asked(runs=1, pupils=3))
    assert result["wrong"] == []
    (ours,) = result["samples"]["ours"]
    check, _ = Course.of(ROOT).check(marking.NAME)
    assert ours["rows"] == 3 * sum(bool(item.marks) for item in check.items)
    assert (ours["marked"], ours["different"]) == (3, 0)
    assert all(ratio > 1 for ratio in result["ratio"].values()), result["ratio"]
    assert marking.told(result).splitlines()[-1] == "Every point is the same."


def test_an_assembly_is_measured_and_nothing_is_lost(monkeypatch):
    for name, few in {"TABLES": 2, "TIMES": 1, "BETWEEN_SECONDS": 0.5}.items():
        monkeypatch.setattr(assembly, name, few)
    result = aside(assembly.measure, Asked(runs=1, pupils=8))
    assert result["wrong"] == []
    assert result["ours"]["answers"] == 6 + 2
    assert {"answer_to_saved_ms_p95", "answer_to_desk_ms_p95"} <= set(result["ours"])
