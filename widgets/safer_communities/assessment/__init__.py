"""Checks: questions that mark themselves, handing in, marking with nbgrader, and what it shows."""

from .answers import Credit, Reason, cleaned, credit, full_spec, pupil_spec
from .checks import (
    Check,
    Window,
    assignment,
    assignment_of,
    check_files,
    checks_in,
    faults_in,
    read_check,
)
from .coverage import CoveredLesson, CoveredOutcome, coverage, lessons_by_code
from .items import LONGEST, MARKERS, TEXT, Item, TextPart, wrong_answers

__all__ = [
    "LONGEST",
    "MARKERS",
    "TEXT",
    "Check",
    "CoveredLesson",
    "CoveredOutcome",
    "Credit",
    "Item",
    "Reason",
    "TextPart",
    "Window",
    "assignment",
    "assignment_of",
    "check_files",
    "checks_in",
    "cleaned",
    "coverage",
    "credit",
    "faults_in",
    "full_spec",
    "lessons_by_code",
    "pupil_spec",
    "read_check",
    "wrong_answers",
]
