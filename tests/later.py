"""`python -m tests.later DAYS serve ...`: the pack as it runs so many days from now."""

from __future__ import annotations

import sys
import time

from safer_communities import command
from safer_communities.server.app import SaferCommunities

if __name__ == "__main__":
    ahead = int(sys.argv[1]) * 86_400
    SaferCommunities.clock = staticmethod(lambda: time.time() + ahead)
    raise SystemExit(command.main(sys.argv[2:]))
