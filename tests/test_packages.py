"""What the pack installs is said once, and every file that says it agrees."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from tests.conftest import ROOT

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", re.MULTILINE)
LOCK_LINE = re.compile(
    r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==[^ ;\\]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
)


def pins(name):
    return dict(PIN.findall((ROOT / name).read_text("utf-8")))


def committed(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_holds_names_versions_markers_and_hashes_only(name):
    odd = [
        line
        for line in (ROOT / name).read_text("utf-8").splitlines()
        if not LOCK_LINE.fullmatch(line)
    ]
    assert odd == []


def test_the_tests_use_the_same_packages_as_the_pack():
    pack, tests = pins("requirements.lock"), pins("requirements-dev.lock")
    assert pack.items() <= tests.items()


def test_binder_installs_what_the_lock_says():
    told = (ROOT / "binder" / "requirements.txt").read_text("utf-8")
    lock = re.sub(
        r" \\\n(    --hash=[^\n]*\n)+", "\n", (ROOT / "requirements.lock").read_text("utf-8")
    )
    lines = [line for line in told.splitlines() if not line.startswith("#")]
    assert lines == lock.strip().splitlines()


def environment_lines():
    text = (ROOT / "environment.yml").read_text("utf-8")
    found = re.findall(r"^  - ([a-z0-9.-]+)=?([0-9.]*) *(#.*)?$", text, re.MULTILINE)
    return [(name.replace(".", "-"), version, reason) for name, version, reason in found]


CALLED_BY_CONDA = {"brotli": "brotli-python"}  # conda's brotli is the library alone


def test_each_package_for_conda_is_in_the_lock_at_that_version():
    locked = pins("requirements.lock")
    locked |= {there: locked[here] for here, there in CALLED_BY_CONDA.items()}
    named = [(name, version) for name, version, _ in environment_lines() if name != "pip"]
    assert len(named) > 9
    assert [
        (name, version)
        for name, version in named
        if not f"{locked.get(name, '')}.".startswith(f"{version}." if version else "")
        or name not in locked
    ] == []


def test_each_package_for_conda_says_what_uses_it():
    assert [name for name, _, reason in environment_lines() if not reason and name != "pip"] == []


def test_what_the_pack_depends_on_is_what_conda_installs():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = set(
        re.findall(
            r'^  "([a-z0-9.-]+)(?:\[[a-z,]+\])?[><=]',
            text.partition("[dependency-groups]")[0],
            re.MULTILINE,
        )
    )
    wanted = {CALLED_BY_CONDA.get(name, name.replace(".", "-")) for name in wanted}
    assert wanted - {name for name, _, _ in environment_lines()} == set()


def test_repo2docker_accepts_the_repository():
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug"]
    done = subprocess.run(
        [*command, "--user-id", "1000", "--user-name", "jovyan", str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told[-2000:]
    steps = [line for line in told.splitlines() if line.startswith(("RUN", "ENV"))]
    in_order = ('-r "binder/requirements.txt"', "RUN ./binder/postBuild", "/binder/start")
    at = [next(at for at, line in enumerate(steps) if step in line) for step in in_order]
    assert at == sorted(at)
    assert "environment.yml" not in told


def test_no_file_names_a_machine_or_a_registry():
    # Built here, so that this file does not hold what it looks for.
    searched = [
        "/wo" + "rk/",
        "/ro" + "ot/",
        "index" + "-url",
        "pypi" + ".org/simple",
        '"resol' + 'ved": "http',
    ]
    found = []
    for file in committed():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [(file.name, word) for word in searched if word in text]
    assert found == []


def test_notebooks_are_committed_without_outputs_and_with_readable_cell_ids():
    amiss = []
    faulty = ROOT / "tests" / "fixtures" / "lessons"
    files = [file for file in committed("*.ipynb") if not file.is_relative_to(faulty)]
    assert files
    for file in files:
        node = json.loads(file.read_text("utf-8"))
        for cell in node["cells"]:
            if cell.get("outputs") or cell.get("execution_count"):
                amiss.append((file.name, cell.get("id"), "has an output"))
            if file.parent.name != "bench" and not re.fullmatch(
                r"[a-z][a-z0-9-]*", cell.get("id", "")
            ):
                amiss.append((file.name, cell.get("id"), "has no readable id"))
    assert amiss == []


def test_the_conda_file_is_yaml_that_conda_can_read():
    told = YAML(typ="safe").load((ROOT / "environment.yml").read_text("utf-8"))
    assert {"name", "channels", "dependencies"} <= set(told)
