"""What tests of the server share: small packs to break, a browser's cookies, a stock Voila."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import shutil
import urllib.error
import urllib.request

import nbformat
import psutil
import pytest
import websocket

from tests.conftest import FIXTURES, ROOT, stock_voila

KERNEL_PACK = FIXTURES / "packs" / "kernel"
COMPUTING = "y6/90-kernel-parts"


def children(pid):
    """Return every process that `pid` started, or that these started."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kernels_of(server):
    """Return the processes of a server's kernels, started or forked."""
    found = []
    for each in children(server.pid):
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended meanwhile
            told = " ".join(each.cmdline())
            forked = "kernels/parent.py" in told and each.ppid() != server.pid
            if "kernel-" in told or forked:
                found.append(each)
    return found


def written(notebook, *cells):
    """Write a notebook of code cells, under one heading."""
    node = nbformat.v4.new_notebook()
    node.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    node.cells = [nbformat.v4.new_markdown_cell("# For a test", id="title")]
    node.cells += [
        nbformat.v4.new_code_cell(cell, id=f"cell-{index}") for index, cell in enumerate(cells)
    ]
    nbformat.write(node, notebook)


@pytest.fixture
def small_pack(tmp_path):
    """A pack of one small lesson, to be changed."""
    pack = tmp_path / "pack"
    shutil.copytree(KERNEL_PACK, pack)
    return pack


@pytest.fixture
def real_pack(tmp_path):
    """The pack's own content, in a copy to be changed."""
    for name in ("lessons", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / "pack" / name)
    return tmp_path / "pack"


def channels(url, kernel, **how):
    """Return the open websocket of a kernel."""
    address = url.replace("http://", "ws://")
    return websocket.create_connection(
        f"{address}api/kernels/{kernel}/channels?session_id=test", timeout=30, **how
    )


class Visitor:
    """Somebody at a browser: keeps cookies, and sends the XSRF token as the pages do."""

    def __init__(self, url):
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), _Staying
        )

    def ask(self, path, *, method="GET", data=None, headers=None, token=True):
        """Return (status, headers, text); a redirection is not followed."""
        sent = {
            **({"X-XSRFToken": self.cookies.get("_xsrf", "")} if token else {}),
            **(headers or {}),
        }
        request = urllib.request.Request(self.url + path, method=method, data=data, headers=sent)
        try:
            with self._opener.open(request, timeout=120) as answer:
                return answer.status, answer.headers, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def ask_for_kernel(self, **asked):
        """POST api/kernels as a page does that holds a part that computes."""
        body = json.dumps({"lesson": COMPUTING, **asked}).encode()
        return self.ask("api/kernels", method="POST", data=body)

    @property
    def cookies(self):
        return {cookie.name: cookie.value for cookie in self.jar}

    @property
    def header(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def staff_of(server):
    """Return a visitor who has come in by the staff address."""
    visitor = Visitor(server.url)
    status, _, _ = visitor.ask(server.staff_url.removeprefix(server.url))
    assert status == 303
    return visitor


@pytest.fixture(scope="session")
def stock():
    """A stock Voila of the notebook with parts that compute; its address ends in a slash."""
    with stock_voila(KERNEL_PACK / "notebooks" / "y6", SAFER_CONTENT=str(KERNEL_PACK)) as url:
        yield url
