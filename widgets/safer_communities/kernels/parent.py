"""The process that kernels are forked from: a script.

It is told the number of a socket, and the server's process number. Its modules lie in `inside`, and
are loaded under a name of their own: importing the package they lie in would import ipywidgets
before there is a shell, and its hooks look for one at import.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

NAME = "kernel_parent"


def main() -> None:
    del sys.path[0]  # this folder; its modules are nobody's to import by their bare names
    folder = Path(__file__).resolve().parent / "inside"
    spec = importlib.util.spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec and spec.loader  # noqa: S101, PT018 (it is the file beside this one)
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)
    importlib.import_module(f"{NAME}.living").main(*map(int, sys.argv[1:]))


if __name__ == "__main__":
    main()
