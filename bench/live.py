"""A live class of 38: from a click to "Saved", to the desk, from "pause" to every screen.

32 pupils are simulated over the real API, 6 are Chromium; the desk is Chromium too. A stock Voila
keeps no answers and has no desk, so there is nothing to compare with: `stock` and `ratio` are null.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from contextlib import asynccontextmanager
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil
from playwright.async_api import Page, async_playwright

from bench.servers import LESSON, served
from bench.visit import ARGUMENTS
from tests.browser.answering import lesson_specs
from tests.pupils import Browser, Pupil, any_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bench.asked import Asked

SIMULATED, REAL = 32, 6
BETWEEN_SECONDS = 1.6
"""How long a pupil thinks, on average, before the next answer: about 20 answers a second in all."""
PAUSES = 5
IDLE_SECONDS = 20
NAP_SECONDS = 0.02
WARMING_SECONDS = 5
"""What is answered before this, while browsers still load their pages, is not counted."""
PART = "sure"

PARTS = 'JSON.parse(document.getElementById("sc-here").textContent).parts'
WATCH_DESK = """() => {
  window.scSeen = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const row = target.closest("tr");
      const tag = (row.cells[0].firstElementChild || row.cells[0]).textContent;
      window.scSeen.push([tag, target.cellIndex, target.dataset.now, Date.now()]);
    }
  }).observe(document.querySelector("[data-sc-grid]"),
    { subtree: true, attributes: true, attributeFilter: ["data-now"] });
}"""
WATCH_PAUSE = """() => {
  window.scPaused = 0;
  const part = document.querySelector('[data-sc-activity="PART"]');
  new MutationObserver(() => {
    window.scPaused = part.dataset.scState === "locked" ? window.scPaused || Date.now() : 0;
  }).observe(part, { attributes: true, attributeFilter: ["data-sc-state"] });
}""".replace("PART", PART)
WATCH_SAVED = """() => {
  const part = document.querySelector('[data-sc-activity="PART"]');
  window.scClicks = [];
  let begun = 0;
  const button = part.querySelector(".sc-main");
  button.addEventListener("click", () => { begun = performance.now(); }, true);
  new MutationObserver(() => {
    if (begun && part.dataset.scSaved === "1") {
      requestAnimationFrame(() => {
        if (begun) window.scClicks.push([Date.now(), performance.now() - begun]);
        begun = 0;
      });
    }
  }).observe(part, { attributes: true, attributeFilter: ["data-sc-saved"] });
}""".replace("PART", PART)


class Simulated(Pupil):
    """A pupil over the API, with a watch: milliseconds from sending to "saved", and when."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.replies: list[tuple[float, float]] = []
        self.sent: dict[tuple[str, str], float] = {}
        self.paused_at = 0.0

    async def ask(self, path: str, **how: Any) -> Any:
        begun = time.time()
        reply = await super().ask(path, **how)
        if path == "api/answers" and reply[0] == 200:  # noqa: PLR2004 (saved)
            self.replies.append((begun, (time.time() - begun) * 1000))
            far = "done" if how["body"]["value"].get("checked") else "working"
            self.sent.setdefault((how["body"]["part"], far), begun)
        return reply

    @property
    def state(self) -> dict[str, Any]:
        return self._state

    @state.setter
    def state(self, state: dict[str, Any]) -> None:
        self._state = state
        self.paused_at = time.time() if state["paused"] else 0.0

    async def work(self) -> None:
        """Begin and finish each part once, in an order of their own."""
        parts = list(self.specs.items())
        self.random.shuffle(parts)
        for part, spec in parts:
            value = any_answer(spec, self.random)
            for checked in (False, True):
                await asyncio.sleep(self.random.uniform(0.5, 1.5) * BETWEEN_SECONDS)
                self.save(part, {**value, "checked": checked})


async def lag(late: list[float]) -> None:
    """Note how much later than asked this computer woke a thread: it is as busy as that."""

    def nap() -> None:
        begun = time.perf_counter()
        time.sleep(NAP_SECONDS)
        late.append((time.perf_counter() - begun - NAP_SECONDS) * 1000)

    while True:
        await asyncio.to_thread(nap)


async def click(page: Page, until: float) -> None:
    """Change an answer and press the button that finishes the part, again and again."""
    part = page.locator(f'[data-sc-activity="{PART}"]')
    at = 0
    while time.time() < until:
        await part.locator("input[type=radio]").nth(at % 4).check()
        await part.locator(".sc-main").click()
        await page.wait_for_function(f"() => window.scClicks.length > {at}")
        await asyncio.sleep(BETWEEN_SECONDS / 2)
        await part.locator(".sc-bar .sc-quiet").click()
        await asyncio.sleep(BETWEEN_SECONDS / 2)
        at += 1


@asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ["SAFER_CHROMIUM"], args=ARGUMENTS
        )

        async def new_page() -> Page:
            context = await browser.new_context()
            context.set_default_timeout(120_000)
            return await context.new_page()

        yield new_page
        await browser.close()


async def one_class(said: dict[str, Any], simulated: int = SIMULATED) -> dict[str, Any]:
    """Lead one class through the lesson; return what was measured, in milliseconds."""
    url, specs = said["url"], lesson_specs()
    staff = Browser(urlsplit(url).port)
    await staff.ask(said["staff_url"].removeprefix(url))
    await staff.ask("join")
    _, reply = await staff.ask("api/classes", method="POST", body={"lesson": LESSON})
    code = reply["code"]
    path = f"api/classes/{code}/state"
    await staff.ask(path, method="POST", body={"open": list(specs)})
    async with chromium() as new_page:
        desk = await new_page()
        await desk.goto(said["staff_url"])
        await desk.goto(f"{url}staff/class-desk?class={code}")
        screens = [await new_page() for _ in range(REAL)]
        for screen in screens:
            await screen.goto(f"{url}join/{code}")
            await screen.locator("[data-sc-join] button").click()
            await screen.wait_for_selector('body[data-sc-ready="1"]')
            await screen.evaluate(WATCH_SAVED)
            await screen.evaluate(WATCH_PAUSE)
        await desk.evaluate(WATCH_DESK)
        pupils = [Simulated(staff.port, code, specs, Random(at)) for at in range(simulated)]
        await asyncio.gather(*[pupil.join() for pupil in pupils])
        counted = time.time() + WARMING_SECONDS
        longest = len(specs) * 2 * BETWEEN_SECONDS
        naps: list[float] = []
        napping = asyncio.create_task(lag(naps))
        await asyncio.gather(
            *[pupil.work() for pupil in pupils],
            *[click(screen, time.time() + longest) for screen in screens],
        )
        napping.cancel()
        await asyncio.sleep(1)
        pauses = []
        for _ in range(PAUSES):
            begun = time.time()
            await desk.locator('[data-sc-do="pause"]').click()
            for screen in screens:
                await screen.wait_for_function("() => window.scPaused")
            while not all(pupil.paused_at for pupil in pupils):
                await asyncio.sleep(0.01)
            seen = [await screen.evaluate("() => window.scPaused / 1000") for screen in screens]
            pauses.append((max(*seen, *(each.paused_at for each in pupils)) - begun) * 1000)
            await desk.locator('[data-sc-do="pause"]').click()
            await asyncio.sleep(1)
        server = psutil.Process(said["pid"])
        before = sum(server.cpu_times()[:2])
        await asyncio.sleep(IDLE_SECONDS)
        idle = (sum(server.cpu_times()[:2]) - before) / IDLE_SECONDS * 100
        memory = server.memory_full_info().pss / 1e6
        seen = {(tag, at, how): when / 1000 for tag, at, how, when in await desk.evaluate("scSeen")}
        order = {part: at for at, part in enumerate(await desk.evaluate(PARTS), 1)}
        to_desk = [
            (seen[pupil.tag, order[part], how] - begun) * 1000
            for pupil in pupils
            for (part, how), begun in pupil.sent.items()
            if begun > counted
        ]
        clicks = [
            ms
            for screen in screens
            for when, ms in await screen.evaluate("scClicks")
            if when / 1000 > counted
        ]
    for pupil in pupils:
        pupil.stop()
    await staff.ask(path, method="POST", body={"ended": True})
    return {
        "answer_to_reply_ms": [
            ms for pupil in pupils for when, ms in pupil.replies if when > counted
        ],
        "click_to_saved_ms": clicks,
        "answer_to_desk_ms": to_desk,
        "pause_to_all_ms": pauses,
        "computer_late_ms": naps,
        "server_pss_mb": memory,
        "idle_cpu_percent": idle,
    }


def summed(taken: dict[str, Any]) -> dict[str, float]:
    """Return p50 and p95 of what there are many of; the worst pause; the rest as it is."""
    found = {}
    for name, value in taken.items():
        if isinstance(value, list):
            cuts = statistics.quantiles(value, n=20, method="inclusive")
            found |= {f"{name}_p50": cuts[9], f"{name}_p95": cuts[18]}
        else:
            found[name] = value
    return found


def measure(asked: Asked) -> dict[str, Any]:
    """Measure classes, one after the other; medians of the runs, raw samples."""
    simulated = asked.pupils or SIMULATED
    with served() as said:
        samples = [asyncio.run(one_class(said, simulated)) for _ in range(asked.runs)]
    each = [summed(taken) for taken in samples]
    return {
        "pupils": {"simulated": simulated, "chromium": REAL},
        "stock": None,
        "ours": {name: statistics.median(run[name] for run in each) for name in each[0]},
        "ratio": None,
        "samples": {"ours": samples},
    }
