"""From the built source to what hand-ins are laid into, losing nothing where it fails."""

from __future__ import annotations

import shutil
import warnings
from typing import TYPE_CHECKING, Any

import nbformat
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning

from safer_communities.assessment.gradebook import (
    backed_up,
    bring_back,
    only_the_same_points,
    opened,
    points_were,
)

from .configuring import settings
from .keep_points import points_in

if TYPE_CHECKING:
    from pathlib import Path

    from safer_communities.assessment.course import Course


class CannotRelease(Exception):
    """nbgrader could not take the notebook in source/. The message says what it said."""


def release(course: Course, name: str) -> Path:
    """Give an assignment of source/ to nbgrader; return the folder of its released notebook.

    Raises PointsChanged, CannotRelease; then the gradebook and the release are what they were
    (`generate_assignment --force` that fails has already deleted release/).
    """
    source = course.source(name) / f"{name}.ipynb"
    if not source.is_file():
        raise CannotRelease(f"There is no notebook of '{name}' in source/: build the check first.")
    now = points_in(nbformat.read(source, nbformat.NO_CONVERT))
    copy = backed_up(course, "build")
    there = course.release(name)
    kept = course.root / "kept" / name
    shutil.rmtree(kept, ignore_errors=True)
    if there.is_dir():
        shutil.copytree(there, kept)
    try:
        with opened(course) as gradebook:
            only_the_same_points(name, points_were(gradebook, name), now)
            told = quietly(
                lambda: NbGraderAPI(config=settings(course.root)).generate_assignment(name)
            )
        if not told["success"]:
            _as_before(there, kept)
            if copy:
                bring_back(course, copy)
            raise CannotRelease(f"'{name}' could not be built. nbgrader said: {last_line(told)}")
    finally:
        shutil.rmtree(kept.parent, ignore_errors=True)
    return there


def _as_before(there: Path, kept: Path) -> None:
    shutil.rmtree(there, ignore_errors=True)
    if kept.is_dir():
        shutil.copytree(kept, there)


def quietly(work: Any) -> Any:
    """Do `work` without what nbgrader's queries make SQLAlchemy 2.1 say at each hand-in."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        return work()


def last_line(told: dict[str, Any]) -> str:
    """Return what nbgrader's log says went wrong, without where in its code."""
    lines = [line.strip() for line in str(told.get("log", "")).splitlines() if line.strip()]
    errors = [line for line in lines if not line.startswith(("[", "File ", "Traceback"))]
    return (errors or lines or [str(told.get("error", "nothing"))])[-1][:300]
