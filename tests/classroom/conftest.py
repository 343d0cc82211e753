"""What the tests of a class share."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor


def lived(story, *of, **how):
    """Live a story to its end, in a thread of its own: this one may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, story(*of, **how)).result()
