"""A parent's life: build the kernel, run the notebook, then fork a kernel for each request."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from . import child
from .kernel import TwoHalvesApp
from .obstacles import descriptors, obstacles
from .running import LeftRunning, run

LARGEST = 1 << 18


class CannotServe(Exception):
    """Why no kernel can be forked from this process."""


def main(number: int) -> None:
    server = socket.socket(fileno=number)
    task = json.load(sys.stdin)
    _close_standard_input()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        app, outputs = _warmed(task, server)
    except CannotServe as why:
        _tell(server, {"failed": str(why)})
        return
    gc.collect()
    gc.freeze()
    _tell(server, {"ready": os.getpid()}, [_in_memory(outputs)])
    Serving(server, app).serve()


def _warmed(task: dict[str, Any], server: socket.socket) -> tuple[TwoHalvesApp, Any]:
    before = descriptors()
    app: TwoHalvesApp = TwoHalvesApp.instance()
    app.begin()
    for name in task["modules"]:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise CannotServe(f"the module '{name}' cannot be imported: {error}") from error
    try:
        outputs = run(app.kernel, task["cells"], lambda cell: _tell(server, {"cell": cell}))
    except LeftRunning as error:
        raise CannotServe(f"tasks of asyncio are still waiting in it: {error}") from error
    gc.collect()  # closes what nobody holds any more
    why = obstacles(before)
    if why:
        raise CannotServe(why)
    return app, outputs


def _close_standard_input() -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _in_memory(value: Any) -> int:
    """Return a descriptor to read a value from, as JSON: it is too large for one message."""
    file = os.memfd_create("outputs")
    with open(file, "w", encoding="utf-8", closefd=False) as text:
        json.dump(value, text, default=str)
    return file


def _tell(server: socket.socket, message: dict[str, Any], files: list[int] | None = None) -> None:
    """Send a message to the server, and descriptors, which are closed here."""
    with contextlib.suppress(OSError):  # it has gone: the next thing read says so
        socket.send_fds(server, [json.dumps(message).encode()], files or [])
    for each in files or []:
        os.close(each)


class Serving:
    """Forks kernels, reaps them, and leaves nothing behind when the server has gone."""

    def __init__(self, server: socket.socket, app: TwoHalvesApp) -> None:
        self._server = server
        self._app = app
        self._pid = os.getpid()
        self._kernels: dict[int, int] = {}
        self._connection_files: set[Path] = set()
        self._waiting = select.poll()
        self._waiting.register(server, select.POLLIN)

    def serve(self) -> None:
        """Answer the server until it closes its end; then end all kernels."""
        while True:
            for descriptor, _ in self._waiting.poll():
                if descriptor in self._kernels:
                    self._reap(descriptor)
                    continue
                message = self._server.recv(LARGEST)
                if not message:
                    self._end()
                    return
                self._fork(json.loads(message))

    def _fork(self, request: dict[str, Any]) -> None:
        try:
            pid = os.fork()
        except OSError as error:
            _tell(self._server, {"id": request["id"], "failed": error.strerror})
            return
        if pid == 0:
            self._server.close()
            for descriptor in self._kernels:
                os.close(descriptor)
            child.live(self._app, self._pid, request)
        descriptor = os.pidfd_open(pid)
        self._kernels[descriptor] = pid
        self._waiting.register(descriptor, select.POLLIN)
        self._connection_files = {each for each in self._connection_files if each.exists()}
        if request["argv"][:1] == ["-f"]:
            self._connection_files.add(Path(request["argv"][1]))
        _tell(self._server, {"id": request["id"], "pid": pid}, [os.dup(descriptor)])

    def _reap(self, descriptor: int) -> None:
        self._waiting.unregister(descriptor)
        pid = self._kernels.pop(descriptor)
        os.close(descriptor)
        _, status = os.waitpid(pid, 0)
        _tell(self._server, {"exit": pid, "code": os.waitstatus_to_exitcode(status)})

    def _end(self) -> None:
        """End the kernels and whatever they started; take away files the server cannot any more."""
        for pid in self._kernels.values():
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
        for pid in self._kernels.values():
            os.waitpid(pid, 0)
        for file in self._connection_files:
            _remove(file)


def _remove(connection_file: Path) -> None:
    """Take away a kernel's connection file, and its sockets if they are files."""
    try:
        told = json.loads(connection_file.read_text("utf-8"))
        connection_file.unlink()
    except (OSError, ValueError):
        return
    if told.get("transport") == "ipc":
        for name in ("shell", "iopub", "stdin", "hb", "control"):
            Path(f"{told['ip']}-{told[f'{name}_port']}").unlink(missing_ok=True)
