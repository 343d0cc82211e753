"""What the widgets of a notebook say of themselves: asked once, for all kernels forked from it."""

from __future__ import annotations

from typing import Any

from comm.base_comm import BaseComm

TARGET = "jupyter.widget.control"
ASKED = {"method": "request_states"}
CHANGES_NOTHING = {"kernel_info_request", "comm_info_request"}


class States:
    """The answer to a page that asks for all states, packed.

    It is right until a kernel is told to do anything else. For each kernel to find it out by itself
    takes as long as all else that a page asks at first, for each widget is looked at.
    """

    def __init__(self, packed: bytes, buffers: list[Any]) -> None:
        self._packed = packed
        self._buffers = buffers

    def tell(self, kernel: Any, comm: Any) -> None:
        """Answer as the widgets would, over the control comm that a page has opened."""
        content = b'{"data":%b,"comm_id":%b}' % (self._packed, kernel.session.pack(comm.comm_id))
        kernel.session.send(
            kernel.iopub_socket,
            "comm_msg",
            content,
            parent=kernel.get_parent(),
            ident=comm.topic,
            buffers=self._buffers,
        )

    @staticmethod
    def stay_right(kernel: Any, message: dict[str, Any]) -> bool:
        """Say whether the widgets are as they were once this message has been dealt with."""
        kind = message["header"]["msg_type"]
        if kind == "comm_open":
            return bool(message["content"].get("target_name") == TARGET)
        if kind == "comm_msg":
            content = message["content"]
            comm = kernel.comm_manager.comms.get(content.get("comm_id"))
            return content.get("data") == ASKED and getattr(comm, "target_name", "") == TARGET
        return kind in CHANGES_NOTHING


class _Asking(BaseComm):
    """A comm that nobody is at the other end of: what is said over it is kept."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []
        super().__init__(target_name=TARGET, primary=False)

    def publish_msg(self, msg_type: str, **said: Any) -> None:  # type: ignore[override]
        if msg_type == "comm_msg":
            self.said.append(said)


def states_in(kernel: Any) -> States | None:
    """Ask the widgets of this process; None where there are none, or one cannot say."""
    opened = kernel.comm_manager.targets.get(TARGET)
    if opened is None:
        return None
    asking = _Asking()
    try:
        opened(asking, {"metadata": {"version": "1.0.0"}})
        ask: Any = asking._msg_callback  # noqa: SLF001 (`handle_msg` calls what waits for cells)
        ask({"content": {"data": ASKED}})
        (said,) = asking.said
        return States(kernel.session.pack(said["data"]), [*map(bytes, said["buffers"] or [])])
    except Exception:  # noqa: BLE001 (a notebook's own widget may do anything; a page then asks it)
        return None
