"""A class plays a whole lesson while server, database, network and tablets fail it.

What a pupil was told is saved is in the store once, as it was sent; what they did last is their
last answer. (That a commit survives a power cut is the database's own promise: it is asked for, see
tests/classroom/test_store.py, and no test that runs on one computer can try it.)
"""

from __future__ import annotations

import asyncio
import json
import signal
from collections import Counter
from pathlib import Path
from random import Random
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from tests.browser.answering import lesson_specs
from tests.classroom.conftest import lived
from tests.conftest import LESSON, Restarted
from tests.cutting import Network
from tests.databases import InPostgresql, InSqlite
from tests.pupils import Browser, Pupil, any_answer

FATES = ("before", "half", "after", "broken", "late")
ENOUGH_SECONDS = 240
"""More than any machine needs; what takes longer hangs."""


class Teacher(Browser):
    """Opens, closes and pauses at the desk, whatever becomes of the server."""

    def __init__(self, server):
        super().__init__(server.port)
        self.server = server

    async def insist(self, path, **how):
        """Ask until it is done. The staff key is another after each start."""
        while True:
            status, reply = await self.ask(path, **how)
            if status == 200:
                return reply
            await asyncio.sleep(0.1)
            self.port = self.server.port
            staff = self.server.now.staff_url.removeprefix(self.server.now.url)
            await self.ask(staff)
            await self.ask("join")

    async def begin(self, parts):
        reply = await self.insist("api/classes", method="POST", body={"lesson": LESSON})
        self.code = reply["code"]
        await self.set(open=parts)

    async def set(self, **state):
        await self.insist(f"api/classes/{self.code}/state", method="POST", body=state)

    async def lead(self, parts, random):
        """Pause now and then, and close a part for a moment."""
        while True:
            await asyncio.sleep(random.uniform(0.3, 1))
            if random.random() < 0.5:
                await self.set(paused=True)
            else:
                closed = random.choice(parts)
                await self.set(open=[part for part in parts if part != closed])
            await asyncio.sleep(random.uniform(0.1, 0.4))
            await self.set(open=parts, paused=False)


async def play(pupil, enough):
    """Go through the lesson again and again, never with the same answer, until it is enough."""
    seen = set()
    random = pupil.random
    while True:
        for part, spec in pupil.specs.items():
            for _ in range(random.randint(1, 3)):  # a child thinks again
                if enough():
                    return
                while pupil.held(part):
                    await asyncio.sleep(0.02)
                value = any_answer(spec, random)
                if (mark := json.dumps([part, value])) in seen:
                    continue
                seen.add(mark)
                pupil.save(part, value)
                chance = random.random()
                if chance < 0.01:
                    await pupil.sleep(random.uniform(0.5, 2))
                elif chance < 0.02:
                    await pupil.reload()
                await asyncio.sleep(random.uniform(0, 0.3))


async def trouble(wanted, told, *, cuts, events):
    """Let the events happen, evenly over the answers that were told as saved."""
    for at, event in enumerate(events, 1):
        while told() < wanted * at / (len(events) + 1):
            await asyncio.sleep(0.02)
        cuts()
        await asyncio.to_thread(event)


async def lesson(server, *, seed, pupils, wanted, events, fates=FATES, share=0.12):
    """Play; return (the class's code, pupils, the desk's answers, the network)."""
    random = Random(seed)

    def fate(request):
        if request.startswith(b"GET") and b"/live" in request.split(b"\r\n")[0]:
            return ""
        return random.choice(fates) if random.random() < share else ""

    specs = lesson_specs()
    teacher = Teacher(server)
    await teacher.begin(list(specs))
    between = await Network(server.port, fate).start()
    everybody = [
        Pupil(between.port, teacher.code, specs, Random(f"{seed} {at}")) for at in range(pupils)
    ]
    told = lambda: sum(len(pupil.told) for pupil in everybody)  # noqa: E731
    to_come = lambda: sum(len(pupil.kept["queue"]) for pupil in everybody)  # noqa: E731

    def happening(event):
        def run():
            event()
            between.target = server.port

        return run

    leading = asyncio.create_task(teacher.lead(list(specs), Random(seed)))
    async with asyncio.timeout(ENOUGH_SECONDS):
        await asyncio.gather(*[pupil.join() for pupil in everybody])
        failing = trouble(wanted, told, cuts=between.cut, events=list(map(happening, events)))
        await asyncio.gather(
            failing, *[play(pupil, lambda: told() + to_come() >= wanted) for pupil in everybody]
        )
        leading.cancel()
        await asyncio.gather(leading, return_exceptions=True)
        await teacher.set(open=list(specs), paused=False)
        while any(pupil.kept["queue"] for pupil in everybody):
            await asyncio.sleep(0.05)
    await asyncio.sleep(1)  # what is still late comes now
    desk = (await teacher.insist(f"api/classes/{teacher.code}/answers"))["answers"]
    between.fate = lambda _: ""
    for pupil in everybody:
        status, pupil.me = await pupil.ask("api/me")
        assert status == 200
        pupil.stop()
    await between.stop()
    return teacher.code, everybody, desk, between


def held_to_its_word(pupils, desk, rows):
    """Nothing is lost, nothing doubled, nothing made up; the last is the last."""
    same = lambda value: json.dumps(value, sort_keys=True)  # noqa: E731
    stored = {each["seq"]: (each["tag"], each["part"], same(each["value"])) for each in desk}
    told = [
        (seq, (each.tag, part, same(value))) for each in pupils for part, value, seq in each.told
    ]
    did = {(each.tag, part, same(value)) for each in pupils for part, value in each.did}
    assert [each for each in told if stored.get(each[0]) != each[1]] == [], "lost"
    assert [each for each, times in Counter(stored.values()).items() if times > 1] == [], "doubled"
    assert set(stored.values()) - did == set(), "made up"
    assert [each.refused for each in pupils if each.refused or each.over] == []
    last = {(each.tag, part): same(value) for each in pupils for part, value in each.did}
    found = {(tag, part): value for _, (tag, part, value) in sorted(stored.items())}
    assert found == last
    mine = {(each.tag, part): same(v) for each in pupils for part, v in each.me["answers"].items()}
    assert mine == last
    # The desk agrees with what is in the store itself, and no answer's id is there twice.
    assert [(seq, part) for seq, _, part in rows] == [(each["seq"], each["part"]) for each in desk]
    assert len({answer_id for _, answer_id, _ in rows}) == len(rows)


ROWS = (
    "SELECT answers.seq, answers.answer_id, answers.part FROM answers "
    "JOIN classes ON classes.id = answers.class_id WHERE classes.code = ? ORDER BY seq"
)


@pytest.fixture
def started(tmp_path):
    """Return a function that starts a server over a folder of its own."""
    servers = []

    def start(*arguments):
        servers.append(Restarted(tmp_path, "--SaferCommunities.warm=False", *arguments))
        return servers[0]

    yield start
    for server in servers:
        server.stop()


def test_nothing_is_lost_or_doubled_while_server_network_and_tablets_fail(started, tmp_path):
    server = started()
    told = {"seed": 4, "pupils": 32, "wanted": 2_100, "events": [server.again] * 4}
    code, pupils, desk, between = lived(lesson, server, **told)
    assert len(pupils) == 32
    assert len(desk) >= 2_000
    assert server.kills == 4
    assert min(between.met[how] for how in FATES) >= 20, between.met
    held_to_its_word(pupils, desk, InSqlite(tmp_path).tell(ROWS, code))


def test_nothing_is_lost_or_doubled_while_postgresql_fails(started, postgresql):
    place = InPostgresql(postgresql)
    server = started(f"--store={place.url}")

    def ended(how):
        postgresql.end(how)
        postgresql.start()

    events = [lambda: ended(signal.SIGKILL), server.again, lambda: ended(signal.SIGINT)]
    code, pupils, desk, _ = lived(lesson, server, seed=5, pupils=16, wanted=400, events=events)
    assert len(desk) >= 400
    held_to_its_word(pupils, desk, place.tell(ROWS, code))


@pytest.mark.parametrize("how", FATES)
def test_each_failure_of_the_network_alone_loses_and_doubles_nothing(how, server):
    at = SimpleNamespace(now=server, port=urlsplit(server.url).port)
    told = {"seed": 6, "pupils": 4, "wanted": 60, "events": [], "fates": (how,), "share": 0.3}
    code, pupils, desk, between = lived(lesson, at, **told)
    assert between.met[how] >= 10
    held_to_its_word(pupils, desk, InSqlite(Path(server.data)).tell(ROWS, code))
