"""A forked kernel's process, as the server sees it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import threading


class Forked:
    """The slice of Popen that jupyter_client uses, for a process that is not our child.

    Its exit code comes from its parent. Signals go by a pidfd: never to a process that has taken
    over the number.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._pidfd = pidfd
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for its end; return the exit code. Raises subprocess.TimeoutExpired."""
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired(f"kernel {self.pid}", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to it; to one that has ended, nothing."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self.returncode is None:
                signal.pidfd_send_signal(self._pidfd, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def end(self, code: int) -> None:
        """Take note that it has ended."""
        with self._lock:
            if self.returncode is None:
                self.returncode = code
                os.close(self._pidfd)
                self._ended.set()

    def end_with_its_parent(self) -> None:
        """Wait for its death: the kernel kills it when its parent is gone, and nobody says how."""
        dead = select.poll()
        dead.register(self._pidfd, select.POLLIN)
        dead.poll()
        with contextlib.suppress(ChildProcessError):  # unless it was handed to us, another reaps it
            os.waitid(os.P_PIDFD, self._pidfd, os.WEXITED)
        self.end(-signal.SIGKILL)
