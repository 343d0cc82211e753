"""Files that are whole or not there: a power cut in the middle of a write leaves the old one."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def keep(file: Path, data: bytes) -> None:
    """Write `data` to `file`: all of it, on the disk, or nothing. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    settle(file.parent)


def keep_json(file: Path, data: Any) -> None:
    """Write `data` as JSON to `file`, as `keep` does. Raises OSError."""
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    keep(file, (text + "\n").encode("utf-8", "surrogatepass"))


def read_json(file: Path, otherwise: Any) -> Any:
    """Return what `keep_json` wrote, or `otherwise` where there is no such whole file."""
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return otherwise


def settle(place: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk (a folder: not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(place, os.O_RDWR if place.is_file() else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
