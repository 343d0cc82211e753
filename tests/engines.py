"""The browsers' engines: which of them can be tried on this machine."""

from __future__ import annotations

from pathlib import Path

ENGINES = ("firefox", "webkit")
"""Playwright's engines besides Chromium: the lesson is tried in those that are installed."""


def engine_missing(playwright, name):
    """Return why an engine cannot be tried on this machine, or an empty text where it can."""
    if Path(getattr(playwright, name).executable_path).is_file():
        return ""
    return f"The lesson was not tried in {name}: Playwright's {name} is not installed here."
