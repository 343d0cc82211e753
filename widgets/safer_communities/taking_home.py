"""`safer take-home`: lessons as files. Exit codes: 0 written, 1 not all, 2 usage."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from safer_communities.command import CLEAN, FINDINGS, USAGE, add_content, library_of
from safer_communities.content import did_you_mean
from safer_communities.language import LANGUAGES

UNIT = "y6"


def take_home(arguments: list[str]) -> int:
    """Write lessons as files that work by double click, without a server or a network."""
    reader = argparse.ArgumentParser(prog="safer take-home", description=take_home.__doc__)
    reader.add_argument(
        "lesson", nargs="*", help="02-risk-detectives, y6/02-risk-detectives or y6-02; all if none"
    )
    reader.add_argument(
        "--language", action="append", help="en, fa, ur, bn or ms; may be given again; en if none"
    )
    reader.add_argument("--out", type=Path, default=Path("take-home"), help="the folder to write")
    reader.add_argument("--json", action="store_true", help="print what was written as JSON")
    add_content(reader)
    asked = reader.parse_args(arguments)
    library = library_of(asked.content)
    if library is None:
        return USAGE
    known = {
        name: lesson
        for lesson in library.unit(UNIT)
        for name in (lesson.slug, lesson.path, lesson.id)
    }
    lessons = []
    for name in asked.lesson or [lesson.slug for lesson in library.unit(UNIT)]:
        if name not in known:
            print(
                f"There is no lesson '{name}'. {did_you_mean(name, list(known))}", file=sys.stderr
            )
            return USAGE
        lessons.append(known[name])
    languages = []
    for code in asked.language or ["en"]:
        if code not in LANGUAGES:
            print(
                f"There is no language '{code}'. {did_you_mean(code, list(LANGUAGES))}",
                file=sys.stderr,
            )
            return USAGE
        languages.append(LANGUAGES[code])
    from safer_communities.server.running import CannotMake  # noqa: PLC0415 (loads Voila)
    from safer_communities.server.take_home.writing import write  # noqa: PLC0415 (as above)

    try:
        written = asyncio.run(write(library, lessons, languages, asked.out))
    except CannotMake as error:
        print(f"{error} 'safer check' may say more.", file=sys.stderr)
        return FINDINGS
    except OSError as error:
        print(f"{asked.out} cannot be written to ({error.strerror}).", file=sys.stderr)
        return USAGE
    if asked.json:
        print(json.dumps([{"file": str(each), "bytes": each.stat().st_size} for each in written]))
    else:
        for each in written:
            print(f"{each}  {each.stat().st_size // 1000} kB")
    return CLEAN
