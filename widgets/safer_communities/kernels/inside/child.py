"""A process that has just been forked, made into a kernel of its own."""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import signal
import sys
import threading
import traceback
import weakref
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
        app.connect(request["argv"], lean=request["lean"])
        app.start()
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 (waits for its threads)
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 (a kernel must never run on in its parent's code)
        traceback.print_exc(file=sys.__stderr__)
    finally:
        leave(code)


def end_with(parent: int) -> None:
    """Have this process killed when its parent ends; end it now if that has happened."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def stay() -> None:
    """Let this process live on when its parent ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, 0)


def leave(code: int) -> None:
    """End as an interpreter does, without taking apart what is shared with other processes."""
    try:
        atexit._run_exitfuncs()  # noqa: SLF001
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _part_from(parent: int) -> None:
    """Hold nothing in common with the parent but memory that is copied when written to."""
    end_with(parent)
    os.setsid()
    reopen_files()
    # What was to be done at the parent's end, such as removing a temporary folder, is the parent's.
    atexit._clear()  # noqa: SLF001
    for finalizer in list(weakref.finalize._registry):  # type: ignore[attr-defined]  # noqa: SLF001
        finalizer.atexit = False
    atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]  # noqa: SLF001
    atexit.register(logging.shutdown)
    if "multiprocessing" in sys.modules:
        import multiprocessing.util  # noqa: PLC0415 (only for a notebook that uses it)

        multiprocessing.current_process().authkey = os.urandom(32)
        atexit.register(multiprocessing.util._exit_function)  # type: ignore[attr-defined]  # noqa: SLF001


def _take_surroundings(request: dict[str, Any]) -> None:
    for name in request["unset"]:
        os.environ.pop(name, None)
    os.environ.update(request["set"])
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    os.chdir(request["cwd"])
    sys.argv[1:] = request["argv"]


def _draw_anew() -> None:
    """Seed numpy's generator; Python seeds its own in every fork."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
