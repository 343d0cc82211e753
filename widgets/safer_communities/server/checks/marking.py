"""All that needs nbgrader: done one thing after the other, in a process of its own.

nbgrader is seconds of imports and much memory, and marking is work; the server has no time for it
while pupils' answers come. The process is started when the markbook first asks for something, is
told what to do line by line through a pipe (nothing of it stands in an argument), and ends when it
has had nothing to do for long, or when the server has gone, however it went.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

INSIDE = "safer_communities.server.checks.marking_inside"
LONGEST_LINE = 16_000_000


class CannotMark(Exception):
    """What was asked for could not be done. Its message is the reason a teacher reads."""


@dataclass
class Job:
    """One marking of one assignment, as the page follows it."""

    state: str = "collecting"
    done: int = 0
    of: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    failed: str = ""

    @property
    def going(self) -> bool:
        return self.state in ("collecting", "marking")

    def told(self) -> dict[str, Any]:
        found = {"state": self.state, "done": self.done, "of": self.of, "refused": self.refused}
        return {**found, **({"failed": self.failed} if self.failed else {})}


class Marking:
    """The process of this server that works with nbgrader."""

    def __init__(self, *, data: Path, content: Path) -> None:
        self._data = data
        self._content = content
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    async def ask(
        self,
        verb: str,
        assignment: str = "",
        *,
        heard: Callable[[dict[str, Any]], None] | None = None,
        **given: Any,
    ) -> Any:
        """Return what the process answers; `heard` is told what it says until then.

        Raises CannotMark.
        """
        asked = {"verb": verb, "assignment": assignment, **given}
        async with self._turn:
            try:
                return await self._answered(asked, heard)
            except CannotMark:
                raise
            except (OSError, ValueError) as error:
                self.kill()
                raise CannotMark("The marking stopped in the middle. Press again.") from error
            except BaseException:
                self.kill()  # what it would still say is no answer to what is asked next
                raise

    async def _answered(
        self, asked: dict[str, Any], heard: Callable[[dict[str, Any]], None] | None
    ) -> Any:
        process = await self._running()
        assert process.stdin is not None  # noqa: S101 (it is a pipe)
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        await process.stdin.drain()
        while True:
            line = await process.stdout.readline()
            told = json.loads(line)  # an empty line is a ValueError: the process has gone
            if "answer" in told:
                return told["answer"]
            if "failed" in told:
                raise CannotMark(told["failed"])
            if heard:
                heard(told)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                INSIDE,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # it could name pupils
                limit=LONGEST_LINE,
            )
            assert self._process.stdin is not None  # noqa: S101
            told = {"data": str(self._data), "content": str(self._content)}
            self._process.stdin.write(json.dumps(told).encode() + b"\n")
        return self._process

    def warm(self) -> None:
        """Start the process ahead of what a teacher will ask of it."""
        gone = self._process is None or self._process.returncode is not None
        if gone and not self._turn.locked():
            self._aside(self._ready())

    async def _ready(self) -> None:
        with contextlib.suppress(CannotMark):
            await self.ask("ready")

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- collecting and marking, which takes long enough to be followed

    def job(self, assignment: str) -> Job | None:
        """Return the latest marking of an assignment since the server started."""
        return self._jobs.get(assignment)

    def start(self, assignment: str) -> Job:
        """Start marking an assignment; where one is under way, return that."""
        going = self._jobs.get(assignment)
        if going is not None and going.going:
            return going
        job = self._jobs[assignment] = Job()
        self._aside(self._mark(assignment, job))
        return job

    async def _mark(self, assignment: str, job: Job) -> None:
        def heard(told: dict[str, Any]) -> None:
            job.state, job.done, job.of = "marking", told["done"], told["of"]

        try:
            job.refused = await self.ask("mark", assignment, heard=heard)
            job.state = "done"
        except CannotMark as error:
            job.state, job.failed = "failed", str(error)
        finally:
            if job.going:
                job.state = "failed"

    def forget(self) -> None:
        """Forget the markings: what they were about is deleted."""
        self._jobs.clear()

    # -- the end

    def kill(self) -> None:
        """End the process now."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process = None

    async def end(self) -> None:
        """Stop whatever is under way, and leave no process."""
        process = self._process
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.kill()
        if process is not None:
            await process.wait()
