"""What a notebook shows while it runs in a parent: its messages, taken in instead of sent."""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jupyter_client.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .shown import Shown


class Recorder(Session):
    """A session that nobody is connected to: what is sent is heard by `shown`."""

    shown: Shown | None = None

    def send(  # type: ignore[override]  # as it is called
        self, _: Any, msg_or_type: Any, *given: Any, **named: Any
    ) -> Any:
        message = msg_or_type
        if isinstance(message, str):
            content = given[0] if given else named.get("content")
            message = self.msg(message, content)
        if self.shown is not None:
            self.shown.hear(message["header"]["msg_type"], message["content"])
        return message


class Stream(io.TextIOBase):
    """Standard output or error of a parent. After the fork it hands on to the kernel's own.

    What a notebook made may hold it for good: a logging handler does.
    """

    def __init__(self, name: str, session: Recorder) -> None:
        self.name = name
        self._session: Recorder | None = session

    encoding = "UTF-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._session is None:
            return int(getattr(sys, self.name).write(text))
        self._session.send(None, "stream", {"name": self.name, "text": text})
        return len(text)

    def flush(self) -> None:
        if self._session is None:
            getattr(sys, self.name).flush()

    def hand_on(self) -> None:
        """Write to the kernel's own stream from now on."""
        self._session = None


class Descriptor:
    """What is written to a standard descriptor, past Python: by a subprocess, or in C."""

    def __init__(self, number: int, stream: Stream) -> None:
        self._number = number
        self._stream = stream
        self._kept = os.dup(number)
        self._file = os.memfd_create("output")
        self._read = 0
        os.dup2(self._file, number)

    def take(self) -> None:
        """Write what came since to the stream."""
        new = os.pread(self._file, os.fstat(self._file).st_size - self._read, self._read)
        self._read += len(new)
        if new:
            self._stream.write(new.decode(errors="replace"))

    def restore(self) -> None:
        os.dup2(self._kept, self._number)
        os.close(self._kept)
        os.close(self._file)


@contextmanager
def recorded(session: Recorder, shown: Shown) -> Iterator[list[Descriptor]]:
    """Hear all that is shown; yield what is to be asked for more after each cell."""
    outer = sys.stdout, sys.stderr
    streams = [Stream(name, session) for name in ("stdout", "stderr")]
    raw = [Descriptor(number, stream) for number, stream in enumerate(streams, 1)]
    sys.stdout, sys.stderr = streams
    session.shown = shown
    try:
        yield raw
    finally:
        session.shown = None
        sys.stdout, sys.stderr = outer
        for stream in streams:
            stream.hand_on()
        for each in raw:
            each.restore()
