"""nbgrader's formgrader: started when it is first asked for, on this computer alone, ended with us.

It is a server of its own, since it is the teacher's alone and must not stand where pupils can reach
it. Its token is made anew each time, and told by a pipe (see `formgrader_inside`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import sys
from typing import TYPE_CHECKING

from safer_communities.language import N_
from safer_communities.server.handling import StaffHandler
from safer_communities.server.live.asking import InClass, Refused

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = "safer_communities.server.checks.formgrader_inside"
START_SECONDS = 60
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DID_NOT_START = N_("The formgrader could not be started. Try again in a moment.")


class CannotStart(Exception):
    """The formgrader did not come up."""


class Formgrader:
    """The one formgrader of this server. `config` is the folder of nbgrader_config.py."""

    def __init__(self, *, root: Path, data: Path, config: Path) -> None:
        self._root = root
        self._data = data
        self._config = config
        self._process: asyncio.subprocess.Process | None = None
        self._address = ""
        self._turn = asyncio.Lock()

    async def address(self) -> str:
        """Return the address of its first page, with its token. Raises CannotStart."""
        async with self._turn:
            if self._process is None or self._process.returncode is not None:
                await self._start()
            return self._address

    async def _start(self) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        token = secrets.token_urlsafe(24)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            INSIDE,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=self._config,
            env={**os.environ, "SAFER_DATA": str(self._data)},
        )
        asked = json.dumps({"token": token, "root": str(self._root)})
        try:
            assert self._process.stdin is not None  # noqa: S101 (it is a pipe)
            assert self._process.stdout is not None  # noqa: S101
            self._process.stdin.write(f"{asked}\n".encode())
            await self._process.stdin.drain()
            line = await asyncio.wait_for(self._process.stdout.readline(), START_SECONDS)
            port = json.loads(line)["port"]
        except (TimeoutError, OSError, ValueError) as error:
            self.kill()
            raise CannotStart from error
        self._address = f"http://127.0.0.1:{port}/formgrader?token={token}"

    def kill(self) -> None:
        """End it now. It ends by itself too, when this process is gone."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process = None

    async def end(self) -> None:
        """End it, and wait until it has ended."""
        process = self._process
        self.kill()
        if process is not None:
            await process.wait()


class FormgraderPage(InClass, StaffHandler):
    """`/staff/formgrader`: to the formgrader's first page; elsewhere, where it can be opened."""

    async def get(self) -> None:
        self.language()
        here = str(self.request.remote_ip) in LOOPBACK
        if not here or self.request.host_name.strip("[]").lower() not in LOOPBACK:
            self.show("checks/laptop_only.html")
            return
        try:
            address = await self.surroundings.formgrader.address()
        except CannotStart:
            self.log.exception("the formgrader did not start")
            raise Refused(503, DID_NOT_START) from None
        self.set_header("Referrer-Policy", "no-referrer")
        self.redirect(address, status=303)
