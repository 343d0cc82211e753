"""A notebook's outputs, kept as a front end keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Output = dict[str, Any]
SHOWING = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}
"""Messages that are outputs, and what of them a notebook in format 4 keeps."""


@dataclass
class Held:
    """A list of outputs: a cell's, or an Output widget's."""

    outputs: list[Output] = field(default_factory=list)
    clear_first: bool = False

    def add(self, output: Output) -> None:
        if self.clear_first:
            self.clear(wait=False)
        last = self.outputs[-1] if self.outputs else {}
        if output.get("name") and output.get("name") == last.get("name"):  # one stream, going on
            last["text"] += output["text"]
        else:
            self.outputs.append(output)

    def clear(self, *, wait: bool) -> None:
        self.clear_first = wait
        if not wait:
            self.outputs.clear()


class Shown:
    """The outputs of a notebook's cells, in order. What an Output widget catches, it gets."""

    def __init__(self, comms: dict[str, Any]) -> None:
        self._comms = comms
        self.cells: list[Held] = []
        self._named: dict[str, list[Output]] = {}
        self._widgets: dict[str, Held] = {}
        self._catching: list[str] = []
        self._caught: set[str] = set()

    def begin_cell(self) -> None:
        self.cells.append(Held())

    def end_cell(self) -> None:
        """Tell the Output widgets what they caught: a front end is heard when a cell has run."""
        caught, self._caught = self._caught, set()
        for name in caught & self._comms.keys():
            state = {"outputs": [dict(each) for each in self._widgets[name].outputs]}
            data = {"method": "update", "state": state, "buffer_paths": []}
            content = {"comm_id": name, "data": data}
            self._comms[name].handle_msg({"content": content, "buffers": []})

    def hear(self, kind: str, content: dict[str, Any]) -> None:
        """Take in a message that a kernel sends to its front ends."""
        name = (content.get("transient") or {}).get("display_id", "")
        if kind.startswith("comm_"):
            self._hear_comm(kind, content)
        elif kind == "clear_output":
            self._change(lambda held: held.clear(wait=bool(content.get("wait"))))
        elif kind == "update_display_data":
            for output in self._named.get(name, []):
                output.update(data=content["data"], metadata=content["metadata"])
        elif kind in SHOWING:
            output = {"output_type": kind} | {each: content.get(each) for each in SHOWING[kind]}
            if name:
                self._named.setdefault(name, []).append(output)
            self._change(lambda held: held.add(output))

    def _hear_comm(self, kind: str, content: dict[str, Any]) -> None:
        name, state = content["comm_id"], content.get("data", {}).get("state", {})
        if kind == "comm_open" and state.get("_model_name") == "OutputModel":
            self._widgets[name] = Held()
        if name not in self._widgets:
            return
        if "outputs" in state:
            self._widgets[name].outputs = [dict(each) for each in state["outputs"]]
        if "msg_id" in state:
            self._catching = [each for each in self._catching if each != name]
            self._catching += [name] if state["msg_id"] else []

    def _change(self, change: Callable[[Held], None]) -> None:
        """Change what the cell shows that runs, or the Output widget that is catching."""
        if not self._catching:
            if self.cells:
                change(self.cells[-1])
            return
        change(self._widgets[self._catching[-1]])
        self._caught.add(self._catching[-1])
