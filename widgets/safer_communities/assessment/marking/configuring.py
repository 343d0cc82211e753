"""nbgrader's settings, for its commands, its formgrader and our own marking alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearOutput,
    ComputeChecksums,
    GetGrades,
    LockCells,
    SaveCells,
)
from traitlets.config import Config

from .as_released import AsReleased
from .in_process import InProcessExecute
from .keep_points import KeepPoints
from .locked_cells import RestoreCells
from .save_points import SavePoints
from .teacher_view import TeacherView

if TYPE_CHECKING:
    from pathlib import Path


def configure(c: Config, root: Path) -> None:
    """Set `c` for the course kept under `root` (DATA/assessments/course)."""
    c.CourseDirectory.root = str(root)
    c.NbGrader.logfile = ""
    """A log would hold pupils' ids where no deletion looks for them."""
    c.GenerateAssignment.preprocessors = [
        LockCells,
        ClearOutput,
        ComputeChecksums,
        KeepPoints,
        SaveCells,
        ClearHiddenTests,
        ComputeChecksums,
    ]
    c.Autograde.sanitize_preprocessors = [AsReleased, ClearOutput, RestoreCells]
    c.Autograde.autograde_preprocessors = [InProcessExecute, SavePoints]
    c.Autograde.create_student = False
    c.Autograde.permissions = 600  # read-only files cannot be deleted on Windows
    c.ExportApp.plugin_class = "safer_communities.assessment.exporting.EachQuestion"
    c.HTMLExporter.preprocessors = [TeacherView]
    # nbgrader's own feedback is 138 KB of code for each pupil, and shows the hidden tests. What a
    # child gets is the pack's own page (`feedback`); this only keeps the command from telling.
    c.GenerateFeedback.exporter_class = "nbconvert.exporters.HTMLExporter"
    c.GenerateFeedback.preprocessors = [GetGrades]


def settings(root: Path) -> Config:
    c = Config()
    configure(c, root)
    return c
