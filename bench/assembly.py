"""An assembly of 120 at 16 tables: from "This is my answer" to saved, to the desk, to the table.

104 seats are simulated over the real API, each listening as a screen does; 16 more are Chromium,
one at each table, and the desk is Chromium too. A stock Voila has no rooms, so there is nothing to
compare with: `stock` and `ratio` are null.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import time
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil
from safer_communities.activities import spec_of
from safer_communities.content import Library, Places

from bench.live import chromium, lag, summed
from bench.servers import served
from tests.pupils import ANY, Browser, any_answer

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bench.asked import Asked

SEATS, TABLES = 120, 16
EXERCISE = "asm-01"
BETWEEN_SECONDS = 4.0
"""How long a seat thinks, on average, before the next answer: 30 answers a second in all."""
TIMES = 6
"""How often each seat sends each part anew: people change their minds."""
AGENCIES = ("police", "council", "health", "education", "housing", "charity")
OK = 200
WATCH_TABLE = """(name) => {
  window.scHeard = [];
  const part = document.querySelector(`[data-sc-part="${name}"]`);
  const host = () => part.querySelector(".sc-host");
  new MutationObserver(() => {
    const saved = host()?.dataset.scSaved === "1" && part.dataset.scRound === "table";
    if (saved && !window.scHeard.length) window.scHeard.push(Date.now());
  }).observe(part,
    { subtree: true, childList: true, attributes: true, attributeFilter: ["data-sc-saved"] });
}"""
WATCH_DESK = """() => {
  window.scJoint = {};
  new MutationObserver(() => {
    for (const item of document.querySelectorAll("[data-sc-tables] > li")) {
      const joint = item.querySelector('[data-now="joint"]');
      if (joint) window.scJoint[item.dataset.scTable] ??= Date.now();
    }
  }).observe(document.querySelector("[data-sc-tables]"), { subtree: true, childList: true });
}"""


class Seat(Browser):
    """Somebody at a table: listens, and sends with a watch."""

    def __init__(self, port: int, code: str, table: int, random: Random) -> None:
        super().__init__(port)
        self.code, self.table, self.random = code, table, random
        self.replies: list[float] = []
        self.sent: dict[int, float] = {}
        self.last: dict[str, Any] = {}
        self.lost = 0
        self._line: asyncio.Task[None] | None = None

    async def sit(self) -> None:
        await self.ask("join")
        body = {"code": self.code, "table": self.table, "agency": self.random.choice(AGENCIES)}
        status, reply = await self.ask("api/join", method="POST", body=body)
        if status != OK:
            raise RuntimeError(f"a seat was refused: {reply}")
        self._line = asyncio.create_task(self.listen())

    async def listen(self) -> None:
        reader, _ = await self.reach(f"api/assemblies/{self.code}/live?as=seat", version="1.0")
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while await reader.readline():
                pass

    async def say(self, part: str, value: dict[str, Any], round_: str) -> None:
        body = {
            "answer_id": f"{self.random.getrandbits(64):016x}",
            "part": part,
            "value": value,
            "round": round_,
            "exercise": EXERCISE,
            **({"confidence": self.random.randint(1, 5)} if round_ == "alone" else {}),
        }
        begun = time.time()
        status, reply = await self.ask("api/answers", method="POST", body=body)
        if status != OK:
            self.lost += 1
            return
        self.replies.append((time.time() - begun) * 1000)
        self.sent[reply["seq"]] = begun
        if round_ == "alone":
            self.last[part] = value

    async def work(self, specs: dict[str, Any]) -> None:
        for _ in range(TIMES):
            for part, spec in specs.items():
                await asyncio.sleep(self.random.uniform(0.5, 1.5) * BETWEEN_SECONDS)
                await self.say(part, {**any_answer(spec, self.random), "checked": False}, "alone")

    def stop(self) -> None:
        if self._line:
            self._line.cancel()
        self.cut()


async def hear_all(staff: Browser, code: str, heard: list[tuple[float, int]]) -> None:
    """Note when the desk is told of each answer, as its page is: (when, the latest number)."""
    reader, _ = await staff.reach(f"api/assemblies/{code}/live", version="1.0")
    await reader.readuntil(b"\r\n\r\n")
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while line := await reader.readline():
            if line.startswith(b"data: {"):
                heard.append((time.time(), json.loads(line[6:])["answers"]))


def specs_of(round_: str) -> dict[str, Any]:
    """Return the parts of the exercise that are answered in this round, and can be at random."""
    library = Library.read(Places.found())
    (exercise,) = [each for each in library.exercises if each.id == EXERCISE]
    return {
        part.id: spec_of(exercise.folder, part, library.references.for_pupils)
        for part in exercise.parts
        if round_ in part.rounds and part.kind in ANY
    }


async def one_room(said: dict[str, Any], simulated: int) -> dict[str, Any]:
    """Lead one assembly through both rounds; return what was measured, in milliseconds."""
    url = said["url"]
    alone, joint = specs_of("alone"), specs_of("table")
    staff = Browser(urlsplit(url).port)
    await staff.ask(said["staff_url"].removeprefix(url))
    await staff.ask("join")
    _, made = await staff.ask("api/assemblies", method="POST", body={"agenda": [EXERCISE]})
    code = made["code"]
    path = f"api/assemblies/{code}/state"
    opened = dict.fromkeys(alone, "alone")
    await staff.ask(path, method="POST", body={"on": "item-1"})
    await staff.ask(path, method="POST", body={"open": opened})
    heard: list[tuple[float, int]] = []
    line = asyncio.create_task(hear_all(staff, code, heard))
    async with chromium() as new_page:
        desk = await new_page()
        await desk.goto(said["staff_url"])
        await desk.goto(f"{url}staff/facilitator-desk?assembly={code}")
        screens = [await screen_at(await new_page(), url, code, at + 1) for at in range(TABLES)]
        seats = [Seat(staff.port, code, 1 + at % TABLES, Random(at)) for at in range(simulated)]
        await asyncio.gather(*[seat.sit() for seat in seats])
        naps: list[float] = []
        napping = asyncio.create_task(lag(naps))
        await asyncio.gather(*[seat.work(alone) for seat in seats])
        state = {"open": dict.fromkeys(joint, "table")}
        together = await at_tables(staff, path, state, desk, screens, seats, joint)
        napping.cancel()
        begun = time.time()
        await desk.locator('[data-sc-do="pause"]').click()
        for screen in screens:
            await screen.wait_for_selector("[data-sc-eyes-up]:not([hidden])")
        paused = (time.time() - begun) * 1000
    lost = sum(seat.lost for seat in seats)
    for seat in seats:
        _, me = await seat.ask("api/me")
        kept = {part: each["value"] for part, each in me["answers"].items()}
        lost += sum(kept.get(part) != value for part, value in seat.last.items())
    line.cancel()
    for seat in seats:
        seat.stop()
    return {
        "answer_to_saved_ms": [ms for seat in seats for ms in seat.replies],
        "answer_to_desk_ms": to_desk(seats, heard),
        **together,
        "pause_to_all_screens_ms": paused,
        "computer_late_ms": naps,
        "server_pss_mb": psutil.Process(said["pid"]).memory_full_info().pss / 1e6,
        "answers": sum(len(seat.replies) for seat in seats),
        "lost": lost,
    }


async def at_tables(  # noqa: PLR0917 (the whole room)
    staff: Browser,
    path: str,
    state: dict[str, Any],
    desk: Page,
    screens: list[Page],
    seats: list[Seat],
    joint: dict[str, Any],
) -> dict[str, Any]:
    """Open the tables' round; have one seat of each table answer, and see who sees it when."""
    first = next(iter(joint))
    begun = time.time()
    await staff.ask(path, method="POST", body=state)
    for screen in screens:
        await screen.wait_for_selector(f'[data-sc-part="{first}"][data-sc-round="table"]')
    opened = (time.time() - begun) * 1000
    for screen in screens:
        await screen.evaluate(WATCH_TABLE, first)
    await desk.evaluate(WATCH_DESK)
    sent = {}
    for seat in seats[:TABLES]:
        sent[seat.table] = time.time()
        await seat.say(first, {**any_answer(joint[first], seat.random), "checked": False}, "table")
        await asyncio.sleep(0.3)
    await asyncio.sleep(2)
    heard = [(await screen.evaluate("window.scHeard"))[0] for screen in screens]
    shown = await desk.evaluate("window.scJoint")
    return {
        "round_to_all_screens_ms": opened,
        "joint_to_table_screen_ms": [
            (when / 1000 - sent[at]) * 1000 for at, when in enumerate(heard, 1)
        ],
        "joint_to_desk_painted_ms": [
            (shown[str(table)] / 1000 - at) * 1000 for table, at in sent.items()
        ],
    }


async def screen_at(page: Page, url: str, code: str, table: int) -> Page:
    """Sit down at a table in a real browser, and choose nothing yet."""
    await page.goto(f"{url}join/{code}?as=seat")
    await page.select_option("#table", str(table))
    await page.select_option("#agency", "police")
    await page.locator("[data-sc-seat] button").click()
    await page.wait_for_selector('body[data-sc-ready="1"]')
    return page


def to_desk(seats: list[Seat], heard: list[tuple[float, int]]) -> list[float]:
    """Return for each answer how long it took until the desk had been told of it."""
    found = []
    for seat in seats:
        for seq, begun in seat.sent.items():
            when = next((at for at, latest in heard if latest >= seq), None)
            if when is not None:
                found.append((when - begun) * 1000)
    return found


def measure(asked: Asked) -> dict[str, Any]:
    """Measure assemblies, one after the other; medians of the runs, raw samples, what was lost."""
    simulated = (asked.pupils or SEATS) - TABLES
    samples = []
    for _ in range(asked.runs):
        with served() as said:
            samples.append(asyncio.run(one_room(said, simulated)))
    each = [summed(taken) for taken in samples]
    lost = [run["lost"] for run in samples]
    return {
        "seats": {"simulated": simulated, "chromium": TABLES, "tables": TABLES},
        "stock": None,
        "ours": {name: statistics.median(run[name] for run in each) for name in each[0]},
        "ratio": None,
        "wrong": [f"{count} answers lost in run {at}" for at, count in enumerate(lost, 1) if count],
        "samples": {"ours": samples},
    }
