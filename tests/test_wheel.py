"""The wheel holds the whole pack: installed by itself, it serves."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import LESSON, ROOT, fetched, served_by


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, str(folder)], cwd=ROOT, capture_output=True, check=True)
    (made,) = folder.glob("*.whl")
    return made


def serves(command, **how):
    """Start `command serve` and look at what only the content, templates and notebooks give."""
    with served_by(command, "--SaferCommunities.warm=False", **how) as server:
        for address, held in (
            ("", "Risk detectives"),
            (LESSON, "data-sc-part"),
            (f"{LESSON}/plan", "safeguarding"),
            (f"paper/{LESSON}", "answer sheet"),
        ):
            status, _, text = fetched(server.url + address)
            assert (status, held in text) == (200, True), address


def test_the_wheel_holds_every_file_of_the_content_and_none_that_is_made(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    inside = "safer_communities/_pack/"
    for top in ("lessons", "notebooks", "assessments"):
        listed = subprocess.run(
            ["git", "ls-files", "-z", top], cwd=ROOT, capture_output=True, text=True, check=True
        )
        wanted = {inside + name for name in listed.stdout.split("\0") if name}
        assert wanted <= names
        held = {name for name in names if name.startswith(f"{inside}{top}/")}
        assert held <= wanted


def test_an_unpacked_wheel_serves_the_pack_without_the_repository(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    command = [sys.executable, "-P", "-m", "safer_communities.command"]
    where = [*command[:1], "-P", "-c", "import safer_communities as pack; print(pack.__file__)"]
    path = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(where, cwd=tmp_path, env=path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(tmp_path))
    serves(command, cwd=tmp_path, env=path, data=tmp_path / "data")


@pytest.mark.sweep
def test_the_wheel_installed_in_an_empty_environment_serves_the_pack(wheel, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    programs = tmp_path / "env" / "bin"
    for asked in (
        ["-r", str(ROOT / "requirements.lock"), "--require-hashes"],
        ["--no-deps", str(wheel)],
    ):
        subprocess.run(
            [str(programs / "python"), "-m", "pip", "install", "--quiet", *asked],
            cwd=tmp_path,
            check=True,
        )
    serves([str(programs / "safer")], cwd=tmp_path, data=tmp_path / "data")
