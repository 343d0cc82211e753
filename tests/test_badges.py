"""A Binder badge for each lesson, put where the README has room for them."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from safer_communities.badging import origin

from tests.conftest import ROOT
from tests.pack import the_library

COMMAND = [sys.executable, "-m", "safer_communities.command", "badges"]
LAUNCH = "https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=safer%2F{address}"


def addresses(repository):
    return [
        LAUNCH.format(repository=repository, address=path.replace("/", "%2F"))
        for path in sorted(the_library().lessons)
    ]


def badges(*arguments, folder=ROOT):
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def published(tmp_path):
    """A folder with the README, cloned from somewhere: return it and a function that says where."""
    shutil.copy(ROOT / "README.md", tmp_path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)

    def at(remote):
        subprocess.run(["git", "remote", "add", "origin", remote], cwd=tmp_path, check=True)
        return tmp_path

    return at


def test_a_badge_is_printed_for_each_lesson_and_leads_to_it():
    done = badges("somebody/safer")
    assert done.returncode == 0
    told = done.stdout.splitlines()
    assert len(told) == len(the_library().lessons) > 12
    for line, address in zip(told, addresses("somebody/safer"), strict=True):
        assert f"({address})" in line


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/some-body/safer.git",
        "https://github.com/some-body/safer",
        "git@github.com:some-body/safer.git",
        "ssh://git@github.com/some-body/safer.git",
    ],
)
def test_git_says_where_the_pack_was_cloned_from(published, monkeypatch, remote):
    monkeypatch.chdir(published(remote))
    assert origin() == "some-body/safer"


def test_the_readme_gets_them_and_is_else_as_it_was(published):
    folder = published("https://github.com/some-body/safer.git")
    before = (folder / "README.md").read_text("utf-8")
    assert badges("--write", folder=folder).returncode == 0
    once = (folder / "README.md").read_text("utf-8")
    for address in addresses("some-body/safer"):
        assert once.count(address) == 1
    first, last = "<!-- badges: made", "<!-- badges: end"
    assert once.partition(first)[0] == before.partition(first)[0]
    assert once.partition(last)[2] == before.partition(last)[2]
    assert badges("--write", folder=folder).returncode == 0
    assert (folder / "README.md").read_text("utf-8") == once


@pytest.mark.parametrize(
    ("remote", "arguments", "said"),
    [
        ("https://git.example.org/some/safer.git", ["--write"], "safer badges OWNER/REPOSITORY"),
        ("https://github.com/some/safer", ["--write", "none.md"], "none.md cannot be read"),
        ("https://github.com/some/safer", ["not one"], "'not one' is not OWNER/REPOSITORY"),
    ],
)
def test_what_cannot_be_done_is_said_in_words_and_changes_nothing(
    published, remote, arguments, said
):
    folder = published(remote)
    before = (folder / "README.md").read_text("utf-8")
    done = badges(*arguments, folder=folder)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert (folder / "README.md").read_text("utf-8") == before


def test_a_file_without_the_two_marks_is_left_alone_and_told_of_them(published):
    folder = published("https://github.com/some/safer")
    (folder / "other.md").write_text("Other words.\n", "utf-8")
    done = badges("--write", "other.md", folder=folder)
    assert done.returncode == 2
    assert "<!-- badges: end -->" in done.stderr
    assert (folder / "other.md").read_text("utf-8") == "Other words.\n"


def test_the_readme_names_no_badge_that_leads_nowhere():
    assert "mybinder.org/v2" not in (ROOT / "README.md").read_text("utf-8")
