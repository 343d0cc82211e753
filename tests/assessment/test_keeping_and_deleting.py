"""How long answers are kept, that deleting reaches every copy, and what is passed on."""

import contextlib
import datetime as dt
import os
import sqlite3

import pytest
from nbgrader.api import Gradebook
from safer_communities.assessment.collecting import collect
from safer_communities.assessment.exporting import exported
from safer_communities.assessment.feedback import feedback
from safer_communities.assessment.gradebook import backups, url_of
from safer_communities.assessment.handing_in import file_of
from safer_communities.assessment.keeping import keep_json
from safer_communities.assessment.markbook import markbook
from safer_communities.assessment.marking import mark
from safer_communities.assessment.passing import pass_on
from safer_communities.assessment.retention import (
    Expired,
    Unread,
    What,
    delete,
    expired,
    keep_until,
)
from safer_communities.assessment.roster import Roster
from safer_communities.assessment.windows import Opening, openings, set_opening

from tests.assessment.making import NOW, RIGHT, TINY, handed_in

CANARY = "Zebrafish"
WORDS = f"{CANARY} <b>told</b> me.\u202e Then,\r\n  nothing."


@pytest.fixture
def done(course):
    """A course in which two pupils' hand-ins are marked, read, and copied wherever tools copy."""
    for pupil in ("p01", "p02"):
        handed_in(course, pupil, {**RIGHT, "why": {"text": WORDS}})
    collect(course, TINY, NOW)
    mark(course, TINY)
    with Gradebook(url_of(course)) as book:
        for pupil in ("p01", "p02"):
            grade = book.find_grade("why", TINY, TINY, pupil)
            grade.manual_score, grade.needs_manual_grade = 2.0, False
            comment = book.find_comment("why", TINY, TINY, pupil)
            comment.manual_comment = f"A clear reason, {CANARY}." + " Well said." * 2000
        book.db.commit()
    mark(course, TINY)
    for pupil in ("p01", "p02"):
        folder = course.autograded(TINY, pupil) / ".ipynb_checkpoints"
        folder.mkdir()
        (folder / "tiny-checkpoint.ipynb").write_text(CANARY)
        fed = course.root / "feedback" / pupil / TINY
        fed.mkdir(parents=True)
        (fed / "tiny.html").write_text(CANARY)
        keep_json(course.drafts / TINY / f"{pupil}.json", {"why": CANARY})
    (course.root / ".nbgrader.log").write_text("p01 p02")
    set_opening(course.windows_file, TINY, Opening(NOW, None))
    return course


def places_of(course, *needles):
    """Return every file under the course in whose bytes, name or folder one of these stands."""
    found = set()
    for file in course.folder.rglob("*"):
        name = str(file.relative_to(course.folder))
        data = file.read_bytes() if file.is_file() else b""
        if any(needle.encode() in data or needle in name for needle in needles):
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("handed_in_at", "until"),
    [
        ("2026-09-07", "2027-08-31"),
        ("2026-11-25", "2027-08-31"),
        ("2027-07-20", "2027-08-31"),
        ("2027-08-31", "2027-08-31"),
        ("2027-09-01", "2028-08-31"),
    ],
)
def test_a_hand_in_is_kept_to_the_end_of_its_school_year_and_never_over_13_months(
    handed_in_at, until
):
    at = dt.datetime.fromisoformat(handed_in_at).replace(tzinfo=dt.UTC)
    assert keep_until(at).date().isoformat() == until
    assert keep_until(at) - at < dt.timedelta(days=397)


def test_what_is_past_its_time_is_named_by_pupil_and_check(done):
    for file in [*done.handins.rglob("*.json"), *done.drafts.rglob("*.json")]:
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    over = dt.datetime(2027, 9, 1, tzinfo=dt.UTC)
    assert expired(done, NOW) == []
    assert {(each.assignment, each.pupil) for each in expired(done, over)} == {
        (TINY, "p01"),
        (TINY, "p02"),
    }
    assert isinstance(expired(done, over)[0], Expired)


def test_deleting_a_check_reaches_hand_ins_drafts_every_copy_and_every_backup(done):
    assert len(backups(done)) >= 2
    assert places_of(done, CANARY)
    gone = delete(done, What(TINY))
    assert any("autograded" in each for each in gone)
    assert any("backups" in each for each in gone)
    assert places_of(done, CANARY) == set()
    assert places_of(done, "p01", "p02") == {"roster.csv", "course/gradebook.db"} | {
        f"course/backups/{each.name}" for each in backups(done)
    }
    assert openings(done.windows_file) == {}
    assert {row.state for row in markbook(done, TINY)} == {"absent"}
    assert (done.release(TINY) / f"{TINY}.ipynb").is_file()
    with contextlib.closing(sqlite3.connect(done.gradebook_file)) as file:
        assert next(file.execute("PRAGMA freelist_count")) == (0,), "deleted pages are still there"
    for book in (done.gradebook_file, *backups(done)):
        with Gradebook(f"sqlite:///{book}") as each:
            assert each.assignment_submissions(TINY) == []


def test_deleting_a_pupil_leaves_the_others_whole(done):
    delete(done, What(pupil="p01"))
    assert places_of(done, "p01") == set()
    assert list(Roster.read(done.roster_file).pupils) == ["p02", "p03"]
    assert {row.points for row in markbook(done, TINY) if row.pupil == "p02"} == {1.0, 2.0, 3.0}
    assert file_of(done.handins, TINY, "p02", 1).is_file()


def test_deleting_one_pupils_check_keeps_them_on_the_roster(done):
    delete(done, What(TINY, "p01"))
    assert places_of(done, "p01") == {"roster.csv", "course/gradebook.db"} | {
        f"course/backups/{each.name}" for each in backups(done)
    }
    assert "p01" in Roster.read(done.roster_file).pupils


def test_deleting_everything_leaves_no_pupil_anywhere(done):
    pass_on(done, TINY, "p01", "why")
    delete(done, What())
    assert places_of(done, CANARY, "p01", "p02", "p03", "WORD") == set()


def test_deleting_marks_keeps_hand_ins_and_a_copy_and_lets_the_points_change(done):
    gone = delete(done, What(TINY, marks=True))
    assert gone
    assert file_of(done.handins, TINY, "p01", 1).is_file()
    assert "before-deleting-marks" in backups(done)[-1].name
    assert {row.state for row in markbook(done, TINY) if row.pupil == "p01"} == {"waiting"}
    collect(done, TINY, NOW)
    assert mark(done, TINY).refused == []


def test_texts_that_nobody_has_read_are_not_deleted_unless_that_is_said(done):
    handed_in(done, "p01", {**RIGHT, "why": {"text": "Another."}})
    collect(done, TINY, NOW)
    mark(done, TINY)
    with pytest.raises(Unread, match="1 texts: p01"):
        delete(done, What(TINY))
    assert file_of(done.handins, TINY, "p01", 1).is_file()
    delete(done, What(TINY, "p02"))
    delete(done, What(TINY), unread=True)
    assert places_of(done, "Another.") == set()


def test_the_safeguarding_lead_gets_the_exact_words_and_who_and_when(done):
    passed = pass_on(done, TINY, "p01", "why")
    assert passed.words == WORDS
    assert (passed.pupil, passed.number, passed.handed_in) == ("p01", 1, NOW)


def test_what_was_passed_on_is_out_of_marking_formgrader_exports_and_feedback(done):
    pass_on(done, TINY, "p01", "why")
    (row,) = (row for row in markbook(done, TINY) if (row.pupil, row.item) == ("p01", "why"))
    assert (row.state, row.points) == ("passed", None)
    assert '"why","help","","2","passed"' in exported(done, [TINY])
    assert [told.item for told in feedback(done, TINY, "p01")] == ["number", "order", "groups"]
    for step in ("submitted", "autograded", "feedback"):
        copies = [each for each in (done.root / step / "p01").rglob("*") if each.is_file()]
        assert not [each for each in copies if CANARY.encode() in each.read_bytes()]
    with Gradebook(url_of(done)) as book:
        assert book.find_grade("why", TINY, TINY, "p01").manual_score is None
        assert book.find_comment("why", TINY, TINY, "p01").comment is None
        assert book.find_grade("why", TINY, TINY, "p02").manual_score == 2.0


def test_what_was_passed_on_stays_out_when_it_is_collected_and_marked_again(done):
    pass_on(done, TINY, "p01", "why")
    collect(done, TINY, NOW)
    assert mark(done, TINY).needs_reading == []
    assert CANARY not in (done.autograded(TINY, "p01") / f"{TINY}.ipynb").read_text()
    states = {row.item: row.state for row in markbook(done, TINY) if row.pupil == "p01"}
    assert states == {"number": "marked", "order": "marked", "groups": "marked", "why": "passed"}


def test_a_new_text_after_one_that_was_passed_on_is_read_like_any_other(done):
    pass_on(done, TINY, "p01", "why")
    handed_in(done, "p01", {**RIGHT, "why": {"text": "Because."}})
    collect(done, TINY, NOW)
    assert mark(done, TINY).needs_reading == [("p01", "why")]


@pytest.mark.parametrize(("pupil", "item"), [("p03", "why"), ("p01", "order"), ("p01", "sure")])
def test_what_is_no_text_cannot_be_passed_on(done, pupil, item):
    with pytest.raises(LookupError):
        pass_on(done, TINY, pupil, item)
