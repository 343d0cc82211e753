"""Forking kernels when asked, reaping them, and leaving nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import child

if TYPE_CHECKING:
    from .kernel import TwoHalvesApp

LARGEST = 1 << 18
CHANNELS = ("shell", "iopub", "stdin", "hb", "control")


def tell(server: socket.socket, message: dict[str, Any], descriptor: int | None = None) -> None:
    """Send a message to the server, and a descriptor, which is closed here."""
    files = [] if descriptor is None else [descriptor]
    with contextlib.suppress(OSError):  # it has gone; the next thing read says so
        socket.send_fds(server, [json.dumps(message).encode()], files)
    for each in files:
        os.close(each)


class Serving:
    """A parent's kernels, from their fork to their end."""

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
                elif message := self._server.recv(LARGEST):
                    self._answer(json.loads(message))
                else:
                    self._end()
                    return

    def _answer(self, request: dict[str, Any]) -> None:
        try:
            pid, descriptor = self._fork(request)
        except OSError as error:
            tell(self._server, {"id": request["id"], "failed": error.strerror})
            return
        self._kernels[descriptor] = pid
        self._waiting.register(descriptor, select.POLLIN)
        self._connection_files = {each for each in self._connection_files if each.exists()}
        if request["argv"][:1] == ["-f"]:
            self._connection_files.add(Path(request["argv"][1]))
        tell(self._server, {"id": request["id"], "pid": pid}, os.dup(descriptor))

    def _fork(self, request: dict[str, Any]) -> tuple[int, int]:
        """Return the process number of a new kernel, and a descriptor of it. Raises OSError."""
        pid = os.fork()
        if pid == 0:
            self._server.close()
            for descriptor in self._kernels:
                os.close(descriptor)
            child.live(self._app, self._pid, request)
        try:
            return pid, os.pidfd_open(pid)
        except OSError:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise

    def _reap(self, descriptor: int) -> None:
        self._waiting.unregister(descriptor)
        pid = self._kernels.pop(descriptor)
        os.close(descriptor)
        _, status = os.waitpid(pid, 0)
        tell(self._server, {"exit": pid, "code": os.waitstatus_to_exitcode(status)})

    def _end(self) -> None:
        """End the kernels, and what they started, and take away what the server no longer can."""
        for pid in self._kernels.values():
            for end in (os.killpg, os.kill):  # it may not yet lead a group
                with contextlib.suppress(OSError):
                    end(pid, signal.SIGKILL)
        for pid in self._kernels.values():
            os.waitpid(pid, 0)
        for file in self._connection_files:
            _remove(file)


def _remove(connection_file: Path) -> None:
    """Take away a kernel's connection file, and its sockets where they are files."""
    try:
        told = json.loads(connection_file.read_text("utf-8"))
    except (OSError, ValueError):
        return
    connection_file.unlink(missing_ok=True)
    if told.get("transport") == "ipc":
        for channel in CHANNELS:
            Path(f"{told['ip']}-{told[f'{channel}_port']}").unlink(missing_ok=True)
