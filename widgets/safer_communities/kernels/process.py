"""A process in which a notebook has run, as the server sees it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future, InvalidStateError
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from .forked import Forked
from .warm import CannotFork

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nbformat import NotebookNode

    from .warm import Warm

SCRIPT = Path(__file__).resolve().parent / "parent.py"
CELL_SECONDS = 120
"""How long one cell may take, and the imports before the first."""
LARGEST = 1 << 18
OF_A_PARENT = {
    # A library that computes in threads of its own leaves none in a forked process.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # A pool of memory for each thread is a pool for each thread of each kernel.
    "MALLOC_ARENA_MAX": "1",
    # It warns that ipykernel's debugger cannot stop within Python's own frozen modules.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
READ_AT_START = ("PYTHON", "LD_")
UNREADABLE = (OSError, ValueError, KeyError, AttributeError, TypeError, nbformat.ValidationError)


class Parent:
    """A process in which a notebook has run, and the kernels forked from it.

    `executed` is the notebook with what its cells showed. `changed` is called when a kernel or the
    process has ended. A thread listens to the process, so that any event loop may ask.
    """

    def __init__(self, warm: Warm, *, nice: int, changed: Callable[[Parent], None]) -> None:
        self.warm = warm
        self.pid = 0
        self.executed: NotebookNode | None = None
        self.ready: Future[Parent] = Future()
        self.retired = False
        self.ended = False
        self.users = 0
        self._nice = nice
        self._changed = changed
        self._closed = False
        self._kernels: dict[int, Forked] = {}
        self._asked: dict[int, Future[Forked]] = {}
        self._lock = threading.Lock()
        self._environment = dict(warm.environment or os.environ) | OF_A_PARENT
        self._socket, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._thread = threading.Thread(target=self._live, name="parent of kernels", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Say whether kernels can be forked from it, or may be soon."""
        if not self.ready.done():
            return True
        return self.ready.exception() is None and self._thread.is_alive() and not self._closed

    @property
    def has_kernels(self) -> bool:
        return bool(self._kernels)

    async def fork(
        self, argv: list[str], env: Mapping[str, str], cwd: str, *, lean: bool = False
    ) -> Forked:
        """Fork a kernel. Raises CannotFork."""
        theirs = self._environment
        changes = {name: value for name, value in env.items() if theirs.get(name) != value}
        unset = [name for name in theirs if name not in env]
        differs = sorted(name for name in [*changes, *unset] if name.startswith(READ_AT_START))
        if differs:
            raise CannotFork(f"its {', '.join(differs)} must be there when Python starts")
        future: Future[Forked] = Future()
        request = {"id": id(future), "argv": argv, "cwd": cwd, "set": changes, "unset": unset}
        request["lean"] = lean
        with self._lock:
            self._asked[id(future)] = future
        try:
            await self._ask(json.dumps(request).encode())
            return await asyncio.wrap_future(future)
        except OSError as error:
            raise CannotFork(f"the warm process cannot be asked: {error.strerror}") from error
        except asyncio.CancelledError:
            # Whoever asked has gone: a kernel that came meanwhile is nobody's.
            if not future.cancel() and future.exception() is None:
                future.result().kill()
            raise

    async def _ask(self, request: bytes) -> None:
        try:
            self._socket.send(request, socket.MSG_DONTWAIT)
        except BlockingIOError:  # it has not yet read what it was asked before
            await asyncio.to_thread(self._socket.send, request)

    def close(self) -> None:
        """Have it end, with its kernels, and leave nothing behind."""
        with self._lock:
            self._closed = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def join(self) -> None:
        """Wait for its end."""
        self._thread.join()

    # -- in the thread

    def _live(self) -> None:
        failure = CannotFork("it ended while its notebook ran")
        try:
            node, process = self._start()
        except CannotFork as error:
            failure = error
        else:
            self.pid = process.pid
            try:
                while message := self._receive():
                    if "failed" in message and "id" not in message:
                        failure = CannotFork(message["failed"], lasting=True)
                        break
                    self._take(message, node)
            except TimeoutError:
                failure = CannotFork(f"a cell took more than {CELL_SECONDS} seconds", lasting=True)
            if not self.ready.done():
                with contextlib.suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._socket.close()
        self._settle(failure)

    def _start(self) -> tuple[NotebookNode | None, subprocess.Popen[bytes]]:
        node = _read(self.warm.notebook) if self.warm.notebook else None
        task = {
            "cells": [{"id": cell.id, "source": cell.source} for cell in _code_cells(node)],
            "modules": self.warm.modules,
            "nice": self._nice,
        }
        where = self.warm.cwd or (self.warm.notebook and self.warm.notebook.parent)
        number = self._theirs.fileno()
        try:
            with os.fdopen(os.memfd_create("task"), "w+b") as file:
                file.write(json.dumps(task).encode())
                file.seek(0)
                process = subprocess.Popen(
                    [sys.executable, str(SCRIPT), str(number), str(os.getpid())],
                    stdin=file,
                    pass_fds=[number],
                    env=self._environment,
                    cwd=where,
                    start_new_session=True,
                )
        except OSError as error:
            raise CannotFork(f"no process could be started: {error.strerror}") from error
        finally:
            self._theirs.close()
        self._socket.settimeout(CELL_SECONDS)
        return node, process

    def _receive(self) -> dict[str, Any]:
        """Return the next message, with a descriptor that came along; {} when there is no more."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._socket, LARGEST, 1)
        except TimeoutError:
            raise
        except OSError:
            return {}
        return {**json.loads(data), "descriptors": descriptors} if data else {}

    def _take(self, message: dict[str, Any], node: NotebookNode | None) -> None:
        if "ready" in message:
            self._socket.settimeout(None)
            self.executed = _with_outputs(node, message["descriptors"][0])
            self.ready.set_result(self)
        elif "exit" in message:
            self._kernels.pop(message["exit"]).end(message["code"])
            self._changed(self)
        elif "id" in message:
            with self._lock:
                future = self._asked.pop(message["id"])
            if "pid" not in message:
                _fail(future, CannotFork(f"no process could be forked: {message['failed']}"))
                return
            kernel = Forked(message["pid"], message["descriptors"][0])
            self._kernels[kernel.pid] = kernel
            try:
                future.set_result(kernel)
            except InvalidStateError:  # whoever asked has gone
                kernel.kill()

    def _settle(self, failure: CannotFork) -> None:
        """Say to all who wait that it has ended, and see its kernels end."""
        _fail(self.ready, failure)
        with self._lock:
            asked, self._asked = self._asked, {}
        for future in asked.values():
            _fail(future, CannotFork("the warm process ended"))
        for kernel in self._kernels.values():
            kernel.end_with_its_parent()
        self._kernels.clear()
        self.ended = True
        self._changed(self)


def _fail(future: Future[Any], failure: CannotFork) -> None:
    with contextlib.suppress(InvalidStateError):
        future.set_exception(failure)


def _read(notebook: Path) -> NotebookNode:
    try:
        node: NotebookNode = nbformat.read(notebook, as_version=4)
    except UNREADABLE as error:
        raise CannotFork(f"the notebook cannot be read: {error}", lasting=True) from error
    return node


def _code_cells(node: NotebookNode | None) -> list[NotebookNode]:
    return [cell for cell in node.cells if cell.cell_type == "code"] if node else []


def _with_outputs(node: NotebookNode | None, descriptor: int) -> NotebookNode | None:
    """Return the notebook with the outputs that a descriptor holds, as JSON."""
    with open(descriptor, encoding="utf-8") as file:
        file.seek(0)
        outputs = json.load(file)
    for cell, shown in zip(_code_cells(node), outputs, strict=True):
        cell.outputs = nbformat.from_dict(shown)
        cell.execution_count = None
    return node
