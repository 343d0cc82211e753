"""The kernel provisioner: jupyter_client asks it for a kernel, and it forks one if it can."""

from __future__ import annotations

import atexit
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning import LocalProvisioner
from traitlets import List, Unicode

from .forked import Forked
from .parents import Parents
from .warm import CannotFork, Warm

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

LAUNCHER = ["-m", "ipykernel_launcher"]
_shared: list[Parents] = []
_lock = threading.Lock()


class ForkedProvisioner(LocalProvisioner):
    """Forks kernels from a warm process; where that cannot be, starts them the ordinary way."""

    notebook = Unicode(
        "", help="A notebook that has run, to its end, in every kernel when it begins."
    ).tag(config=True)
    modules = List(Unicode(), help="Modules that are imported before a kernel is forked.").tag(
        config=True
    )

    _launched = False

    @property
    def forked(self) -> bool:
        """Say whether the kernel that runs now was forked."""
        return isinstance(self.process, Forked)

    async def launch_kernel(self, cmd: list[str], **given: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start it the ordinary way and say why, once."""
        parents = given.pop("parents", None) or shared_parents(self.log)
        warm = given.pop("warm", None) or self._configured()
        lean = given.pop("lean", False)
        if self._launched:
            warm = parents.newest(warm)
        self._launched = True
        try:
            process = await parents.fork(
                warm,
                argv=_arguments(cmd),
                env=given["env"],
                cwd=str(given.get("cwd") or Path.cwd()),
                lean=lean,
            )
        except CannotFork as why:
            parents.tell_once(f"A kernel is started the ordinary way, which is slower: {why}.")
            return await super().launch_kernel(cmd, **given)
        self.process: Any = process
        self.pid = self.pgid = process.pid
        self.cwd = given.get("cwd", Path.cwd())
        return self.connection_info

    def _configured(self) -> Warm:
        if not self.notebook:
            return Warm(modules=tuple(self.modules))
        notebook = Path(self.notebook).expanduser().resolve()
        try:
            stat = notebook.stat()
        except OSError:
            return Warm(notebook=notebook, modules=tuple(self.modules))
        mark = (stat.st_mtime_ns, stat.st_size)
        return Warm(notebook=notebook, modules=tuple(self.modules), mark=mark)


def _arguments(cmd: list[str]) -> list[str]:
    """Return what a kernel is told on its command line. Raises CannotFork where it is not ours."""
    at = next((at for at in range(len(cmd)) if cmd[at : at + 2] == LAUNCHER), None)
    if at is None or not _is_this_python(Path(cmd[0])):
        raise CannotFork("its kernelspec does not start ipykernel with this Python")
    return cmd[at + 2 :]


def _is_this_python(executable: Path) -> bool:
    """Say so by its folder as well: environments link to one interpreter."""
    ours = Path(sys.executable)
    same = executable.parent.resolve() == ours.parent.resolve()
    return same and executable.resolve() == ours.resolve()


def shared_parents(log: Any) -> Parents:
    """Return the parents of this process, for kernels that came by a kernelspec alone."""
    with _lock:
        if not _shared:
            _shared.append(Parents(log=log))
            atexit.register(_shared[0].close)
        return _shared[0]
