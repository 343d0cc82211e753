"""The two servers that are compared, started as their users start them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
LESSON = "y6/02-risk-detectives"
NOTEBOOK = ROOT / "notebooks" / f"{LESSON}.ipynb"


@contextmanager
def served(*arguments: str, page: str = LESSON) -> Iterator[dict[str, Any]]:
    """Serve the pack; give what it says of itself (url, staff_url, pid) once `page` is made."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "safer_communities.command", "serve"]
        told = ["--no-browser", "--json", "--port", "0", "--data", data, *arguments]
        process = subprocess.Popen([*command, *told], stdout=subprocess.PIPE, text=True)
        try:
            said = json.loads(process.stdout.readline())
            urllib.request.urlopen(said["url"] + page, timeout=120).read()
            yield said
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def stock(notebook: Path) -> Iterator[dict[str, Any]]:
    """Serve one notebook with Voila as it comes; give its url and pid once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--port={port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}voila/static/voila.js", timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)
        yield {"url": url, "pid": process.pid}
    finally:
        process.terminate()
        process.wait(60)
