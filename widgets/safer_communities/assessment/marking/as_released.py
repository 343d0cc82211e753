"""A submission is the released notebook, with the free texts filled in and nothing else."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from .refusing import refuse

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict
    from nbformat.notebooknode import NotebookNode


class AsReleased(NbGraderPreprocessor):
    """Refuses a notebook that `collecting` did not make: cells added, doubled, changed, taken out.

    It stands where nbgrader checks the cells' metadata by a schema, which costs more than all
    marking; what is the released notebook has the released notebook's metadata.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        of = resources["nbgrader"]
        course = self.parent.parent.coursedir
        folder = Path(course.format_path(course.release_directory, ".", of["assignment"]))
        file = folder / f"{of['notebook']}.ipynb"
        if not file.is_file():
            refuse(resources, "The check has not been built: build it, then collect again.")
        if fixed(nb) != _released(file, file.stat().st_mtime_ns):
            refuse(
                resources,
                "The notebook in submitted/ is not the one that was built: collect again.",
            )
        return nb, resources


@functools.lru_cache(maxsize=4)
def _released(file: Path, _: int) -> list[Any]:
    return fixed(nbformat.read(file, nbformat.NO_CONVERT))


def fixed(nb: NotebookNode) -> list[Any]:
    """Return all of a notebook's cells that no pupil's words can change."""
    cells = [
        (
            cell.cell_type,
            None if utils.is_solution(cell) else cell.source,
            dict(cell.metadata.get("nbgrader", {})),
        )
        for cell in nb.cells
    ]
    return [dict(nb.metadata.get("kernelspec", {})), *cells]
