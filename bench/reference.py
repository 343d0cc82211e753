"""The reference notebook, opened by many at the same moment until its widgets answer.

Ours serves it, byte for byte, as the notebook of a lesson; stock Voila as the one notebook it has.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import shutil
import statistics
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.channels import Channels
from bench.clients import Visitor, Wrong, together
from bench.memory import Tree
from bench.servers import ROOT, served, stock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bench.channels import States
    from bench.clients import Rush

NOTEBOOK = ROOT / "bench" / "stock_lesson.ipynb"
PAGE = "y6/99-reference"
MARKS = ("Lesson 7: Forces and extension", "dataframe", "iVBORw0KGgo")
"""Of what was executed: the heading, the table, the chart (how every PNG begins in base64)."""
KERNEL = re.compile(r'"kernelId": *"([0-9a-f-]{36})"')
LABEL = "<b>CLASSLOAD-LABEL</b>"
MODELS = {
    "AccordionModel",
    "AnyModel",
    "ButtonModel",
    "CheckboxModel",
    "DropdownModel",
    "FloatSliderModel",
    "HBoxModel",
    "HTMLModel",
    "IntProgressModel",
    "IntSliderModel",
    "IntTextModel",
    "LabelModel",
    "OutputModel",
    "RadioButtonsModel",
    "TabModel",
    "TextModel",
    "TextareaModel",
    "ToggleButtonsModel",
    "VBoxModel",
}
LEAVING_SECONDS = 20
"""How long kernels may take to end. Stock Voila keeps those of pages opened by their address."""


def pinned() -> dict[str, str]:
    """Return the reference notebook's name and SHA-256."""
    name = NOTEBOOK.relative_to(ROOT).as_posix()
    return {"file": name, "sha256": hashlib.sha256(NOTEBOOK.read_bytes()).hexdigest()}


@contextmanager
def pack() -> Iterator[Path]:
    """Give a folder of content whose one lesson has the reference notebook."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "lessons" / PAGE
        folder.mkdir(parents=True)
        for file in (ROOT / "lessons").glob("*.yaml"):
            shutil.copy(file, Path(made) / "lessons")
        shutil.copy(ROOT / "bench" / "reference_lesson.yaml", folder / "lesson.yaml")
        notebook = Path(made) / "notebooks" / f"{PAGE}.ipynb"
        notebook.parent.mkdir(parents=True)
        shutil.copy(NOTEBOOK, notebook)
        yield Path(made)


@contextmanager
def ours(most_kernels: int | None = None) -> Iterator[dict[str, Any]]:
    """Serve the reference notebook as a page of ours."""
    most = [] if most_kernels is None else [f"--SaferCommunities.most_kernels={most_kernels}"]
    with pack() as content, served(f"--content={content}", *most, page=PAGE) as said:
        yield said


@dataclass
class Open:
    """A page that somebody has open: its kernel answers."""

    visitor: Visitor
    kernel: str
    channels: Channels
    states: States

    async def use(self) -> None:
        """Move a slider and wait for what the notebook makes of it."""
        models = {state["_model_name"]: comm for comm, state in self.states.items()}
        await self.channels.change(models["FloatSliderModel"], value=3.0)
        await self.channels.changed(models["HTMLModel"], "value", "<b>extension = 12.0 cm</b>")

    async def leave(self) -> None:
        """Close the page; its last request gives the kernel back, as a browser's does."""
        self.channels.close()
        token = self.visitor.cookies.get("_xsrf", "")
        await self.visitor.ask(f"voila/api/shutdown/{self.kernel}?_xsrf={token}", method="POST")
        self.visitor.close()


async def connected(visitor: Visitor, kernel: str) -> Open:
    channels = await Channels.open(visitor, kernel)
    await channels.reply("kernel_info", {})
    return Open(visitor, kernel, channels, await channels.states())


def checked(page: Open) -> Open:
    """Return the page. Raises Wrong where a widget of the notebook is missing in its kernel."""
    missing = MODELS - {state["_model_name"] for state in page.states.values()}
    if missing or LABEL not in [state.get("value") for state in page.states.values()]:
        raise Wrong(f"the kernel's widgets are not the notebook's: no {sorted(missing) or LABEL}")
    return page


async def come_to_ours(url: str) -> Open:
    visitor = Visitor(url)
    await visitor.page(PAGE, *MARKS)
    asked = {"lesson": PAGE, "lang": "en"}
    given = await visitor.api("api/kernels", method="POST", body=asked)
    return checked(await connected(visitor, given["kernel"]))


async def come_to_stock(url: str) -> Open:
    visitor = Visitor(url)
    return checked(await connected(visitor, kernel_in(await visitor.page("", *MARKS))))


def kernel_in(page: str) -> str:
    """Return the kernel that stock Voila made for a page."""
    found = KERNEL.search(page)
    if found is None:
        raise Wrong("the page names no kernel")
    return found[1]


async def crowd(
    tree: Tree, come: Callable[[int], Awaitable[Open]], visitors: int
) -> dict[str, Any]:
    """Let one visitor come and go, then all at once; return what it took."""
    await leave((await together(come, 1)).visits)
    await asyncio.to_thread(tree.settle)
    processes, memory, cpu = tree.count(), tree.megabytes(), tree.cpu_seconds()
    rush = await together(come, visitors)
    taken = {**timed(rush), "cpu_seconds": tree.cpu_seconds() - cpu}
    after = tree.megabytes()
    used = await together(lambda _: rush.visits[-1].use(), min(1, len(rush.visits)))
    taken["errors"] += used.errors
    await leave(rush.visits)
    left = await asyncio.to_thread(tree.gone_back_to, processes, LEAVING_SECONDS)
    return {
        **taken,
        "mb_before": memory,
        "mb_after": after,
        "mb_a_pupil": (after - memory) / len(rush.visits) if rush.visits else None,
        "kernels_left": left,
    }


async def leave(visits: list[Open]) -> None:
    await asyncio.gather(*[visit.leave() for visit in visits])


def timed(rush: Rush[Any]) -> dict[str, Any]:
    """Return when the last and the middle one of a rush were served, and who was not."""
    return {
        "visitors": len(rush.seconds) + rush.refused + len(rush.errors),
        "seconds": max(rush.seconds, default=None),
        "p50": statistics.median(rush.seconds) if rush.seconds else None,
        "refused": rush.refused,
        "errors": rush.errors,
    }


def run_ours(visitors: int, most_kernels: int | None = None) -> dict[str, Any]:
    with ours(most_kernels) as said:
        return asyncio.run(crowd(Tree(said["pid"]), lambda _: come_to_ours(said["url"]), visitors))


def run_stock(visitors: int) -> dict[str, Any]:
    with stock(NOTEBOOK) as said:
        return asyncio.run(crowd(Tree(said["pid"]), lambda _: come_to_stock(said["url"]), visitors))
