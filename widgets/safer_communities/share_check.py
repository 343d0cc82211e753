"""Whether tablets reach the pack: asked of the server that runs, by the word it leaves."""

from __future__ import annotations

import json
import ssl
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

STATE_FILE = "running.json"
"""What a running server leaves in its data folder (`server.live.sharing`): never the key."""


@dataclass(frozen=True)
class Stands:
    """How it stands with sharing."""

    running: bool
    shared: bool = False
    reached: bool = False
    url: str = ""
    addresses: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def sentence(self) -> str:
        """Return it in words, with what to do next."""
        if not self.running:
            return (
                "The pack is not running, as far as this folder of data says. Start it with "
                "'python3 start.py --share', leave it open, and ask again in another window."
            )
        if not self.shared:
            return (
                "Reached from another device: not yet. The pack was started without --share, so "
                "it answers this computer alone. Stop it, and start it with --share."
            )
        if self.reached:
            return "Reached from another device: yes."
        ways = " or ".join(self.url.replace("127.0.0.1", each) for each in self.addresses)
        return (
            f"Reached from another device: not yet. Open {ways or self.url} on a tablet, and ask "
            "again. What to do where it does not open: 'Staff', then 'When a tablet does not find "
            "this computer'."
        )


def how_it_stands(data: Path | None) -> Stands:
    """Return how it stands with the server that keeps its data in a folder."""
    folder = data or Path(platformdirs.user_data_dir("safer-communities"))
    try:
        told = json.loads((folder / STATE_FILE).read_text("utf-8"))
        found = Stands(
            running=True, **{name: told[name] for name in ("shared", "reached", "url", "addresses")}
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Stands(running=False)
    return found if _answers(found.url) else Stands(running=False)


def _answers(url: str) -> bool:
    """Say whether a server of ours answers there: what was killed leaves its word behind."""
    unchecked = ssl._create_unverified_context()  # noqa: S323, SLF001 (this computer, its own certificate)
    try:
        with urllib.request.urlopen(f"{url}api/health", timeout=10, context=unchecked) as answer:  # noqa: S310 (the url is ours)
            return "ready" in json.load(answer)
    except (OSError, ValueError, TypeError):
        return False
