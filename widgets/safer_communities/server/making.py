"""A notebook into a page: executed once for each language, rendered once for each view."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from traitlets.config import Config
from voila.exporter import VoilaExporter

from safer_communities.activities import MIME, Activity
from safer_communities.content import stamp
from safer_communities.language import N_, map_markdown, speaker
from safer_communities.notebook.desk import DESK_MIME
from safer_communities.notebook.opening import TALK_MIME

from .running import CannotMake, Stopping

if TYPE_CHECKING:
    from logging import Logger
    from pathlib import Path

    from nbformat import NotebookNode

    from safer_communities.content import Places
    from safer_communities.language import Speaker

    from .running import Runner

WIDGET = "application/vnd.jupyter.widget-view+json"
PLACE_OF_DESK = "<!-- the class desk -->"
"""Where the page of a class puts what is operated: that differs for each class."""
MENDED = N_("This part is not working today. Tell your teacher, and go on with the next one.")
WAITING = N_("This part is getting ready.")


@dataclass(frozen=True)
class Executed:
    """A notebook as it stands after it ran: its cells as HTML, and what waits for a kernel."""

    html: str
    sections: tuple[Section, ...]
    needs_kernel: bool
    troubles: tuple[str, ...]


class Maker:
    """Makes pages of notebooks that were run, two at a time, and keeps them."""

    def __init__(
        self, *, runner: Runner, contents: Any, template: Path, log: Logger, places: Places
    ) -> None:
        self._runner = runner
        self._contents = contents
        self._template = template
        self._log = log
        self._places = places
        self._kept: dict[tuple[Path, str], tuple[Any, Executed]] = {}
        self._failed: dict[tuple[Path, str], str] = {}
        self._locks: dict[tuple[Path, str], asyncio.Lock] = {}
        self._turns = asyncio.Semaphore(2)

    def warm(self) -> list[str]:
        """Return which notebooks are ready, as 'UNIT/SLUG:LANGUAGE'."""
        return sorted(f"{path.parent.name}/{path.stem}:{code}" for path, code in self._kept)

    def troubles(self) -> dict[str, tuple[str, ...]]:
        """Return what went wrong in each notebook that is served, for staff."""
        found = {key: made.troubles for key, (_, made) in self._kept.items() if made.troubles}
        found |= {key: (failure,) for key, failure in self._failed.items()}
        return {
            f"{path.parent.name}/{path.name} ({code})": troubles
            for (path, code), troubles in sorted(found.items())
        }

    async def executed(
        self, notebook: Path, code: str, mark: Any, *, piece: str, broken: bool = False
    ) -> Executed:
        """Return `notebook` executed in the language `code`; again when `mark` or the file changed.

        `piece` names the catalogue whose words come first: the lesson's. `broken` says that the
        lesson cannot be read now, so that running the notebook would show nothing.

        Raises CannotMake where it cannot be read or run at all. If an earlier run is at hand, that
        is returned instead: what breaks while it is served does not take the page away.
        """
        key = (notebook, code)
        now = (mark, stamp([notebook]))
        async with self._locks.setdefault(key, asyncio.Lock()):
            kept = self._kept.get(key)
            if kept and (broken or kept[0] == now):
                return kept[1]
            if broken:
                raise CannotMake("Its lesson cannot be read.")
            try:
                async with self._turns:
                    made = await self._execute(notebook, code, mark, piece)
            except Stopping:
                raise
            except CannotMake as error:
                self._log.error("%s: %s", notebook.name, error)
                self._failed[key] = str(error)
                if kept is None:
                    raise
                made = replace(kept[1], troubles=(str(error),))
            else:
                self._failed.pop(key, None)
            self._kept[key] = (now, made)
            return made

    async def _execute(self, notebook: Path, code: str, mark: Any, piece: str) -> Executed:
        node = await self._runner.run(notebook, code, mark)
        voice = speaker(code, self._places.locale, piece)
        for cell in node.cells:
            if cell.cell_type == "markdown":
                cell.source = map_markdown(cell.source, lambda text, _: voice.say(text))
        sections = sections_of(node)
        html = await self._to_html(node, sections, voice)
        needs_kernel = any(section.needs_kernel for section in sections)
        if not needs_kernel:
            await self._runner.let_go(notebook, code, mark)
        return Executed(
            html=html,
            sections=tuple(sections),
            needs_kernel=needs_kernel,
            troubles=tuple(troubles_of(node)),
        )

    async def _to_html(self, node: NotebookNode, sections: list[Section], voice: Speaker) -> str:
        exporter = VoilaExporter(
            template_paths=[str(self._template)],
            template_name="safer",
            contents_manager=self._contents,
            config=Config(),
        )
        context = {
            "sections": sections,
            "activity_of": activity_in,
            "waits": waits,
            "desk": DESK_MIME,
            "place_of_desk": PLACE_OF_DESK,
            "mended": voice.say(MENDED),
            "waiting": voice.say(WAITING),
        }
        pieces = [
            piece
            async for piece, _ in exporter.generate_from_notebook_node(node, extra_context=context)
        ]
        return "".join(pieces)


def sections_of(node: NotebookNode) -> list[Section]:
    """Return the notebook's sections: the opening, then one from each second-level heading."""
    starts = [0] + [
        index
        for index, cell in enumerate(node.cells)
        if cell.cell_type == "markdown" and cell.source.startswith("## ") and index
    ]
    return [
        Section(node.cells[start:stop], index)
        for index, (start, stop) in enumerate(itertools.pairwise([*starts, len(node.cells)]))
    ]


def activity_in(output: NotebookNode) -> dict[str, Any] | None:
    """Return the activity an output shows at once, without a kernel, or None."""
    shown = output.get("data", {}).get(MIME)
    if shown is None or (_computes(shown) and not Activity.kinds[shown["kind"]].at_once):
        return None
    return dict(shown)


def _computes(shown: Any) -> bool:
    return bool(shown["spec"].get("needs") == "kernel")


class Section:
    """One card of the page: its cells, the part it shows, and whether it waits for a kernel."""

    def __init__(self, cells: list[NotebookNode], index: int) -> None:
        self.cells = cells
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        data = [output.get("data", {}) for output in outputs]
        parts = [each[MIME]["spec"]["id"] for each in data if MIME in each]
        parts += [each[TALK_MIME]["part"] for each in data if TALK_MIME in each]
        self.parts = parts
        self.name = parts[0] if parts else f"section-{index}"
        self.needs_kernel = any(waits(output) for output in outputs)
        self.broken = any(output.output_type == "error" for output in outputs)


def waits(output: NotebookNode) -> bool:
    """Say whether an output wants a kernel: a plain widget, or a part that asks for one."""
    data = output.get("data", {})
    return WIDGET in data and (MIME not in data or _computes(data[MIME]))


def troubles_of(node: NotebookNode) -> list[str]:
    """Return what went wrong in the notebook's cells, for staff."""
    return [
        f"cell '{cell.get('id', index)}': {output.ename}: {output.evalue}"
        for index, cell in enumerate(node.cells)
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
