"""What makes a take-home file light: nothing twice, and no byte that only a maker would read.

A file is carried on a stick and opened on old computers, so it is not packed: what would have to be
unpacked by a script would not open everywhere. It is written shorter, and means the same.
"""

from __future__ import annotations

import json
import re
from typing import Any

GIVEN = re.compile(r'(<script type="application/json">)(.*?)(</script>)', re.DOTALL)
"""What an activity is given, as the page holds it."""
DRAWN = re.compile(r"data:image/svg\+xml,[^\"'\\]*(?=\")")
"""A drawing inside JSON, its quotes and brackets escaped in three bytes each."""
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_TEXT = re.compile(r'("[^"]*"|\'[^\']*\')')
CSS_AROUND, CSS_AFTER = re.compile(r"\s*([{};])\s*"), re.compile(r"([:,])\s+")
JS_COMMENT = re.compile(r"^\s*(?://.*|/\*\*.*\*/)\n", re.MULTILINE)
INDENT = re.compile(r"^ +", re.MULTILINE)


def in_script(data: Any) -> str:
    """Return JSON that can stand in a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def said_once(html: str) -> tuple[str, dict[str, str]]:
    """Return the cells of a lesson without the words that all its activities have, and these."""
    given = [json.loads(found[2])["words"] for found in GIVEN.finditer(html)]
    first, *others = given or [{}]
    shared = {
        name: words
        for name, words in first.items()
        if all(each.get(name) == words for each in others)
    }

    def lighter(found: re.Match[str]) -> str:
        data = json.loads(found[2])
        data["words"] = {name: said for name, said in data["words"].items() if name not in shared}
        return found[1] + DRAWN.sub(_shorter, in_script(data)) + found[3]

    return GIVEN.sub(lighter, html), shared


def _shorter(found: re.Match[str]) -> str:
    """Return a drawing with single quotes, which neither JSON nor an address has to escape."""
    return found[0].replace("%22", "'").replace("%3E", ">")


def style_of(sheet: str) -> str:
    """Return a style sheet without comments and without space that means nothing."""
    pieces = CSS_TEXT.split(CSS_COMMENT.sub("", sheet))
    return "".join(piece if at % 2 else _tight(piece) for at, piece in enumerate(pieces)).strip()


def _tight(piece: str) -> str:
    tight = CSS_AFTER.sub(r"\1", CSS_AROUND.sub(r"\1", piece.replace("\n", " ")))
    return INDENT.sub("", tight).replace(";}", "}")


def module_of(source: str) -> str:
    """Return a module without whole lines of comment and without indents.

    A text over several lines would lose its own indents: a module with one keeps all.
    """
    bare = JS_COMMENT.sub("", source)
    several = any(line.count("`") % 2 for line in bare.splitlines())
    return bare if several else INDENT.sub("", bare)
