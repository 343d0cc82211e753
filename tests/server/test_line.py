"""The line between a page and its kernel: what goes through it, and what does not."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
import websocket
from jupyter_server.services.kernels.connection.base import (
    deserialize_binary_message,
    serialize_binary_message,
)

from tests.conftest import running, waited_for
from tests.server.conftest import COMPUTING, Visitor, channels, kernels_of, written

TOLD = """
import ipywidgets
from IPython import get_ipython

told, said = ipywidgets.Text(), ipywidgets.Label()
picture = ipywidgets.Image(value=b"\\x00\\xff a picture")
kernel = get_ipython().kernel
told.observe(lambda change: exec(change["new"], globals()), "value")
picture.observe(lambda change: setattr(said, "value", repr(bytes(change["new"]))), "value")
told
"""
GREETS_NOBODY = """
from ipykernel.iostream import IOPubThread
IOPubThread._send_welcome_message = lambda *_: None
"""
SEND = "kernel.session.send(kernel.iopub_socket, {!r}, {!r}, parent=kernel.get_parent())\n"
FORGED = "right = kernel.session.key\nkernel.session.key = b'wrong'\n{}kernel.session.key = right\n"
SECONDS = 30
"""After this what is waited for will not come. (A ping begins the socket's own time anew.)"""
DONE = "said.value = 'done'\n"


class Line:
    """A page's websocket, to a kernel that does what is written into a box."""

    def __init__(self, visitor):
        visitor.ask(COMPUTING)
        kernel = json.loads(visitor.ask_for_kernel()[2])["kernel"]
        self.socket = channels(visitor.url, kernel, cookie=visitor.header)
        self.send("comm_open", {"comm_id": "all", "target_name": "jupyter.widget.control"})
        self.send("comm_msg", {"comm_id": "all", "data": {"method": "request_states"}})
        (self.told_of,) = self.until(lambda each: each["content"].get("comm_id") == "all")[-1:]
        states = self.told_of["content"]["data"]["states"]
        self.widgets = {each["model_name"]: name for name, each in states.items()}

    def send(self, kind, content, buffers=()):
        header = {"msg_id": "", "msg_type": kind, "session": "test", "username": "", "date": ""}
        header["version"] = "5.3"
        message = {"channel": "shell", "header": header, "parent_header": {}, "content": content}
        message |= {"metadata": {"version": "1.0.0"}, "buffers": list(buffers)}
        if buffers:
            self.socket.send_binary(serialize_binary_message(message))
        else:
            self.socket.send(json.dumps(message))

    def change(self, model, state, buffers=(), paths=()):
        data = {"method": "update", "state": state, "buffer_paths": list(paths)}
        self.send("comm_msg", {"comm_id": self.widgets[model], "data": data}, buffers)

    def until(self, wanted):
        """Return all that comes up to the first message that is wanted."""
        came = []
        end = time.monotonic() + SECONDS
        while not came or not wanted(came[-1]):
            assert time.monotonic() < end, came[-3:]
            opcode, data = self.socket.recv_data(control_frame=True)  # a ping comes back as well
            if opcode == websocket.ABNF.OPCODE_TEXT:
                came.append(json.loads(data))
            elif opcode == websocket.ABNF.OPCODE_BINARY:
                came.append(deserialize_binary_message(data))
        return came

    def said(self):
        """Return all that comes until the label says something, and what that is."""

        def label(message):
            return message["content"].get("comm_id") == self.widgets["LabelModel"]

        came = self.until(label)
        return came, came[-1]["content"]["data"]["state"]["value"]

    def heard_again(self):
        """Return whether what is asked now is heard, though nothing was for a while."""
        self.socket.settimeout(1)
        self.change("TextModel", {"value": f"said.value = '{time.monotonic()}'"})
        with contextlib.suppress(websocket.WebSocketTimeoutException):
            return self.said()[1]

    def do(self, code):
        """Have the kernel run code; return all that comes of it."""
        self.change("TextModel", {"value": code + DONE})
        came, said = self.said()
        assert said == "done"
        return came


@pytest.fixture
def served(tmp_path, small_pack):
    written(small_pack / f"notebooks/{COMPUTING}.ipynb", TOLD)
    with running(tmp_path / "data", f"--content={small_pack}") as server:
        yield server


@pytest.fixture
def line(served):
    made = Line(Visitor(served.url))
    yield made
    made.socket.close()


def of_kind(came, kind):
    return [each["content"] for each in came if each["header"]["msg_type"] == kind]


def test_bytes_go_both_ways_as_they_are(line):
    assert [bytes(each) for each in line.told_of["buffers"]] == [b"\x00\xff a picture"]
    line.change("ImageModel", {}, [b"\xfe\x00 another"], [["value"]])
    assert line.said()[1] == repr(b"\xfe\x00 another")


def test_what_the_kernel_has_not_signed_does_not_reach_the_page(line):
    stream = {"name": "stdout", "text": "forged"}
    came = line.do(FORGED.format(SEND.format("stream", stream)) + "print('right', flush=True)\n")
    assert [each["text"] for each in of_kind(came, "stream")] == ["right\n"]


def test_a_notebooks_code_does_not_reach_the_page(line):
    code = {"code": "secret", "execution_count": 1}
    assert of_kind(line.do(SEND.format("execute_input", code)), "execute_input") == []


def test_the_page_is_not_told_where_in_the_code_an_error_was(line):
    error = {"ename": "Hidden", "evalue": "hidden", "traceback": ["line 7 of a secret"]}
    (shown,) = of_kind(line.do(SEND.format("error", error)), "error")
    assert shown["ename"] == "ExecutionError"
    assert "secret" not in json.dumps(shown)


def test_a_kernel_that_never_stops_speaking_is_cut_short_and_is_heard_again(line):
    many = 40
    code = f"for _ in range({many}):\n    print('x' * 1_000_000, flush=True)\n"
    line.change("TextModel", {"value": code})
    came = line.until(lambda each: each["content"].get("name") == "stderr")
    assert 0 < len(of_kind(came, "stream")) < many
    assert "rate exceeded" in came[-1]["content"]["text"]
    waited_for(line.heard_again)


def test_the_page_is_told_that_its_kernel_died(served, line):
    (kernel,) = kernels_of(served)
    kernel.kill()
    line.until(lambda each: each["content"].get("execution_state") in {"restarting", "dead"})


def test_a_kernel_that_greets_nobody_is_heard_all_the_same(tmp_path, small_pack):
    written(small_pack / f"notebooks/{COMPUTING}.ipynb", GREETS_NOBODY, TOLD)
    with running(tmp_path / "data", f"--content={small_pack}") as server:
        line = Line(Visitor(server.url))
        assert of_kind(line.do("print('heard', flush=True)\n"), "stream")
        line.socket.close()
