"""For one person alone, on somebody else's computer: nothing is offered that cannot work there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.conftest import LESSON, fetched, served_by
from tests.server.test_starting import safer

COMMAND = [sys.executable, "-m", "safer_communities.command"]


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    with served_by(COMMAND, "--self-study", data=tmp_path_factory.mktemp("unused")) as server:
        yield server


@pytest.mark.parametrize(
    "address",
    [
        "join",
        "join/KITE-OTTER",
        "staff",
        "staff/class-desk",
        "staff/markbook",
        "check",
        "staff/unit",
    ],
)
def test_what_needs_a_class_or_staff_is_not_there(alone, address):
    assert fetched(alone.url + address)[0] == 404


@pytest.mark.parametrize("address", ["api/classes", "api/join", "api/answers", "api/roster"])
def test_nothing_can_be_sent_to_it(alone, address):
    assert fetched(alone.url + address, method="POST", data=b"{}")[0] in {403, 404}


@pytest.mark.parametrize("address", ["", LESSON, f"{LESSON}/plan", f"paper/{LESSON}", "parents"])
def test_what_somebody_learns_from_is_there(alone, address):
    assert fetched(alone.url + address)[0] == 200


def test_no_page_leads_to_what_is_not_there(alone):
    for address in ("", LESSON, f"{LESSON}/plan", "parents", "privacy"):
        text = fetched(alone.url + address)[2]
        assert 'href="/join' not in text
        assert 'href="/staff' not in text


def test_the_first_page_says_where_it_runs_and_that_nothing_is_stored(alone):
    text = fetched(alone.url)[2]
    assert "public cloud" in text
    assert "not for a class" in text


def test_it_is_reached_under_whatever_name_the_cloud_has(alone):
    assert fetched(alone.url, headers={"Host": "hub.example.org"})[0] == 200


def test_no_key_is_told_and_nothing_is_left_when_it_ends():
    with served_by(COMMAND, "--self-study", data=Path(os.devnull)) as server:
        assert server.staff_url == ""
        folder = Path(server.data)
        assert folder.is_dir()
    assert not folder.exists()


def test_sharing_and_self_study_are_refused_together():
    done = safer("serve", "--self-study", "--share")
    assert done.returncode == 2
    assert "do not go together" in done.stderr
