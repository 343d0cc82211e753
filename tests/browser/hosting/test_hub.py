"""Under a JupyterHub: the pack as its service for a class, and in a user's own server alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.answering import lesson_specs, through_part
from tests.browser.conftest import opened, settled
from tests.browser.hands import Mouse
from tests.browser.hosting.conftest import free_port, listens
from tests.conftest import LESSON, ROOT, fetched, waited_for

pytestmark = pytest.mark.sweep

CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{hub}"
c.JupyterHub.hub_port = {inner}
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {home!r}
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser", "--allow-root"]
c.Spawner.environment = {{"PYTHONPATH": {path!r}}}
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret_file = "secret"
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory, hub_proxy):
    """A hub with the pack as docs/hosting.md adds it."""
    folder = tmp_path_factory.mktemp("hub")
    (folder / "home").mkdir()
    ports = {name: free_port() for name in ("hub", "inner", "api", "pack")}
    service = (ROOT / "docs" / "jupyterhub_config.py").read_text("utf-8")
    assert ":8866" in service
    text = CONFIG.format(
        **ports,
        proxy=str(hub_proxy),
        home=str(folder / "home"),
        python=sys.executable,
        path=os.environ.get("PYTHONPATH", ""),
    )
    text += service.replace("8866", str(ports["pack"]))
    (folder / "jupyterhub_config.py").write_text(text, "utf-8")
    programs = Path(sys.executable).parent
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub"],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        )
    try:
        waited_for(
            lambda: process.poll() is None and listens(ports["hub"]) and listens(ports["pack"]),
            seconds=120,
        )
        address = f"http://127.0.0.1:{ports['hub']}/"
        waited_for(lambda: fetched(f"{address}services/safer/api/health")[0] == 200)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def test_a_hub_shows_the_pack_to_everybody_as_its_service(new_context, hub):
    page = new_context().new_page()
    opened(page, f"{hub}services/safer/{LESSON}")
    part = next(iter(lesson_specs()))
    assert through_part(Mouse(page), page, part).states[-1] == "right"
    page.goto(f"{hub}services/safer/join")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_user_of_a_hub_opens_the_pack_in_their_own_server_for_themselves_alone(unwatched, hub):
    page = unwatched().new_page()
    page.goto(f"{hub}hub/login?next=%2Fhub%2Fspawn")
    page.get_by_label("Username").fill("teacher")
    page.get_by_label("Password").fill("x")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/user/teacher/**", timeout=120_000)
    page.goto(f"{hub}user/teacher/safer/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Learn on your own")
    page.get_by_role("link", name="Risk detectives").click()
    settled(page)
    assert page.request.get(f"{hub}user/teacher/safer/join").status == 404
