"""The front end of plain widgets: what is committed was built from the sources beside it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess

import pytest
from safer_communities.content import PACKAGE

from tests.conftest import ROOT

FRONT_END = ROOT / "widgets" / "front_end"
STATIC = PACKAGE / "server" / "static"
BUILT = ("widgets.js", "widgets.css", "widgets.licences.txt")


def digest_of(folder):
    """Return the digest of the sources, as build.mjs writes it into what it builds."""
    named = (".npmrc", "build.mjs", "package-lock.json", "package.json")
    files = [folder / name for name in named]
    files += [each for inside in ("licences", "src") for each in (folder / inside).iterdir()]
    reckoned = hashlib.sha256()
    for name, file in sorted((each.relative_to(folder).as_posix(), each) for each in files):
        reckoned.update(f"{name}\0".encode() + file.read_bytes() + b"\0")
    return reckoned.hexdigest()[:16]


@pytest.mark.parametrize("name", ["widgets.js", "widgets.css"])
def test_what_is_served_was_built_from_the_sources_committed(name):
    mark = re.match(r"/\* built from ([0-9a-f]{16}) by", (STATIC / name).read_text("utf-8"))
    assert mark
    assert mark.group(1) == digest_of(FRONT_END), "run: npm ci && npm run build"


def test_the_lock_file_pins_every_package_and_names_no_registry():
    lock = json.loads((FRONT_END / "package-lock.json").read_text("utf-8"))
    asked = json.loads((FRONT_END / "package.json").read_text("utf-8"))
    wanted = {**asked["dependencies"], **asked["devDependencies"]}
    assert all(re.fullmatch(r"[0-9.]+", version) for version in wanted.values())
    for name, package in lock["packages"].items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


def test_every_package_in_the_bundle_has_its_licence_beside_it():
    text = (STATIC / "widgets.licences.txt").read_text("utf-8")
    asked = json.loads((FRONT_END / "package.json").read_text("utf-8"))
    for name, version in asked["dependencies"].items():
        assert f"{name} {version} (" in text, name
    heads = re.findall(r"^(\S+) \S+ \([\w-]+\)$", text, re.MULTILINE)
    assert {"jquery", "backbone", "nouislider", "@lumino/widgets"} <= set(heads)
    assert len(re.findall(r"copyright", text, re.IGNORECASE)) >= len(heads)


def test_nothing_of_a_registry_stands_in_a_committed_file_of_the_front_end():
    for file in (*FRONT_END.rglob("*"), *(STATIC / name for name in BUILT)):
        if file.is_file() and "node_modules" not in file.parts:
            assert "registry." not in file.read_text("utf-8"), file.name


@pytest.mark.sweep
def test_a_build_of_today_gives_the_same_bytes(tmp_path):
    if shutil.which("npm") is None:
        pytest.fail("npm is not installed here: the sweep builds the front end anew")
    package = tmp_path / "widgets"
    shutil.copytree(FRONT_END, package / "front_end", ignore=shutil.ignore_patterns("node_modules"))
    made = package / "safer_communities" / "server" / "static"
    made.mkdir(parents=True)
    for words in (["npm", "ci"], ["npm", "run", "build"]):
        done = subprocess.run(
            words, cwd=package / "front_end", capture_output=True, text=True, check=False
        )
        if words == ["npm", "ci"] and done.returncode:
            pytest.fail(f"the packages are not to be had here: {done.stderr[-300:]}")
        assert done.returncode == 0, done.stderr
    for name in BUILT:
        assert (made / name).read_bytes() == (STATIC / name).read_bytes(), name
