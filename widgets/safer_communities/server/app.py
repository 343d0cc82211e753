"""The server: Voila's application, with our pages in front of it and nothing else open."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
import webbrowser
from pathlib import Path
from typing import Any, ClassVar

import platformdirs
import psutil
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets import Bool, Integer, Set, Unicode, default
from voila.app import Voila, _kernel_id_regex

from safer_communities.classroom import (
    CannotStore,
    Cards,
    Classroom,
    Codes,
    NotOurs,
    Questions,
    Store,
    TagWords,
)
from safer_communities.content import Places
from safer_communities.kernels import KERNELSPECS, Parents
from safer_communities.language import LANGUAGES, Language
from safer_communities.notebook.opening import TEMPLATES as SHOWN_IN_NOTEBOOKS

from .authors import AuthorsPage, Findings
from .handling import NotFound
from .holding import Held
from .kernels import KernelForPage, Leases, Limits, OwnKernel, OwnKernelChannels, keep_taking_back
from .live import ADDRESSES as OF_CLASSES
from .live.asking import Specs
from .live.desk import desk_notebook
from .live.sharing import Sharing, hosts_of
from .live.spreads import KeptRevealed, Tables
from .live.tries import Tries
from .making import Maker
from .pages import (
    Health,
    LessonPage,
    PaperPage,
    ParentsPage,
    ParentsStart,
    PlanPage,
    StartPage,
    TextPage,
)
from .pressing import KeptPages
from .running import CannotMake, Runner, Stopping
from .staff import Gallery, StaffDoor
from .static import Static, StaticHandler
from .surroundings import Surroundings
from .visiting import Nobody

HERE = Path(__file__).parent
UNIT = "(y6|assembly)"
SLUG = "([0-9]{2}-[a-z0-9-]+)"
TIDY_SECONDS = 3600
"""How often classes nobody ended are ended, and old ones deleted."""
PORTS_TRIED = 50
LARGEST_REQUEST = 1_000_000
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SaferCommunities(Voila):
    """Serves the pack. Listens on this computer alone, unless it is told to share."""

    name = "safer-communities"
    description = "Serves the lessons of Safer Communities."
    examples = "safer serve --no-browser --port 8866"

    aliases: ClassVar[dict[Any, str]] = {
        "port": "SaferCommunities.port",
        "data": "SaferCommunities.data",
        "store": "SaferCommunities.store",
        "content": "SaferCommunities.content",
        ("base-url", "base_url"): "SaferCommunities.base_url",
        "certfile": "SaferCommunities.certfile",
        "keyfile": "SaferCommunities.keyfile",
    }
    flags: ClassVar[dict[str, Any]] = {
        "no-browser": (
            {"SaferCommunities": {"open_browser": False}},
            "Do not open the start page.",
        ),
        "share": (
            {"SaferCommunities": {"share": True}},
            "Let other devices on the local network in.",
        ),
        "no-fork": (
            {"SaferCommunities": {"fork": False}},
            "Start each kernel afresh, as Windows must: slower.",
        ),
        "json": ({"SaferCommunities": {"tell_json": True}}, "Print one line of JSON when ready."),
        "debug": ({"SaferCommunities": {"log_level": 10}}, "Log everything."),
    }

    base_url: Any  # Voila's own
    port: Any
    data = Unicode(help="The folder for what is kept. By default the user's own data folder.").tag(
        config=True
    )
    store = Unicode(
        help="The database of classes (a SQLAlchemy URL). By default a file in --data."
    ).tag(config=True)
    content = Unicode(
        help="A folder that holds lessons/ and notebooks/, in place of the pack's."
    ).tag(config=True)
    share = Bool(False, help="Listen on the local network too.").tag(config=True)
    tell_json = Bool(False, help="Print one line of JSON when ready.").tag(config=True)
    warm = Bool(True, help="Make the English pages in the background after the start.").tag(
        config=True
    )
    hosts = Set(Unicode(), help="Further host names under which the server is reached.").tag(
        config=True
    )
    certfile = Unicode(help="A TLS certificate, to serve https.").tag(config=True)
    keyfile = Unicode(help="The certificate's key.").tag(config=True)
    fork = Bool(True, help="Fork kernels from a process in which the notebook has run.").tag(
        config=True
    )
    most_kernels = Integer(64, help="How many kernels visitors may hold at once.").tag(config=True)
    free_megabytes = Integer(
        500, help="No visitor gets a kernel while this computer has less memory left."
    ).tag(config=True)
    kernel_idle_seconds = Integer(
        20, help="A kernel nobody is connected to is ended after this."
    ).tag(config=True)
    kernel_silent_seconds = Integer(
        570, help="A kernel that has said nothing for so long is ended."
    ).tag(config=True)

    @default("port")
    def _port(self) -> int:
        return 8866

    @default("identity_provider_class")
    def _nobody(self) -> type[Nobody]:
        return Nobody

    @default("log_level")
    def _quiet(self) -> int:
        return 30

    _temporary: Path | None = None

    def initialize(self, argv: list[str] | None = None) -> None:
        super().initialize(argv)
        if self.extra_args:
            raise ValueError(
                f"'{self.extra_args[0]}' is not understood here. "
                "'safer serve --help' lists the settings."
            )
        if not self.base_url.endswith("/"):
            self.base_url += "/"
        if not self.base_url.startswith("/"):
            self.base_url = "/" + self.base_url
        if self.share:
            self.ip = "0.0.0.0"  # noqa: S104 (what --share asks for)
        self.voila_configuration.allow_theme_override = "NO"
        self.voila_configuration.allow_template_override = "NO"
        self.voila_configuration.show_tracebacks = False
        if sys.platform == "linux":
            # Over TCP two kernels can race for a port, and others on this computer can listen in.
            self.config.KernelManager.transport = "ipc"
        self._settle_data()

    def _settle_data(self) -> None:
        """Find a folder that can be written to, or say that nothing will be kept."""
        folder = (
            Path(self.data) if self.data else Path(platformdirs.user_data_dir("safer-communities"))
        )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            self._tell(f"Nothing will be kept: {folder} cannot be written to ({error.strerror}).")
            folder = Path(tempfile.mkdtemp(prefix="safer-"))
            self._temporary = folder
        self.data = str(folder.resolve())

    def _open_store(self) -> Store:
        """Open the store of classes, or say why that cannot be and stop."""
        try:
            return Store(self.store) if self.store else Store.in_folder(Path(self.data))
        except NotOurs as error:
            self._tell(str(error))
            raise SystemExit(1) from None

    def _tell(self, sentence: str) -> None:
        """Say something to whoever started the server; --json keeps standard output to itself."""
        print(sentence, file=sys.stderr if self.tell_json else sys.stdout, flush=True)

    # -- what Voila asks its subclasses

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        places = Places.of(Path(self.content).resolve()) if self.content else Places.found()
        words = TagWords.of(places)
        codes = Codes(words.codes)
        store = self._open_store()
        sharing = Sharing(shared=self.share)
        classroom = Classroom(store=store, codes=codes, words=words)
        self.runner = self._runner(places)
        self.surroundings = Surroundings(
            held=Held(places),
            maker=Maker(
                runner=self.runner,
                contents=self.contents_manager,
                template=HERE / "template",
                log=self.log,
                places=places,
            ),
            static=Static(),
            pages=KeptPages(),
            templates=(HERE / "templates", SHOWN_IN_NOTEBOOKS),
            languages=_spoken(places),
            staff_key=secrets.token_urlsafe(24),
            store=store,
            classroom=classroom,
            codes=codes,
            tries=Tries(),
            questions=Questions(store, classroom),
            writing=Tries(),
            cards=Cards(time.time),
            sharing=sharing,
            specs=Specs(),
            tables=Tables(),
            revealed=KeptRevealed(),
            hosts={*LOOPBACK, *self.hosts, *hosts_of(sharing)},
        )
        # A kernel ends by its lease; nothing that a page sends over its websocket ends one.
        self.kernel_manager.allowed_message_types.remove("shutdown_request")
        self.leases = Leases(
            runner=self.runner,
            kernels=self.kernel_manager,
            limits=Limits(
                most=self.most_kernels,
                free_megabytes=self.free_megabytes,
                left_seconds=self.kernel_idle_seconds,
                silent_seconds=self.kernel_silent_seconds,
            ),
        )
        return {
            **settings,
            "allow_remote_access": True,  # the Host is checked by our own handlers
            "xsrf_cookies": True,
            "xsrf_cookie_kwargs": {
                "samesite": "Lax",
                "path": self.base_url,
                "expires_days": None,
            },
            "websocket_max_message_size": 1_000_000,
            "log_function": _say_nothing,
            "compress_response": True,
            "default_handler_class": NotFound,
            "default_handler_args": {"surroundings": self.surroundings},
        }

    def _runner(self, places: Places) -> Runner:
        self.parents = Parents(log=self.log) if self.fork else None
        if self.parents is None:
            self._tell("Kernels are started, not forked: parts that compute come more slowly.")
        self.kernel_spec_manager.kernel_dirs.append(str(KERNELSPECS))
        return Runner(kernels=self.kernel_manager, places=places, parents=self.parents)

    def init_handlers(self) -> list[Any]:
        here = {"surroundings": self.surroundings}
        own = {**here, "leases": self.leases}
        ours: list[tuple[Any, ...]] = [
            ("", StartPage, here),
            (f"{UNIT}/{SLUG}", LessonPage, here),
            (f"{UNIT}/{SLUG}/plan", PlanPage, here),
            (f"paper/{UNIT}/{SLUG}", PaperPage, here),
            ("parents", ParentsStart, here),
            (f"parents/{UNIT}/{SLUG}", ParentsPage, here),
            *((address, handler, here) for address, handler in OF_CLASSES),
            ("privacy", TextPage, {**here, "template": "privacy.html"}),
            ("accessibility", TextPage, {**here, "template": "accessibility.html"}),
            ("staff", StaffDoor, here),
            ("staff/gallery", Gallery, here),
            ("staff/authors", AuthorsPage, here),
            ("api/findings", Findings, here),
            ("api/health", Health, here),
            ("api/kernels", KernelForPage, own),
            (f"api/kernels/{_kernel_id_regex}", OwnKernel, own),
            (f"voila/api/shutdown/{_kernel_id_regex}", OwnKernel, own),
            (f"api/kernels/{_kernel_id_regex}/channels", OwnKernelChannels, own),
            ("static/([0-9a-f]{12})/([a-z0-9_./-]+)", StaticHandler, here),
        ]
        prefix = re.escape(self.base_url)
        handlers = [(prefix + address, *rest) for address, *rest in ours]
        if self.base_url != "/":
            to_start = {"url": self.base_url, "permanent": False}
            handlers.append((prefix.removesuffix("/"), web.RedirectHandler, to_start))
        return [*handlers, (r".*", NotFound, here)]

    def listen(self) -> None:
        """Serve until told to stop; then leave no kernel, no process, no socket."""
        try:
            asyncio.run(self._serve())
        except KeyboardInterrupt:
            pass  # Windows, where a loop takes no signal handlers
        finally:
            shutil.rmtree(self.connection_dir, ignore_errors=True)
            if self._temporary:
                shutil.rmtree(self._temporary, ignore_errors=True)

    async def _serve(self) -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for signal_ in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(signal_, stopped.set)
            except NotImplementedError:  # Windows
                signal.signal(signal_, lambda *_: loop.call_soon_threadsafe(stopped.set))
        server = self._listening()
        background = [
            asyncio.create_task(keep_taking_back(self.leases, self.kernel_idle_seconds / 4)),
            asyncio.create_task(self._tidy_classes()),
            asyncio.create_task(self.surroundings.static.press()),
        ]
        if self.warm:
            background.append(asyncio.create_task(self._warm()))
        self.surroundings.ready = True
        self.surroundings.sharing.begin(Path(self.data), self.url)
        self._announce()
        try:
            await stopped.wait()
        finally:
            server.stop()
            self.runner.stop()
            for task in background:
                task.cancel()
            self._kill_kernels()  # before an interrupt makes one say where it was
            if self.parents is not None:
                await asyncio.to_thread(self.parents.close)
            self.surroundings.sharing.end()
            await asyncio.gather(*background, return_exceptions=True)
            await self._end_kernels()
            await asyncio.to_thread(self.surroundings.store.close)

    async def _tidy_classes(self) -> None:
        while True:
            try:
                await self.surroundings.classroom.tidy()
            except CannotStore:
                self.log.exception("Old classes could not be deleted; it is tried again in an hour")
            await asyncio.sleep(TIDY_SECONDS)

    async def _end_kernels(self) -> None:
        """End every kernel, also one whose start was cut short and that is in nobody's list."""
        # Its list may name one that is not yet there, or whose start has not ended either way.
        with contextlib.suppress(web.HTTPError, asyncio.InvalidStateError):
            await self.kernel_manager.shutdown_all(now=True)
        self._kill_kernels()

    def _kill_kernels(self) -> None:
        for started in psutil.Process().children():
            with contextlib.suppress(psutil.Error):
                if any(self.connection_dir in argument for argument in started.cmdline()):
                    started.kill()

    def _listening(self) -> HTTPServer:
        options = (
            {"certfile": self.certfile, "keyfile": self.keyfile or None} if self.certfile else None
        )
        server = HTTPServer(self.app, ssl_options=options, max_body_size=LARGEST_REQUEST)
        wanted = self.port
        for port in range(wanted, wanted + PORTS_TRIED) if wanted else [0]:
            try:
                sockets = bind_sockets(port, self.ip)
            except OSError:
                continue
            server.add_sockets(sockets)
            self.port = sockets[0].getsockname()[1]
            if wanted and self.port != wanted:
                self._tell(f"Port {wanted} is in use, so this is on port {self.port}.")
            return server
        self._tell(
            f"No port from {wanted} to {wanted + PORTS_TRIED - 1} is free. "
            "Close another program, or give --port."
        )
        raise SystemExit(1)

    def _announce(self) -> None:
        """Say that the server is ready, and open the start page."""
        if self.tell_json:
            told = {
                "url": self.url,
                "staff_url": self.staff_url,
                "pid": os.getpid(),
                "data": self.data,
            }
            print(json.dumps(told), flush=True)  # noqa: T201 (what --json asks for)
        else:
            self._tell(f"Ready: {self.url}\nFor teachers and facilitators: {self.staff_url}")
            for address in self.surroundings.sharing.addresses:
                self._tell(f"From other devices: {self.url.replace('127.0.0.1', address)}")
            self._tell("Stop with Ctrl-C.")
        if self.open_browser:
            threading.Thread(
                target=webbrowser.open, args=(f"{self.staff_url}&next=start",), daemon=True
            ).start()

    async def _warm(self) -> None:
        """Make the English pages ahead of the first visitor."""
        held = self.surroundings.held
        with contextlib.suppress(CannotMake):  # its page says so; the desk goes on without it
            await self.surroundings.maker.executed(
                desk_notebook(self.surroundings), "en", held.stamp, piece="interface"
            )
        for path, lesson in sorted(held.library.lessons.items()):
            notebook = held.places.notebooks / f"{path}.ipynb"
            if notebook.is_file():
                try:
                    await self.surroundings.maker.executed(
                        notebook, "en", held.stamp, piece=lesson.id
                    )
                except Stopping:
                    return
                except CannotMake:
                    self.log.warning("%s was not made ahead", path)

    # -- addresses

    @property
    def url(self) -> str:
        scheme = "https" if self.certfile else "http"
        return f"{scheme}://127.0.0.1:{self.port}{self.base_url}"

    @property
    def staff_url(self) -> str:
        return f"{self.url}staff?key={self.surroundings.staff_key}"


def _spoken(places: Places) -> list[Language]:
    """Return English and every language that has catalogues."""
    return [
        language
        for code, language in LANGUAGES.items()
        if code == "en" or any((places.locale / code).glob("*.po"))
    ]


def _say_nothing(_: Any) -> None:
    """No address, tag or code of a visitor goes into a log (design section 5)."""


main = SaferCommunities.launch_instance
