"""`python3 start.py bench NAME [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from bench import live, visit

BENCHES = {"class": live.measure, "visit": visit.measure}


def main() -> int:
    reader = argparse.ArgumentParser(prog="start.py bench", description=__doc__)
    reader.add_argument("name", choices=sorted(BENCHES))
    reader.add_argument("--json", type=Path, help="also write the result to this file")
    reader.add_argument("--runs", type=int, default=3, help="how often each side is measured")
    asked = reader.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    result = {
        "name": asked.name,
        "commit": commit.stdout.strip() or None,
        "cpus": os.cpu_count(),
        **BENCHES[asked.name](asked.runs),
    }
    told = json.dumps(result, indent=2)
    if asked.json:
        asked.json.write_text(told + "\n", encoding="utf-8")
    print(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
