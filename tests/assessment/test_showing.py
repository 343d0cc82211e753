"""What marks look like: in formgrader, in a spreadsheet, for the child, in figures."""

import csv
import io
import math
import re

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.apps import NbGraderAPI
from nbgrader.server_extensions.formgrader import handlers
from safer_communities.assessment.analysis import (
    by_outcome,
    changes,
    confidence,
    figures,
    shares,
)
from safer_communities.assessment.collecting import collect
from safer_communities.assessment.exporting import defused, exported
from safer_communities.assessment.feedback import NotMarked, feedback
from safer_communities.assessment.markbook import Row, markbook
from safer_communities.assessment.marking import mark, settings
from traitlets.config import Config

from tests.assessment.making import NOW, RIGHT, TINY, WRONG, handed_in
from tests.assessment.test_marking import give

SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script> $\\alpha$ [a](javascript:1) **b**"


@pytest.fixture
def done(course):
    handed_in(course, "p01", {**RIGHT, "why": {"text": SCRIPT}})
    handed_in(course, "p02", WRONG)
    collect(course, TINY, NOW)
    mark(course, TINY)
    return course


def formgraded(course, pupil):
    """Return the page that formgrader shows of a pupil's submission."""
    config = Config(settings(course.root))
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    told = {"base_url": "", "index": 0, "total": 1, "notebook_id": TINY, "assignment_id": TINY}
    file = course.autograded(TINY, pupil) / f"{TINY}.ipynb"
    return HTMLExporter(config=config).from_filename(str(file), resources=dict(told))[0]


def test_formgrader_shows_questions_and_answers_in_words_with_every_score_box(done):
    page = formgraded(done, "p02")
    body = page.partition('id="notebook-container"')[2]
    assert "There is a fire. Which number fits?" in body
    assert "Three ones" in body
    assert re.findall(r'class="score tabbable" id="([a-z]+)"', body) == [
        "number",
        "order",
        "groups",
        "why",
    ]
    assert 'id="why-comment"' in body
    for code in ("import points", "HIDDEN", "answers.json", "&quot;answer&quot;"):
        assert code not in body
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_the_rubric_and_the_bank_of_comments_are_beside_the_text(done):
    body = formgraded(done, "p01").partition('id="notebook-container"')[2]
    assert '<th scope="row">2</th><td>All</td>' in body
    assert re.search(r"getElementById\('why-comment'\)[^>]+>A clear reason[^<]*</button>", body)


def test_formgrader_runs_nothing_of_what_a_pupil_wrote(done):
    body = formgraded(done, "p01").partition('id="notebook-container"')[2]
    assert "<img" not in body
    assert "<script>alert" not in body
    assert 'href="javascript' not in body
    assert '<pre class="tex2jax_ignore" dir="auto">' in body
    assert "<strong>b</strong>" not in body
    assert "onerror" in body


def test_nbgraders_own_feedback_command_shows_no_hidden_test(done):
    told = NbGraderAPI(config=settings(done.root)).generate_feedback(TINY, "p02")
    assert told["success"], told
    (page,) = (done.root / "feedback").rglob("*.html")
    text = page.read_text("utf-8")
    assert "Which number fits" in text
    assert re.findall(r'<script[^>]*src="(?:https?:)?//', text) == []
    for code in ("import points", "HIDDEN TESTS", "&quot;answer&quot;"):
        assert code not in text


def test_a_child_reads_what_fits_and_why_and_a_kind_comment_but_no_test(done):
    give(done, "p01", 2.0)
    told = {each.item: each for each in feedback(done, TINY, "p02")}
    assert [told[name].points for name in ("number", "order", "groups")] == [0.0, 1.0, 2 / 3]
    ice = next(each for each in told["groups"].reasons if each.item == "ice")
    assert (ice.words, ice.right, ice.why) == ("Ice", False, "It looks strong.")
    assert told["why"].answered is False
    assert "sure" not in told
    assert "import" not in str([each.as_dict() for each in told.values()])
    with pytest.raises(NotMarked):
        feedback(done, TINY, "p03")


def test_the_export_has_each_pupil_and_question_quoted_and_absent_is_not_zero(done):
    rows = list(csv.reader(io.StringIO(exported(done, [TINY]))))
    assert len(rows) == 1 + 3 * 4
    absent = [row for row in rows if row[1] == "p03"]
    assert {(row[5], row[7]) for row in absent} == {("", "absent")}
    zero = next(row for row in rows if row[1] == "p02" and row[3] == "number")
    assert (zero[5], zero[7]) == ("0", "marked")
    assert SCRIPT not in exported(done, [TINY])


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "  =1", "\r=1"])
def test_a_spreadsheet_runs_no_cell(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "shown"), [(None, ""), (0, "0"), (-1.5, "-1.5"), ("6B", "6B")])
def test_a_plain_cell_stays_as_it_is(cell, shown):
    assert defused(cell) == shown


def row(pupil, item, points, state="marked"):
    return Row(pupil, "6B", item, "help", points, 1, state)


def test_a_level_needs_two_marked_questions_and_absent_counts_for_nothing():
    told = by_outcome(
        [
            *(row("p1", item, 1) for item in ("a", "b")),
            row("p1", "c", None, state="to-read"),
            *(row("p2", item, points) for item, points in (("a", 1), ("b", 0))),
            row("p3", "a", 1),
            *(row("p4", item, None, state="absent") for item in ("a", "b")),
            *(row("p5", item, 0) for item in ("a", "b")),
        ]
    )
    assert {each.pupil: each.level for each in told} == {
        "p1": "secure",
        "p2": "developing",
        "p3": "no-evidence",
        "p5": "not-yet",
    }


def test_difficulty_and_discrimination_are_those_of_a_reckoning_by_hand():
    # Twelve pupils; "a" goes with the rest, "b" against it, "c" is the same for all.
    rows = []
    for number in range(12):
        able = number >= 6
        points = {"a": able, "b": not able, "c": 1, "d": number / 11}
        rows += [row(f"p{number}", item, float(each)) for item, each in points.items()]
    found = {each.item: each for each in figures(rows)}
    assert found["a"].facility == 0.5
    assert found["a"].discrimination == pytest.approx(_against_the_rest(rows, "a"))
    assert found["b"].discrimination == pytest.approx(_against_the_rest(rows, "b"))
    assert found["b"].discrimination < 0
    assert (found["c"].facility, found["c"].discrimination) == (1.0, None)
    assert not any(each.few for each in found.values())


def _against_the_rest(rows, item):
    table = shares(rows)
    pupils = list(table[item])
    one = [table[item][pupil] for pupil in pupils]
    others = [name for name in table if name != item]
    rest = [sum(table[name][pupil] for name in others) / len(others) for pupil in pupils]
    means = sum(one) / len(one), sum(rest) / len(rest)
    pairs = list(zip(one, rest, strict=True))
    top = sum((x - means[0]) * (y - means[1]) for x, y in pairs)
    return top / math.sqrt(
        sum((x - means[0]) ** 2 for x in one) * sum((y - means[1]) ** 2 for y in rest)
    )


def test_under_ten_pupils_a_figure_is_marked_as_few_and_nobody_gives_none():
    found = figures([row(f"p{number}", "a", 1.0) for number in range(9)])
    assert found[0].few
    absent = figures([row("p1", "a", None, state="absent")])
    assert (absent[0].pupils, absent[0].facility, absent[0].discrimination) == (0, None, None)


def test_a_change_is_that_of_the_pupils_who_were_there_both_times():
    times = {
        "baseline": {"a": {"p1": 0.0, "p2": 1.0, "p3": 0.0}},
        "endpoint": {"a": {"p1": 1.0, "p2": 1.0, "p4": 1.0}},
        "later": {"a": {"p2": 0.5}},
    }
    first, second, third = changes(times)
    assert (first.first, first.then, first.pupils) == ("baseline", "endpoint", 2)
    assert (first.before, first.after, first.up, first.same, first.down) == (0.5, 1.0, 1, 1, 0)
    assert (second.then, second.pupils, second.down) == ("later", 1, 1)
    assert (third.first, third.then, third.few) == ("endpoint", "later", True)
    none = changes({"baseline": {"a": {"p1": 1.0}}, "endpoint": {}})
    assert (none[0].pupils, none[0].before, none[0].after) == (0, None, None)


def test_confidence_is_laid_beside_the_marks_and_is_never_one(done):
    assert confidence(done, TINY) == {"sure.tell": {"p01": pytest.approx(2 / 3)}}
    assert {each.item for each in markbook(done, TINY)} == {"number", "order", "groups", "why"}
