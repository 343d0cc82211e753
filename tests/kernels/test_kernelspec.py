"""The kernelspec that is shipped, in the servers that people use: JupyterLab's, and Voila."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import uuid

import nbformat
import psutil
import pytest
from tornado.httpclient import HTTPRequest
from tornado.ioloop import IOLoop
from tornado.websocket import websocket_connect

from tests.conftest import aside, fetched, stock_voila, waited_for
from tests.kernels.conftest import CLASS, KERNELSPEC, NAME, is_gone, wait_until

TOKEN = uuid.uuid4().hex


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """What a server finds once the pack and its kernelspec are installed: its environment."""
    folder = tmp_path_factory.mktemp("installed")
    named = folder / "forked_kernels-1.dist-info"
    named.mkdir()
    (named / "METADATA").write_text("Metadata-Version: 2.1\nName: forked-kernels\nVersion: 1\n")
    (named / "entry_points.txt").write_text(
        f"[jupyter_client.kernel_provisioners]\n{NAME} = {CLASS}\n"
    )
    data = folder / "share"
    command = [sys.executable, "-m", "jupyter", "kernelspec", "install", str(KERNELSPEC)]
    where = ["--name", "forked", "--prefix", str(folder)]
    subprocess.run([*command, *where], check=True, capture_output=True)
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "JUPYTER_PATH": str(data / "jupyter")}


@pytest.fixture(scope="module")
def lab(installed, tmp_path_factory):
    """A Jupyter server of the kind that JupyterLab talks to; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = [f"--port={port}", f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0"]
    root = ["--allow-root", f"--ServerApp.root_dir={tmp_path_factory.mktemp('root')}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", "--log-level=WARN", *told, *root],
        env=installed,
    )

    def answers():
        try:
            return asked(f"http://127.0.0.1:{port}/", "api/status")
        except OSError:
            return None

    try:
        waited_for(answers)
        yield f"http://127.0.0.1:{port}/"
    finally:
        below = psutil.Process(server.pid).children(recursive=True)
        server.terminate()
        server.wait(60)
        wait_until(lambda: all(is_gone(each.pid) for each in below))


def asked(address, path, method="GET", **body):
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    data = json.dumps(body).encode() if method == "POST" else None
    status, _, text = fetched(address + path, method=method, headers=headers, data=data)
    assert status < 400, text
    return json.loads(text) if text else {}


class Channel:
    """The websocket of a kernel."""

    def __init__(self, address, kernel):
        self.loop = IOLoop(make_current=False)
        url = f"{address.replace('http', 'ws')}api/kernels/{kernel}/channels"
        request = HTTPRequest(url, headers={"Authorization": f"token {TOKEN}"})
        self.socket = aside(self.loop.run_sync, lambda: websocket_connect(request))

    def send(self, code):
        name = uuid.uuid4().hex
        header = {"msg_id": name, "msg_type": "execute_request", "username": "", "session": name}
        content = {"code": code, "silent": False, "store_history": True}
        rest = {"parent_header": {}, "metadata": {}, "channel": "shell"}
        message = {"header": header | {"version": "5.4"}, "content": content, **rest}
        aside(self.loop.run_sync, lambda: self.socket.write_message(json.dumps(message)))
        return name

    def until(self, name, kind):
        """Return the content of the next message of a kind that answers a request."""
        while True:
            text = aside(self.loop.run_sync, self.socket.read_message, timeout=120)
            message = json.loads(text)
            if (message["parent_header"].get("msg_id"), message["msg_type"]) == (name, kind):
                return message["content"]

    def result(self, code):
        return self.until(self.send(code), "execute_result")["data"]["text/plain"]

    def close(self):
        aside(self.loop.run_sync, self._close)
        self.loop.close()

    async def _close(self):
        self.socket.close()


def test_jupyterlab_offers_it(lab):
    spec = asked(lab, "api/kernelspecs")["kernelspecs"]["forked"]["spec"]
    assert spec["display_name"] == "Python 3 (forked)"


def test_in_jupyterlab_it_runs_is_interrupted_restarts_and_ends(lab):
    kernel = asked(lab, "api/kernels", "POST", name="forked")["id"]
    channel = Channel(lab, kernel)
    assert channel.result("here = 6 * 7\nhere") == "42"
    pid = int(channel.result("import os; os.getpid()"))
    assert any("parent.py" in part for part in psutil.Process(pid).cmdline())
    assert channel.result("import sys; 'ipywidgets' in sys.modules") == "True"
    sleeping = channel.send("print('on', flush=True)\nimport time\ntime.sleep(600)")
    channel.until(sleeping, "stream")
    asked(lab, f"api/kernels/{kernel}/interrupt", "POST")
    assert channel.until(sleeping, "error")["ename"] == "KeyboardInterrupt"
    asked(lab, f"api/kernels/{kernel}/restart", "POST")
    channel.close()
    channel = Channel(lab, kernel)
    assert channel.result("'here' in globals()") == "False"
    second = int(channel.result("import os; os.getpid()"))
    assert second != pid
    assert is_gone(pid)
    channel.close()
    asked(lab, f"api/kernels/{kernel}", "DELETE")
    wait_until(lambda: is_gone(second))


def test_under_a_stock_voila_a_notebook_that_names_it_runs_in_a_forked_kernel(installed, tmp_path):
    cells = ["import os, ipywidgets\nopen(f'/proc/{os.getpid()}/cmdline').read().split('\\0')[1]"]
    cells.append("ipywidgets.IntSlider(description='How many')")
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    spec = {"name": "forked", "display_name": "Python 3 (forked)", "language": "python"}
    node.metadata["kernelspec"] = spec
    nbformat.write(node, tmp_path / "lesson.ipynb")
    extra = {name: installed[name] for name in ("PYTHONPATH", "JUPYTER_PATH")}
    with stock_voila(tmp_path, **extra) as address:
        status, _, text = fetched(f"{address}voila/render/lesson.ipynb")
    assert status == 200
    assert "kernels/parent.py" in text
    assert "application/vnd.jupyter.widget-view+json" in text
