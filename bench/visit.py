"""One pupil in Chromium: a first visit with nothing cached, a second one, a press of a button.

The real lesson, and the reference notebook's page until its widgets can be used.
"""

from __future__ import annotations

import os
import statistics
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from bench import reference
from bench.servers import LESSON, NOTEBOOK, served, stock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from bench.asked import Asked

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
USABLE = {
    "ours": "() => document.body?.dataset.scReady === '1'",
    "stock": "() => document.querySelector('.sc-activity input')",
}
WIDGETS = """() => {
  [...document.querySelectorAll(".sc-kernel-part")].at(-1)?.scrollIntoView();
  return document.querySelector("button.spring")
    && document.body.textContent.includes("CLASSLOAD-LABEL");
}"""
"""True once the label and the anywidget of the reference notebook are shown. Ours shows them where
they come near, so its page is scrolled."""
SECONDS = 120
MILLISECONDS = SECONDS * 1000
PART = '[data-sc-activity="starter"]'
FEEL = """() => {
  const part = document.querySelector('PART');
  part.querySelector(".sc-main").addEventListener("click", () => {
    const begun = performance.now();
    let frames = 0;
    const look = () => {
      frames += 1;
      const told = ["right", "again"].includes(part.dataset.scState);
      if (told) window.scFelt = { click_ms: performance.now() - begun, click_frames: frames };
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
}""".replace("PART", PART)
"""Count the frames from the click to the first one that shows the verdict."""


def watched(page: Page) -> dict[str, int]:
    """Return what the page takes from the network, counted as long as it is open.

    Bytes are those on the wire, as the browser counts them: none for what it had.
    """
    seen = {"bytes": 0, "requests": 0, "foreign": 0}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def asked(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith(("http", "ws")):
            seen["requests"] += 1
            seen["foreign"] += "//127.0.0.1:" not in event["request"]["url"]

    def came(count: int) -> None:
        seen["bytes"] += count

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", lambda event: came(event["encodedDataLength"]))
    session.on(
        "Network.webSocketFrameReceived",
        lambda event: came(len(event["response"]["payloadData"])),
    )
    return seen


def opened(context: BrowserContext, url: str, usable: str) -> tuple[Page, dict[str, float]]:
    """Open a page of this browser; return it, and what it took until nothing more came."""
    page = context.new_page()
    seen = watched(page)
    begun = time.perf_counter()
    page.goto(url, wait_until="commit", timeout=MILLISECONDS)
    page.wait_for_function(usable, timeout=MILLISECONDS)
    seconds = time.perf_counter() - begun
    page.wait_for_load_state("networkidle")
    return page, {**seen, "seconds": seconds}


def click(page: Page) -> dict[str, float]:
    """Answer and press the button that checks it; return how soon the verdict is drawn."""
    part = page.locator(PART)
    part.locator("input[type=radio]").first.check()
    page.evaluate(FEEL)
    part.locator(".sc-main").click()
    page.wait_for_function("() => window.scFelt", timeout=MILLISECONDS)
    felt: dict[str, float] = page.evaluate("() => window.scFelt")
    return felt


def visits(
    browser: Browser, url: str, usable: str, felt: Callable[[Page], dict[str, float]] | None = None
) -> dict[str, float]:
    """Visit with nothing cached, then again; `felt` is tried on the page of the second visit."""
    context = browser.new_context()
    page, first = opened(context, url, usable)
    page.close()
    page, second = opened(context, url, usable)
    warm = {f"warm_{name}": second[name] for name in ("bytes", "requests", "seconds")}
    after = felt(page) if felt else {}
    context.close()
    return {**first, **warm, **after}


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["SAFER_CHROMIUM"], args=ARGUMENTS
        )
        yield browser
        browser.close()


def lesson_ours() -> dict[str, float]:
    with served() as said, chromium() as browser:
        return visits(browser, said["url"] + LESSON, USABLE["ours"], click)


def lesson_stock() -> dict[str, float]:
    with stock(NOTEBOOK) as said, chromium() as browser:
        return visits(browser, said["url"], USABLE["stock"], click)


def reference_ours() -> dict[str, float]:
    with reference.ours() as said, chromium() as browser:
        return visits(browser, said["url"] + reference.PAGE, WIDGETS)


def reference_stock() -> dict[str, float]:
    with stock(reference.NOTEBOOK) as said, chromium() as browser:
        return visits(browser, said["url"], WIDGETS)


def measure(asked: Asked) -> dict[str, Any]:
    """Measure both sides, turn by turn; medians, ratio stock / ours, raw samples."""
    samples: dict[str, list[dict[str, float]]] = {"stock": [], "ours": []}
    for _ in range(asked.runs):
        samples["stock"].append(lesson_stock())
        samples["ours"].append(lesson_ours())
    sides = {
        side: {name: statistics.median(sample[name] for sample in taken) for name in taken[0]}
        for side, taken in samples.items()
    }
    ratio = {
        name: sides["stock"][name] / sides["ours"][name]
        for name in ("bytes", "requests", "seconds")
    }
    return {**sides, "ratio": ratio, "samples": samples}
