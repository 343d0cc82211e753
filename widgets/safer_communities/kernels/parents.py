"""The warm processes that kernels are forked from."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future, InvalidStateError
from logging import getLogger
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from .forked import Forked
from .warm import CannotFork, Warm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from logging import Logger

    from nbformat import NotebookNode

HERE = Path(__file__).resolve().parent
CELL_SECONDS = 120
LARGEST = 1 << 18
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "MALLOC_ARENA_MAX": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class Parent:
    """A process in which a notebook has run, and the kernels forked from it."""

    def __init__(self, warm: Warm, *, nice: int, changed: Any) -> None:
        self.warm = warm
        self.pid = 0
        self.executed: NotebookNode | None = None
        self.ready: Future[Parent] = Future()
        self.retired = False
        self.users = 0
        self.kernels: dict[int, Forked] = {}
        self._nice = nice
        self._changed = changed
        self._asked: dict[int, Future[Forked]] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._socket, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._environment = dict(warm.environment or os.environ) | ONE_THREAD
        self._thread = threading.Thread(target=self._live, name="parent of kernels", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Say whether kernels can be forked from it, or soon can."""
        if self.ready.done():
            return self.ready.exception() is None and self._thread.is_alive()
        return True

    async def fork(self, argv: list[str], env: Mapping[str, str], cwd: str) -> Forked:
        """Fork a kernel. Raises CannotFork."""
        theirs = self._environment
        future: Future[Forked] = Future()
        with self._lock:
            self._count += 1
            number = self._count
            self._asked[number] = future
        request = {
            "id": number,
            "argv": argv,
            "cwd": cwd,
            "set": {name: value for name, value in env.items() if theirs.get(name) != value},
            "unset": [name for name in theirs if name not in env],
        }
        try:
            await asyncio.to_thread(self._socket.send, json.dumps(request).encode())
        except OSError as error:
            raise CannotFork(f"the warm process has gone ({error.strerror})") from error
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Tell it to end, with its kernels."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def join(self) -> None:
        self._thread.join()

    # -- in the thread

    def _live(self) -> None:
        why = "it ended while it got ready"
        lasting = False
        try:
            node, task = self._task()
            process = self._start(task)
        except (OSError, CannotFork) as error:
            self._settle_failure(CannotFork(str(error)))
            return
        self.pid = process.pid
        try:
            while message := self._receive(node):
                if "failed" in message and "id" not in message:
                    why, lasting = message["failed"], True
        except TimeoutError:
            why = f"it was longer than {CELL_SECONDS} seconds at one cell"
            process.kill()
        except OSError:
            process.kill()
        process.wait()
        self._socket.close()
        self._settle_failure(CannotFork(why, lasting=lasting))
        for kernel in list(self.kernels.values()):
            kernel.end_with_its_parent()
        self.kernels.clear()
        self._changed(self)

    def _task(self) -> tuple[NotebookNode | None, dict[str, Any]]:
        node = None
        if self.warm.notebook is not None:
            try:
                node = nbformat.read(self.warm.notebook, as_version=4)
            except Exception as error:
                raise CannotFork(f"The notebook cannot be read: {error}", lasting=True) from error
        cells = [cell for cell in node.cells if cell.cell_type == "code"] if node else []
        return node, {
            "cells": [
                {"id": cell.get("id", str(index)), "source": cell.source}
                for index, cell in enumerate(cells)
            ],
            "modules": self.warm.modules,
            "nice": self._nice,
        }

    def _start(self, task: dict[str, Any]) -> subprocess.Popen[bytes]:
        where = self.warm.cwd or (self.warm.notebook and self.warm.notebook.parent)
        with open(os.memfd_create("task"), "w+b") as file:  # noqa: PTH123 (a descriptor)
            file.write(json.dumps(task).encode())
            file.seek(0)
            process = subprocess.Popen(
                [sys.executable, str(HERE / "parent.py"), str(self._theirs.fileno())],
                stdin=file,
                pass_fds=[self._theirs.fileno()],
                env=self._environment,
                cwd=where,
                start_new_session=True,
            )
        self._theirs.close()
        self._socket.settimeout(CELL_SECONDS)
        return process

    def _receive(self, node: NotebookNode | None) -> dict[str, Any] | None:
        data, descriptors, _, _ = socket.recv_fds(self._socket, LARGEST, 1)
        if not data:
            return None
        message: dict[str, Any] = json.loads(data)
        if "ready" in message:
            self._note_outputs(node, descriptors[0])
            self._socket.settimeout(None)
            self.ready.set_result(self)
        elif "exit" in message:
            kernel = self.kernels.pop(message["exit"], None)
            if kernel:
                kernel.end(message["code"])
            self._changed(self)
        elif "id" in message:
            self._answer(message, descriptors)
        return message

    def _note_outputs(self, node: NotebookNode | None, descriptor: int) -> None:
        with open(descriptor, encoding="utf-8") as file:
            file.seek(0)
            outputs = json.load(file)
        if node is None:
            return
        cells = [cell for cell in node.cells if cell.cell_type == "code"]
        for cell, shown in zip(cells, outputs, strict=True):
            cell.outputs = nbformat.from_dict(shown)
            cell.execution_count = None
        self.executed = node

    def _answer(self, message: dict[str, Any], descriptors: list[int]) -> None:
        with self._lock:
            future = self._asked.pop(message["id"])
        if "failed" in message:
            _settle(future, CannotFork(f"no process could be forked: {message['failed']}"))
            return
        kernel = self.kernels[message["pid"]] = Forked(message["pid"], descriptors[0])
        try:
            future.set_result(kernel)
        except InvalidStateError:  # whoever asked has gone
            kernel.kill()

    def _settle_failure(self, failure: CannotFork) -> None:
        if not self.ready.done():
            _settle(self.ready, failure)
        with self._lock:
            asked, self._asked = self._asked, {}
        for future in asked.values():
            _settle(future, CannotFork("the warm process has gone"))


def _settle(future: Future[Any], failure: CannotFork) -> None:
    with contextlib.suppress(InvalidStateError):
        future.set_exception(failure)


class Parents:
    """The warm processes of one server. At most `most`; the one longest unused goes first."""

    def __init__(self, *, most: int = 4, log: Logger | None = None, nice: int = 0) -> None:
        self.most = most
        self.log = log or getLogger(__name__)
        self._nice = nice
        self._lock = threading.RLock()
        self._parents: list[Parent] = []
        self._failed: dict[Any, tuple[Warm, CannotFork]] = {}
        self._told: set[str] = set()
        self._closed = False

    async def get(self, warm: Warm) -> Parent:
        """Return the parent for it, started if there is none. Raises CannotFork."""
        parent = self._held(warm)
        try:
            return await asyncio.shield(asyncio.wrap_future(parent.ready))
        except CannotFork as why:
            if why.lasting:
                self._failed[warm.key] = (warm, why)
            raise

    async def fork(
        self, warm: Warm, *, argv: list[str], env: Mapping[str, str], cwd: str
    ) -> Forked:
        """Fork a kernel from the parent for it. Raises CannotFork."""
        with self._lock:
            parent = self._held(warm)
            parent.users += 1
        try:
            await self.get(warm)
            return await parent.fork(argv, env, cwd)
        finally:
            with self._lock:
                parent.users -= 1
            self._end_unused(parent)

    async def drop(self, warm: Warm) -> None:
        """Let go of it: it ends when its last kernel has."""
        with self._lock:
            self._failed.pop(warm.key, None)
            for parent in list(self._parents):
                if parent.warm.key == warm.key:
                    self._retire(parent)

    def close(self) -> None:
        """End every parent and every kernel."""
        with self._lock:
            self._closed = True
            parents = list(self._parents)
        for parent in parents:
            parent.close()
        for parent in parents:
            parent.join()

    def tell_once(self, sentence: str) -> None:
        """Log a sentence, if it has not been."""
        with self._lock:
            if sentence in self._told:
                return
            self._told.add(sentence)
        self.log.warning(sentence)

    def _held(self, warm: Warm) -> Parent:
        if not hasattr(os, "fork") or not hasattr(os, "pidfd_open"):
            raise CannotFork("this system has no fork with a handle to the process")
        with self._lock:
            if self._closed:
                raise CannotFork("the server is closing")
            failed = self._failed.get(warm.key)
            if failed and failed[0] == warm:
                raise failed[1]
            found = next((each for each in self._parents if each.warm == warm and each.alive), None)
            if found is None:
                for old in [each for each in self._parents if each.warm.key == warm.key]:
                    self._retire(old)
                found = Parent(warm, nice=self._nice, changed=self._end_unused)
            else:
                self._parents.remove(found)
                found.retired = False
            self._parents.append(found)
            for old in [each for each in self._parents if not each.retired][: -self.most]:
                self._retire(old)
            return found

    def _retire(self, parent: Parent) -> None:
        parent.retired = True
        self._end_unused(parent)

    def _end_unused(self, parent: Parent) -> None:
        with self._lock:
            if not parent.alive:
                if parent in self._parents:
                    self._parents.remove(parent)
            elif parent.retired and not parent.users and not parent.kernels:
                parent.close()
