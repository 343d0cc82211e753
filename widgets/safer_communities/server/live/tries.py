"""Who tries codes: a class behind one address is never slowed, a guesser is."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from safer_communities.classroom import TRIES, TRIES_SECONDS

GUESSES = RateLimitItemPerSecond(TRIES, TRIES_SECONDS, namespace="guesses")
"""Wrong codes that could have been right (see `chance_of_a_guess`)."""
NONSENSE = RateLimitItemPerMinute(120, namespace="nonsense")
"""What could not be a code at all: as much as forty pupils may mistype, no more than a flood."""


class Tries:
    """Wrong codes by address, in memory only. A right code is never counted."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._window = MovingWindowRateLimiter(self._storage)
        self.slowed: set[str] = set()
        """Addresses that were told to wait since the staff last let everybody try again."""

    def wait(self, address: str, item: RateLimitItemPerSecond | RateLimitItemPerMinute) -> int:
        """Return for how many seconds this address must wait; 0 where it need not."""
        if self._window.test(item, address):
            return 0
        return max(
            1, math.ceil(self._window.get_window_stats(item, address).reset_time - time.time())
        )

    def count(self, address: str, item: RateLimitItemPerSecond | RateLimitItemPerMinute) -> None:
        """Count one wrong code."""
        self._window.hit(item, address)

    def forgive(self) -> None:
        """Let every address try again. For the staff, who see who is in the room."""
        self._storage.reset()
        self.slowed.clear()
