"""Collecting and marking: in a process of its own, so that answers are taken while it works.

nbgrader is seconds of imports and much memory; the server has neither for it. What the process says
is one line of JSON at a time, and what it is told stands in no argument.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = "safer_communities.server.checks.marking_inside"


@dataclass
class Job:
    """One marking of one assignment, as the page follows it."""

    state: str = "collecting"
    done: int = 0
    of: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    failed: str = ""

    def told(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "done": self.done,
            "of": self.of,
            "refused": self.refused,
            **({"failed": self.failed} if self.failed else {}),
        }

    def hear(self, line: dict[str, Any]) -> None:
        """Take in a line of the process."""
        for name in ("state", "done", "of", "refused", "failed"):
            if name in line:
                setattr(self, name, line[name])


class Marking:
    """The markings of this server, one at a time."""

    def __init__(self, *, data: Path, content: Path) -> None:
        self._data = data
        self._content = content
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._processes: set[asyncio.subprocess.Process] = set()

    def job(self, assignment: str) -> Job | None:
        """Return the latest marking of an assignment since the server started."""
        return self._jobs.get(assignment)

    def start(self, assignment: str) -> Job:
        """Start marking an assignment; where one is under way, return that."""
        going = self._jobs.get(assignment)
        if going is not None and going.state in ("collecting", "marking"):
            return going
        job = self._jobs[assignment] = Job()
        task = asyncio.create_task(self._run(assignment, job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    def forget(self) -> None:
        """Forget what was refused: it is deleted."""
        self._jobs.clear()

    async def _run(self, assignment: str, job: Job) -> None:
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                INSIDE,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            self._processes.add(process)
            told = {
                "data": str(self._data),
                "content": str(self._content),
                "assignment": assignment,
            }
            try:
                await self._follow(process, told, job)
            finally:
                self._processes.discard(process)
        if job.state != "done":
            job.state = "failed"

    async def _follow(
        self, process: asyncio.subprocess.Process, told: dict[str, str], job: Job
    ) -> None:
        assert process.stdin is not None  # noqa: S101 (it is a pipe)
        assert process.stdout is not None  # noqa: S101
        assert process.stderr is not None  # noqa: S101
        said = asyncio.create_task(process.stderr.read())
        process.stdin.write(json.dumps(told).encode() + b"\n")
        await process.stdin.drain()
        async for line in process.stdout:
            job.hear(json.loads(line))
        await process.wait()
        wrong = (await said).decode(errors="replace").strip()
        if process.returncode and not job.failed:
            job.failed = wrong.rpartition("\n")[2][:500]

    async def end(self) -> None:
        """Stop whatever is under way."""
        for process in list(self._processes):
            process.kill()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
