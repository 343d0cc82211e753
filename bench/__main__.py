"""`python3 start.py bench NAME [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from bench import assembly, growth, live, marking, rush, table, visit
from bench.asked import Asked

BENCHES = {
    "assembly": assembly.measure,
    "class": live.measure,
    "growth": growth.measure,
    "marking": marking.measure,
    "rush": rush.measure,
    "visit": visit.measure,
}
TABLES = {"growth": growth.told, "marking": marking.told, "rush": table.told}
WRONG = 1


def main() -> int:
    reader = argparse.ArgumentParser(prog="start.py bench", description=__doc__)
    reader.add_argument("name", choices=sorted(BENCHES))
    reader.add_argument("--json", type=Path, help="also write the result to this file")
    reader.add_argument("--runs", type=int, default=3, help="how often each side is measured")
    reader.add_argument("--pupils", type=int, help="a smaller crowd than the design's")
    reader.add_argument("--most-kernels", type=int, help="how many our server may hold at once")
    reader.add_argument("--plot", type=Path, help="an SVG file of how it grows (growth)")
    reader.add_argument(
        "--only", nargs="+", default=[], metavar="WHAT", help="of a rush, no more than this"
    )
    given = reader.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    asked = Asked(given.runs, given.pupils, given.most_kernels, given.plot, tuple(given.only))
    result = {
        "name": given.name,
        "commit": commit.stdout.strip() or None,
        "cpus": os.cpu_count(),
        **BENCHES[given.name](asked),
    }
    text = json.dumps(result, indent=2)
    if given.json:
        given.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    if given.name in TABLES and not given.only:
        print(TABLES[given.name](result), file=sys.stderr)
    return WRONG if result.get("wrong") else 0


if __name__ == "__main__":
    sys.exit(main())
