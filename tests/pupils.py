"""Pupils without a browser: they ask and send exactly as server/static/sending.js does."""

from __future__ import annotations

import asyncio
import json
import re

from safer_communities.activities import Activity

FASTER = 20
"""The pauses of asking.js, divided by this: a test need not take as long as a lesson."""
FIRST_PAUSE, LONGEST_PAUSE = 1 / FASTER, 15 / FASTER
PATIENCE = 60 / FASTER
MOST_REFUSALS = 3


def any_answer(spec, random):
    """Return an answer a pupil may have to an activity: some of it, or all, right or wrong."""
    some = lambda items: [each for each in items if random.random() < 0.7] or items[:1]  # noqa: E731
    one = lambda items: random.choice(items)["id"]  # noqa: E731
    value = ANY[spec["kind"]](spec, random, some, one)
    value["checked"] = random.random() < 0.4
    assert Activity.kinds[spec["kind"]].clean(spec, value) == value
    return value


def _choice(spec, _random, some, one):
    return {"answers": {each["id"]: [one(each["options"])] for each in some(spec["questions"])}}


def _hotspots(spec, _random, some, _one):
    return {"chosen": sorted(each["id"] for each in some(spec["spots"]))}


def _grid(spec, random, _some, _one):
    places = {
        each["id"]: {axis: random.randint(1, 3) for axis in ("likely", "serious")}
        for each in spec["cards"]
    }
    return {"placed": places}


def _ordering(spec, random, _some, _one):
    return {"order": random.sample([each["id"] for each in spec["items"]], len(spec["items"]))}


def _sorting(spec, _random, some, one):
    return {"placed": {each["id"]: one(spec["groups"]) for each in some(spec["cards"])}}


def _matching(spec, random, some, _one):
    items = some(spec["items"])
    answers = random.sample([each["id"] for each in spec["answers"]], len(items))
    return {"matched": dict(zip([each["id"] for each in items], answers, strict=True))}


def _estimate(spec, random, some, _one):
    guesses = {
        each["id"]: random.choice(range(each["low"], each["high"] + 1, each["step"]))
        for each in some(spec["guesses"])
    }
    return {"guesses": guesses}


def _scale(spec, random, some, _one):
    return {"answers": {each["id"]: random.randint(1, 4) for each in some(spec["statements"])}}


def _cards(spec, _random, some, one):
    return {"chosen": {each["id"]: one(each["options"]) for each in some(spec["slots"])}}


def _feed(spec, random, some, one):
    return {"looking": one(spec["profiles"]), **_choice(spec, random, some, one)}


def _data(spec, random, some, _one):
    answers = ["yes", "no", "cannot-tell"]
    return {"claims": {each["id"]: random.choice(answers) for each in some(spec["claims"])}}


def _chance(spec, random, some, one):
    luck = {"seed": random.randrange(2**32), "opened": random.choice([1, 11, 111])}
    return {**_data(spec, random, some, one), **luck}


def _story(spec, random, _some, _one):
    """Return a way through a story, to its end or part of it."""
    scenes = {scene["id"]: scene for scene in spec["scenes"]}
    here, steps = scenes[spec["start"]], []
    while here["choices"] and len(steps) < random.randint(1, 8):
        choice = random.choice(here["choices"])
        steps.append(f"{here['id']}.{choice['id']}")
        here = scenes[choice["leads"]]
    return {"way": steps}


def _call(spec, _random, some, one):
    replies = {each["id"]: one(each["options"]) for each in some(spec["operator"])}
    return {"first": one(spec["first"]["options"]), "dialled": "999", "replies": replies}


def _ripple(spec, _random, some, one):
    cards = [*spec["cards"], *spec["turn_cards"]]
    return {"placed": {each["id"]: one(spec["rings"]) for each in some(cards)}}


def _rating(spec, random, some, _one):
    steps = [f"step-{at}" for at, _ in enumerate(spec["steps"], start=1)]
    return {"rates": {each["id"]: random.choice(steps) for each in some(spec["cards"])}}


def _dots(spec, _random, some, _one):
    return {"dots": {each["id"]: 1 for each in some(spec["options"])[: spec["dots"]]}}


def _linking(spec, _random, some, one):
    links = {each["id"]: [one(spec["patterns"])] for each in some(spec["cards"])}
    return {"links": links, "missing": sorted(each["id"] for each in some(spec["missing"]))}


def _private(_spec, _random, _some, _one):
    return {}


def _notes(spec, random, some, _one):
    words = ["The gate is open at night.", "Who locks the yard?"]
    return {"notes": {each["id"]: random.choice(words) for each in some(spec["boxes"])}}


def _commitments(spec, random, some, _one):
    made = [
        {"level": each["id"], "what": "Lock the gate at dusk."} for each in some(spec["levels"])
    ]
    made[0] |= {"owner": "Park ranger", "by": f"2099-12-{random.randint(10, 31)}"}
    return {"commitments": made}


def _strip(spec, _random, some, one):
    phrases = [each["id"] for each in spec["scenes"] if each["language"]]
    exits = {each["id"]: [one(spec["agencies"])] for each in some(spec["scenes"])}
    return {"exits": exits, "language": sorted(phrases[:1])}


def _signs(spec, _random, some, one):
    harm = one(spec["harms"])
    signs = {each["id"]: {"innocent": 0, "harms": [harm]} for each in some(spec["cards"])}
    return {"signs": signs, "question": one(spec["questions"])}


ANY = {
    "call": _call,
    "cards": _cards,
    "chance": _chance,
    "choice": _choice,
    "data": _data,
    "dots": _dots,
    "estimate": _estimate,
    "feed": _feed,
    "grid": _grid,
    "hotspots": _hotspots,
    "linking": _linking,
    "matching": _matching,
    "ordering": _ordering,
    "private": _private,
    "rating": _rating,
    "notes": _notes,
    "commitments": _commitments,
    "strip": _strip,
    "signs": _signs,
    "ripple": _ripple,
    "scale": _scale,
    "sorting": _sorting,
    "story": _story,
}


class Browser:
    """Asks with cookies and the page's token. Where there is no connection the status is 0."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}
        self._open = set()

    async def ask(self, path, *, method="GET", body=None):
        """Return (status, JSON or text)."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._asked(path, method, body)
        except (OSError, EOFError, TimeoutError, ValueError):
            return 0, {}

    async def _asked(self, path, method, body):
        data = b"" if body is None else json.dumps(body).encode()
        reader, writer = await self.reach(path, method, data)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status = int(head.split()[1])
            for name, value in re.findall(r"(?im)^set-cookie: ([^=]+)=([^;]*)", head):
                self.cookies[name] = value
            length = re.search(r"(?i)content-length: *([0-9]+)", head)
            text = await (reader.readexactly(int(length[1])) if length else reader.read())
            return status, json.loads(text) if "application/json" in head else text.decode()
        finally:
            self._open.discard(writer)
            writer.close()

    async def reach(self, path, method="GET", data=b"", version="1.1"):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._open.add(writer)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} /{path} HTTP/{version}\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Connection: close\r\nCookie: {cookies}\r\nContent-Length: {len(data)}\r\n"
            f"X-XSRFToken: {self.cookies.get('_xsrf', '')}\r\n\r\n"
        )
        writer.write(head.encode() + data)
        await writer.drain()
        return reader, writer

    def cut(self):
        for writer in list(self._open):
            writer.transport.abort()


class Pupil(Browser):
    """One pupil at a tablet. Names and order of what is done are those of sending.js."""

    def __init__(self, port, code, specs, random):
        super().__init__(port)
        self.code, self.specs, self.random = code, specs, random
        self.tag = ""
        self.did = []
        """Every (part, value) in the order in which it was done."""
        self.told = []
        """Every (part, value, seq) that the server said it had saved."""
        self.refused = []
        self.over = False
        self.awake = asyncio.Event()
        self.awake.set()
        self._tasks = set()
        self._load({"queue": []})

    def _load(self, kept):
        """Begin as a page that was just loaded: all it has is what it kept."""
        self.kept = kept
        self.answers = {}
        self.state = {"open": [], "paused": False, "ended": False}
        self.flying = None
        self.tries = 0
        self._again = None

    async def ask(self, path, **how):
        """Ask, as long as the tablet is awake: while it sleeps nothing runs on it."""
        await self.awake.wait()
        reply = await super().ask(path, **how)
        await self.awake.wait()
        return reply

    def _do(self, work):
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def join(self):
        while not self.tag:
            await self.ask("join")
            status, reply = await self.ask("api/join", method="POST", body={"code": self.code})
            if status == 200:
                self.tag = reply["tag"]
            else:
                await asyncio.sleep(self._pause())
        await self.open()

    async def open(self):
        while not await self._look():
            await asyncio.sleep(self._pause())
            self.tries += 1
        self.tries = 0
        self._do(self._listen())

    async def _look(self):
        status, reply = await self.ask("api/me")
        if status == 401:
            self.over = True
            return True
        if status != 200:
            return False
        self.answers = {**reply["answers"], **self.answers}
        self.state = reply["state"]
        return True

    def _pause(self):
        return min(FIRST_PAUSE * 2**self.tries, LONGEST_PAUSE) * self.random.uniform(0.75, 1.25)

    async def _listen(self):
        tries = 0
        while not self.over:
            try:
                reader, _ = await self.reach(f"api/classes/{self.code}/live", version="1.0")
                async with asyncio.timeout(25):
                    await reader.readuntil(b"\r\n\r\n")
                while True:
                    async with asyncio.timeout(25):
                        event = (await reader.readuntil(b"\n\n")).decode()
                    await self.awake.wait()
                    tries = 0
                    if event.startswith("event: state"):
                        self.state = json.loads(event.partition("data: ")[2])
                        self.over = self.over or self.state["ended"]
                        self._do(self._send())
            except (OSError, EOFError, TimeoutError):
                await asyncio.sleep(min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE))
                tries += 1

    def held(self, part):
        return self.state["paused"] or part not in self.state["open"]

    def save(self, part, value):
        """Answer a part. (The page waits 0.4 s for what is not checked; here all goes at once.)"""
        self.did.append((part, value))
        self.kept["queue"] = [
            each
            for each in self.kept["queue"]
            if each.get("sent") or each["part"] != part or each["value"].get("checked")
        ]
        self.kept["queue"].append({"answer_id": self._fresh(), "part": part, "value": value})
        self._do(self._send())

    def _fresh(self):
        return f"{self.random.getrandbits(128):032x}"

    async def _send(self):
        if self.flying or self.over:
            return
        following = next((each for each in self.kept["queue"] if not self.held(each["part"])), None)
        if following is None:
            return
        self.flying = following
        following["sent"] = True
        if self._again:
            self._again.cancel()
        body = {name: following[name] for name in ("answer_id", "part", "value")}
        status, reply = await self.ask("api/answers", method="POST", body=body)
        self.flying = None
        if status in (401, 410):
            self.over = True
        elif status in (400, 413) or (status == 200 and reply.get("saved")):
            self.tries = 0
            self.kept["queue"].remove(following)
            if status == 200:
                self.answers[body["part"]] = body["value"]
                self.told.append((body["part"], body["value"], reply["seq"]))
            else:
                self.refused.append((status, body))
            self._do(self._send())
        else:
            if status in (403, 409):
                await self._look()
            if status == 409:
                again = 0 if self.held(body["part"]) else following.get("refused", 0) + 1
                following["refused"] = again
                if again > MOST_REFUSALS:
                    following["answer_id"] = self._fresh()
            self._again = asyncio.get_running_loop().call_later(
                self._pause(), lambda: self._do(self._send())
            )
            self.tries += 1

    # -- what happens to a tablet

    async def sleep(self, seconds):
        """Sleep: nothing runs, and the connections are gone."""
        self.awake.clear()
        self.cut()
        await asyncio.sleep(seconds)
        self.awake.set()

    async def reload(self):
        """Load the page again: what waited was kept in the tab, and all else is asked for."""
        self.stop()
        self._load(json.loads(json.dumps(self.kept)))
        await self.open()
        self._do(self._send())

    def stop(self):
        if self._again:
            self._again.cancel()
        for task in list(self._tasks):
            task.cancel()
        self.cut()
