"""The line between a page and its kernel: Jupyter's own, without what it does for kernels unknown.

A kernel of ours is known to answer: it was forked from a process in which the notebook has run, or
the notebook has run in it. Jupyter asks a kernel three times over, on channels of their own, before
it lets a page speak, and listens to it twice. For a class that comes at once this took longer than
the kernels.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import struct
from hmac import compare_digest
from typing import Any

import zmq
from jupyter_client.session import Session
from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from tornado.websocket import WebSocketClosedError
from traitlets import default

CHANNELS = ("shell", "iopub")
"""What a page may send is for the shell channel. Nothing asks it for input."""
UNHEARD = {"execute_input", "iopub_welcome"}
"""Messages that are not for pages: a notebook's code, and what is said to this server."""
HIDDEN = {"ename": "ExecutionError", "evalue": "Execution error"}
"""What a page hears of an error in a notebook's code: that there was one."""
WELCOME_SECONDS = 1.0
"""After this a kernel that greets nobody (not ipykernel's) is taken to hear us."""
AGAIN_MS, AGAIN_AT_MOST_MS = 5, 200
"""When a connection is tried again to a kernel that has been forked and is not yet listening."""
RAW = "v1.kernel.websocket.jupyter.org"


class Line(ZMQChannelsWebsocketConnection):
    """A page's websocket, and the sockets of its kernel."""

    @default("session")
    def _of_no_configuration(self) -> Session:
        """Return one that has not compared this server's whole configuration with none."""
        return Session()

    async def prepare(self) -> None:
        """Take the kernel as it is: what is sent before it listens waits for it."""
        await self._register_session()  # type: ignore[no-untyped-call]
        self.session.key = self.kernel_manager.session.key

    def create_stream(self) -> None:
        identity = self.session.bsession
        for channel in CHANNELS:
            stream = getattr(self.kernel_manager, f"connect_{channel}")(identity=identity)
            stream.channel = channel
            self.channels[channel] = stream

    def nudge(self) -> asyncio.Future[None]:
        """Return what is done when the kernel knows that it is listened to: then it greets."""
        return asyncio.ensure_future(self._greeted(self.channels["iopub"]))

    async def _greeted(self, iopub: Any) -> None:
        if getattr(iopub, "greeted", False):  # kept for this page while its line was cut
            return
        first = asyncio.Event()
        iopub.on_recv(lambda _: first.set())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(first.wait(), WELCOME_SECONDS)
        iopub.greeted = True

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Pass a kernel's message on to the page: its parts as they are, not read and rewritten."""
        if isinstance(stream, str):  # one that was kept while the line was cut
            stream = self.channels[stream]
        fed: list[Any] = self.session.feed_identities(outgoing_msg)[1]
        signature, *parts = fed
        if not compare_digest(bytes(signature), self.session.sign(parts[:4])):
            self.log.error("A message that its kernel has not signed was dropped.")
            return
        header = self.session.unpack(parts[0])
        kind = header["msg_type"]
        if kind in UNHEARD:
            return
        message = {"header": header, "parent_header": None, "content": None}
        if stream.channel == "iopub":
            message["parent_header"] = self.session.unpack(parts[1])
            self._note(kind, message["parent_header"].get("msg_type"), parts)
        if kind == "error":
            parts[3] = self._without_traceback(parts[3])
        if self._limit_rate(stream.channel, message, parts):  # type: ignore[no-untyped-call]
            return
        with contextlib.suppress(WebSocketClosedError):
            self._tell(stream.channel, header, parts)

    def _without_traceback(self, packed: bytes) -> bytes:
        """Return what a kernel says of an error without where in whose code it was.

        (Jupyter's own way asks one kernel's manager for words that only the manager of all has.)
        """
        if self.multi_kernel_manager.allow_tracebacks:
            return packed
        words = self.multi_kernel_manager.traceback_replacement_message
        said = self.session.unpack(packed)
        packed_anew: bytes = self.session.pack(said | HIDDEN | {"traceback": [words]})
        return packed_anew

    def _tell(self, channel: str, header: dict[str, Any], parts: list[bytes]) -> None:
        if self.subprotocol == RAW:
            self.write_message(serialize_msg_to_ws_v1(parts, channel), binary=True)
            return
        head, parent, metadata, content, *buffers = parts
        said = {"channel": channel, "msg_id": header["msg_id"], "msg_type": header["msg_type"]}
        spliced = b'%b,"header":%b,"parent_header":%b,"metadata":%b,"content":%b' % (
            json.dumps(said).encode().removesuffix(b"}"),
            head,
            parent,
            metadata,
            content,
        )
        if buffers:
            self.write_message(_with_buffers(spliced + b"}", buffers), binary=True)
        else:
            self.write_message(spliced + b',"buffers":[]}')

    def _note(self, kind: str, of: str | None, parts: list[bytes]) -> None:
        """Note that the kernel works: as Jupyter does where it listens a second time."""
        kernel, kernels = self.kernel_manager, self.multi_kernel_manager
        tracked = kernels.track_message_type(of)
        if tracked or kernels.track_message_type(kind) or kernel.execution_state == "busy":
            kernels.last_kernel_activity = kernel.last_activity = utcnow()
        if kind == "status":
            state = self.session.unpack(parts[3])["execution_state"]
            if tracked:
                kernel.execution_state = state
            elif kernel.execution_state == "starting" and state != "starting":
                kernel.execution_state = "idle"


def _with_buffers(text: bytes, buffers: list[bytes]) -> bytes:
    """Join a message and its buffers as jupyter_server's serialize_binary_message does."""
    parts = [text, *map(bytes, buffers)]
    offsets = [*itertools.accumulate(map(len, parts[:-1]), initial=4 * (len(parts) + 1))]
    return struct.pack(f"!{len(parts) + 1}I", len(parts), *offsets) + b"".join(parts)


class Manager(ServerKernelManager):
    """One kernel. Its control socket is opened when it is used: each costs the kernel as well."""

    def emit(self, schema_id: str, data: Any) -> None:
        """Say nothing: no log of events is kept here, and each kernel would read its schema."""

    async def _async_post_start_kernel(self, **given: Any) -> None:
        self.start_restarter()
        provisioner: Any = self.provisioner
        await provisioner.post_launch(**given)


class Kernels(AsyncMappingKernelManager):
    """The kernels of this server. Their lines note what they say; nobody else listens."""

    @default("kernel_manager_class")
    def _ours(self) -> str:
        return f"{Manager.__module__}.{Manager.__name__}"

    def start_watching_activity(self, kernel_id: str) -> None:
        """Note its start."""
        kernel = self._kernels[kernel_id]
        kernel.reason = ""
        kernel.last_activity = utcnow()


def connect_soon(context: zmq.Context[Any]) -> None:
    """Have connections tried again at once: to where a kernel will listen in a moment."""
    context.setsockopt(zmq.RECONNECT_IVL, AGAIN_MS)
    context.setsockopt(zmq.RECONNECT_IVL_MAX, AGAIN_AT_MOST_MS)
