"""The websocket of a kernel, as Jupyter's front end uses it to show widgets."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from jupyter_server.services.kernels.connection.base import deserialize_binary_message
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from bench.clients import PATIENCE, Wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from tornado.websocket import WebSocketClientConnection

    from bench.clients import Visitor

Message = dict[str, Any]
States = dict[str, dict[str, Any]]


class Channels:
    """An open websocket."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self._socket = socket
        self._session = uuid4().hex

    @classmethod
    async def open(cls, visitor: Visitor, kernel: str) -> Channels:
        asked = HTTPRequest(
            f"ws://{visitor.host}:{visitor.port}/api/kernels/{kernel}/channels"
            f"?session_id={uuid4().hex}",
            headers={"Cookie": visitor.cookie},
            connect_timeout=PATIENCE,
            request_timeout=PATIENCE,
        )
        return cls(await websocket_connect(asked))

    async def send(self, kind: str, content: Any, **metadata: str) -> str:
        """Send a message on the shell channel; return its id."""
        name = uuid4().hex
        header = {"msg_id": name, "msg_type": kind, "session": self._session, "version": "5.3"}
        message = {
            "channel": "shell",
            "header": {**header, "username": "", "date": ""},
            "parent_header": {},
            "metadata": metadata,
            "content": content,
        }
        await self._socket.write_message(json.dumps(message))
        return name

    async def until(self, wanted: Callable[[Message], bool]) -> Message:
        """Return the first message that is wanted; what comes before it is let pass."""
        while True:
            came = await self._socket.read_message()
            if came is None:
                raise Wrong("the kernel's websocket was closed")
            message = (
                json.loads(came) if isinstance(came, str) else deserialize_binary_message(came)
            )
            if wanted(message):
                return message

    async def reply(self, kind: str, content: Any) -> Message:
        """Ask, and return the content of the answer."""
        asked = await self.send(f"{kind}_request", content)
        message = await self.until(
            lambda each: (
                each["header"]["msg_type"] == f"{kind}_reply"
                and each["parent_header"].get("msg_id") == asked
            )
        )
        return message["content"]

    async def states(self) -> States:
        """Return the state of every widget of the kernel, as the control comm tells it."""
        comm = uuid4().hex
        opened = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        await self.send("comm_open", opened, version="1.0.0")
        await self.send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        message = await self.until(
            lambda each: (
                each["header"]["msg_type"] == "comm_msg"
                and each["content"]["comm_id"] == comm
                and each["content"]["data"].get("method") == "update_states"
            )
        )
        told = message["content"]["data"]["states"]
        return {name: each["state"] for name, each in told.items()}

    async def change(self, comm: str, **state: Any) -> None:
        """Change a widget, as its view does."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        await self.send("comm_msg", {"comm_id": comm, "data": data})

    async def changed(self, comm: str, name: str, value: Any) -> None:
        """Wait until the kernel says that a widget's trait has this value."""
        async with asyncio.timeout(PATIENCE):
            await self.until(
                lambda each: (
                    each["header"]["msg_type"] == "comm_msg"
                    and each["content"]["comm_id"] == comm
                    and each["content"]["data"].get("state", {}).get(name) == value
                )
            )

    def close(self) -> None:
        self._socket.close()
