"""What a process must not have when it is forked: its kernels would share it, or lose it."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

HARMLESS = {"/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"}
STANDARD = 2
"""Standard input, output and error: up to this number."""


def obstacles(before: set[int]) -> str:
    """Return in words why this process cannot be forked; empty if it can.

    `before` holds the descriptors that were open before the notebook ran.
    """
    if names := threads():
        run = "thread runs" if len(names) == 1 else "threads run"
        return f"{len(names)} more {run} in it: {', '.join(sorted(names))}"
    held = [_what(each) for each in _opened() - before if not _readable_again(each)]
    if held:
        return f"it holds open what kernels cannot share: {', '.join(sorted(held))}"
    if _has_children():
        return "processes that it started still run"
    if written := _shared_memory():
        return f"it shares memory that kernels would all write to: {', '.join(sorted(written))}"
    return ""


def threads() -> list[str]:
    """Return the names of this process's threads, the main one left out."""
    named = {each.native_id: each.name for each in threading.enumerate()}
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return _threads_without_proc(named)
    return [
        named.get(int(each.name)) or (each / "comm").read_text("utf-8").strip()
        for each in tasks.iterdir()
        if int(each.name) != os.getpid()
    ]


def _threads_without_proc(named: dict[int | None, str]) -> list[str]:
    import psutil  # noqa: PLC0415 (only where there is no /proc)

    main = threading.main_thread().native_id
    found = [each.id for each in psutil.Process().threads()]
    return [named.get(number, str(number)) for number in found if number != main]


def descriptors() -> set[int]:
    """Return the numbers of what this process holds open."""
    return {int(each.name) for each in Path("/proc/self/fd").iterdir()}


def reopen_files() -> None:
    """Open the files that are read anew, in a forked process: else kernels move each other's place.

    matplotlib keeps its fonts open, for instance.
    """
    for number in _opened():
        if _is_file(number) and _is_read(number):
            again = os.open(f"/proc/self/fd/{number}", os.O_RDONLY | os.O_CLOEXEC)
            os.lseek(again, os.lseek(number, 0, os.SEEK_CUR), os.SEEK_SET)
            os.dup2(again, number, inheritable=os.get_inheritable(number))
            os.close(again)


def _opened() -> set[int]:
    """Return what is open beside the standard streams, without the list of it."""
    return {each for each in descriptors() if each > STANDARD and _exists(each)}


def _exists(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _is_file(number: int) -> bool:
    return stat.S_ISREG(os.fstat(number).st_mode)


def _is_read(number: int) -> bool:
    lines = Path(f"/proc/self/fdinfo/{number}").read_text("ascii").splitlines()
    flags = next(int(line.split()[1], 8) for line in lines if line.startswith("flags:"))
    return flags & os.O_ACCMODE == os.O_RDONLY


def _readable_again(number: int) -> bool:
    """Say whether each kernel can open this for itself, or need not."""
    if _is_file(number):
        return _is_read(number) and bool(os.fstat(number).st_nlink)
    return stat.S_ISDIR(os.fstat(number).st_mode) or _what(number) in HARMLESS


def _what(number: int) -> str:
    return os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115 (it may point to no file)


def _has_children() -> bool:
    """Say whether processes that were started here run on; those that have ended are let go."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _shared_memory() -> set[str]:
    found = set()
    for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
        _, rights, _, _, _, *name = line.split(maxsplit=5)
        if rights.startswith("rw") and rights.endswith("s"):
            found.add(name[0] if name else "without a name")
    return found
