"""What the pages of a class are told as it happens: server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any, TypeVar

from tornado.iostream import StreamClosedError

from .asking import Api

if TYPE_CHECKING:
    from collections.abc import Callable

    from safer_communities.classroom import LiveClass
    from safer_communities.classroom.assembly import Room
    from safer_communities.classroom.classes import Watcher

Told = TypeVar("Told", "LiveClass", "Room")

BEAT_SECONDS = 10
"""How often a page hears that the server is there, when there is no other news."""
TOGETHER_SECONDS = 0.1
"""News that come within this are told together."""


class Telling(Api):
    """What lines of a class and of an assembly share: they stay open, and tell what is new."""

    watcher: Watcher | None = None

    async def tell(
        self,
        place: Told,
        watcher: Watcher,
        event: str,
        news: Callable[[Told], dict[str, Any]],
        together: float = TOGETHER_SECONDS,
    ) -> None:
        """Tell `news` of a class or an assembly as it changes, until it or the page is gone."""
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("X-Accel-Buffering", "no")
        self.watcher = watcher
        told = ""
        try:
            while not self._finished:
                watcher.changed.clear()
                now = json.dumps(news(place), ensure_ascii=False)
                if now == told:
                    self.write("event: beat\ndata: .\n\n")
                else:
                    self.write(f"event: {event}\ndata: {now}\n\n")
                told = now
                await self.flush()
                if place.gone:
                    return
                await asyncio.sleep(together)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(watcher.changed.wait(), BEAT_SECONDS)
        except StreamClosedError:
            pass  # the page was closed
        finally:
            place.watchers.discard(watcher)

    def on_connection_close(self) -> None:
        super().on_connection_close()
        if self.watcher:
            self._finished = True
            self.watcher.changed.set()


class Live(Telling):
    """GET api/classes/CODE/live: server-sent events. Pupils hear the state; staff, everything."""

    async def get(self, typed: str) -> None:
        live = self.class_called(typed)
        mine = self.joined()
        mine = mine if mine and mine[0] is live else None
        view = self.get_query_argument("as", "")
        if self.is_staff and view not in ("board", "pupil"):
            event, news = "progress", self.progress
        elif view == "pupil" or (mine and view != "board"):
            event, news = "state", self.state
        else:
            event, news = "state", self.board
        everything = event == "progress" or news == self.board
        watcher = self.surroundings.classroom.watch(live, everything=everything)
        await self.tell(live, watcher, event, news)

    def state(self, live: LiveClass) -> dict[str, Any]:
        """Return the state as a pupil hears it; a device that is no pupil any more hears that."""
        mine = self.joined()
        if mine is None or mine[0] is not live:
            return {**live.told(), **({} if live.gone else {"moved": True})}
        forms = live.support.get(mine[1].id)
        told = {**live.told(), "help": mine[1].id in live.help}
        return told if forms is None else {**told, "support": list(forms)}

    def board(self, live: LiveClass) -> dict[str, Any]:
        return {
            **live.told(),
            "joined": len(live.pupils),
            "people": live.people,
            "said": self.joined_said(live),
        }

    def progress(self, live: LiveClass) -> dict[str, Any]:
        pupils = [
            {
                "tag": self.tag_of(pupil),
                "pair": pupil.pair,
                "parts": parts,
                "support": list(live.support.get(pupil.id, ())),
            }
            for pupil, parts in live.progress()
        ]
        slowed = len(self.surroundings.tries.slowed)
        waiting = [self.tag_of(live.pupils[pupil]) for pupil in live.help]
        return {
            **self.board(live),
            "slowed": slowed,
            "unread": self.surroundings.questions.unread(live),
            "answers": live.latest,
            "pupils": pupils,
            "help": waiting,
        }
