"""The points of one hand-in, saved at once and not cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict
    from nbformat.notebooknode import NotebookNode


class SavePoints(NbGraderPreprocessor):
    """Does what nbgrader's SaveAutoGrades does, in one transaction: all of a hand-in or nothing.

    Points that a person gave stay; whoever marks looks at them again (`running`).
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        of = resources["nbgrader"]
        with Gradebook(of["db_url"]) as gradebook:
            held = gradebook.find_submission_notebook(
                of["notebook"], of["assignment"], of["student"]
            )
            grades = {each.name: each for each in held.grades}
            comments = {each.name: each for each in held.comments}
            for cell in nb.cells:
                name = cell.metadata.get("nbgrader", {}).get("grade_id")
                if utils.is_grade(cell):
                    points, _ = utils.determine_grade(cell, self.log)
                    given = grades[name].manual_score is not None
                    grades[name].auto_score = points
                    grades[name].needs_manual_grade = given or points is None
                if utils.is_solution(cell):
                    untouched = cell.metadata.nbgrader.checksum == utils.compute_checksum(cell)
                    comments[name].auto_comment = "No response." if untouched else None
            gradebook.db.commit()
        return nb, resources
