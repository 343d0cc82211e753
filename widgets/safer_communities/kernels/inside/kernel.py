"""A kernel in two halves: what needs no connection is built before the fork, the rest after."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import uuid
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

from .recording import Recorder

if TYPE_CHECKING:
    from .states import States

ANSWER_SECONDS = 1
IMPORTED_LATE = ("tornado.platform.asyncio", "faulthandler", "psutil")
"""What ipykernel imports when it starts and when it ends: better once, before the fork."""


class TwoHalvesKernel(IPythonKernel):
    """A kernel that is built without a connection, and is given one later."""

    given_before: ClassVar[set[str]] = set()
    """What it was built with: given again when it is connected, and left as it is."""
    states: States | None = None
    """What its widgets say, for as long as they have been told nothing."""
    lean = False

    @classmethod
    def instance(cls, *args: Any, **given: Any) -> Any:
        """Build the one kernel of this process; where there is one, connect it to what is given.

        ipykernel's application calls this with all that a kernel needs, whatever the version.
        """
        if not cls.initialized():
            cls.given_before = set(given)
            return super().instance(*args, **given)
        kernel = super().instance()
        if given:
            kernel.connect(given)
        return kernel

    def connect(self, given: dict[str, Any]) -> None:
        """Take the sockets and the session that an ordinary kernel is made with."""
        shell: Any = self.shell
        for name in given.keys() - (self.given_before - {"session"}):
            setattr(self, name, given[name])
        self.ident = str(uuid.uuid4())
        self._stdout, self._stderr = sys.stdout, sys.stderr
        shell.displayhook.topic = self._topic("execute_result")
        for publisher in (shell.displayhook, shell.display_pub):
            publisher.session, publisher.pub_socket = self.session, self.iopub_socket
        debugger: Any = getattr(self, "debugger", None)
        if debugger is not None and not self.lean:
            debugger.session, debugger.shell_socket = self.session, self.debug_shell_socket
            debugger.debugpy_client.debugpy_stream = self.debugpy_stream
        if "JPY_SESSION_NAME" in os.environ:
            shell.user_ns["__session__"] = os.environ["JPY_SESSION_NAME"]

    def know(self, states: States | None) -> None:
        """Answer with these states as long as they are right."""
        self.states = states
        self.shell_handlers["comm_msg"] = self._hear_comm

    def set_parent(self, ident: Any, parent: Any, channel: str = "shell") -> None:
        if self.states is not None and not self.states.stay_right(self, parent):
            self.states = None
        super().set_parent(ident, parent, channel)

    def _hear_comm(self, stream: Any, ident: Any, message: Any) -> None:
        if self.states is None:
            self.comm_manager.comm_msg(stream, ident, message)
        else:  # the one message of its kind that they outlast
            comm = self.comm_manager.comms[message["content"]["comm_id"]]
            self.states.tell(self, comm)

    @property
    def _supports_kernel_subshells(self) -> bool:
        return not self.lean

    def start(self) -> None:
        if not self.lean:
            super().start()
            return
        shell: Any = self.shell
        shell.exit_now = False
        super(IPythonKernel, self).start()


class TwoHalvesApp(IPKernelApp):
    """The application around it: `begin` in the parent, `connect` in each kernel.

    A lean one is for whoever speaks over its shell and iopub channels alone, and sends it signals:
    it has no heartbeat, no subshells, no debugger, and half the threads.
    """

    lean = False

    def begin(self) -> None:
        """Do what an IPKernelApp does before and after it has its sockets, without them."""
        self.kernel_class = TwoHalvesKernel
        # One database of history cannot be held open by many.
        self.config = Config({"HistoryManager": {"enabled": False}})
        super(IPKernelApp, self).initialize([])
        self.log.setLevel(self.log_level)  # it makes records of all that its handler then drops
        self.init_pdb()
        self.session = Recorder(parent=self)
        self.kernel = TwoHalvesKernel.instance(
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
        for name in IMPORTED_LATE:
            importlib.import_module(name)

    def connect(self, arguments: list[str], *, lean: bool = False) -> None:
        """Do the rest, as the kernel whose connection file `arguments` name."""
        self.lean = self.kernel.lean = lean
        self.session = self._session_default()
        # Read from the environment when ipykernel was imported: then another process's.
        self.parent_handle = os.getppid()
        if arguments[:1] == ["-f"]:  # parsing takes longer than all else here
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
        sys.stdout.flush()
        sys.stderr.flush()

    def init_heartbeat(self) -> None:
        if not self.lean:
            super().init_heartbeat()

    def init_control(self, context: zmq.Context[Any]) -> None:
        if not self.lean:
            super().init_control(context)
            return
        self.control_socket = context.socket(zmq.ROUTER)
        self.control_socket.linger = 1000
        self.control_port = self._bind_socket(self.control_socket, self.control_port)
        self.control_thread = None

    def init_kernel(self) -> None:
        if not self.lean:
            super().init_kernel()
            return
        kernel = TwoHalvesKernel.instance(
            session=self.session,
            control_stream=ZMQStream(self.control_socket),
            shell_stream=ZMQStream(self.shell_socket),
            shell_channel_thread=_MainThread(parent_thread=threading.current_thread()),
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            stdin_socket=self.stdin_socket,
        )
        self.displayhook.get_execution_count = lambda: kernel.execution_count

    def start(self) -> None:
        """Serve until told to end, and until that has been answered.

        The answer goes through a thread that the end would stop under it; an ordinary kernel has
        so much to clear away that it is never that quick.
        """
        super().start()
        if self.control_thread is not None:
            self.control_thread.join(ANSWER_SECONDS)


class _MainThread(SimpleNamespace):
    """Where cells run, in place of a thread for the shell channel, of which it says: none."""

    def __bool__(self) -> bool:
        return False
