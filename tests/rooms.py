"""An assembly that is going on, for tests and benches: its facilitator, its seats."""

from __future__ import annotations

import itertools

from tests.conftest import FIXTURES
from tests.server.test_classes import Asking, teacher_of

PACK = FIXTURES / "packs" / "assembly"
EXERCISE, SECOND = "asm-91", "asm-92"
SERIOUS = {"answers": {"bins": 3, "noise": 2}}
OFFICER, NOBODY = {"answers": {"first": ["officer"]}}, {"answers": {"first": ["nobody"]}}
counter = itertools.count()


def answer_id():
    return f"room-answer-{next(counter)}"


class Assembly:
    """One assembly: by default its first exercise is on, and nothing is open."""

    def __init__(self, server, agenda=(EXERCISE, SECOND), on="item-1"):
        self.server = server
        self.staff = teacher_of(server)
        status, reply = self.staff.api("assemblies", {"agenda": list(agenda)})
        assert (status, set(reply)) == (200, {"code"}), reply
        self.code = reply["code"]
        if on:
            self.set(on=on)

    def api(self, path, body=None, **how):
        return self.staff.api(f"assemblies/{self.code}/{path}", body, **how)

    def got(self, path):
        status, reply = self.api(path)
        assert status == 200, reply
        return reply

    def set(self, **state):
        status, reply = self.api("state", state)
        assert status == 200, reply
        return reply

    def seat(self, table=1, agency="police"):
        seat = Asking(self.server.url)
        status, reply = seat.api("join", {"code": self.code, "table": table, "agency": agency})
        assert status == 200, reply
        return seat

    def compared(self, part):
        return next(each for each in self.got("compare")["parts"] if each["part"] == part)


def saying(value, part, round_="alone", confidence=None, **more):
    """Return an answer to send; alone, somebody is fairly sure unless it is said otherwise."""
    sure = 4 if confidence is None and round_ == "alone" else confidence
    return {
        "answer_id": answer_id(),
        "part": part,
        "value": value,
        "round": round_,
        **({} if sure is None else {"confidence": sure}),
        **more,
    }


def cells(table, row):
    """Return what is shown in a row of a table that the API tells, by column."""
    found = next(each for each in table["rows"] if each["id"] == row)
    return {each["column"]: each["shown"] for each in found["cells"]}
