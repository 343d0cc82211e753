"""The texts of a markdown document, each by itself: what a translator meets, and what is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MARK = re.compile(r"^(\s*(?:#{1,6} |> |[-*] |\d+\. )?)(.*)$", re.DOTALL)
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|[\s|:-]+\|\s*$")
_ITEM = re.compile(r"^\s*(?:[-*] |\d+\. )")


def map_markdown(text: str, change: Callable[[str, int], str]) -> str:
    """Return `text` with `change(said, line)` applied to each heading, paragraph, item and cell.

    Marks (`## `, `- `, `|`) stay. Lines count from 1. A paragraph over several lines is one text.
    """
    made: list[str] = []
    block: list[str] = []
    begun = 0

    def flush() -> None:
        if block:
            mark, said = _MARK.fullmatch(
                " ".join(
                    line.strip() if index else line.rstrip() for index, line in enumerate(block)
                )
            ).groups()  # type: ignore[union-attr]
            made.append(mark + change(said, begun) if said else mark)
            block.clear()

    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or _RULE.match(line):
            flush()
            made.append(line)
        elif _ROW.match(line):
            flush()
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            made.append(
                "| " + " | ".join(change(cell, number) if cell else cell for cell in cells) + " |"
            )
        else:
            if _ITEM.match(line) or line.startswith("#"):
                flush()
            if not block:
                begun = number
            block.append(line)
            if line.startswith("#"):
                flush()
    flush()
    return "\n".join(made)
