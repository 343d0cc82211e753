"""The formgrader stands on this computer alone, and never longer than the pack."""

from __future__ import annotations

import contextlib
import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import psutil
import pytest

from tests.conftest import Restarted, running, waited_for
from tests.server.checking import Going
from tests.server.conftest import Visitor, children, staff_of


def formgraders(pid):
    return [each for each in children(pid) if "formgrader_inside" in " ".join(each.cmdline())]


def led_to(staff):
    status, headers, _ = staff.ask("staff/formgrader")
    assert status == 303
    return headers["Location"]


def test_it_listens_on_this_computer_alone_and_wants_its_token(tmp_path):
    with running(tmp_path) as server:
        staff = staff_of(server)
        assert formgraders(server.pid) == []  # it is started when it is first asked for
        address = led_to(staff)
        assert led_to(staff) == address
        (process,) = formgraders(server.pid)
        listening = {each.laddr.ip for each in process.net_connections() if each.status == "LISTEN"}
        assert listening == {"127.0.0.1"}
        token = address.partition("token=")[2]
        told = [*process.cmdline(), *process.environ().values()]
        assert not [each for each in told if token in each]
        base = address.partition("formgrader")[0]
        opener = Visitor(base)
        status, headers, _ = opener.ask("formgrader/manage_assignments")
        assert (status, "login" in headers["Location"]) == (302, True)
        status, headers, _ = opener.ask(f"formgrader?token={token}")
        assert (status, headers["Location"]) == (302, "/formgrader/manage_assignments")
        assert opener.ask("formgrader/manage_assignments")[0] == 200
        for closed in ("api/kernels", "api/contents", "api/terminals", "lab", "tree"):
            assert opener.ask(closed)[0] == 404
        assert Visitor(server.url).ask("staff/formgrader")[0] == 403


def test_from_another_device_there_is_a_page_that_says_where_it_opens(tmp_path):
    with running(tmp_path) as server:
        staff = staff_of(server)
        port = urlsplit(server.url).port
        # An address that is not the laptop's own 127.0.0.1: to the server it is another device's.
        away = http.client.HTTPConnection("127.0.0.1", port, source_address=("127.0.0.3", 0))
        away.request("GET", "/staff/formgrader", headers={"Cookie": staff.header})
        answer = away.getresponse()
        assert answer.status == 200
        assert "On the laptop only" in answer.read().decode()
        away.close()
        assert formgraders(server.pid) == []


@pytest.mark.parametrize("how", [pytest.param("stop", marks=pytest.mark.sweep), "kill"])
def test_it_ends_with_the_pack_however_that_ends(tmp_path, how):
    server = Restarted(tmp_path)
    going = Going(server.now, pupils=1)
    going.pupil().hand_in()
    going.marked()
    address = led_to(going.staff)
    left = [each for each in children(server.now.pid) if "_inside" in " ".join(each.cmdline())]
    assert len(left) == 2  # the formgrader, and what works with nbgrader for the markbook
    if how == "kill":
        server.now.process.kill()
        server.now.process.wait(30)
    server.stop()
    waited_for(lambda: not any(alive(each) for each in left), seconds=20)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=5)


def alive(process):
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
