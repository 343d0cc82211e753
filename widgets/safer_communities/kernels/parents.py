"""The warm processes of one server: found, started, replaced and ended."""

from __future__ import annotations

import asyncio
import os
import threading
from logging import getLogger
from typing import TYPE_CHECKING, Any

from .process import Parent
from .warm import CannotFork

if TYPE_CHECKING:
    from collections.abc import Mapping
    from logging import Logger

    from .forked import Forked
    from .warm import Warm


class Parents:
    """The warm processes of one server. At most `most`; the one longest unused goes first.

    One that goes, or whose mark has changed, lives on without new kernels until its last kernel
    has ended. `nice` is how much a notebook gives way to other processes while it runs.
    """

    def __init__(self, *, most: int = 4, log: Logger | None = None, nice: int = 0) -> None:
        self.most = most
        self.log = log or getLogger(__name__)
        self._nice = nice
        self._lock = threading.RLock()
        self._parents: list[Parent] = []
        self._failed: dict[Any, tuple[Warm, CannotFork]] = {}
        self._told: set[str] = set()
        self._closed = False

    async def get(self, warm: Warm) -> Parent:
        """Return the parent for it, started if there is none. Raises CannotFork."""
        return await self._ready(self._held(warm))

    async def fork(
        self, warm: Warm, *, argv: list[str], env: Mapping[str, str], cwd: str, lean: bool = False
    ) -> Forked:
        """Fork a kernel from the parent for it. Raises CannotFork."""
        with self._lock:
            parent = self._held(warm)
            parent.users += 1
        try:
            return await (await self._ready(parent)).fork(argv, env, cwd, lean=lean)
        finally:
            with self._lock:
                parent.users -= 1
                self._end_unused(parent)

    def newest(self, warm: Warm) -> Warm:
        """Return what is held for its notebook now: a kernel that restarts has an older mark."""
        with self._lock:
            held = (each.warm for each in self._parents if not each.retired)
            return next((each for each in held if each.key == warm.key), warm)

    async def drop(self, warm: Warm) -> None:
        """Let go of it: it ends when its last kernel has."""
        with self._lock:
            self._failed.pop(warm.key, None)
            for parent in [each for each in self._parents if each.warm.key == warm.key]:
                self._retire(parent)

    def close(self) -> None:
        """End every parent and every kernel."""
        with self._lock:
            self._closed = True
            parents = list(self._parents)
        for parent in parents:
            parent.close()
        for parent in parents:
            parent.join()

    def tell_once(self, sentence: str) -> None:
        """Log a sentence, unless it has been."""
        with self._lock:
            told = sentence in self._told
            self._told.add(sentence)
        if not told:
            self.log.warning(sentence)

    async def _ready(self, parent: Parent) -> Parent:
        if parent.ready.done() and parent.ready.exception() is None:
            return parent
        try:
            # Who stops waiting does not stop it: others may wait as well.
            ready = asyncio.wrap_future(parent.ready)
            ready.add_done_callback(_heard)
            return await asyncio.shield(ready)
        except CannotFork as why:
            if why.lasting:
                with self._lock:
                    self._failed[parent.warm.key] = (parent.warm, why)
            raise

    def _held(self, warm: Warm) -> Parent:
        """Return a parent for it, which may not be ready, as the one used last."""
        if not hasattr(os, "fork") or not hasattr(os, "pidfd_open"):
            raise CannotFork("this system cannot fork a process and hold on to it")
        with self._lock:
            if self._closed:
                raise CannotFork("the server is closing")
            failed, why = self._failed.get(warm.key, (None, None))
            if why and failed == warm:
                raise why
            found = next((each for each in self._parents if each.warm == warm and each.alive), None)
            same = [each for each in self._parents if each.warm.key == warm.key]
            for old in same:
                if old is not found:
                    self._retire(old)
            if found is None:
                found = Parent(warm, nice=self._nice, changed=self._end_unused)
            else:
                self._parents.remove(found)
                found.retired = False
            self._parents.append(found)
            for old in [each for each in self._parents if not each.retired][: -self.most]:
                self._retire(old)
            return found

    def _retire(self, parent: Parent) -> None:
        parent.retired = True
        self._end_unused(parent)

    def _end_unused(self, parent: Parent) -> None:
        with self._lock:
            if parent.retired and not parent.users and not parent.has_kernels:
                parent.close()
            if parent.ended and parent in self._parents:
                self._parents.remove(parent)


def _heard(ready: asyncio.Future[Parent]) -> None:
    """Take note of a failure for those who have stopped waiting: nobody else would."""
    if not ready.cancelled():
        ready.exception()
