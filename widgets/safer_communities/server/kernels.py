"""Kernels for the parts of a page that need one: asked for by the page, owned by the visit."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psutil
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado import web

from safer_communities.language import LANGUAGES

from .handling import Discreet, Handler
from .live.desk import DESK, MARKBOOK, desk_notebook
from .making import waits
from .running import CannotMake
from .visiting import visit_of

if TYPE_CHECKING:
    from pathlib import Path

    from .running import Runner

LESSON = re.compile(r"[a-z0-9]+/[a-z0-9-]+")
RESTART_SECONDS = 20


class TooMany(Exception):
    """There is no room for another kernel."""


@dataclass
class Lease:
    """A kernel that belongs to a visit, and the outputs its cells showed."""

    visit: str
    kernel: str
    cells: dict[str, list[dict[str, Any]]]
    connected: int = 0
    seen: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Limits:
    """How many kernels visitors may hold at once, and for how long."""

    most: int
    free_megabytes: int
    left_seconds: float
    silent_seconds: float


class Leases:
    """Which visit owns which kernel: one for each visit."""

    def __init__(self, *, runner: Runner, kernels: Any, limits: Limits) -> None:
        self._runner = runner
        self._kernels = kernels
        self._limits = limits
        self._held: dict[str, Lease] = {}
        self._starting = 0

    def owner(self, kernel: str) -> str | None:
        lease = self._held.get(kernel)
        return lease.visit if lease else None

    async def give(self, visit: str, notebook: Path, code: str, mark: Any) -> Lease:
        """Return a kernel where `notebook` has run, for this visit. Raises TooMany, CannotMake."""
        for old in [
            lease for lease in self._held.values() if lease.visit == visit and not lease.connected
        ]:
            await self.take_back(old.kernel)
        if len(self._held) + self._starting >= self._limits.most or self._short_of_memory():
            raise TooMany
        self._starting += 1
        try:
            kernel, node = await self._runner.kernel(notebook, code, mark)
        finally:
            self._starting -= 1
        cells = {
            cell.id: [dict(output) for output in cell.outputs if waits(output)]
            for cell in node.cells
            if cell.cell_type == "code"
        }
        lease = Lease(visit, kernel, {name: outputs for name, outputs in cells.items() if outputs})
        self._held[kernel] = lease
        return lease

    def connected(self, kernel: str, change: int) -> None:
        lease = self._held.get(kernel)
        if lease:
            lease.connected += change
            lease.seen = time.monotonic()

    async def take_back(self, kernel: str) -> None:
        """Shut a kernel down and forget it."""
        if not self._held.pop(kernel, None):
            return
        end = time.monotonic() + RESTART_SECONDS
        while kernel in self._kernels:
            try:
                await self._kernels.shutdown_kernel(kernel, now=True)
            except asyncio.InvalidStateError:
                # It died, and Jupyter is starting it again: it can be ended once that is done.
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(0.1)

    async def take_back_idle(self) -> None:
        """Take back kernels that nobody is connected to, or of which nothing was heard for long."""
        now = time.monotonic()
        for lease in list(self._held.values()):
            left = not lease.connected and now - lease.seen > self._limits.left_seconds
            if left or self._silent_for(lease) > self._limits.silent_seconds:
                await self.take_back(lease.kernel)

    def _silent_for(self, lease: Lease) -> float:
        """Return the seconds since the kernel last said anything."""
        if lease.kernel not in self._kernels:
            return 0
        heard: datetime = self._kernels.get_kernel(lease.kernel).last_activity
        return (datetime.now(UTC) - heard).total_seconds()

    def _short_of_memory(self) -> bool:
        """Say whether another kernel could take memory that this computer needs."""
        return bool(psutil.virtual_memory().available < self._limits.free_megabytes * 1_000_000)


class KernelForPage(Handler):
    """POST api/kernels {lesson, lang}: a kernel in which the page's notebook has run."""

    def initialize(self, surroundings: Any, leases: Leases) -> None:  # type: ignore[override]
        super().initialize(surroundings)
        self.leases = leases

    async def post(self) -> None:
        try:
            asked = json.loads(self.request.body or b"{}")
        except (ValueError, RecursionError):
            raise web.HTTPError(400) from None
        if not isinstance(asked, dict):
            raise web.HTTPError(400)
        lesson, code = str(asked.get("lesson", "")), str(asked.get("lang", "en"))
        notebook = self.notebook_at(lesson)
        if notebook is None or code not in LANGUAGES:
            raise web.HTTPError(404)
        visit = visit_of(self)
        if visit is None:
            raise web.HTTPError(400)
        try:
            lease = await self.leases.give(visit, notebook, code, self.surroundings.held.stamp)
        except TooMany:
            raise web.HTTPError(503) from None
        except (CannotMake, OSError):
            self.log.exception("no kernel for %s", lesson)
            raise web.HTTPError(500) from None
        self.finish({"kernel": lease.kernel, "cells": lease.cells})

    def notebook_at(self, path: str) -> Path | None:
        """Return the notebook of a lesson's page; those of desk and markbook are staff's."""
        held = self.surroundings.held
        if path in (DESK, MARKBOOK):
            return desk_notebook(self.surroundings, path) if self.is_staff else None
        if not LESSON.fullmatch(path) or held.lesson(path) is None:
            return None
        return held.places.notebooks / f"{path}.ipynb"


class OwnKernel(Handler):
    """DELETE api/kernels/ID, voila/api/shutdown/ID: only the visit that owns a kernel ends it."""

    def initialize(self, surroundings: Any, leases: Leases) -> None:  # type: ignore[override]
        super().initialize(surroundings)
        self.leases = leases

    def owned(self, kernel: str) -> str:
        if self.leases.owner(kernel) is None or self.leases.owner(kernel) != visit_of(
            self, begin=False
        ):
            raise web.HTTPError(404)
        return kernel

    def get(self, kernel_id: str) -> None:
        self.owned(kernel_id)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(self.kernel_manager.kernel_model(kernel_id), default=str))

    async def delete(self, kernel_id: str) -> None:
        await self.leases.take_back(self.owned(kernel_id))
        self.set_status(204)
        self.finish()

    async def post(self, kernel_id: str) -> None:
        await self.delete(kernel_id)


class OwnKernelChannels(Discreet, KernelWebsocketHandler):
    """The websocket of a kernel, for the visit that owns it."""

    def initialize(self, surroundings: Any, leases: Leases) -> None:
        super().initialize()
        self.surroundings = surroundings
        self.leases = leases
        self.leased = ""

    def write_error(self, status_code: int, **_: Any) -> None:
        """Refuse without a page: nobody reads what a websocket's handshake answers."""
        self.set_status(status_code)
        self.finish()

    async def pre_get(self) -> None:
        if self.request.host_name.lower().strip("[]") not in self.surroundings.hosts:
            raise web.HTTPError(400)
        await super().pre_get()  # type: ignore[no-untyped-call]

    async def get(self, kernel_id: str) -> None:
        if self.leases.owner(kernel_id) is None or self.leases.owner(kernel_id) != visit_of(
            self, begin=False
        ):
            raise web.HTTPError(404)
        self.leased = kernel_id
        await super().get(kernel_id=kernel_id)  # type: ignore[no-untyped-call]

    async def open(self, kernel_id: str) -> None:
        self.leases.connected(kernel_id, +1)
        self.set_nodelay(True)
        await super().open(kernel_id)  # type: ignore[no-untyped-call]

    def on_close(self) -> None:
        self.leases.connected(self.leased, -1)
        super().on_close()  # type: ignore[no-untyped-call]


async def keep_taking_back(leases: Leases, every: float) -> None:
    """Take back idle kernels for as long as the server lives."""
    while True:
        await asyncio.sleep(every)
        await leases.take_back_idle()
