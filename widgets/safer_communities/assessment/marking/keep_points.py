"""Points that were given stay out of what they were given of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from safer_communities.assessment.gradebook import only_the_same_points, points_were

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict
    from nbformat.notebooknode import NotebookNode


class KeepPoints(NbGraderPreprocessor):
    """Stops `generate_assignment` where marked hand-ins would keep points of another maximum."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        of = resources["nbgrader"]
        with Gradebook(of["db_url"]) as gradebook:
            were = points_were(gradebook, of["assignment"])
        only_the_same_points(of["assignment"], were, points_in(nb))
        return nb, resources


def points_in(nb: NotebookNode) -> dict[str, float]:
    """Return the most points of each graded cell of a notebook."""
    return {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
        for cell in nb.cells
        if utils.is_grade(cell)
    }
