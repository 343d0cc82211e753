"""A network that goes wrong: passes requests on to a server, and cuts, swallows or delays some."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections import Counter

LATE_SECONDS = 0.4
LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


class Network:
    """Listens on a port of its own. `fate` says of each request what becomes of it:

    ''         it passes
    'before'   the connection is cut before the server hears anything
    'half'     it is cut in the middle of the request
    'after'    the server answers, and the answer is lost
    'broken'   half of the answer comes
    'late'     the connection is cut, and the request comes to the server all the same, later
    'silent'   nothing comes to the server, and nobody is told: the connection stays
    """

    def __init__(self, target, fate=None, late=None):
        self.target = target
        self.fate = fate or (lambda _: "")
        self.met = Counter()
        self.port = None
        self._late = late or (lambda: asyncio.sleep(LATE_SECONDS))
        self._open = set()
        self._tasks = set()

    async def start(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self):
        self._server.close()
        self.cut()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def cut(self):
        """Cut every connection there is."""
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader, writer):
        self._tasks.add(asyncio.current_task())
        self._open.add(writer)
        connection = _Connection(reader, writer)
        try:
            while request := await connection.request():
                how = self.fate(request)
                self.met[how] += 1
                if how == "before":
                    break
                if how == "silent":
                    await connection.request()  # which never comes: it ends as the browser does
                    break
                await connection.reach(self.target)
                if how == "late":
                    writer.transport.abort()
                    await self._late()
                await connection.forward(request, how)
                self.met["came late"] += how == "late"
                if how:
                    break
        except (OSError, EOFError):
            pass  # one side is gone, and so is the other
        finally:
            self._open.discard(writer)
            self._tasks.discard(asyncio.current_task())
            connection.end()


class _Connection:
    """One connection of a browser, and the one to the server that goes with it."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self._server = None
        self._back = None
        self._how = ""
        self._came = asyncio.Event()

    async def request(self):
        """Return the next whole request, or nothing where there is none."""
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            return head + await self._reader.readexactly(int(length[1]) if length else 0)
        except (asyncio.IncompleteReadError, OSError):
            return b""

    async def reach(self, target):
        if self._server is None:
            reader, self._server = await asyncio.open_connection("127.0.0.1", target)
            self._back = asyncio.create_task(self._bring_back(reader))

    async def forward(self, request, how):
        self._how = how
        self._server.write(request[: len(request) // 2] if how == "half" else request)
        await self._server.drain()
        if how and how != "half":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), 5)

    async def _bring_back(self, reader):
        try:
            while said := await reader.read(65536):
                if self._how == "broken":
                    self._writer.write(said[: len(said) // 2])
                if self._how:
                    break
                self._writer.write(said)
                await self._writer.drain()
        except OSError:
            pass
        self._came.set()
        self._writer.close()

    def end(self):
        self._writer.close()
        if self._server:
            self._server.close()
        if self._back:
            self._back.cancel()


@contextlib.contextmanager
def network(target, fate):
    """Run a network in a thread of its own, for tests that do not run a loop themselves.

    What is 'late' comes when `release` is set.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    release = threading.Event()

    async def late():
        await asyncio.to_thread(release.wait, 60)

    made = Network(target, fate, late)
    made.release = release
    try:
        asyncio.run_coroutine_threadsafe(made.start(), loop).result(30)
        yield made
    finally:
        release.set()
        asyncio.run_coroutine_threadsafe(made.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
