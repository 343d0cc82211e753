"""The formgrader's own process: Jupyter's server with nbgrader's formgrader in it, and no more.

Run as a module by `formgrader.py`, which says on standard input what to serve, so that the token
stands in no argument, environment or file. That pipe is also the life line: when whoever started
this process is gone, however it went, the pipe ends and so does this.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

FORMGRADER = "nbgrader.server_extensions.formgrader"


class Formgrader(ServerApp):
    """Jupyter's server on this computer alone: no kernels, files or terminals, no user's config."""

    name = "safer-formgrader"
    default_services: Any = ("auth", "security")

    def load_config_file(self, *_: Any, **__: Any) -> None:
        """Load none: what a user set for their own Jupyter is not meant for this one."""

    def find_server_extensions(self) -> None:
        """Find none: JupyterLab and its like have nothing to do here."""

    def write_server_info_file(self) -> None:
        """Write none: it would hold the token."""

    def write_browser_open_files(self) -> None:
        """Write none, for the same reason."""

    async def _post_start(self) -> None:
        await super()._post_start()  # type: ignore[no-untyped-call]
        print(json.dumps({"port": self.port}), flush=True)  # noqa: T201 (who started this reads it)


def main() -> None:
    told = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_who_started_this, daemon=True).start()
    root = told["root"]
    app = Formgrader(
        config=Config(
            {
                "ServerApp": {"jpserver_extensions": {FORMGRADER: True}},
                "IdentityProvider": {"token": told["token"]},
            }
        ),
        ip="127.0.0.1",
        port=0,
        port_retries=0,
        open_browser=False,
        root_dir=root,
        allow_root=True,  # as ours does: a container has no other user
        terminals_enabled=False,
        log_level=40,
    )
    app.initialize([])
    app.start()


def _end_with_who_started_this() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
