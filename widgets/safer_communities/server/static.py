"""Static files: read once, addressed by what is in them, kept by browsers for good."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
from pathlib import Path

from tornado import web

from safer_communities.activities import HERE as ACTIVITIES
from safer_communities.activities import Activity
from safer_communities.notebook.desk import CLASS_ANSWERS

from .handling import Handler
from .pressing import Pressed

FILES = Path(__file__).parent / "static"
KINDS_WORTH_PRESSING = {".js", ".css", ".svg"}


class Static:
    """The files under one address that changes with any of them: static/DIGEST/NAME."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        """Every file as it is served, by its name."""
        for file in sorted(FILES.iterdir()):
            self.files[file.name] = file.read_bytes()
        styles = [ACTIVITIES / "common.css"]
        self.files["common.js"] = (ACTIVITIES / "common.js").read_bytes()
        self.files[CLASS_ANSWERS.name] = CLASS_ANSWERS.read_bytes()
        for kind in sorted(Activity.kinds):
            folder = ACTIVITIES / kind
            self.files[f"{kind}/{kind}.js"] = (folder / f"{kind}.js").read_bytes()
            styles.append(folder / f"{kind}.css")
        sheets = [style.read_bytes() for style in styles]
        sheets += [self.files.pop("page.css"), self.files.pop("rooms.css")]
        self.files["page.css"] = b"\n".join(sheets)
        joined = b"\0".join(name.encode() + data for name, data in sorted(self.files.items()))
        self.digest = hashlib.sha256(joined).hexdigest()[:12]
        self._pressed: dict[str, Pressed] = {}

    def address(self, base_url: str) -> str:
        """Return where the files lie, ending in a slash."""
        return f"{base_url}static/{self.digest}/"

    def file(self, name: str) -> Pressed:
        """Return a file; until `press` has come to it, pressed in haste. Raises KeyError."""
        if name not in self._pressed:
            self._pressed[name] = self._press(name, thorough=False)
        return self._pressed[name]

    async def press(self) -> None:
        """Press every file as small as it gets."""
        for name in self.files:
            self._pressed[name] = await asyncio.to_thread(self._press, name, thorough=True)

    def _press(self, name: str, *, thorough: bool) -> Pressed:
        plain = self.files[name]
        worth = Path(name).suffix in KINDS_WORTH_PRESSING
        return Pressed.of(plain, thorough=thorough) if worth else Pressed(plain)


class StaticHandler(Handler):
    """Serves Static, and nothing else from the disk."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Look at the host alone: a file is the same for everybody."""
        self.check_host_name()

    def get(self, digest: str, name: str) -> None:
        """Answer with the file; an old digest gets the file of today, without being kept."""
        try:
            file = self.surroundings.static.file(name)
        except KeyError:
            raise web.HTTPError(404) from None
        current = digest == self.surroundings.static.digest
        self.set_header("Content-Type", mimetypes.guess_type(name)[0] or "application/octet-stream")
        if name.endswith(".js"):
            self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header(
            "Cache-Control", "public, max-age=31536000, immutable" if current else "no-cache"
        )
        file.send(self)
