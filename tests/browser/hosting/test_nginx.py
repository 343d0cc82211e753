"""Behind nginx with TLS, under a prefix, with PostgreSQL: a class, and a part that computes."""

from __future__ import annotations

import http.client
import secrets
import ssl
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser.answering import lesson_specs, through_part
from tests.browser.conftest import desk_of, join, opened, row
from tests.browser.hands import Mouse
from tests.conftest import FIXTURES, fetched, running, waited_for
from tests.databases import InPostgresql

PREFIX = "/safer/"
BEHIND = ("--base-url=/safer/", "--SaferCommunities.trust_xheaders=True")


@pytest.fixture
def hosted(nginx, postgresql, tmp_path):
    """The pack as a host runs it, seen from outside."""
    store = InPostgresql(postgresql).url
    with running(tmp_path / "data", f"--store={store}", *BEHIND) as server:
        port = int(server.url.rsplit(":", 1)[1].partition("/")[0])
        outside = nginx([port], PREFIX)
        key = server.staff_url.rpartition("?")[2]
        yield SimpleNamespace(url=outside, staff_url=f"{outside}staff?{key}")


def test_a_class_is_held_behind_nginx(new_context, hosted):
    desk = desk_of(new_context(ignore_https_errors=True).new_page(), hosted, "Risk detectives")
    pupil = join(new_context(ignore_https_errors=True).new_page(), hosted, desk.code)
    part = next(iter(lesson_specs()))
    desk.locator(f'[data-sc-open="{part}"]').check()
    expect(pupil.locator(f'[data-sc-activity="{part}"]')).not_to_have_attribute(
        "data-sc-state", "locked"
    )
    through_part(Mouse(pupil), pupil, part)
    expect(pupil.locator(f'[data-sc-activity="{part}"]')).to_have_attribute("data-sc-saved", "1")
    expect(row(desk, pupil.tag).locator("td").first).to_have_attribute("data-now", "done")
    desk.get_by_role("button", name="Eyes up").click()
    expect(pupil.get_by_text("Eyes up. Your teacher has paused the class.")).to_be_visible()


def test_a_cookie_of_a_hosted_class_is_for_https_under_the_prefix_alone(new_context, hosted):
    desk = desk_of(new_context(ignore_https_errors=True).new_page(), hosted, "Risk detectives")
    pupil = join(new_context(ignore_https_errors=True).new_page(), hosted, desk.code)
    (cookie,) = [each for each in pupil.context.cookies() if each["name"] == "sc-pupil"]
    assert (cookie["path"], cookie["secure"], cookie["httpOnly"]) == (PREFIX, True, True)
    (key,) = [each for each in desk.context.cookies() if each["name"] == "sc-staff"]
    assert (key["path"], key["secure"], key["httpOnly"]) == (PREFIX, True, True)
    assert key["sameSite"] == "Strict"
    assert "key=" not in desk.url


def test_a_part_that_computes_reaches_its_kernel_through_nginx(new_context, nginx, tmp_path):
    content = FIXTURES / "packs" / "kernel"
    with running(tmp_path / "data", f"--content={content}", *BEHIND) as server:
        port = int(server.url.rsplit(":", 1)[1].partition("/")[0])
        page = new_context(ignore_https_errors=True).new_page()
        opened(page, nginx([port], PREFIX) + "y6/90-kernel-parts")
        page.locator(".sc-kernel-part").last.scroll_into_view_if_needed()
        slider = page.get_by_role("slider").first
        expect(slider).to_be_visible()
        slider.press("ArrowRight")
        expect(page.get_by_text("16", exact=True)).to_be_visible()


def guessed(outside, of, trusting):
    """Guess a code from an address of this computer, as somebody who would be somebody else."""
    host, _, port = outside.partition("//")[2].partition("/")[0].rpartition(":")
    connection = http.client.HTTPSConnection(
        host,
        int(port),
        context=trusting,
        source_address=(of, 0),
    )
    told = {"X-Real-IP": f"10.9.8.{secrets.randbelow(250)}"}
    connection.request("GET", f"{PREFIX}api/assemblies/KITE-OTTER/live", headers=told)
    status = connection.getresponse().status
    connection.close()
    return status


def test_who_tries_codes_behind_a_proxy_is_told_apart_from_everybody_else(hosted, certificate):
    """Without the visitor's own address all would count as the proxy, and a whole school wait."""
    trusting = ssl.create_default_context(cafile=certificate / "cert.pem")
    tries = [guessed(hosted.url, "127.0.0.2", trusting) for _ in range(31)]
    assert tries == [404] * 30 + [429], "what a visitor says of their address counts for nothing"
    assert guessed(hosted.url, "127.0.0.3", trusting) == 404


def test_two_servers_on_one_store_serve_one_class(new_context, postgresql, tmp_path, monkeypatch):
    monkeypatch.setenv("SAFER_STAFF_KEY", "a key that both were given")
    store = f"--store={InPostgresql(postgresql).url}"
    with running(tmp_path / "a", store) as here, running(tmp_path / "b", store) as there:
        desk = desk_of(new_context().new_page(), here, "Risk detectives")
        code = desk.code
        waited_for(lambda: fetched(f"{there.url}join/{code}")[0] == 200, every=2)
        pupil = join(new_context().new_page(), there, code)
        part = next(iter(lesson_specs()))
        expect(desk.get_by_role("status").filter(has_text="Joined: 1")).to_be_visible()
        desk.locator(f'[data-sc-open="{part}"]').check()
        through_part(Mouse(pupil), pupil, part)
        expect(row(desk, pupil.tag).locator("td").first).to_have_attribute("data-now", "done")
        desk.get_by_role("button", name="Eyes up").click()
        expect(pupil.get_by_text("Eyes up. Your teacher has paused the class.")).to_be_visible()
