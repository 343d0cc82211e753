"""The server: Voila's application, with our pages in front of it and nothing else open."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, ClassVar

import platformdirs
from traitlets import Bool, Integer, Set, Unicode, default

from safer_communities.classroom import (
    Cards,
    Classroom,
    Codes,
    NotOurs,
    Questions,
    Store,
    TagWords,
)
from safer_communities.classroom.assembly import Rooms
from safer_communities.content import Places
from safer_communities.kernels import KERNELSPECS, Parents
from safer_communities.language import LANGUAGES, Language
from safer_communities.notebook.opening import TEMPLATES as SHOWN_IN_NOTEBOOKS

from .addresses import addresses
from .assembly.answering import KeptExercises
from .assembly.settings import KeptOrganisations
from .checks.formgrader import Formgrader
from .checks.kept import Checks
from .checks.marking import Marking
from .connecting import Kernels, Line, connect_soon
from .handling import NotFound
from .holding import Held
from .kernels import Leases, Limits
from .live.asking import Specs
from .live.sharing import Sharing, hosts_of
from .live.spreads import KeptRevealed, Tables
from .live.tries import Tries
from .making import Maker
from .pressing import KeptPages
from .running import Runner
from .serving import Serving
from .static import Static
from .surroundings import Surroundings
from .visiting import Nobody

HERE = Path(__file__).parent
STAFF_KEY = "SAFER_STAFF_KEY"
"""The environment may hold the staff's key: for servers that share a store (docs/hosting.md)."""
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SaferCommunities(Serving):
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
        "self-study": (
            {"SaferCommunities": {"self_study": True}},
            "Only what somebody learning alone needs: no classes, no checks, no staff pages.",
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
    self_study = Bool(
        False,
        help="No classes, no checks, no staff pages, nothing kept: for a public cloud as Binder.",
    ).tag(config=True)
    warm = Bool(True, help="Make the English pages in the background after the start.").tag(
        config=True
    )
    hosts = Set(Unicode(), help="Further host names under which the server is reached.").tag(
        config=True
    )
    trust_xheaders = Bool(
        False,
        help="Believe X-Real-IP and X-Forwarded-Proto: only behind a proxy of your own that sets "
        "them, so that not everybody counts as the proxy when codes are tried.",
    ).tag(config=True)
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
        if self.self_study and self.share:
            raise ValueError(
                "--self-study and --share do not go together: a class needs what --self-study "
                "leaves out. Give one of them."
            )
        if self.share:
            self.ip = "0.0.0.0"  # noqa: S104 (what --share asks for)
        self.log.setLevel(self.log_level)  # it makes records of all that its handler then drops
        self.voila_configuration.allow_theme_override = "NO"
        self.voila_configuration.allow_template_override = "NO"
        self.voila_configuration.show_tracebacks = False
        self.voila_configuration.multi_kernel_manager_class = Kernels
        if sys.platform == "linux":
            # Over TCP two kernels can race for a port, and others on this computer can listen in.
            self.config.KernelManager.transport = "ipc"
        self._settle_data()

    def _settle_data(self) -> None:
        """Find a folder that can be written to, or say that nothing will be kept."""
        if self.self_study:
            self.temporary = Path(tempfile.mkdtemp(prefix="safer-"))
            self.data = str(self.temporary)
            return
        folder = (
            Path(self.data) if self.data else Path(platformdirs.user_data_dir("safer-communities"))
        )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            self.tell(f"Nothing will be kept: {folder} cannot be written to ({error.strerror}).")
            folder = Path(tempfile.mkdtemp(prefix="safer-"))
            self.temporary = folder
        self.data = str(folder.resolve())

    def _open_store(self) -> Store:
        """Open the store of classes, or say why that cannot be and stop."""
        try:
            return Store(self.store) if self.store else Store.in_folder(Path(self.data))
        except NotOurs as error:
            self.tell(str(error))
            raise SystemExit(1) from None

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
        held, data = Held(places), Path(self.data)
        checks = Checks(held, data, words.codes)
        self.surroundings = Surroundings(
            held=held,
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
            staff_key=os.environ.get(STAFF_KEY) or secrets.token_urlsafe(24),
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
            rooms=Rooms(store=store, codes=codes, classroom=classroom),
            built=KeptExercises(),
            organisations=KeptOrganisations(held),
            checks=checks,
            slips=Tries(),
            marking=Marking(data=data, content=places.lessons.parent),
            formgrader=Formgrader(root=checks.course.root, data=data, config=_nbgraders(places)),
            hosts={*LOOPBACK, *self.hosts, *hosts_of(sharing)},
            self_study=self.self_study,
        )
        # A kernel ends by its lease; nothing that a page sends over its websocket ends one.
        self.kernel_manager.allowed_message_types.remove("shutdown_request")
        # What went wrong in a notebook, and where its files lie, is not for pupils' screens.
        self.kernel_manager.allow_tracebacks = False
        connect_soon(self.kernel_manager.context)
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
        if STAFF_KEY in os.environ:  # who is staff with one server is staff with all
            settings["cookie_secret"] = store.secret.encode()
        return {
            **settings,
            "allow_remote_access": True,  # the Host is checked by our own handlers
            "xsrf_cookies": True,
            "xsrf_cookie_kwargs": {
                "samesite": "Lax",
                "path": self.base_url,
                "expires_days": None,
            },
            "kernel_websocket_connection_class": Line,
            "websocket_max_message_size": 1_000_000,
            "log_function": _say_nothing,
            "compress_response": True,
            "default_handler_class": NotFound,
            "default_handler_args": {"surroundings": self.surroundings},
        }

    def _runner(self, places: Places) -> Runner:
        self.parents = Parents(log=self.log) if self.fork else None
        if self.parents is None:
            self.tell("Kernels are started, not forked: parts that compute come more slowly.")
        self.kernel_spec_manager.kernel_dirs.append(str(KERNELSPECS))
        return Runner(kernels=self.kernel_manager, places=places, parents=self.parents)

    def init_handlers(self) -> list[Any]:
        return addresses(self.base_url, self.surroundings, self.leases)


def _spoken(places: Places) -> list[Language]:
    """Return English and every language that has catalogues."""
    return [
        language
        for code, language in LANGUAGES.items()
        if code == "en" or any((places.locale / code).glob("*.po"))
    ]


def _nbgraders(places: Places) -> Path:
    """Return the folder of nbgrader_config.py: the pack's own where this content has none."""
    own = places.assessments
    return own if (own / "nbgrader_config.py").is_file() else Places.found().assessments


def _say_nothing(_: Any) -> None:
    """No address, tag or code of a visitor goes into a log (design section 5)."""


main = SaferCommunities.launch_instance
