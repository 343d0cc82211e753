"""What was read of each file, kept by the file's time and size, so that nothing is read twice.

Reading YAML with its line numbers takes a second for the pack's references alone; a start and each
making of a page would pay it again. Only what was found sound is kept, and only for this code.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import platformdirs

from .places import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = 30
"""How long a memory lies unused before it is thrown away."""

Read = TypeVar("Read")
Stamp = tuple[tuple[str, int, int], ...]


def stamp(paths: list[Path]) -> Stamp:
    """Return what changes when a file under `paths` does: each file's name, time and size."""
    marks: list[tuple[str, int, int]] = []
    for path in paths:
        if path.is_file():
            status = path.stat()
            marks.append((str(path), status.st_mtime_ns, status.st_size))
        else:
            _mark_under(str(path), marks)
    return tuple(marks)


def _mark_under(folder: str, marks: list[tuple[str, int, int]]) -> None:
    """Mark every file under a folder. A server looks each second: pathlib takes four times as long.

    A file that goes while it is looked at has changed, and is no fault.
    """
    try:
        with os.scandir(folder) as there:
            entries = sorted(there, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                _mark_under(entry.path, marks)
            continue
        try:
            if entry.is_file():
                status = entry.stat()
                marks.append((entry.path, status.st_mtime_ns, status.st_size))
        except FileNotFoundError:
            continue


class Memory:
    """Remembers what was read, in a file of the user's cache; without one, until the end."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._held: dict[tuple[str, ...], tuple[Stamp, Any]] = {}
        self._new = False
        if file:
            try:
                self._held = pickle.loads(file.read_bytes())  # noqa: S301 (our own, in the user's cache)
            except Exception:  # noqa: BLE001 (whatever is wrong with it, it is read anew)
                self._held = {}

    @classmethod
    def of_user(cls, of: str = "read") -> Memory:
        """Return the memory of this user and this code.

        What no pupil's kernel may hold is remembered in another file than lessons, which are read
        there: `of` is its name.
        """
        code = stamp([PACKAGE / name for name in ("content", "activities", "assessment")])
        told = f"{sys.version}{code}".encode()
        name = f"{of}-{hashlib.sha256(told).hexdigest()[:16]}.pickle"
        return cls(Path(platformdirs.user_cache_dir("safer-communities")) / name)

    def recall(self, paths: list[Path], read: Callable[[], Read]) -> Read:
        """Return what `read` returns, read only if a file under `paths` changed.

        What `read` raises is passed on, and not remembered.
        """
        name = tuple(str(path) for path in paths)
        now = stamp(paths)
        held = self._held.get(name)
        if held and held[0] == now:
            found: Read = held[1]
            return found
        found = read()
        self._held[name] = (now, found)
        self._new = True
        return found

    def keep(self) -> None:
        """Write what is new to the file; where that cannot be done, nothing is lost but time."""
        if not self._file or not self._new:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            for old in self._file.parent.glob("*-*.pickle"):
                if time.time() - old.stat().st_mtime > DAYS * 86_400:
                    old.unlink(missing_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._file.parent, delete=False) as new:
                pickle.dump(self._held, new)
            os.replace(new.name, self._file)  # noqa: PTH105 (a string from tempfile)
            self._new = False
        except OSError:
            return
