"""nbgrader's gradebook, with care: made without its command, copied before it is rewritten."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from nbgrader.api import Base, Gradebook, MissingEntry
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import create_engine, event, inspect, text

from .keeping import keep, settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .course import Course

BACKUPS_KEPT = 10
"""The oldest goes when one more is made."""
BESIDE = "safer_marked"
"""The table of a copy in which stands what marking had noted beside the gradebook."""


_one_at_a_time = threading.RLock()
_turns = itertools.count(1)
_turn = 0


class BadCopy(Exception):
    """A copy that is not there, or is no gradebook. The message says which are."""


class PointsChanged(Exception):
    """The points of a question are others than those by which hand-ins were marked."""


def url_of(course: Course) -> str:
    return f"sqlite:///{course.gradebook_file}"


def prepared(course: Course) -> Path:
    """Make the gradebook where there is none; return its file.

    nbgrader would start `alembic` to do this, which it does not find when Python was started by
    its path, as start.py does.
    """
    file = course.gradebook_file
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url_of(course))
    try:
        if not inspect(engine).get_table_names():
            from alembic.script import ScriptDirectory  # noqa: PLC0415 (once in a course's life)

            version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
            Base.metadata.create_all(bind=engine)
            with engine.begin() as connection:
                connection.execute(
                    text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                )
                connection.execute(
                    text("INSERT INTO alembic_version VALUES (:version)"), {"version": version}
                )
    finally:
        engine.dispose()
    return file


def backed_up(course: Course, before: str) -> Path | None:
    """Copy the gradebook, whole even while formgrader writes; None where there is none yet.

    `before` says what is about to happen: it stands in the copy's name.
    """
    if not course.gradebook_file.is_file():
        return None
    course.backups.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    copy = course.backups / f"gradebook-{now:%Y%m%dT%H%M%S%f}-before-{before}.db"
    with (
        closing(sqlite3.connect(course.gradebook_file)) as held,
        closing(sqlite3.connect(copy)) as new,
    ):
        held.backup(new)
        _note_beside(course, new)
    for old in backups(course)[:-BACKUPS_KEPT]:
        old.unlink()
    return copy


def backups(course: Course) -> list[Path]:
    """Return the copies of the gradebook, the oldest first."""
    return sorted(course.backups.glob("gradebook-*.db")) if course.backups.is_dir() else []


def _note_beside(course: Course, copy: sqlite3.Connection) -> None:
    """Keep with a copy which hand-ins its points are of: they are of no later ones."""
    files = sorted((course.root / "marked").glob("*.json"))
    copy.execute(f"DROP TABLE IF EXISTS {BESIDE}")
    copy.execute(f"CREATE TABLE {BESIDE} (assignment TEXT PRIMARY KEY, told TEXT NOT NULL)")
    copy.executemany(
        f"INSERT INTO {BESIDE} VALUES (?, ?)",  # noqa: S608 (a name of ours)
        [(each.stem, each.read_text("utf-8")) for each in files],
    )
    copy.commit()


def bring_back(course: Course, copy: Path) -> None:
    """Put a copy in the gradebook's place, and what marking had noted then. Raises BadCopy.

    What is there now is not copied first: that is the caller's to do. A copy without such notes
    brings none back, so every hand-in waits to be marked again.
    """
    with _one_at_a_time, closing(sqlite3.connect(":memory:")) as held:
        try:
            with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as kept:
                kept.backup(held)
            tables = {row[0] for row in held.execute("SELECT name FROM sqlite_master")}
            sound = held.execute("PRAGMA quick_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError as error:
            raise BadCopy(f"'{copy.name}' cannot be read: {error}.") from None
        if not sound or "submitted_assignment" not in tables:
            raise BadCopy(f"'{copy.name}' is no whole gradebook. Choose another copy.")
        noted: dict[str, str] = {}
        if BESIDE in tables:
            noted = dict(held.execute(f"SELECT assignment, told FROM {BESIDE}"))  # noqa: S608
            held.execute(f"DROP TABLE {BESIDE}")
            held.commit()
        with closing(sqlite3.connect(course.gradebook_file)) as now:
            held.backup(now)
    settle(course.gradebook_file)
    for file in (course.root / "marked").glob("*.json"):
        if file.stem not in noted:
            file.unlink()
    for name, told in noted.items():
        keep(course.marked_file(name), told.encode())


def turn() -> int:
    """Return a number of its own for each time the gradebook is held open; 0 in between."""
    return _turn


@contextmanager
def looked_at(course: Course) -> Iterator[Gradebook]:
    """Open the gradebook to read in it."""
    prepared(course)
    found = Gradebook(url_of(course), "")
    try:
        yield found
    finally:
        found.close()
        found.engine.dispose()


@contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    """Open the gradebook once, for all that nbgrader does in between.

    nbgrader opens it anew nine times for each hand-in, and each time looks for every table and
    builds every query again: more work than the marking. In between its own `Gradebook(...)` gives
    this one back. A write waits for no disk while this lasts (a power cut may cost the run, for
    which there is a copy); the file is settled at the end. One at a time in a process.
    """
    with _one_at_a_time, _held_open(course) as shared:
        yield shared


@contextmanager
def _held_open(course: Course) -> Iterator[Gradebook]:
    global _turn  # noqa: PLW0603 (so is what it stands for: nbgrader's own class)
    prepared(course)
    url = url_of(course)
    before = Gradebook.__init__
    shared = Gradebook(url, "")
    event.listen(shared.engine, "connect", _in_no_hurry)
    shared.engine.dispose()

    def again(self: Gradebook, db_url: str, *arguments: Any, **settings: Any) -> None:
        if db_url == url:
            self.__dict__.update(shared.__dict__)
        else:
            before(self, db_url, *arguments, **settings)

    Gradebook.__init__ = again
    outer, _turn = _turn, next(_turns)
    try:
        yield shared
    finally:
        _turn = outer
        Gradebook.__init__ = before
        shared.db.remove()
        shared.engine.dispose()
        settle(course.gradebook_file)


def _in_no_hurry(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def submission_of(gradebook: Gradebook, name: str, pupil: str) -> Any | None:
    """Return what nbgrader holds of a pupil's submission, or None."""
    try:
        return gradebook.find_submission(name, pupil)
    except MissingEntry:
        return None


def forget(gradebook: Gradebook, name: str, pupil: str) -> None:
    """Take a submission's rows out of the gradebook, where there are any."""
    if submission_of(gradebook, name, pupil) is not None:
        gradebook.remove_submission(name, pupil)


def forget_phantoms(course: Course) -> list[tuple[str, str]]:
    """Take out rows of hand-ins for which nothing was ever marked; return (assignment, pupil).

    nbgrader makes a submission's rows before it has read its notebook, and leaves them where it
    then stops: such a pupil would stand in formgrader with 0.
    """
    if not course.gradebook_file.is_file():
        return []
    with looked_at(course) as gradebook:
        found = [
            (assignment.name, submission.student.id)
            for assignment in gradebook.assignments
            for submission in gradebook.assignment_submissions(assignment.name)
            if not any(_given(each) for book in submission.notebooks for each in book.grades)
            # Of a check that has nothing but texts no point is there before somebody reads.
            and not course.autograded(assignment.name, submission.student.id).is_dir()
        ]
        for name, pupil in found:
            gradebook.remove_submission(name, pupil)
    return found


def _given(grade: Any) -> bool:
    return grade.auto_score is not None or grade.manual_score is not None


def points_in(gradebook: Gradebook, name: str) -> dict[str, float] | None:
    """Return the most points of each question as it was built; None where it was not."""
    try:
        found = gradebook.find_assignment(name)
    except MissingEntry:
        return None
    return {
        cell.name: float(cell.max_score)
        for notebook in found.notebooks
        for cell in notebook.grade_cells
    }


def points_were(gradebook: Gradebook, name: str) -> dict[str, float] | None:
    """Return the most points of each question by which hand-ins were marked; None if none was."""
    try:
        found = gradebook.find_assignment(name)
    except MissingEntry:
        return None
    if not any(
        grade.auto_score is not None or grade.manual_score is not None
        for submission in found.submissions
        for notebook in submission.notebooks
        for grade in notebook.grades
    ):
        return None
    return points_in(gradebook, name)


def only_the_same_points(
    name: str, were: Mapping[str, float] | None, now: Mapping[str, float]
) -> None:
    """Raise PointsChanged, with a way forward, where marked hand-ins would keep points of before.

    nbgrader takes the new maximum and leaves the old scores, so a pupil can have 3 of 2.
    """
    if were is None or dict(were) == dict(now):
        return
    told = "; ".join(
        f"'{item}' had {were.get(item, 0):g}, now {now.get(item, 0):g}"
        for item in sorted({*were, *now})
        if were.get(item) != now.get(item)
    )
    raise PointsChanged(
        f"Hand-ins to '{name}' are marked, and the points have changed since: {told}. Put the "
        f"points back; or give the check a new id; or take the marks out with 'safer assessments "
        f"delete {name} --marks' (hand-ins stay, a copy of the gradebook too), then build, collect "
        "and mark again. Points given by hand must then be given again."
    )
