"""start.py: what a teacher types, on a machine that has only Python."""

from __future__ import annotations

import ast
import os
import shutil
import stat
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.databases import start_py

# A build backend of its own, so that the pack of these tests can be installed with the network off.
BACKEND = """
import zipfile

def build_editable(folder, config=None, metadata=None):
    name = "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("tiny.py", "WORD = 'installed'")
        for file, lines in {
            "METADATA": ["Metadata-Version: 2.1", "Name: tiny", "Version: 1.0"],
            "WHEEL": ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py3-none-any"],
            "RECORD": [],
        }.items():
            wheel.writestr(f"tiny-1.0.dist-info/{file}", "\\n".join([*lines, ""]))
    return name

build_wheel = build_editable
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
# Stands where uv would: writes down what it was asked, and makes an environment of this Python.
UV = """#!{python}
import os, pathlib, sys
print("uv speaks")
pathlib.Path({calls!r}).open("a").write(" ".join(sys.argv[1:]) + "\\n")
if pathlib.Path({broken!r}).exists() and sys.argv[1] == "pip":
    sys.exit(7)
if sys.argv[1] == "venv":
    folder = pathlib.Path(sys.argv[-1]) / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "python").unlink(missing_ok=True)
    (folder / "python").symlink_to({python!r})
"""


class Copy:
    """start.py in a folder of its own, with small lock files, started by itself."""

    def __init__(self, folder):
        self.folder = folder / "pack"
        self.folder.mkdir()
        shutil.copy(ROOT / "start.py", self.folder)
        for name in ("requirements.lock", "requirements-dev.lock"):
            (self.folder / name).write_text(f"# nothing is needed: {name}\n")
        (self.folder / "pyproject.toml").write_text(PROJECT)
        (self.folder / "backend.py").write_text(BACKEND)
        self.environment = folder / "environment"
        self.stamp = self.environment / ".safer-stamp"
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.calls = folder / "calls"
        self.broken = folder / "broken"

    def with_uv(self):
        told = {"python": sys.executable, "calls": str(self.calls), "broken": str(self.broken)}
        uv = self.bin / "uv"
        uv.write_text(UV.format(**told))
        uv.chmod(uv.stat().st_mode | stat.S_IXUSR)
        return self

    def start(self, *arguments, code="start.py", **extra):
        told = {"PATH": str(self.bin), "SAFER_ENVIRONMENT": str(self.environment), **extra}
        return subprocess.run(
            [sys.executable, *([code] if code == "start.py" else ["-c", code]), *arguments],
            cwd=self.folder,
            env={**os.environ, **told},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def asked(self):
        """What was asked of uv so far: the first word or two of each call."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        return [line.split(" --")[0] for line in lines]


PREPARED = ["venv", "pip install", "pip install"]


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


def test_without_venv_one_line_says_which_package_to_install(copy, tmp_path):
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "ensurepip.py").write_text("raise ImportError('no module named ensurepip')")
    done = copy.start("run", "python", PYTHONPATH=str(missing))
    wanted = f"apt install python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if wanted in line] == [
        done.stderr.splitlines()[-1]
    ]
    assert "Traceback" not in done.stderr
    assert not copy.stamp.exists()


def test_an_older_python_is_refused_in_words(monkeypatch, capsys):
    module = start_py()
    with monkeypatch.context() as older:
        older.setattr(module.sys, "version_info", (3, 10, 9))
        with pytest.raises(SystemExit) as stopped:
            module.main([])
    assert stopped.value.code == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


def test_an_older_python_can_read_start_py_far_enough_to_refuse():
    tree = ast.parse((ROOT / "start.py").read_text(), feature_version=(3, 7))
    names = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names)


def test_help_is_printed_and_nothing_is_prepared(copy):
    done = copy.with_uv().start("--help")
    assert done.returncode == 0
    for line in ("start.py test [--all]", "start.py bench NAME", "start.py run COMMAND..."):
        assert line in done.stdout
    assert copy.asked() == []
    assert not copy.environment.exists()


def test_a_command_is_run_in_the_prepared_environment(copy):
    done = copy.with_uv().start("run", "python", "-c", "print('it ran')")
    assert (done.returncode, done.stdout) == (0, "it ran\n")
    assert copy.asked() == PREPARED


def test_how_a_run_command_ended_is_how_start_ends(copy):
    assert copy.with_uv().start("run", "python", "-c", "raise SystemExit(9)").returncode == 9


def test_an_unknown_command_is_named(copy):
    done = copy.with_uv().start("run", "no-such-command")
    assert done.returncode == 1
    assert "There is no command 'no-such-command'" in done.stderr


def test_run_without_a_command_says_how_it_is_used(copy):
    done = copy.with_uv().start("run")
    assert done.returncode == 1
    assert "start.py run COMMAND..." in done.stderr


def test_packages_are_taken_only_with_the_hashes_of_the_lock(copy):
    copy.with_uv().start("run", "python", "--version")
    first = copy.calls.read_text().splitlines()[1]
    assert "--require-hashes" in first
    assert str(copy.folder / "requirements.lock") in first


def test_a_second_start_installs_nothing(copy):
    copy.with_uv().start("run", "python", "--version")
    again = copy.start("run", "python", "--version")
    assert again.returncode == 0
    assert copy.asked() == PREPARED
    assert "Preparing" not in again.stderr


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_change_of_what_is_needed_prepares_anew(copy, changed):
    copy.with_uv().start("run", "python", "--version")
    with (copy.folder / changed).open("a") as file:
        file.write("# changed\n")
    copy.start("run", "python", "--version")
    assert copy.asked() == PREPARED * 2
    copy.start("run", "python", "--version")
    assert copy.asked() == PREPARED * 2


def test_an_environment_without_its_python_is_made_anew(copy):
    copy.with_uv().start("run", "python", "--version")
    (copy.environment / "bin" / "python").unlink()
    assert copy.start("run", "python", "--version").returncode == 0
    assert copy.asked() == PREPARED * 2


def test_the_tools_of_the_tests_are_added_to_the_same_environment(copy):
    copy.with_uv().start("run", "python", "--version")
    for_tests = "import start; start.prepared(tests=True)"
    assert copy.start(code=for_tests).returncode == 0
    assert copy.asked() == [*PREPARED, *PREPARED[1:]]
    assert "requirements-dev.lock" in copy.calls.read_text().splitlines()[3]
    copy.start(code=for_tests)
    copy.start("run", "python", "--version")
    assert copy.asked() == [*PREPARED, *PREPARED[1:]]


def test_an_install_that_fails_says_so_and_is_tried_again(copy):
    copy.broken.touch()
    failed = copy.with_uv().start("run", "python", "--version")
    assert failed.returncode == 1
    assert "Could not install what the pack needs. Is this computer online?" in failed.stderr
    assert "ended with 7" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not copy.stamp.exists()
    copy.broken.unlink()
    assert copy.start("run", "python", "--version").returncode == 0
    assert copy.stamp.exists()


def test_where_uv_is_not_there_pip_prepares_the_environment(copy):
    done = copy.start("run", "python", "-c", "import tiny, sys; print(tiny.WORD, sys.prefix)")
    assert done.stdout.split() == ["installed", str(copy.environment)], done.stderr
    assert copy.stamp.exists()


def test_standard_output_stays_free_for_what_was_asked_for(copy):
    done = copy.with_uv().start("run", "python", "-c", "print('only this')")
    assert done.stdout == "only this\n"
    assert "uv speaks" in done.stderr


APT = """#!/bin/sh
echo "$@" >> {calls}
[ "$1" = install ] || exit 0
[ -e {broken} ] && exit 100
mkdir -p {folder} && touch {folder}/initdb {folder}/postgres && chmod +x {folder}/*
"""


@pytest.fixture
def debian(copy):
    """Stands where apt-get would: writes down what it was asked, and puts two programs there."""
    programs = copy.folder / "programs"
    told = {"calls": copy.calls, "broken": copy.broken, "folder": programs}
    for name, text in (("apt-get", APT.format(**told)), ("sudo", '#!/bin/sh\nshift\nexec "$@"\n')):
        (copy.bin / name).write_text(text)
        (copy.bin / name).chmod(0o755)

    def asked():
        path = f"{copy.bin}{os.pathsep}/usr/bin{os.pathsep}/bin"
        code = "import start; print(start.postgresql())"
        return copy.start(code=code, PATH=path, SAFER_POSTGRESQL=str(programs))

    return asked


def test_postgresql_is_installed_for_the_tests_where_it_is_missing(copy, debian):
    first, second = debian(), debian()
    assert first.stdout == second.stdout == f"{copy.folder / 'programs'}\n"
    said = "Installing PostgreSQL from Debian's packages, for the tests of the store.\n"
    assert (first.stderr, second.stderr) == (said, "")
    asked = copy.calls.read_text().splitlines()
    assert [line.split()[0] for line in asked] == ["update", "install"]
    assert asked[1].split()[-1] == "postgresql"


def test_where_postgresql_cannot_be_had_the_other_tests_are_run_all_the_same(copy, debian):
    copy.broken.touch()
    done = debian()
    assert (done.returncode, done.stdout) == (0, "\n")
