"""How kernels and their parents live and end: nothing is left, and others go on."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from jupyter_client.ioloop import AsyncIOLoopKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from safer_communities.kernels import CannotFork, Forked, Parents, Warm

from tests.conftest import ROOT, awaited
from tests.kernels.conftest import is_gone, wait_until, warm, written


@pytest.fixture(scope="module")
def lesson(parents, tmp_path_factory):
    return warm(parents, "here = 'lesson'", folder=tmp_path_factory.mktemp("lesson"))


def test_an_interrupt_ends_what_runs_and_not_the_kernel(kernel, lesson):
    made = kernel(lesson[0])
    asked = made.client.execute("import time\nprint('on', flush=True)\ntime.sleep(600)")
    while made.client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    made.manager.interrupt_kernel()
    reply = made.client.get_shell_msg(timeout=60)
    assert (reply["parent_header"]["msg_id"], reply["content"]["ename"]) == (
        asked,
        "KeyboardInterrupt",
    )
    assert made.run("here") == "'lesson'"


def test_a_restarted_kernel_stands_where_the_lesson_has_just_run(kernel, lesson):
    made = kernel(lesson[0])
    before = made.pid
    made.run("here = 'elsewhere'")
    made.client.stop_channels()
    made.manager.restart_kernel()
    made.connect()
    assert (made.forked, made.run("here")) == (True, "'lesson'")
    assert made.pid != before
    assert is_gone(before)


def test_a_kernel_that_is_told_to_shut_down_ends_with_0(kernel, lesson):
    for _ in range(6):  # a race, where it is not minded
        made = kernel(lesson[0])
        process = made.process
        made.run("import atexit\n_ = atexit.register(print, 'bye')")
        made.manager.shutdown_kernel()
        assert process.poll() == 0
        assert not Path(made.manager.connection_file).exists()


@pytest.mark.parametrize(("way", "code"), [("os._exit(5)", 5), ("os.kill(os.getpid(), 9)", -9)])
def test_the_way_a_kernel_ended_is_its_exit_code(kernel, lesson, way, code):
    made = kernel(lesson[0])
    process = made.process
    made.client.execute(f"import os\n{way}")
    assert process.wait(60) == code
    assert process.poll() == code


def test_a_kernel_that_does_not_end_is_waited_for_no_longer_than_asked(kernel, lesson):
    with pytest.raises(subprocess.TimeoutExpired):
        kernel(lesson[0]).process.wait(0.01)


def test_a_signal_to_a_kernel_that_has_ended_reaches_nobody(kernel, lesson):
    process = kernel(lesson[0]).process
    process.terminate()
    assert process.wait(60) == -signal.SIGTERM
    process.kill()
    process.send_signal(signal.SIGINT)


def test_a_killed_kernel_comes_back_by_itself_and_its_neighbour_goes_on(
    kernel, lesson, parents, place, kernelspecs
):
    neighbour = kernel(lesson[0])
    neighbour.run("mine = 1")

    async def live():
        manager = AsyncIOLoopKernelManager(
            kernel_name="forked",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(kernelspecs)]),
            transport="ipc",
            connection_file=str(place / "auto.json"),
        )
        await manager.start_kernel(parents=parents, warm=lesson[0], cwd=str(place))
        first = manager.provisioner.pid
        os.kill(first, signal.SIGKILL)
        while manager.provisioner.pid == first or not manager.provisioner.has_process:
            await asyncio.sleep(0.1)
        await manager.ready
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        client.stop_channels()
        assert manager.provisioner.forked
        await manager.shutdown_kernel(now=True)
        return first

    first = awaited(asyncio.wait_for(live(), 60))
    assert is_gone(first)
    assert neighbour.run("mine") == "1"


def test_a_hundred_kernels_at_once_all_answer_and_leave_nothing(
    lesson, parents, place, kernelspecs
):
    specs = KernelSpecManager(kernel_dirs=[str(kernelspecs)])

    async def one(number):
        manager = AsyncIOLoopKernelManager(
            kernel_name="forked",
            kernel_spec_manager=specs,
            transport="ipc",
            connection_file=str(place / f"many-{number}.json"),
        )
        await manager.start_kernel(parents=parents, warm=lesson[0], cwd=str(place))
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=300)
        client.stop_channels()
        process = manager.provisioner.process
        await manager.shutdown_kernel(now=True)
        return process

    async def all_of_them():
        return await asyncio.gather(*(one(number) for number in range(100)))

    ended = awaited(all_of_them())
    assert all(isinstance(each, Forked) for each in ended)
    assert len({each.pid for each in ended}) == 100
    assert all(is_gone(each.pid) for each in ended)
    assert list(place.glob("many-*")) == []
    assert lesson[1].alive


@pytest.mark.parametrize("when", ["before the answer", "as the answer comes"])
def test_who_stops_waiting_for_a_fork_leaves_no_kernel(parents, kernel, tmp_path, when):
    asked, parent = warm(parents, "a = 1", folder=tmp_path)

    async def give_up():
        fork = parents.fork(asked, argv=["-f", "none.json"], env=os.environ, cwd="/")
        os.kill(parent.pid, signal.SIGSTOP)
        task = asyncio.create_task(fork)
        await asyncio.sleep(1)
        if when == "as the answer comes":
            os.kill(parent.pid, signal.SIGCONT)
            time.sleep(1)  # noqa: ASYNC251 (so that the loop has not yet seen the answer)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        os.kill(parent.pid, signal.SIGCONT)

    awaited(give_up())
    made = kernel(asked)
    wait_until(lambda: [each.pid for each in psutil.Process(parent.pid).children()] == [made.pid])


def test_two_who_ask_at_once_get_one_parent(parents, tmp_path):
    counts = "with open('runs.txt', 'a') as file: file.write('x')"
    asked = Warm(notebook=written(tmp_path, counts))

    async def both():
        return await asyncio.gather(parents.get(asked), parents.get(asked))

    first, second = awaited(both())
    assert first is second
    assert (tmp_path / "runs.txt").read_text() == "x"


def test_a_changed_mark_makes_a_new_parent_and_old_kernels_go_on(parents, kernel, tmp_path):
    old, parent = warm(parents, "edition = 1", folder=tmp_path, mark=1)
    reader = kernel(old)
    new, newer = warm(parents, "edition = 2", folder=tmp_path, mark=2)
    assert kernel(new).run("edition") == "2"
    assert reader.run("edition") == "1"
    assert (parent.alive, newer.alive) == (True, True)
    reader.client.stop_channels()
    reader.manager.restart_kernel(now=True)
    reader.connect()
    assert psutil.Process(reader.pid).ppid() == newer.pid
    wait_until(lambda: is_gone(parent.pid))


def test_a_parent_that_is_dropped_ends_with_its_last_kernel(parents, kernel, tmp_path):
    asked, parent = warm(parents, "a = 1", folder=tmp_path)
    made = kernel(asked)
    awaited(parents.drop(asked))
    assert made.run("a") == "1"
    made.end()
    wait_until(lambda: is_gone(parent.pid))


def test_the_parent_longest_unused_goes_first(tmp_path):
    few = Parents(most=2)
    made = {}
    for name in ("one", "two", "one", "three"):
        made[name] = warm(few, f"name = {name!r}", folder=tmp_path, name=f"{name}.ipynb")[1]
    wait_until(lambda: is_gone(made["two"].pid))
    assert (made["one"].alive, made["three"].alive) == (True, True)
    few.close()
    assert all(is_gone(each.pid) for each in made.values())


def test_closing_ends_all_also_a_lesson_that_still_runs_and_may_be_done_twice(tmp_path):
    own = Parents()
    asked = Warm(
        notebook=written(tmp_path, "open('on', 'w').close()\nimport time\ntime.sleep(900)")
    )

    async def wait():
        task = asyncio.create_task(own.get(asked))
        while not (tmp_path / "on").exists():
            await asyncio.sleep(0.05)
        own.close()
        own.close()
        with pytest.raises(CannotFork):
            await task
        with pytest.raises(CannotFork, match="closing"):
            await own.get(asked)

    awaited(asyncio.wait_for(wait(), 60))
    assert not [
        each
        for each in psutil.process_iter(["cmdline"])
        if str(os.getpid()) in (each.info["cmdline"] or []) and each.cwd() == str(tmp_path)
    ]


SERVER = """
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.kernels.conftest import Kernel, warm
from tests.kernels import conftest
from importlib.metadata import EntryPoint
from jupyter_client.provisioning import KernelProvisionerFactory as Factory
Factory.instance().provisioners[conftest.NAME] = EntryPoint(
    conftest.NAME, conftest.CLASS, Factory.GROUP_NAME
)
from safer_communities.kernels import Parents
place, specs = map(Path, sys.argv[1:])
parents = Parents()
asked, parent = warm(parents, "a = 1", folder=specs)
made = [Kernel(place, specs, parents, asked) for _ in range(2)]
made[0].client.execute("import subprocess\\nsubprocess.Popen(['sleep', '900'])")
made[0].run("1")
pids = [parent.pid, *(each.pid for each in made)]
import psutil
pids += [each.pid for each in psutil.Process(made[0].pid).children()]
print(*pids, flush=True)
asyncio.run(asyncio.sleep(900))
"""


def test_a_killed_server_leaves_no_process_no_socket_and_no_connection_file(
    place, kernelspecs, tmp_path
):
    folder = place / "s"
    folder.mkdir()
    for each in kernelspecs.iterdir():
        (tmp_path / each.name).symlink_to(each)
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER.format(root=str(ROOT)), str(folder), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    pids = [int(each) for each in server.stdout.readline().split()]
    assert len(pids) == 4
    assert len(list(folder.iterdir())) == 2 * 6
    server.kill()
    server.wait(60)
    wait_until(lambda: all(is_gone(pid) or is_zombie_of_init(pid) for pid in pids))
    wait_until(lambda: not list(folder.iterdir()))


def is_zombie_of_init(pid):
    """Say whether it has ended and only waits for the system's first process to look."""
    try:
        process = psutil.Process(pid)
        return process.status() == psutil.STATUS_ZOMBIE and process.ppid() == 1
    except psutil.NoSuchProcess:
        return True


def test_a_lesson_that_gave_way_while_it_ran_leaves_its_kernels_as_they_should_be(tmp_path):
    gentle = Parents(nice=7)
    asks = "import os\nprint(os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0))"
    _, parent = warm(gentle, asks, folder=tmp_path)
    then = parent.executed.cells[0].outputs[0].text.split()
    now = psutil.Process(parent.pid).nice(), os.sched_getscheduler(parent.pid)
    gentle.close()
    gave_way = ["7", str(os.SCHED_OTHER)] if os.getuid() == 0 else ["0", str(os.SCHED_BATCH)]
    assert (then, now) == (gave_way, (0, os.SCHED_OTHER))
