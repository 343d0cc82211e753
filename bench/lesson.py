"""The real lesson: a class joins at the same moment, and each pupil has an answer saved."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from safer_communities.classroom.classes import MOST_PUPILS

from bench.clients import OK, Visitor, Wrong, close_all, together
from bench.memory import Tree
from bench.reference import connected, kernel_in, timed
from bench.servers import LESSON, NOTEBOOK, served, stock
from tests.browser.answering import lesson_specs
from tests.pupils import any_answer

if TYPE_CHECKING:
    from bench.reference import Open

PART = "starter"
"""The part whose first answer is waited for."""
TITLE = "Risk detectives"
NAMED = re.compile(r'(?:href|src)="/(static/[^"]+)"')
IMPORTED = re.compile(r'(?:from |import\()"(\.[^"]+\.js)"')


class Files:
    """The static files that pages load: those they name, and those that scripts import."""

    def __init__(self) -> None:
        self._imports: dict[str, list[str]] = {}

    async def load(self, visitor: Visitor, page: str, loaded: set[str]) -> None:
        """Load what this page needs and this visitor has not `loaded`: a browser keeps it."""
        waiting = NAMED.findall(page)
        while waiting:
            path = waiting.pop()
            if path in loaded:
                continue
            loaded.add(path)
            status, data = await visitor.ask(path)
            if status != OK:
                raise Wrong(f"/{path} answered {status}")
            if path not in self._imports:
                found = IMPORTED.findall(data.decode()) if path.endswith(".js") else []
                self._imports[path] = [urljoin(path, each) for each in found]
            waiting += self._imports[path]


@dataclass
class Seat:
    """A pupil who has joined, listens, and was told that an answer is saved."""

    visitor: Visitor
    live: asyncio.StreamWriter
    told: tuple[str, int, str]
    """Tag, seq and value, as the answer is to be found again."""


class Staff(Visitor):
    """The teacher of some classes."""

    async def begin(self, staff_path: str, classes: int) -> list[str]:
        """Start classes with every part open; return their codes."""
        await self.ask(staff_path)
        await self.page("join")
        codes = []
        for _ in range(classes):
            reply = await self.api("api/classes", method="POST", body={"lesson": LESSON})
            codes.append(reply["code"])
            await self.set(reply["code"], open=list(lesson_specs()))
        return codes

    async def set(self, code: str, **state: Any) -> None:
        await self.api(f"api/classes/{code}/state", method="POST", body=state)

    async def answers(self, codes: list[str]) -> Counter[tuple[str, int, str]]:
        """Return every answer that the store holds, and how often."""
        found: Counter[tuple[str, int, str]] = Counter()
        for code in codes:
            reply = await self.api(f"api/classes/{code}/answers")
            found.update(told(each["tag"], each["seq"], each["value"]) for each in reply["answers"])
        return found


def told(tag: str, seq: int, value: dict[str, Any]) -> tuple[str, int, str]:
    return tag, seq, repr(sorted(value.items()))


async def sit_down(url: str, code: str, files: Files, random: Random) -> Seat:
    """Join as a browser does, listen, and send a first answer."""
    visitor, loaded = Visitor(url), set[str]()
    await files.load(visitor, await visitor.page(f"join/{code}", "data-sc-join"), loaded)
    tag = (await visitor.api("api/join", method="POST", body={"code": code}))["tag"]
    page = await visitor.page(f"class/{code}", TITLE, f'data-sc-class="{code}"', tag, PART)
    await files.load(visitor, page, loaded)
    await visitor.api("api/me")
    live = await visitor.listen(f"api/classes/{code}/live", b"event: state\n")
    value = any_answer(lesson_specs()[PART], random)
    body = {"answer_id": f"{random.getrandbits(128):032x}", "part": PART, "value": value}
    reply = await visitor.api("api/answers", method="POST", body=body)
    if reply.get("saved") is not True:
        raise Wrong(f"an answer was taken, and not saved: {reply}")
    return Seat(visitor, live, told(tag, reply["seq"], value))


async def classes(said: dict[str, Any], pupils: int) -> dict[str, Any]:
    """Let so many pupils join at once, in as few classes as hold them; return what it took."""
    url, tree, files = said["url"], Tree(said["pid"]), Files()
    staff, of_one = Staff(url), -(-pupils // MOST_PUPILS)
    first, *codes = await staff.begin(said["staff_url"].removeprefix(url), 1 + of_one)
    scouts = (await together(lambda at: sit_down(url, first, files, Random(at)), 1)).visits
    await asyncio.to_thread(tree.settle)
    memory, cpu = tree.megabytes(), tree.cpu_seconds()
    rush = await together(
        lambda at: sit_down(url, codes[at % len(codes)], files, Random(at + 1)), pupils
    )
    taken = {**timed(rush), "cpu_seconds": tree.cpu_seconds() - cpu}
    after = tree.megabytes()
    found, expected = await staff.answers(codes), Counter(seat.told for seat in rush.visits)
    seats = [*scouts, *rush.visits]
    await close_all([seat.live for seat in seats])
    for seat in seats:
        seat.visitor.close()
    for code in [first, *codes]:
        await staff.set(code, ended=True)
    staff.close()
    return {
        **taken,
        "classes": len(codes),
        "requests_a_pupil": max((seat.visitor.requests for seat in seats), default=None),
        "lost": (expected - found).total(),
        "doubled": (found - expected).total(),
        "mb_before": memory,
        "mb_after": after,
        "mb_a_pupil": (after - memory) / max(1, len(rush.visits)),
    }


def run_ours(pupils: int) -> dict[str, Any]:
    with served() as said:
        return asyncio.run(classes(said, pupils))


async def come_to_stock(url: str) -> Open:
    """Open the lesson's notebook under stock Voila, until its kernel and widgets answer."""
    visitor = Visitor(url)
    page = await connected(visitor, kernel_in(await visitor.page("", TITLE)))
    shown = [state["spec"]["id"] for state in page.states.values() if "spec" in state]
    missing = set(lesson_specs()) - set(shown)
    if missing:
        raise Wrong(f"the kernel has no {sorted(missing)}")
    return page


async def stock_crowd(said: dict[str, Any], pupils: int) -> dict[str, Any]:
    tree = Tree(said["pid"])
    await together(lambda _: come_to_stock(said["url"]), 1)
    await asyncio.to_thread(tree.settle)
    memory, cpu = tree.megabytes(), tree.cpu_seconds()
    rush = await together(lambda _: come_to_stock(said["url"]), pupils)
    taken = {**timed(rush), "cpu_seconds": tree.cpu_seconds() - cpu}
    after = tree.megabytes()
    return {**taken, "mb_a_pupil": (after - memory) / max(1, len(rush.visits))}


def run_stock(pupils: int) -> dict[str, Any]:
    with stock(NOTEBOOK) as said:
        return asyncio.run(stock_crowd(said, pupils))
