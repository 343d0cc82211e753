"""A check that is going on, without a browser: its teacher, its pupils, and what is kept of it."""

from __future__ import annotations

import json
import re
import secrets
import time
from pathlib import Path

from tests.conftest import fetched
from tests.server.test_classes import Asking, teacher_of

UNIT, BASELINE, QUICK = "y6-unit", "y6-unit-baseline", "y6-02-quick"


class Going:
    """A check that is open, with pupils on the list."""

    def __init__(self, server, name=BASELINE, pupils=3):
        self.server = server
        self.name = name
        self.folder = Path(server.data) / "assessments"
        self.staff = teacher_of(server)
        if pupils:
            assert self.staff.api("roster", {"add": pupils, "group": "6A"})[0] == 200
        self.window("open")
        _, _, text = self.staff.ask("api/roster.csv")
        rows = [line.split(",") for line in text.lstrip("\ufeff").split()[1:]]
        self.codes = {row[0]: row[1] for row in rows}

    def window(self, now):
        status, reply = self.staff.api(f"checks/{self.name}/window", {"now": now})
        assert status == 200, reply
        return reply["state"]

    def pupil(self, name="p01", check=None):
        return Sitting(self.server, check or self.name, self.codes[name])

    def marked(self):
        """Collect and mark, as the button does; return what was refused."""
        assert self.staff.api(f"checks/{self.name}/mark", {})[0] == 200
        for _ in range(600):
            told = self.staff.api(f"checks/{self.name}/mark")[1]
            if told["state"] in ("done", "failed"):
                assert told["state"] == "done", told
                return told["refused"]
            time.sleep(0.2)
        raise AssertionError("the marking never ended")

    def page(self, **query):
        tail = "".join(f"&{name}={value}" for name, value in query.items())
        status, _, text = self.staff.ask(f"staff/markbook?check={self.name}{tail}")
        assert status == 200, text
        return text


class Sitting(Asking):
    """A pupil at a check, come in by their slip."""

    def __init__(self, server, name, code, *, come_in=True):
        super().__init__(server.url)
        self.name = name
        if come_in:
            status, headers, text = self.come_in(code)
            assert status == 303, text
            assert headers["Location"].endswith(f"check/{name}#in")

    def come_in(self, code, at=None):
        self.ask(f"check/{at or self.name}")
        sent = f"_xsrf={self.cookies['_xsrf']}&code={code}".encode()
        how = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask(f"check/{at or self.name}", method="POST", data=sent, headers=how)

    def mine(self):
        return self.api(f"checks/{self.name}/mine")

    def answer(self, item, value, answer_id=None):
        sent = {"answer_id": answer_id or secrets.token_hex(8), "item": item, "value": value}
        return self.api(f"checks/{self.name}/answers", sent)

    def hand_in(self, hand_in_id=None):
        sent = {"hand_in_id": hand_in_id or secrets.token_hex(8)}
        return self.api(f"checks/{self.name}/hand-in", sent)

    def told(self):
        """Return everything that the page of the check sends this pupil, as one text."""
        _, _, page = self.ask(f"check/{self.name}")
        files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        return page + "".join(fetched(self.url.rstrip("/") + each)[2] for each in files)


def specs_on(page):
    """Return each item's spec on a pupil's page, by id."""
    found = re.findall(r'<script type="application/json">(\{"kind".*?)</script>', page)
    return {each["spec"]["id"]: each["spec"] for each in map(json.loads, found)}
