"""A notebook's cells, run in a parent as a kernel runs them."""

from __future__ import annotations

import asyncio
import sys
import threading
import uuid
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from .recording import Shown, Stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from .kernel import TwoHalvesKernel
    from .recording import Output


class LeftRunning(Exception):
    """Tasks that a notebook began and that wait for an event loop."""


def run(
    kernel: TwoHalvesKernel, cells: list[dict[str, str]], before: Callable[[str], None]
) -> list[list[Output]]:
    """Run the cells' `source`; return the outputs of each. `before` is told each one's `id`.

    A cell's error is one of its outputs, and the next cell runs. Raises LeftRunning.
    """
    shown = kernel.session.shown = Shown(kernel.comm_manager.comms)
    # Only asked which thread runs cells: this one.
    kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())
    outer = sys.stdout, sys.stderr
    streams = [Stream(each, kernel.session) for each in ("stdout", "stderr")]
    try:
        sys.stdout, sys.stderr = streams
        asyncio.run(_run(kernel, cells, before, shown))
    finally:
        sys.stdout, sys.stderr = outer
        for stream in streams:
            stream.hand_on()
        kernel.shell_channel_thread = None
        kernel.session.shown = None
    return [held.outputs for held in shown.cells]


async def _run(kernel: Any, cells: list[Any], before: Any, shown: Shown) -> None:
    ours = asyncio.all_tasks()
    kernel.io_loop = None
    for cell in cells:
        before(cell["id"])
        shown.begin_cell()
        message = kernel.session.msg("execute_request", {"code": cell["source"]})
        message["header"]["msg_id"] = str(uuid.uuid4())
        kernel.set_parent([], message)
        await kernel.do_execute(cell["source"], silent=False, store_history=False)
    await asyncio.sleep(0)
    left = [task.get_name() for task in asyncio.all_tasks() - ours if not task.done()]
    if left:
        raise LeftRunning(", ".join(sorted(left)))
