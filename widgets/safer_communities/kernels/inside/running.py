"""A notebook's cells, run in a parent as a kernel runs them."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from .recording import recorded
from .shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from .shown import Output


class LeftOpen(Exception):
    """What a notebook left in a state that no kernel can go on from."""


def run(
    kernel: Any, cells: list[dict[str, str]], begin: Callable[[str], None]
) -> list[list[Output]]:
    """Run the `source` of cells; return the outputs of each. `begin` is told each one's `id`.

    A cell's error is one of its outputs, and the next cell runs. Raises LeftOpen.
    """
    shown = Shown(kernel.comm_manager.comms)
    # Asked for nothing but the thread that cells run in: this one.
    kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())
    asyncio.run(_run(kernel, cells, begin, shown))
    kernel.shell_channel_thread = None
    return [held.outputs for held in shown.cells]


async def _run(
    kernel: Any, cells: list[dict[str, str]], begin: Callable[[str], None], shown: Shown
) -> None:
    ours = asyncio.all_tasks()
    with recorded(kernel.session, shown) as raw:
        for cell in cells:
            begin(cell["id"])
            shown.begin_cell()
            kernel.set_parent([], kernel.session.msg("execute_request", {"code": cell["source"]}))
            await kernel.do_execute(cell["source"], silent=False, store_history=False)
            for each in raw:
                each.take()
            shown.end_cell()
            if kernel.shell.exit_now:
                raise LeftOpen(f"the cell '{cell['id']}' ends it")
        await asyncio.sleep(0)
    if left := asyncio.all_tasks() - ours:
        names = ", ".join(sorted(task.get_name() for task in left))
        raise LeftOpen(f"it left tasks waiting: {names}")
