"""Gettext catalogues (PO files): for each lesson, for the interface, for the key words."""

from __future__ import annotations

import time
from collections import ChainMap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REVIEWED = "Reviewed by:"
"""How the line of a catalogue's opening comment begins that names who reviewed it, and when."""
SHARED = ("interface", "glossary")
LOOK_AGAIN = 1.0

Said = str | tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """One PO file: what it says for each English text, and who reviewed it ('' for nobody)."""

    said: dict[str, Said]
    reviewed: str


def read_catalogue(path: Path, code: str) -> Catalogue:
    """Read a PO file. Fuzzy and empty entries say nothing, so the English stands."""
    with path.open("rb") as file:
        read = read_po(file, locale=code if code != "qps" else "en", abort_invalid=True)
    said: dict[str, Said] = {}
    for message in read:
        if not message.id or message.fuzzy:
            continue
        text = message.string
        if isinstance(message.id, tuple):
            if isinstance(text, tuple) and all(text):
                said[message.id[0]] = text
        elif isinstance(text, str) and text:
            said[str(message.id)] = text
    lines = [line.lstrip("# ") for line in read.header_comment.splitlines()]
    reviews = [line.removeprefix(REVIEWED).strip() for line in lines if line.startswith(REVIEWED)]
    return Catalogue(said, reviews[0] if reviews else "")


class Catalogues:
    """All catalogues of one language, read again when a file changes."""

    def __init__(self, code: str, folder: Path) -> None:
        self.code = code
        self._folder = folder
        self._looked = 0.0
        self._stamp: tuple[tuple[str, int, int], ...] | None = None
        self._read: dict[str, Catalogue] = {}
        self._laid: dict[str, Mapping[str, Said]] = {}

    def _fresh(self) -> dict[str, Catalogue]:
        if time.monotonic() - self._looked > LOOK_AGAIN:
            self._looked = time.monotonic()
            files = sorted(self._folder.glob("*.po")) if self._folder.is_dir() else []
            stamp = tuple(
                (file.stem, (status := file.stat()).st_mtime_ns, status.st_size) for file in files
            )
            if stamp != self._stamp:
                self._read = {file.stem: read_catalogue(file, self.code) for file in files}
                self._laid = {}
                self._stamp = stamp
        return self._read

    def said(self, piece: str) -> Mapping[str, Said]:
        """Return what texts are in this language: the piece's own first, then shared, then all."""
        read = self._fresh()
        if piece not in self._laid:
            own = [name for name in (piece, f"{piece}-plan") if name in read]
            rest = [name for name in (*SHARED, *read) if name in read and name not in own]
            self._laid[piece] = ChainMap(*(read[name].said for name in [*own, *rest]))
        return self._laid[piece]

    def unreviewed(self) -> list[str]:
        """Return the catalogues that no native speaker has reviewed."""
        return [name for name, catalogue in self._fresh().items() if not catalogue.reviewed]
