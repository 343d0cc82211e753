"""A kernel in two halves: what needs no connection is built in the parent, the rest after a fork."""

from __future__ import annotations

import os
import sys
import uuid
from typing import Any

import comm
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets import Type
from traitlets.config import Config

from .recording import Recorder

NOT_ADOPTED = {"user_ns", "user_module", "profile_dir", "log", "parent"}
"""What the kernel was built with; given again when it is connected."""


class TwoHalvesKernel(IPythonKernel):
    """A kernel that is built without a connection, and is given one later."""

    @classmethod
    def instance(cls, *args: Any, **given: Any) -> Any:
        """Build the one kernel of this process; when there is one, connect it."""
        if not cls.initialized():
            return super().instance(*args, **given)
        kernel = super().instance()
        kernel.connect(given)
        return kernel

    def connect(self, given: dict[str, Any]) -> None:
        """Take the sockets and the session that a kernel is ordinarily made with."""
        for name, value in given.items():
            if name not in NOT_ADOPTED and value is not None:
                setattr(self, name, value)
        self.ident = str(uuid.uuid4())
        self._stdout, self._stderr = sys.stdout, sys.stderr
        hook, publisher = self.shell.displayhook, self.shell.display_pub
        hook.topic = self._topic("execute_result")
        for each in (hook, publisher):
            each.session, each.pub_socket = self.session, self.iopub_socket
        debugger = getattr(self, "debugger", None)
        if debugger is not None:
            debugger.session, debugger.shell_socket = self.session, self.debug_shell_socket
            debugger.debugpy_client.debugpy_stream = self.debugpy_stream
        if name := os.environ.get("JPY_SESSION_NAME"):
            self.shell.user_ns["__session__"] = name


class TwoHalvesApp(IPKernelApp):
    """The application around it: `begin` in the parent, `connect` in each kernel."""

    kernel_class = Type(TwoHalvesKernel, klass="ipykernel.kernelbase.Kernel")

    def begin(self) -> None:
        """Do what an IPKernelApp does before and after it has its sockets, without them."""
        # One database of history cannot be held open by many.
        self.config = Config({"HistoryManager": {"enabled": False}})
        super(IPKernelApp, self).initialize([])
        self.init_pdb()
        self.session = Recorder(parent=self)
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.init_path()
        self.init_shell()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()

    def connect(self, arguments: list[str]) -> None:
        """Do the rest, as the kernel that `arguments` name a connection file for."""
        self.session = self._session_default()
        # Read from the environment when ipykernel was imported: then another process's.
        self.parent_handle = os.getppid()
        if arguments[:1] == ["-f"]:
            self.connection_file = arguments[1]
            arguments = arguments[2:]
        if arguments:
            self.parse_command_line(arguments)
        self.init_blackhole()
        self.init_connection_file()
        self.init_sockets()
        self.init_heartbeat()
        self.write_connection_file()
        self.log_connection_info()
        self.init_io()
        self.init_signal()
        self.init_kernel()
        if not os.environ.get("MPLBACKEND"):
            os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        for each in comm.get_comm_manager().comms.values():
            each.kernel = self.kernel
        sys.stdout.flush()
        sys.stderr.flush()
