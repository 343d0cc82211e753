"""A parent's life: build the kernel, run the notebook, then serve."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

from .child import end_with, leave, stay
from .gathering import gather
from .gently import gently
from .kernel import TwoHalvesApp
from .obstacles import descriptors, obstacles
from .running import LeftOpen, run
from .serving import Serving, tell
from .states import states_in

if TYPE_CHECKING:
    from .shown import Output


def main(number: int, pid: int) -> None:
    """Live, for the server with the process number `pid`, at the other end of a socket."""
    end_with(pid)
    server = socket.socket(fileno=number)
    task = json.load(sys.stdin)
    _close_standard_input()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with gently(task["nice"]):
            app, outputs = _warmed(task, server)
    except (LeftOpen, ImportError) as why:
        tell(server, {"failed": str(why)})
        leave(1)
    gc.collect()
    gc.freeze()
    gather()
    stay()  # to leave nothing behind, it sees for itself that the server has gone
    tell(server, {"ready": True}, _in_memory(outputs))
    Serving(server, app).serve()
    leave(0)


def _warmed(task: dict[str, Any], server: socket.socket) -> tuple[TwoHalvesApp, list[list[Output]]]:
    """Return the kernel's application and what the cells showed. Raises LeftOpen, ImportError."""
    before = descriptors()
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [str(launcher and launcher.origin)]
    app: TwoHalvesApp = TwoHalvesApp.instance()
    app.begin()
    for name in task["modules"]:
        importlib.import_module(name)
    outputs = run(app.kernel, task["cells"], lambda cell: tell(server, {"cell": cell}))
    gc.collect()  # closes what nobody holds any more
    if why := obstacles(before):
        raise LeftOpen(why)
    app.kernel.know(states_in(app.kernel))
    return app, outputs


def _close_standard_input() -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _in_memory(value: Any) -> int:
    """Return a descriptor to read a value from, as JSON: it is too large for a message."""
    number = os.memfd_create("outputs")
    with open(number, "w", encoding="utf-8", closefd=False) as file:
        json.dump(value, file, default=str)
    return number
