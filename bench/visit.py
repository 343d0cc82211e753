"""One pupil's first visit to the real lesson: requests, bytes, the time until it can be used."""

from __future__ import annotations

import os
import statistics
import time
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.servers import LESSON, ROOT, ours, stock

USABLE = {"ours": 'body[data-sc-ready="1"]', "stock": ".sc-activity input"}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def one_visit(browser: Browser, url: str, usable: str) -> dict[str, float]:
    """Open `url` with nothing cached. Bytes are those on the wire, as the browser counts them."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    seen = {"bytes": 0, "requests": 0, "foreign": 0}

    def asked(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith(("http", "ws")):
            seen["requests"] += 1
            seen["foreign"] += "//127.0.0.1:" not in event["request"]["url"]

    session.on("Network.requestWillBeSent", asked)
    session.on(
        "Network.loadingFinished",
        lambda event: seen.update(bytes=seen["bytes"] + event["encodedDataLength"]),
    )
    session.on(
        "Network.webSocketFrameReceived",
        lambda event: seen.update(bytes=seen["bytes"] + len(event["response"]["payloadData"])),
    )
    begun = time.perf_counter()
    page.goto(url, wait_until="commit", timeout=120_000)
    page.wait_for_selector(usable, timeout=120_000)
    seconds = time.perf_counter() - begun
    page.wait_for_load_state("networkidle")
    context.close()
    return {**seen, "seconds": seconds}


def measure(runs: int) -> dict[str, Any]:
    """Measure both sides, turn by turn; medians, ratio stock / ours, raw samples."""
    samples: dict[str, list[dict[str, float]]] = {"stock": [], "ours": []}
    notebook = ROOT / "notebooks" / f"{LESSON}.ipynb"
    with sync_playwright() as playwright, ours() as our_url, stock(notebook) as stock_url:
        browser = playwright.chromium.launch(
            executable_path=os.environ["SAFER_CHROMIUM"], args=ARGUMENTS
        )
        for _ in range(runs):
            samples["stock"].append(one_visit(browser, stock_url, USABLE["stock"]))
            samples["ours"].append(one_visit(browser, our_url, USABLE["ours"]))
        browser.close()
    sides = {
        side: {name: statistics.median(sample[name] for sample in taken) for name in taken[0]}
        for side, taken in samples.items()
    }
    ratio = {
        name: sides["stock"][name] / sides["ours"][name]
        for name in ("bytes", "requests", "seconds")
    }
    return {**sides, "ratio": ratio, "samples": samples}
