"""Sharing: the right address, whether anybody came by it, and the check that says so."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from safer_communities.server.live.sharing import Sharing, default_address, interfaces, to_tell

from tests.conftest import running
from tests.server.test_classes import Asking, Class, teacher_of

SCHOOL = {
    "lo": ["127.0.0.1", "::1"],
    "docker0": ["172.17.0.1"],
    "br-3f2a": ["172.18.0.1"],
    "vEthernet (WSL)": ["172.30.0.1"],
    "VirtualBox Host-Only Network": ["192.168.56.1"],
    "tun0": ["10.8.0.2"],
    "Wi-Fi": ["192.168.1.23", "fe80::1"],
    "Ethernet": ["10.20.0.9"],
    "Ethernet 2": ["169.254.7.7"],
}


def school(**how):
    return Sharing(shared=True, found=SCHOOL, default="192.168.1.23", **how)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with running(tmp_path_factory.mktemp("shared"), "--share") as server:
        yield server


# -- which address


def test_the_address_of_the_default_route_comes_first_and_the_others_follow():
    assert school().addresses == ["192.168.1.23", "10.20.0.9"]
    assert to_tell(SCHOOL, "10.20.0.9") == ["10.20.0.9", "192.168.1.23"]


@pytest.mark.parametrize("default", ["172.17.0.1", "10.8.0.2", "169.254.7.7", None])
def test_no_address_inside_this_computer_is_told_even_as_the_default(default):
    assert to_tell(SCHOOL, default) == ["10.20.0.9", "192.168.1.23"]


def test_the_address_of_this_very_computer_is_found():
    assert default_address() in to_tell(interfaces(), default_address())


def test_a_computer_without_a_network_has_no_address_to_tell():
    sharing = Sharing(shared=True, found={"lo": ["127.0.0.1"]})
    assert (sharing.addresses, sharing.chosen) == ([], None)


def test_the_choice_is_remembered_and_only_an_own_address_can_be_chosen():
    sharing = school()
    assert sharing.chosen == "192.168.1.23"
    sharing.choose("10.20.0.9")
    assert sharing.chosen == "10.20.0.9"
    for other in ("192.0.2.77", "172.17.0.1"):
        with pytest.raises(ValueError, match=re.escape(other)):
            sharing.choose(other)
    assert sharing.chosen == "10.20.0.9"


def test_staff_choose_the_address_that_projector_and_desk_show(shared):
    staff = teacher_of(shared)
    told = staff.api("share")[1]
    assert set(told) == {"shared", "reached", "chosen", "addresses", "join"}
    assert (told["shared"], told["chosen"]) == (True, told["addresses"][0])
    assert told["join"].startswith(f"http://{told['chosen']}:")
    assert staff.api("share", {"address": told["chosen"]})[0] == 200
    status, reply = staff.api("share", {"address": "192.0.2.77"})
    assert (status, reply) == (400, {"error": "This computer has no such address."})
    going = Class(shared)
    board = Asking(shared.url).ask(f"class/{going.code}/board")[2]
    desk = staff.ask(f"staff/class-desk?class={going.code}")[2]
    assert told["join"] in board
    assert f"{told['join']}/{going.code}" in desk
    for page in (board, desk):
        assert re.search('role="img" aria-label="[^"]*http://[^"]*/join/[^"]*"', page)
        assert "<svg" in page


def test_a_server_that_is_not_shared_tells_no_address_of_the_network(server):
    told = teacher_of(server).api("share")[1]
    assert (told["shared"], told["chosen"], told["addresses"]) == (False, None, [])
    assert told["join"] == f"{server.url}join"


def test_sharing_is_staffs_alone(shared):
    pupil = Class(shared).pupil()
    for method, body in (("GET", None), ("POST", {"address": "127.0.0.1"})):
        assert pupil.api("share", body, method=method)[0] == 403
    assert pupil.ask("staff/sharing")[0] == 403


# -- whether anybody came


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.0.1.1", "::1", "192.168.1.23", "172.17.0.1", "fe80::1%eth0",
                "::ffff:192.168.1.23", "::ffff:127.0.0.1", "nonsense"],
)  # fmt: skip
def test_this_computer_itself_is_no_other_device(address):
    sharing = school()
    sharing.note(address)
    assert sharing.reached is False


@pytest.mark.parametrize("address", ["192.168.1.50", "10.20.0.1", "::ffff:192.168.1.50", "fd00::9"])
def test_a_request_from_another_device_is_noted_and_its_address_is_not(address, tmp_path):
    sharing = school()
    sharing.begin(tmp_path, "http://127.0.0.1:8866/")
    sharing.note(address)
    sharing.note("127.0.0.1")
    assert sharing.reached is True
    written = (tmp_path / "running.json").read_text()
    assert json.loads(written)["reached"] is True
    assert address not in written
    assert address not in str(vars(sharing))


def test_a_request_to_the_own_address_of_the_network_counts_as_not_yet(shared):
    staff = teacher_of(shared)
    told = staff.api("share")[1]
    port = shared.url.rsplit(":", 1)[1].strip("/")
    near = Asking(f"http://{told['chosen']}:{port}/")
    assert near.ask("join")[0] == 200
    assert staff.api("share")[1]["reached"] is False


# -- the check


def checked(data, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "safer_communities.command", "share-check", f"--data={data}",
         *arguments],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_the_check_says_not_yet_while_nobody_came_and_what_to_open(shared):
    code, said = checked(shared.data)
    assert (code, said[:41]) == (1, "Reached from another device: not yet. Ope")
    told = teacher_of(shared).api("share")[1]
    assert told["chosen"] in said
    code, said = checked(shared.data, "--json")
    found = json.loads(said)
    assert (code, found["running"], found["shared"], found["reached"]) == (1, True, True, False)


def test_the_check_says_yes_once_another_device_came(shared, tmp_path):
    sharing = school()
    sharing.begin(tmp_path, shared.url)
    sharing.note("192.168.1.50")
    assert checked(tmp_path) == (0, "Reached from another device: yes.\n")


def test_the_check_says_that_a_pack_for_this_computer_alone_is_not_shared(server):
    code, said = checked(server.data)
    assert code == 1
    assert "was started without --share" in said


@pytest.mark.parametrize("left", [None, "nonsense", "[]", '{"url": 1}'])
def test_the_check_says_kindly_that_nothing_runs(tmp_path, left):
    if left is not None:
        (tmp_path / "running.json").write_text(left)
    code, said = checked(tmp_path)
    assert code == 2
    assert said.startswith("The pack is not running")


def test_what_a_killed_server_left_behind_does_not_count(tmp_path):
    with running(tmp_path, "--share") as server:
        server.process.kill()
        server.process.wait()
    assert (tmp_path / "running.json").is_file()
    assert checked(tmp_path)[0] == 2


def test_a_server_takes_its_word_away_when_it_ends_and_never_leaves_its_key(tmp_path):
    with running(tmp_path, "--share") as server:
        written = (tmp_path / "running.json").read_text()
        assert json.loads(written)["pid"] == server.pid
        assert server.staff_url.partition("key=")[2] not in written
    assert not (tmp_path / "running.json").exists()


def test_the_page_on_sharing_tells_of_firewalls_isolated_wifi_and_a_hotspot(shared):
    status, _, text = teacher_of(shared).ask("staff/sharing")
    assert status == 200
    port = shared.url.rsplit(":", 1)[1].strip("/")
    for told in ("Windows", "macOS", f"ufw allow {port}/tcp", "client isolation", "hotspot"):
        assert told in text
