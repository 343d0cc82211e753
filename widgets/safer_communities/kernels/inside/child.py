"""A process that has just been forked, made into a kernel of its own."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any

from .obstacles import reopen_files

if TYPE_CHECKING:
    from .kernel import TwoHalvesApp

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def live(app: TwoHalvesApp, parent: int, request: dict[str, Any]) -> None:
    """Be a kernel until it is told to end, then leave the process. Never returns."""
    code = 1
    try:
        _part_from(parent)
        _take_surroundings(request)
        _draw_anew()
        gc.enable()
        app.connect(request["argv"])
        app.start()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 (nothing of a kernel may run on in the parent's code)
        traceback.print_exc(file=sys.__stderr__)
    finally:
        _leave(code)


def _part_from(parent: int) -> None:
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    reopen_files()
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before that was said
        os._exit(1)


def _take_surroundings(request: dict[str, Any]) -> None:
    for name in request["unset"]:
        os.environ.pop(name, None)
    os.environ.update(request["set"])
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    os.chdir(request["cwd"])
    sys.argv = ["ipykernel_launcher", *request["argv"]]


def _draw_anew() -> None:
    """Seed numpy's generator; Python's own is seeded in every fork."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def _leave(code: int) -> None:
    """End as an interpreter does, without taking apart what is shared with the parent."""
    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 (waits, as an interpreter does)
        atexit._run_exitfuncs()  # noqa: SLF001
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
