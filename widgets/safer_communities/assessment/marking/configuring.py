"""nbgrader's settings, for its commands, its formgrader and our own marking alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearOutput,
    ComputeChecksums,
    LockCells,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)
from traitlets.config import Config

from .as_released import AsReleased
from .in_process import InProcessExecute
from .keep_points import KeepPoints
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
    c.Autograde.sanitize_preprocessors = [
        AsReleased,
        ClearOutput,
        OverwriteKernelspec,
        OverwriteCells,
    ]
    c.Autograde.autograde_preprocessors = [InProcessExecute, SaveAutoGrades]
    c.Autograde.create_student = False
    c.Autograde.permissions = 600  # read-only files cannot be deleted on Windows
    c.ExportApp.plugin_class = "safer_communities.assessment.exporting.EachQuestion"
    c.HTMLExporter.preprocessors = [TeacherView]
    c.GenerateFeedback.exporter_class = "safer_communities.assessment.exporting.NoHiddenTests"
    c.GenerateFeedback.preprocessors = []


def settings(root: Path) -> Config:
    c = Config()
    configure(c, root)
    return c
