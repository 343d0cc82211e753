"""Visitors without a browser, light enough to be many on the computer that serves them."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

OK, BUSY = 200, 503
GZIP = 31
"""How zlib is told that what comes is gzip (its manual, `inflateInit2`)."""
PATIENCE = 600
"""More than any of it takes, in seconds; what takes longer hangs."""
Visit = TypeVar("Visit")


class Wrong(Exception):
    """What a visitor was served is not what it must be."""


class Refused(Exception):
    """The server has no room and says so kindly: 503, with when to try again."""


class Visitor:
    """Keeps one connection, as a browser does, and its cookies; counts what it asked."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.cookies: dict[str, str] = {}
        self.requests = 0
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, *, method: str = "GET", body: Any = None) -> tuple[int, bytes]:
        """Return status and body of one request, the body as the page's author wrote it."""
        if self._line is None:
            self._line = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._line
        self._write(writer, path, method, b"" if body is None else json.dumps(body).encode())
        status, headers = await self._head(reader)
        data = await _body(reader, status, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return status, gzip.decompress(data) if headers.get("content-encoding") == "gzip" else data

    async def page(self, path: str, *marks: str) -> str:
        """Return a page. Raises Wrong where it cannot be had, or holds not all of `marks`."""
        status, body = await self.ask(path)
        text = body.decode()
        missing = [mark for mark in marks if mark not in text]
        if status != OK or missing:
            raise Wrong(f"/{path} answered {status}, without {missing}")
        return text

    async def api(self, path: str, *, method: str = "GET", body: Any = None) -> Any:
        """Return the JSON of a reply. Raises Refused, or Wrong for any other status than 200."""
        status, data = await self.ask(path, method=method, body=body)
        if status == BUSY:
            raise Refused
        if status != OK:
            raise Wrong(f"{method} /{path} answered {status}: {data[:200].decode()}")
        return json.loads(data)

    async def listen(self, path: str, first: bytes) -> asyncio.StreamWriter:
        """Open a stream of events on a connection of its own, and wait for its first."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        self._write(writer, path, "GET", b"")
        status, headers = await self._head(reader)
        if status != OK:
            raise Wrong(f"/{path} answered {status}")
        pressed = headers.get("content-encoding") == "gzip"
        unpack = zlib.decompressobj(GZIP).decompress if pressed else bytes
        told = b""
        async for chunk in _chunks(reader):
            told += unpack(chunk)
            if first in told:
                return writer
        raise Wrong(f"/{path} ended, and never said {first!r}")

    def _write(self, writer: asyncio.StreamWriter, path: str, method: str, data: bytes) -> None:
        self.requests += 1
        head = [
            f"{method} /{path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            "Accept-Encoding: gzip",
            f"Cookie: {self.cookie}",
            f"X-XSRFToken: {self.cookies.get('_xsrf', '')}",
            f"Content-Length: {len(data)}",
        ]
        writer.write("\r\n".join([*head, "", ""]).encode() + data)

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        for name, value in re.findall(r"(?im)^set-cookie: ([^=]+)=([^;\r]*)", text):
            self.cookies[name] = value
        lines = re.findall(r"(?m)^([^:\r\n]+): *([^\r\n]*)", text)
        return int(text.split(" ", 2)[1]), {name.lower(): value for name, value in lines}

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def close(self) -> None:
        if self._line:
            self._line[1].close()
        self._line = None


async def _body(reader: asyncio.StreamReader, status: int, headers: dict[str, str]) -> bytes:
    if status in (204, 304):
        return b""
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers["content-length"]))
    return b"".join([chunk async for chunk in _chunks(reader)])


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)


@dataclass
class Rush(Generic[Visit]):
    """What became of visitors who all came at the same moment."""

    visits: list[Visit] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """From the common start, of those who were served."""
    refused: int = 0
    errors: list[str] = field(default_factory=list)


async def together(come: Callable[[int], Awaitable[Visit]], visitors: int) -> Rush[Visit]:
    """Let `come(0)` to `come(visitors - 1)` begin at the same moment; wait for all of them."""
    rush: Rush[Visit] = Rush()
    begun = perf_counter()

    async def one(number: int) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                visit = await come(number)
        except Refused:
            rush.refused += 1
        except Exception as error:  # noqa: BLE001 (whatever it is, the bench says it and goes on)
            rush.errors.append(f"visitor {number}: {error!r}")
        else:
            rush.seconds.append(perf_counter() - begun)
            rush.visits.append(visit)

    await asyncio.gather(*[one(number) for number in range(visitors)])
    return rush


async def close_all(writers: list[asyncio.StreamWriter]) -> None:
    for writer in writers:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
