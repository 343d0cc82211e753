"""`safer badges`: a Binder badge for each lesson, for whoever published the pack on GitHub."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from safer_communities.command import CLEAN, USAGE, add_content, library_of

if TYPE_CHECKING:
    from safer_communities.content import Library

BADGE = "https://mybinder.org/badge_logo.svg"
BINDER = "https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=safer%2F{address}"
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
REMOTE = re.compile(r"(?:https://|ssh://git@|git@)github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?/?")
BEGIN, END = "<!-- badges: made by `safer badges --write` -->", "<!-- badges: end -->"


def badges(arguments: list[str]) -> int:
    """Print a Binder badge for each lesson, or write them into the README."""
    reader = argparse.ArgumentParser(prog="safer badges", description=badges.__doc__)
    reader.add_argument(
        "repository",
        nargs="?",
        help="where the pack lies on GitHub: OWNER/REPOSITORY; as git's origin says if not given",
    )
    reader.add_argument(
        "--write",
        nargs="?",
        type=Path,
        const=Path("README.md"),
        metavar="FILE",
        help="put them into FILE (README.md) between its two marks, in place of what is there",
    )
    add_content(reader)
    asked = reader.parse_args(arguments)
    repository = asked.repository or origin()
    if repository is None:
        print(
            "git names no 'origin' on GitHub here. Say where the pack lies: "
            "safer badges OWNER/REPOSITORY",
            file=sys.stderr,
        )
        return USAGE
    if not REPOSITORY.fullmatch(repository):
        print(f"'{repository}' is not OWNER/REPOSITORY.", file=sys.stderr)
        return USAGE
    around = parted(asked.write) if asked.write else None
    if asked.write and around is None:
        return USAGE
    library = library_of(asked.content)
    if library is None:
        return USAGE
    lines = "\n".join(badges_of(library, repository))
    if around is None:
        print(lines)
    else:
        asked.write.write_text(
            f"{around[0]}{BEGIN}\n\n{lines}\n\n{END}{around[1]}", encoding="utf-8"
        )
    return CLEAN


def origin() -> str | None:
    """Return OWNER/REPOSITORY of the remote from which this folder was cloned, if on GitHub."""
    try:
        told = subprocess.run(
            ["git", "remote", "get-url", "origin"],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    found = REMOTE.fullmatch(told.stdout.strip())
    return found[1] if found else None


def badges_of(library: Library, repository: str) -> list[str]:
    """Return a line of Markdown for each lesson and exercise."""
    lines = []
    for lesson in sorted(library.lessons.values(), key=lambda each: each.path):
        to = BINDER.format(repository=repository, address=lesson.path.replace("/", "%2F"))
        lines.append(f"- [![{lesson.title} on Binder]({BADGE})]({to}) {lesson.title}")
    return lines


def parted(file: Path) -> tuple[str, str] | None:
    """Return what stands before and after the marks of `file`; None, in words, without them."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        print(f"{file} cannot be read ({error.strerror}).", file=sys.stderr)
        return None
    before, begins, rest = text.partition(BEGIN)
    _, ends, after = rest.partition(END)
    if not begins or not ends:
        print(
            f"{file} has no place for badges. Put these two lines where they shall stand:\n"
            f"{BEGIN}\n{END}",
            file=sys.stderr,
        )
        return None
    return before, after
