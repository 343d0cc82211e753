"""Each trap of forking kernels, tried: what goes wrong where it is not minded."""

from __future__ import annotations

import ast
import os
import signal
from pathlib import Path

import psutil
import pytest
from safer_communities.kernels import CannotFork, Warm

from tests.kernels.conftest import is_gone, wait_until, warm, written

CHART = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
SLIDER = "import ipywidgets\nslider = ipywidgets.IntSlider(3)\nslider"


@pytest.fixture(scope="module")
def lesson(parents, tmp_path_factory):
    """A lesson with a chart, a widget and random numbers that has run."""
    seed = "import random, numpy\nrandom.seed(1)\nnumpy.random.seed(1)"
    made = "generator = numpy.random.default_rng(7)\nat = random.random()"
    return warm(parents, seed, made, CHART, SLIDER, folder=tmp_path_factory.mktemp("lesson"))


@pytest.fixture
def two(kernel, lesson):
    return kernel(lesson[0]), kernel(lesson[0])


def test_1_a_chart_is_drawn_in_a_kernel_as_there_was_a_shell_when_matplotlib_came(two):
    shown = [each["content"].get("data", {}) for each in two[0].shown(CHART)]
    assert any("image/png" in each for each in shown)


def test_1_the_control_comm_of_widgets_is_there_as_there_was_a_shell_when_they_came(two):
    name = {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}}
    assert two[0].ask("comm_open", name, version="1.0.0") == (None, [])
    asked = {"comm_id": "control", "data": {"method": "request_states"}}
    _, shown = two[0].ask("comm_msg", asked)
    (answer,) = [each["content"] for each in shown if each["msg_type"] == "comm_msg"]
    states = answer["data"]["states"].values()
    assert "IntSliderModel" in {each["model_name"] for each in states}


def test_2_kernels_talk_over_sockets_that_are_files_and_never_race_for_a_port(two):
    listening = "import psutil\n{each.laddr.port for each in psutil.Process().net_connections()}"
    told = two[0].manager.get_connection_info()
    assert told["transport"] == "ipc"
    assert Path(f"{told['ip']}-{told['shell_port']}").exists()
    ports = {told[f"{name}_port"] for name in ("shell", "iopub", "stdin", "hb", "control")}
    assert ports & ast.literal_eval(two[0].run(listening)) == set()


def test_3_a_kernel_knows_its_own_parent_and_not_that_of_the_process_that_imported(lesson, two):
    assert two[0].run("import os; os.environ['JPY_PARENT_PID']") == f"'{lesson[1].pid}'"
    assert two[0].run("os.getppid()") == str(lesson[1].pid)
    own = "from ipykernel.kernelapp import IPKernelApp\nIPKernelApp.instance().parent_handle"
    assert two[0].run(own) == str(lesson[1].pid)


@pytest.mark.parametrize("draw", ["random.random()", "numpy.random.rand()"])
def test_4_two_kernels_draw_different_numbers_though_the_lesson_set_a_seed(two, draw):
    first, second = (each.run(draw) for each in two)
    assert float(first.replace("np.float64(", "").strip(")"))
    assert first != second


def test_4_a_generator_that_the_lesson_made_with_a_seed_is_the_same_for_all(two):
    first, second = (each.run("generator.random()") for each in two)
    assert first == second


def test_5_a_parent_has_one_thread_though_its_lesson_multiplies_matrices(parents, kernel, tmp_path):
    many = "import numpy\ntimes = numpy.ones((600, 600)) @ numpy.ones((600, 600))"
    asked, parent = warm(parents, many, folder=tmp_path)
    assert psutil.Process(parent.pid).num_threads() == 1
    assert kernel(asked).run("(times @ times)[0, 0].item()") == "216000000.0"


def test_5_a_lesson_that_leaves_a_thread_is_not_forked_from(parents, tmp_path):
    left = "import threading\nthreading.Thread(target=threading.Event().wait, name='radio').start()"
    with pytest.raises(CannotFork, match=r"1 more thread runs in it: radio$"):
        warm(parents, left, folder=tmp_path)


def test_6_a_widget_made_before_the_fork_answers_after_it(two):
    name = two[0].run("slider.comm.comm_id").strip("'")
    state = {"method": "update", "state": {"value": 42}, "buffer_paths": []}
    _, shown = two[0].ask("comm_msg", {"comm_id": name, "data": state})
    echoed = [each["content"] for each in shown if each["msg_type"] == "comm_msg"]
    assert {"comm_id": name, "value": 42} in [
        {"comm_id": each["comm_id"], **each["data"]["state"]} for each in echoed
    ]
    assert two[0].run("slider.value") == "42"
    _, shown = two[0].ask("execute_request", {"code": "slider.value = 7", "silent": False})
    assert [
        each["content"]["data"]["state"] for each in shown if each["msg_type"] == "comm_msg"
    ] == [{"value": 7}]


def test_7_what_was_there_before_the_fork_is_left_alone_by_the_collector(two):
    assert int(two[0].run("import gc; gc.get_freeze_count()")) > 10_000
    assert two[0].run("gc.isenabled()") == "True"


def test_7_a_kernel_leads_its_own_session_reads_nothing_and_dies_with_its_parent(two):
    assert two[0].run("import os; os.getsid(0) == os.getpid()") == "True"
    assert two[0].run("os.readlink('/proc/self/fd/0')") == "'/dev/null'"
    asked = "import ctypes\nsign = ctypes.c_int()\nctypes.CDLL(None).prctl(2, ctypes.byref(sign))\n"
    assert two[0].run(f"{asked}print(sign.value)").splitlines()[0] == str(int(signal.SIGKILL))
    handled = "import signal\nsignal.getsignal(signal.SIGTERM) == signal.SIG_DFL"
    assert two[0].run(handled) == "True"


def test_8_a_kernel_that_ended_is_reaped_and_says_how(kernel, lesson):
    made = kernel(lesson[0])
    pid, process = made.pid, made.process
    made.client.execute("import os; os._exit(7)")
    assert process.wait(60) == 7
    wait_until(lambda: is_gone(pid))
    assert psutil.Process(lesson[1].pid).children() == []


def test_8_a_killed_parent_takes_its_kernels_along_and_another_is_started(
    parents, kernel, tmp_path
):
    asked, parent = warm(parents, "a = 1", folder=tmp_path)
    made = kernel(asked)
    process = made.process
    os.kill(parent.pid, signal.SIGKILL)
    assert process.wait(60) == -signal.SIGKILL
    assert made.pid != kernel(asked).pid
    assert made.manager.is_alive() is False


def test_9_what_ran_before_the_fork_is_the_same_for_all(two):
    first, second = (each.run("at") for each in two)
    assert first == second


def test_9_what_concerns_the_visit_is_read_after_the_fork(kernel, parents, tmp_path):
    reads = "import os\ndef asked(): return os.environ.get('QUERY_STRING')"
    asked, _ = warm(parents, reads, folder=tmp_path)
    for query in ("a=1", "a=2"):
        env = {**os.environ, "QUERY_STRING": query}
        assert kernel(asked, env=env).run("asked()") == f"'{query}'"


def test_10_where_there_is_no_fork_kernels_start_the_ordinary_way(
    kernel, tmp_path, monkeypatch, caplog
):
    monkeypatch.delattr(os, "pidfd_open")
    asked = Warm(notebook=written(tmp_path, "a = 1"))
    for _ in range(2):
        made = kernel(asked)
        assert not made.forked
        assert made.run("6 * 7") == "42"
    assert len([each for each in caplog.records if "the ordinary way" in each.message]) == 1
