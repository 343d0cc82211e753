"""What a notebook shows while it runs in a parent, kept as a front end would keep it."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass, field
from typing import Any

from jupyter_client.session import Session

Output = dict[str, Any]
WIDGET_TARGET = "jupyter.widget"


class Recorder(Session):
    """A session that nobody is connected to: what is sent to a front end goes to `shown`."""

    shown: Shown | None = None

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content, parent=parent, header=header, metadata=metadata)
        if self.shown is not None:
            self.shown.hear(message)
        return message


class Stream(io.TextIOBase):
    """Standard output or error of a parent. After the fork it hands on to the kernel's own.

    A notebook's objects may hold it for good: a logging handler does.
    """

    def __init__(self, name: str, session: Recorder) -> None:
        self.name = name
        self._session: Recorder | None = session

    encoding = "UTF-8"  # type: ignore[assignment]

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


@dataclass
class Held:
    """A list of outputs: a cell's, or an Output widget's."""

    outputs: list[Output] = field(default_factory=list)
    clear_first: bool = False

    def add(self, output: Output) -> None:
        if self.clear_first:
            self.clear(wait=False)
        last = self.outputs[-1] if self.outputs else {}
        if output["output_type"] == "stream" == last.get("output_type") and (
            last["name"] == output["name"]
        ):
            last["text"] += output["text"]
        else:
            self.outputs.append(output)

    def clear(self, *, wait: bool) -> None:
        self.clear_first = wait
        if not wait:
            self.outputs.clear()


class Shown:
    """The outputs of a notebook's cells, in order; those that an Output widget catches go there."""

    def __init__(self, comms: dict[str, Any]) -> None:
        self._comms = comms
        self.cells: list[Held] = []
        self._by_display_id: dict[str, list[Output]] = {}
        self._widgets: dict[str, Held] = {}
        self._catching: list[str] = []

    def begin_cell(self) -> None:
        self.cells.append(Held())
        self._catching.clear()

    def hear(self, message: dict[str, Any]) -> None:
        """Take in one message that a kernel sends to its front ends."""
        kind, content = message["header"]["msg_type"], message["content"]
        if kind in {"comm_open", "comm_msg", "comm_close"}:
            self._hear_comm(kind, content)
        elif kind == "clear_output":
            self._into(lambda held: held.clear(wait=bool(content.get("wait"))))
        elif kind == "update_display_data":
            for output in self._by_display_id.get(_display_id(content), []):
                output.update(data=content["data"], metadata=content["metadata"])
        elif (output := _output(kind, content)) is not None and self.cells:
            if name := _display_id(content):
                self._by_display_id.setdefault(name, []).append(output)
            self._into(lambda held: held.add(output))

    def _hear_comm(self, kind: str, content: dict[str, Any]) -> None:
        name, state = content["comm_id"], content.get("data", {}).get("state", {})
        if kind == "comm_open" and content.get("target_name") == WIDGET_TARGET:
            if state.get("_model_name") == "OutputModel":
                self._widgets[name] = Held(list(state.get("outputs", [])))
        elif kind == "comm_close":
            self._widgets.pop(name, None)
        if name in self._widgets and "msg_id" in state:
            self._catching = [each for each in self._catching if each != name]
            if state["msg_id"]:
                self._catching.append(name)
        if name in self._widgets and kind == "comm_msg" and "outputs" in state:
            self._widgets[name] = Held([dict(each) for each in state["outputs"]])

    def _into(self, change: Any) -> None:
        """Change the outputs of the cell that runs, or of the Output widget that catches them."""
        if not self._catching:
            if self.cells:
                change(self.cells[-1])
            return
        name = self._catching[-1]
        held = self._widgets[name]
        change(held)
        update = {"method": "update", "state": {"outputs": [*held.outputs]}, "buffer_paths": []}
        self._comms[name].handle_msg({"content": {"comm_id": name, "data": update}})


def _display_id(content: dict[str, Any]) -> str:
    return str((content.get("transient") or {}).get("display_id", ""))


def _output(kind: str, content: dict[str, Any]) -> Output | None:
    """Return a message as an output of a notebook in format 4, or None."""
    wanted = {
        "stream": ("name", "text"),
        "display_data": ("data", "metadata"),
        "execute_result": ("data", "metadata", "execution_count"),
        "error": ("ename", "evalue", "traceback"),
    }.get(kind)
    if wanted is None:
        return None
    return {"output_type": kind, **{name: content.get(name) for name in wanted}}
