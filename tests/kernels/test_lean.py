"""Kernels for whoever speaks over the shell and iopub channels alone."""

from __future__ import annotations

import os

import psutil
import pytest

from tests.kernels.conftest import is_gone, wait_until, warm

LATER = """
import asyncio
await asyncio.sleep(0.01)
print("later")
"""
SLOW = """
import time
print("first", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def lesson(parents, tmp_path_factory):
    return warm(parents, "import ipywidgets; x = 1", folder=tmp_path_factory.mktemp("lean"))[0]


@pytest.fixture
def lean(lesson, kernel):
    return kernel(lesson, lean=True)


def threads(kernel):
    return psutil.Process(kernel.pid).num_threads()


def test_a_lean_kernel_has_half_the_threads_of_another(lesson, lean, kernel):
    assert lean.forked
    assert threads(lean) <= threads(kernel(lesson)) // 2 + 1


def test_a_lean_kernel_runs_code_that_waits_fails_and_asks_the_shell(lean):
    assert lean.run("x + 1") == "2"
    assert lean.run(LATER) == "later"
    assert lean.run("!echo from the shell") == "from the shell"
    assert [each["msg_type"] for each in lean.shown("1 / 0")] == ["error"]
    assert lean.run("x + 1") == "2"


def test_what_a_lean_kernel_prints_is_heard_while_it_works_and_an_interrupt_ends_that(lean):
    asked = lean.client.execute(SLOW)
    heard = {}
    while heard.get("msg_type") != "stream":
        heard = lean.client.get_iopub_msg(timeout=30)
    assert heard["content"]["text"] == "first\n"
    lean.manager.interrupt_kernel()
    reply = lean.client.get_shell_msg(timeout=30)
    assert reply["parent_header"]["msg_id"] == asked
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    wait_until(lambda: lean.run("x") == "1")  # what came at the same moment was given up as well


def test_a_lean_kernel_that_is_told_to_shut_down_does(lean):
    lean.client.shutdown()
    wait_until(lambda: is_gone(lean.pid))
    assert lean.process.wait(5) == 0


def test_a_lean_kernel_that_restarts_is_lean_again(lean):
    before = threads(lean)
    lean.client.stop_channels()
    lean.manager.restart_kernel(now=True)
    lean.connect()
    assert lean.run("x") == "1"
    assert threads(lean) == before


def test_where_a_lean_kernel_cannot_be_forked_an_ordinary_one_is_started(kernel):
    made = kernel(lean=True, env=os.environ | {"PYTHONHASHSEED": "7"})
    assert not made.forked
    assert made.run("1 + 1") == "2"
