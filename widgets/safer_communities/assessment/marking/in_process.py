"""The one slow step of nbgrader's marking, done here: no kernel is started for each hand-in."""

from __future__ import annotations

import ast
import contextlib
import io
from typing import TYPE_CHECKING, Any

from IPython.lib.pretty import pretty
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from safer_communities.assessment.points import CannotMark, as_points

from .locked_cells import known_cells
from .refusing import refuse

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict
    from nbformat.notebooknode import NotebookNode


class InProcessExecute(NbGraderPreprocessor):
    """Runs the locked test cells here, one after the other, and no other cell at all.

    nbgrader's own runs every cell in a kernel, so an extra cell in a hand-in would run with the
    teacher's rights. A locked cell is one that the gradebook knows, letter for letter. Where the
    own one gives 0 (an error) or full marks (no number), this one refuses with a reason.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        known = known_cells(resources)
        space: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
        with contextlib.chdir(resources["metadata"]["path"] or "."):
            for number, cell in enumerate(nb.cells, start=1):
                if cell.cell_type != "code":
                    continue
                name = cell.metadata.get("nbgrader", {}).get("grade_id")
                built = known.get(name)
                if built and built.locked and built.source == cell.source:
                    self._run(cell, number, space, resources)
                elif utils.is_grade(cell):
                    refuse(resources, f"The test cell '{name}' is not the one that was built.")
        return nb, resources

    def _run(
        self, cell: NotebookNode, number: int, space: dict[str, Any], resources: ResourcesDict
    ) -> None:
        name = cell.metadata.nbgrader.grade_id
        said = io.StringIO()
        try:
            with (
                contextlib.redirect_stdout(said),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                value = last_value(cell.source, f"<{name}>", space)
            if utils.is_grade(cell):
                value = as_points(value, cell.metadata.nbgrader.points)
        except CannotMark as error:
            refuse(resources, f"'{name}': {error}")
        except Exception as error:  # noqa: BLE001 (whatever a test cell does, it is no 0)
            refuse(resources, f"'{name}': the test cell stops with {type(error).__name__}: {error}")
        cell.execution_count = number
        cell.outputs = []
        if said.getvalue():
            cell.outputs.append(new_output("stream", name="stdout", text=said.getvalue()))
        if value is not None:
            shown = {"text/plain": pretty(value)}
            cell.outputs.append(new_output("execute_result", shown, execution_count=number))


def last_value(source: str, name: str, space: dict[str, Any]) -> Any:
    """Run a cell; return the value of its last line, where that is an expression."""
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, name, "exec"), space)  # noqa: S102 (the gradebook's own cell)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), name, "eval"), space)  # noqa: S307 (the same)
