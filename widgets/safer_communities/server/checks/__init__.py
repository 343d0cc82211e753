"""Checks as their pages and requests meet them; how one is marked is in `assessment`."""

from .desk import Markbook, Paper, Slips
from .desk_api import (
    ExportFile,
    MarkApi,
    MarksFile,
    OneCheck,
    ReleaseApi,
    RosterApi,
    RosterFile,
    SlowedSlips,
    WindowApi,
)
from .feedback import AllFeedback, FeedbackPage, LeavePage
from .formgrader import FormgraderPage
from .sitting import Answer, CheckPage, Door, HandIn, Leave, Mine
from .written import PassApi, WrittenPage

ID = "([a-z0-9][a-z0-9-]{0,63})"
PUPIL = "([a-z0-9][a-z0-9_-]{0,31})"

ADDRESSES = [
    ("check", Door),
    (f"check/{ID}", CheckPage),
    (f"check/{ID}/(paper|answer-sheet|marking-key)", Paper),
    (f"check/{ID}/feedback", FeedbackPage),
    (f"check/{ID}/leave", LeavePage),
    ("staff/markbook", Markbook),
    (f"staff/feedback/{ID}", AllFeedback),
    ("staff/code-slips", Slips),
    ("staff/formgrader", FormgraderPage),
    ("api/roster", RosterApi),
    ("api/roster.csv", RosterFile),
    ("api/slips/slowed", SlowedSlips),
    (f"api/checks/{ID}", OneCheck),
    (f"api/checks/{ID}/marks.csv", MarksFile),
    (f"api/checks/{ID}/(gift|qti)", ExportFile),
    (f"api/checks/{ID}/mine", Mine),
    (f"api/checks/{ID}/answers", Answer),
    (f"api/checks/{ID}/hand-in", HandIn),
    (f"api/checks/{ID}/leave", Leave),
    (f"api/checks/{ID}/window", WindowApi),
    (f"api/checks/{ID}/mark", MarkApi),
    (f"api/checks/{ID}/release", ReleaseApi),
    (f"api/checks/{ID}/pass", PassApi),
    (f"staff/written/{ID}/{PUPIL}/{ID}", WrittenPage),
]
"""Each address, under `base_url`, and what answers there."""

__all__ = ["ADDRESSES"]
