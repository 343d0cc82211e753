"""Runs notebooks: in a warm process that kernels are forked from, or in a kernel of their own."""

from __future__ import annotations

import asyncio
import copy
import os
from typing import TYPE_CHECKING, Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from safer_communities.activities import SERVED
from safer_communities.content import stamp
from safer_communities.kernels import FORKED, CannotFork, Warm

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode

    from safer_communities.content import Places
    from safer_communities.kernels import Parents

CELL_SECONDS = 60
STARTED_AT_ONCE = 2
"""How many processes get ready side by side, to fork from or as kernels: each takes seconds."""
NOT_FOR_KERNELS = ("SAFER_STAFF", "SAFER_DATA")
UNREADABLE = (OSError, ValueError, KeyError, AttributeError, TypeError)
"""What nbformat raises, beside its own errors, for a file that holds no notebook."""


class CannotMake(Exception):
    """A notebook that could not be executed; its message is for staff, never for a pupil."""


class Stopping(CannotMake):
    """The server is being stopped: nothing is wrong with the notebook."""


class Runner:
    """Runs a notebook once for each language, and gives kernels in which it has run.

    `parents` is None where kernels are not to be forked. Where one cannot be, it is started: the
    notebook then runs again for each kernel, two at a time, and the others wait for their turn.
    """

    def __init__(self, *, kernels: Any, places: Places, parents: Parents | None) -> None:
        self._kernels = kernels
        self._places = places
        self._parents = parents
        self._turns = asyncio.Semaphore(STARTED_AT_ONCE)
        self._stopping = False
        self._sound: dict[Path, Any] = {}

    def stop(self) -> None:
        """Run nothing more: whatever a notebook stops at from now on is no fault of it."""
        self._stopping = True

    def _told_to_stop(self, why: Exception) -> None:
        if self._stopping:
            raise Stopping("The server is being stopped.") from why

    async def run(self, notebook: Path, code: str, mark: Any) -> NotebookNode:
        """Return `notebook` with its outputs in the language `code`. Raises CannotMake.

        `mark` differs when something changed from which its outputs come.
        """
        async with self._turns:
            executed = await self._run_in_parent(notebook, self._warm(notebook, code, mark))
            if executed is not None:
                return copy.deepcopy(executed)
            kernel = await self._start(notebook, code)
            try:
                return await self._run_in(kernel, notebook)
            finally:
                await self._kernels.shutdown_kernel(kernel, now=True)

    async def kernel(self, notebook: Path, code: str, mark: Any) -> tuple[str, NotebookNode]:
        """Return the id of a new kernel in which `notebook` has run, and what it put out there.

        Raises CannotMake.
        """
        warm = self._warm(notebook, code, mark)
        executed = await self._run_in_parent(notebook, warm)
        if executed is not None:
            how = {"parents": self._parents, "warm": warm, "lean": True}
            kernel = await self._start(notebook, code, **how)
            if self._kernels.get_kernel(kernel).provisioner.forked:
                return kernel, executed
            await self._kernels.shutdown_kernel(kernel, now=True)
        async with self._turns:
            kernel = await self._start(notebook, code)
            try:
                return kernel, await self._run_in(kernel, notebook)
            except BaseException:
                await self._kernels.shutdown_kernel(kernel, now=True)
                raise

    async def let_go(self, notebook: Path, code: str, mark: Any) -> None:
        """Take note that no kernels are wanted of what `run` ran."""
        if self._parents is not None:
            await self._parents.drop(self._warm(notebook, code, mark))

    async def _run_in_parent(self, notebook: Path, warm: Warm) -> NotebookNode | None:
        """Return what the notebook put out in the process to fork from; None where none can be."""
        if self._parents is None:
            return None
        if self._sound.get(notebook) != warm.mark:
            notebook_in(notebook)
            self._sound[notebook] = warm.mark
        try:
            parent = await self._parents.get(warm)
        except CannotFork as why:
            self._told_to_stop(why)
            self._parents.tell_once(
                f"Kernels of {notebook.name} are started, not forked, which is slower: {why}."
            )
            return None
        return parent.executed

    def _warm(self, notebook: Path, code: str, mark: Any) -> Warm:
        return Warm(
            notebook=notebook,
            environment=tuple(sorted(self._environment(code).items())),
            mark=(mark, stamp([notebook])),
        )

    def _environment(self, code: str) -> dict[str, str]:
        # What says where hand-ins and keys lie, or who is staff, is no kernel's to know.
        kept = {
            name: how for name, how in os.environ.items() if not name.startswith(NOT_FOR_KERNELS)
        }
        return {
            **kept,
            "SAFER_LANGUAGE": code,
            SERVED: "1",
            "SAFER_CONTENT": str(self._places.lessons.parent),
        }

    async def _start(self, notebook: Path, code: str, **how: Any) -> str:
        started: str = await self._kernels.start_kernel(
            kernel_name=FORKED if how else "python3",
            cwd=str(notebook.parent),
            env=self._environment(code),
            **how,
        )
        return started

    async def _run_in(self, kernel: str, notebook: Path) -> NotebookNode:
        """Run every cell in `kernel`, keeping outputs; a cell's error is an output."""
        node = notebook_in(notebook)
        client = NotebookClient(
            node,
            km=self._kernels.get_kernel(kernel),
            timeout=CELL_SECONDS,
            allow_errors=True,
            resources={"metadata": {"path": str(notebook.parent)}},
        )
        try:
            client.kc = await client.async_start_new_kernel_client()
        except RuntimeError as error:
            self._told_to_stop(error)
            raise CannotMake(f"No kernel came up: {error}") from error
        try:
            for index, cell in enumerate(node.cells):
                await client.async_execute_cell(cell, index, store_history=False)
        except (CellTimeoutError, DeadKernelError, RuntimeError) as error:
            self._told_to_stop(error)
            raise CannotMake(f"The notebook did not run to its end: {error}") from error
        finally:
            client.kc.stop_channels()
        return node


def notebook_in(file: Path) -> NotebookNode:
    """Return the notebook in `file`. Raises CannotMake where it holds none."""
    try:
        node: NotebookNode = nbformat.read(file, as_version=4)
        nbformat.validate(node)
    except (*UNREADABLE, nbformat.ValidationError) as error:
        raise CannotMake(
            f"The notebook cannot be read: {error}. Undo the last change to it."
        ) from error
    return node
