"""How long answers are kept, that deleting reaches every copy, and what is passed on."""

import contextlib
import datetime as dt
import os
import shutil
import sqlite3

import pytest
from nbgrader.api import Gradebook
from safer_communities.assessment.collecting import collect
from safer_communities.assessment.exporting import exported
from safer_communities.assessment.feedback import feedback
from safer_communities.assessment.gradebook import (
    BACKUPS_KEPT,
    BadCopy,
    backed_up,
    backups,
    url_of,
)
from safer_communities.assessment.handing_in import file_of
from safer_communities.assessment.keeping import keep_json, read_json
from safer_communities.assessment.markbook import markbook
from safer_communities.assessment.marking import mark
from safer_communities.assessment.passing import pass_on
from safer_communities.assessment.restoring import copies, restore
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

from tests.assessment.making import NOW, RIGHT, TINY, WRONG, handed_in, made

CANARY = "Zebrafish"
WORDS = f"{CANARY} <b>told</b> me.\u202e Then,\r\n  nothing."


@pytest.fixture(scope="module")
def done_once(built_once, tmp_path_factory):
    """A course in which two pupils' hand-ins are marked, read, and copied wherever tools copy."""
    folder = tmp_path_factory.mktemp("done")
    shutil.copytree(built_once, folder, dirs_exist_ok=True)
    course = made(folder, build=False)
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
        saved = course.autograded(TINY, pupil) / ".ipynb_checkpoints"
        saved.mkdir()
        (saved / "tiny-checkpoint.ipynb").write_text(CANARY)
        fed = course.root / "feedback" / pupil / TINY
        fed.mkdir(parents=True)
        (fed / "tiny.html").write_text(CANARY)
        draft = {"changed": NOW.isoformat(), "why": CANARY}
        keep_json(course.drafts / TINY / f"{pupil}.json", draft)
    (course.root / ".nbgrader.log").write_text("p01 p02")
    set_opening(course.windows_file, TINY, Opening(NOW, None))
    return folder


@pytest.fixture
def done(done_once, tmp_path):
    """A copy of that course."""
    shutil.copytree(done_once, tmp_path, dirs_exist_ok=True)
    return made(tmp_path, build=False)


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
    over = dt.datetime(2027, 9, 1, tzinfo=dt.UTC)
    assert expired(done, NOW) == []
    assert {(each.assignment, each.pupil) for each in expired(done, over)} == {
        (TINY, "p01"),
        (TINY, "p02"),
    }
    assert isinstance(expired(done, over)[0], Expired)


def aged(course, at):
    """Give every file the time `at`, as copying a folder to another computer may."""
    for file in [*course.handins.rglob("*.json"), *course.drafts.rglob("*.json")]:
        os.utime(file, (at.timestamp(), at.timestamp()))


def test_the_time_that_counts_is_the_one_in_the_record_whatever_its_file_says(done):
    over = dt.datetime(2027, 9, 1, tzinfo=dt.UTC)
    aged(done, over)
    assert len(expired(done, over)) == 4  # a hand-in and a draft, of two pupils
    aged(done, dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert expired(done, NOW) == []


@pytest.mark.parametrize("broken", ["{", "[]", '{"handed_in": 5}', '{"handed_in": "2099-01-01"}'])
def test_what_has_no_time_that_can_be_read_goes_by_its_files_time(done, broken):
    file = file_of(done.handins, TINY, "p01", 1)
    file.write_text(broken)
    then = dt.datetime(2025, 10, 1, tzinfo=dt.UTC)
    aged(done, then)
    assert expired(done, NOW) == [Expired(TINY, "p01", keep_until(then))]


def marks_of(course, pupil="p01"):
    return {
        row.item: (row.points, row.state) for row in markbook(course, TINY) if row.pupil == pupil
    }


def test_a_copy_of_the_gradebook_brings_back_what_was_marked_then(done):
    copy = backups(done)[-1]  # before the second marking: read, and with a comment
    before = marks_of(done)
    delete(done, What(TINY, marks=True))
    handed_in(done, "p02", WRONG)
    collect(done, TINY, NOW)
    mark(done, TINY)
    assert marks_of(done)["why"] == (None, "to-read")
    kept = restore(done, copy.name)
    assert marks_of(done) == before
    # What came after the copy is not taken for what was marked then.
    assert {state for _, state in marks_of(done, "p02").values()} == {"waiting"}
    mark(done, TINY)
    assert marks_of(done) == before
    assert marks_of(done, "p02")["order"] == (pytest.approx(1.0), "marked")
    assert marks_of(done, "p02")["why"] == (None, "changed")
    restore(done, kept.name)
    assert marks_of(done)["why"] == (None, "to-read")


def test_the_oldest_copy_can_be_brought_back_too_and_the_gradebook_looks_as_nbgrader_has_it(done):
    with contextlib.closing(sqlite3.connect(done.gradebook_file)) as file:
        tables = set(file.execute("SELECT name FROM sqlite_master"))
    for _ in range(BACKUPS_KEPT):
        backed_up(done, "trying")
    oldest = copies(done)[-1].name
    restore(done, oldest)
    assert oldest in {each.name for each in copies(done)}
    with contextlib.closing(sqlite3.connect(done.gradebook_file)) as file:
        assert set(file.execute("SELECT name FROM sqlite_master")) == tables
    with Gradebook(url_of(done)) as book:
        assert book.find_student("p01")


def test_a_copy_from_before_a_text_was_passed_on_brings_no_point_and_no_comment_back(done):
    copy = backed_up(done, "trying")
    pass_on(done, TINY, "p01", "why")
    restore(done, copy.name)
    assert marks_of(done)["why"] == (None, "passed")
    with Gradebook(url_of(done)) as book:
        assert book.find_grade("why", TINY, TINY, "p01").manual_score is None
        assert book.find_comment("why", TINY, TINY, "p01").comment is None
        assert book.find_grade("why", TINY, TINY, "p02").manual_score == 2.0


@pytest.mark.parametrize("fault", ["cut", "another", "empty"])
def test_a_copy_that_is_no_gradebook_is_refused_and_changes_nothing(done, fault):
    before = marks_of(done)
    copy = backed_up(done, "trying")
    whole = copy.read_bytes()
    copy.write_bytes({"cut": whole[: len(whole) // 2], "another": b"words", "empty": b""}[fault])
    with pytest.raises(BadCopy, match=copy.name):
        restore(done, copy.name)
    assert marks_of(done) == before


@pytest.mark.parametrize("name", ["../gradebook.db", "no-such.db", ""])
def test_only_a_copy_of_the_list_can_be_brought_back(done, name):
    with pytest.raises(BadCopy, match="There are: gradebook-"):
        restore(done, name)


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


@pytest.mark.parametrize("what", [What(TINY), What(), What(TINY, "p02")])
def test_when_the_last_hand_in_goes_the_next_class_cannot_read_the_feedback_of_this_one(done, what):
    keep_json(done.released_file, {TINY: NOW.isoformat()})
    delete(done, What(TINY, "p01"))
    assert TINY in read_json(done.released_file, {})  # p02 may still read theirs
    delete(done, what)
    assert TINY not in read_json(done.released_file, {})


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
