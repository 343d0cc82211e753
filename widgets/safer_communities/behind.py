"""The pack behind somebody's Jupyter server (Binder, a hub): for one person, learning alone."""

from __future__ import annotations

import sys
from typing import Any

STARTS_WITHIN_SECONDS = 120


def proxied() -> dict[str, Any]:
    """Return how jupyter-server-proxy starts and shows the server, at `safer/` under its own.

    Nobody else can come in there, so it is the pack for self-study; a class joins a server of its
    own (docs/hosting.md). jupyter-server-proxy fills in `{port}` and `{base_url}`.
    """
    command = [sys.executable, "-m", "safer_communities.command", "serve"]
    return {
        "command": [
            *command,
            "--no-browser",
            "--self-study",
            "--port={port}",
            "--base-url={base_url}safer/",
        ],
        "absolute_url": True,
        "timeout": STARTS_WITHIN_SECONDS,
        "new_browser_tab": True,
        "launcher_entry": {"title": "Safer Communities"},
    }
