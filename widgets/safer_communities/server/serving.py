"""From the start of the server to its stop: it listens, warms up, tidies, and leaves nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import threading
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.httputil import ParseBodyConfig, ParseMultipartConfig, set_parse_body_config
from tornado.netutil import bind_sockets
from voila.app import Voila

from safer_communities.classroom import CannotStore, Following
from safer_communities.classroom.assembly.agreement import MOST_COMMITMENTS

from .checks.marking import CannotMark
from .kernels import keep_taking_back
from .live.desk import desk_notebook
from .running import CannotMake, Stopping

if TYPE_CHECKING:
    from safer_communities.kernels import Parents

    from .kernels import Leases
    from .running import Runner
    from .surroundings import Surroundings

TIDY_SECONDS = 3600
"""How often classes nobody ended are ended, and old ones deleted."""
DAY_SECONDS = 24 * 3600
PORTS_TRIED = 50
LARGEST_REQUEST = 1_000_000
MOST_FIELDS = 3 * MOST_COMMITMENTS + 100
"""Of a form that holds a file too. The page of an agreement has three for each commitment."""


class Serving(Voila):
    """What the server does while it runs; its settings are in SaferCommunities."""

    port: Any
    certfile: Any
    keyfile: Any
    data: Any
    tell_json: Any
    warm: Any
    kernel_idle_seconds: Any
    surroundings: Surroundings
    leases: Leases
    runner: Runner
    parents: Parents | None
    temporary: Path | None = None
    checks_tidied: float | None = None

    @property
    def url(self) -> str:
        scheme = "https" if self.certfile else "http"
        return f"{scheme}://127.0.0.1:{self.port}{self.base_url}"

    @property
    def staff_url(self) -> str:
        return f"{self.url}staff?key={self.surroundings.staff_key}"

    def tell(self, sentence: str) -> None:
        """Say something to whoever started the server; --json keeps standard output to itself."""
        print(sentence, file=sys.stderr if self.tell_json else sys.stdout, flush=True)

    def listen(self) -> None:
        """Serve until told to stop; then leave no kernel, no process, no socket."""
        try:
            asyncio.run(self._serve())
        except KeyboardInterrupt:
            pass  # Windows, where a loop takes no signal handlers
        finally:
            shutil.rmtree(self.connection_dir, ignore_errors=True)
            if self.temporary:
                shutil.rmtree(self.temporary, ignore_errors=True)

    async def _serve(self) -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for signal_ in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(signal_, stopped.set)
            except NotImplementedError:  # Windows
                signal.signal(signal_, lambda *_: loop.call_soon_threadsafe(stopped.set))
        server = self._listening()
        background = [
            asyncio.create_task(keep_taking_back(self.leases, self.kernel_idle_seconds / 4)),
            asyncio.create_task(self._tidy_classes()),
            asyncio.create_task(self.surroundings.static.press()),
        ]
        if not self.surroundings.store.is_file:
            around = self.surroundings
            following = Following(around.store, around.classroom, around.questions)
            background.append(asyncio.create_task(following.keep()))
        if self.warm:
            background.append(asyncio.create_task(self._warm()))
        self.surroundings.ready = True
        self.surroundings.sharing.begin(Path(self.data), self.url)
        self._announce()
        try:
            await stopped.wait()
        finally:
            server.stop()
            self.runner.stop()
            for task in background:
                task.cancel()
            self._kill_kernels()  # before an interrupt makes one say where it was
            if self.parents is not None:
                await asyncio.to_thread(self.parents.close)
            await self.surroundings.marking.end()
            await self.surroundings.formgrader.end()
            self.surroundings.sharing.end()
            await asyncio.gather(*background, return_exceptions=True)
            await self._end_kernels()
            await asyncio.to_thread(self.surroundings.store.close)

    async def _tidy_classes(self) -> None:
        while True:
            try:
                await self.surroundings.classroom.tidy()
                await self.surroundings.rooms.tidy()
            except CannotStore:
                self.log.exception("Old classes could not be deleted; it is tried again in an hour")
            await self._tidy_checks()
            await asyncio.sleep(TIDY_SECONDS)

    async def _tidy_checks(self) -> None:
        """Delete what of the checks is past its time; nbgrader is loaded for it only once a day."""
        now = time.monotonic()
        due = self.checks_tidied is None or now - self.checks_tidied > DAY_SECONDS
        if not due or not await asyncio.to_thread(self.surroundings.checks.old):
            return
        self.checks_tidied = now
        try:
            await self.surroundings.marking.ask("tidy")
        except CannotMark as error:
            self.log.warning("Old checks could not be deleted: %s. It is tried again.", error)

    async def _end_kernels(self) -> None:
        """End every kernel, also one whose start was cut short and that is in nobody's list."""
        # Its list may name one that is not yet there, or whose start has not ended either way.
        with contextlib.suppress(web.HTTPError, asyncio.InvalidStateError):
            await self.kernel_manager.shutdown_all(now=True)
        self._kill_kernels()

    def _kill_kernels(self) -> None:
        for started in psutil.Process().children():
            with contextlib.suppress(psutil.Error):
                if any(self.connection_dir in argument for argument in started.cmdline()):
                    started.kill()

    def _listening(self) -> HTTPServer:
        options = (
            {"certfile": self.certfile, "keyfile": self.keyfile or None} if self.certfile else None
        )
        set_parse_body_config(
            ParseBodyConfig(multipart=ParseMultipartConfig(max_parts=MOST_FIELDS))
        )
        server = HTTPServer(
            self.app,
            ssl_options=options,
            max_body_size=LARGEST_REQUEST,
            xheaders=self.trust_xheaders,
        )
        wanted = self.port
        for port in range(wanted, wanted + PORTS_TRIED) if wanted else [0]:
            try:
                sockets = bind_sockets(port, self.ip)
            except OSError:
                continue
            server.add_sockets(sockets)
            self.port = sockets[0].getsockname()[1]
            if wanted and self.port != wanted:
                self.tell(f"Port {wanted} is in use, so this is on port {self.port}.")
            return server
        self.tell(
            f"No port from {wanted} to {wanted + PORTS_TRIED - 1} is free. "
            "Close another program, or give --port."
        )
        raise SystemExit(1)

    def _announce(self) -> None:
        """Say that the server is ready, and open the start page."""
        if self.tell_json:
            told = {
                "url": self.url,
                **({} if self.self_study else {"staff_url": self.staff_url}),
                "pid": os.getpid(),
                "data": self.data,
            }
            print(json.dumps(told), flush=True)  # noqa: T201 (what --json asks for)
        else:
            self.tell(f"Ready: {self.url}")
            if not self.self_study:
                self.tell(f"For teachers and facilitators: {self.staff_url}")
            for address in self.surroundings.sharing.addresses:
                self.tell(f"From other devices: {self.url.replace('127.0.0.1', address)}")
            self.tell("Stop with Ctrl-C.")
        if self.open_browser:
            threading.Thread(
                target=webbrowser.open,
                args=(self.url if self.self_study else f"{self.staff_url}&next=start",),
                daemon=True,
            ).start()

    async def _warm(self) -> None:
        """Make the English pages ahead of the first visitor."""
        held = self.surroundings.held
        with contextlib.suppress(CannotMake):  # its page says so; the desk goes on without it
            if not self.self_study:
                await self.surroundings.maker.executed(
                    desk_notebook(self.surroundings), "en", held.stamp, piece="interface"
                )
        for path, lesson in sorted(held.library.lessons.items()):
            notebook = held.places.notebooks / f"{path}.ipynb"
            if notebook.is_file():
                try:
                    await self.surroundings.maker.executed(
                        notebook, "en", held.stamp, piece=lesson.id
                    )
                except Stopping:
                    return
                except CannotMake:
                    self.log.warning("%s was not made ahead", path)
