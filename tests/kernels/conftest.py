"""Kernels of these tests' own: real ones, forked from real parents."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import uuid
from contextlib import ExitStack, suppress
from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning import KernelProvisionerFactory
from safer_communities import kernels
from safer_communities.kernels import Parents, Warm

from tests.conftest import awaited

KERNELSPEC = kernels.KERNELSPECS / kernels.FORKED
NAME = "forked-provisioner"
CLASS = "safer_communities.kernels:ForkedProvisioner"


@pytest.fixture(scope="session", autouse=True)
def _registered():
    """Have jupyter_client know the provisioner, however this tree is installed."""
    entry = EntryPoint(NAME, CLASS, KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.instance().provisioners[NAME] = entry


@pytest.fixture(scope="session")
def kernelspecs(tmp_path_factory):
    """A folder of kernelspecs that holds the one that is shipped."""
    folder = tmp_path_factory.mktemp("specs")
    shutil.copytree(KERNELSPEC, folder / "forked")
    return folder


@pytest.fixture(scope="module")
def place():
    """A folder whose name leaves room for the name of a socket."""
    folder = Path(tempfile.mkdtemp(prefix="k"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def parents():
    made = Parents()
    yield made
    made.close()


def written(folder, *sources, name="lesson.ipynb"):
    """Write a notebook of code cells; return where it lies."""
    cells = [nbformat.v4.new_code_cell(source, id=f"c{at}") for at, source in enumerate(sources)]
    file = Path(folder) / name
    nbformat.write(nbformat.v4.new_notebook(cells=cells), file)
    return file


def warm(parents, *sources, folder, name="lesson.ipynb", **how):
    """Return what a notebook of these cells is, warm, and its parent."""
    asked = Warm(notebook=written(folder, *sources, name=name), **how)
    return asked, awaited(parents.get(asked))


class Kernel:
    """A kernel, and a front end to it. `forked` says whether it was."""

    def __init__(self, place, kernelspecs, parents=None, warm=None, *, env=None, cwd=None, **given):
        manager = KernelSpecManager(kernel_dirs=[str(kernelspecs)], ensure_native_kernel=False)
        file = place / f"{uuid.uuid4().hex[:8]}.json"
        self.manager = KernelManager(
            kernel_name="forked",
            kernel_spec_manager=manager,
            transport="ipc",
            connection_file=str(file),
        )
        given |= {"env": dict(env or os.environ), "cwd": str(cwd or place)}
        self.manager.start_kernel(parents=parents, warm=warm, **given)
        self.connect()

    def connect(self):
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    @property
    def forked(self):
        return self.manager.provisioner.forked

    @property
    def process(self):
        return self.manager.provisioner.process

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def shown(self, code):
        """Run code; return the messages that it showed."""
        heard = []
        self.client.execute_interactive(code, output_hook=heard.append, timeout=120)
        return [each for each in heard if each["msg_type"] not in {"status", "execute_input"}]

    def run(self, code):
        """Run code; return what it printed, and its value, as text. An error of it is raised."""
        text = ""
        for message in self.shown(code):
            content = message["content"]
            assert message["msg_type"] != "error", content["traceback"]
            text += content.get("text", "") + content.get("data", {}).get("text/plain", "")
        return text.strip()

    def ask(self, kind, content, **metadata):
        """Send a request; return the content of its reply, and what was shown meanwhile."""
        message = self.client.session.msg(kind, content, metadata=metadata)
        self.client.shell_channel.send(message)
        name, shown, reply = message["header"]["msg_id"], [], None
        while True:
            heard = self.client.get_iopub_msg(timeout=120)
            if heard["parent_header"].get("msg_id") != name:
                continue
            if heard["msg_type"] != "status":
                shown.append(heard)
            elif heard["content"]["execution_state"] == "idle":
                break
        while kind.endswith("_request") and reply is None:
            heard = self.client.get_shell_msg(timeout=120)
            if heard["parent_header"].get("msg_id") == name:
                reply = heard["content"]
        return reply, shown

    def end(self):
        with suppress(RuntimeError):
            self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(place, kernelspecs, parents):
    """Return a maker of kernels; all end with the test."""
    with ExitStack() as stack:

        def make(warm=None, *, parents=parents, **how):
            made = Kernel(place, kernelspecs, parents, warm, **how)
            stack.callback(made.end)
            return made

        yield make


def is_gone(pid):
    """Say whether a process has ended and been reaped."""
    return not psutil.pid_exists(pid)


def wait_until(true, *, seconds=60):
    """Wait until `true()` is so. Fails after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
