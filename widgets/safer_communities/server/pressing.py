"""Answers pressed once, with brotli and gzip, when they are made: never again for each visitor."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from tornado.web import RequestHandler

THOROUGH = 11
"""For what is pressed once and sent for ever. A page is pressed while somebody waits for it."""
WHILE_WAITED_FOR = 6


@dataclass(frozen=True)
class Pressed:
    """One answer's bytes: as they are, and by the name of each encoding (RFC 9110, 8.4)."""

    plain: bytes
    encoded: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, plain: bytes, *, thorough: bool = False) -> Pressed:
        """Press `plain`; an encoding that makes it no smaller is left out."""
        effort = THOROUGH if thorough else WHILE_WAITED_FOR
        tried = {
            "br": brotli.compress(plain, quality=effort),
            "gzip": gzip.compress(plain, 9 if thorough else effort, mtime=0),
        }
        return cls(plain, {name: data for name, data in tried.items() if len(data) < len(plain)})

    @property
    def tag(self) -> str:
        """Return the ETag: weak, since it is one for all encodings."""
        return f'W/"{hashlib.sha256(self.plain).hexdigest()[:20]}"'

    def send(self, handler: RequestHandler) -> None:
        """Finish `handler` with the smallest form that its browser says it can read."""
        accepted = accepted_by(handler.request.headers.get("Accept-Encoding", ""))
        handler.set_header("Vary", "Accept-Encoding")
        for name, data in self.encoded.items():
            if name in accepted:
                handler.set_header("Content-Encoding", name)
                handler.finish(data)
                return
        handler.finish(self.plain)


class KeptPages:
    """Pages that are the same for every visitor, each kept until what it was made of changes."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[tuple[object, ...], Pressed]] = {}

    def page(self, name: Hashable, made_of: tuple[object, ...], make: Callable[[], str]) -> Pressed:
        """Return the page `name`: as it was, where all of `made_of` is as it was then."""
        kept = self._kept.get(name)
        if kept is None or kept[0] != made_of:
            kept = (made_of, Pressed.of(make().encode()))
            self._kept[name] = kept
        return kept[1]


def accepted_by(header: str) -> set[str]:
    """Return the encodings that an Accept-Encoding header names and does not refuse by q=0."""
    named = (each.partition(";") for each in header.lower().split(","))
    refused = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return {name.strip() for name, _, weight in named if weight.replace(" ", "") not in refused}
