"""Live classes as the server holds them: who joined, what is open, how far everybody is.

The store has all of it; what is here is kept beside it so that pages are told at once.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from safer_communities.activities import Activity

from .store import CannotStore
from .tags import Tag, free_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from safer_communities.content import Part, Session

    from .codes import Codes
    from .store import Store
    from .tags import TagWords

LIFE_SECONDS = 12 * 3600
"""A class that nobody ended ends by itself after a school day; until then it can be joined."""
KEPT_SECONDS = 30 * 24 * 3600
"""How long after its end a class vanishes (design, section 5)."""
SUPPORT = ("fewer", "bank", "symbols", "stretch")
"""How a page can help: fewer cards, a word bank, drawings with words, questions to go further."""
MOST_PUPILS = 100
"""A year group; more is somebody playing with the join page."""


class Over(Exception):
    """The class has ended."""


class NotOpen(Exception):
    """The part is closed."""


class Paused(Exception):
    """The class is paused."""


class Full(Exception):
    """The class has as many pupils as it can have."""


@dataclass(frozen=True)
class State:
    """What the teacher has set. A class begins in the lobby: no part is open."""

    open: tuple[str, ...] = ()
    paused: bool = False
    revealed: tuple[str, ...] = ()
    questions: bool = False
    """Whether pupils may write to the teacher: off until the teacher turns it on."""


@dataclass(frozen=True)
class Pupil:
    """Somebody in a class. No name is known of them."""

    id: str
    tag: Tag
    key: str = ""
    """What the cookie of the one device says that is this pupil now."""
    pair: bool = False
    """Whether two children sit at this screen."""


@dataclass
class LiveClass:
    """One class."""

    id: str
    code: str
    lesson: str
    started: float
    ended: float | None = None
    state: State = State()
    gone: bool = False
    pupils: dict[str, Pupil] = field(default_factory=dict)
    done: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    """By pupil and part: the number of the latest answer, and 'working' or 'done'."""
    help: list[str] = field(default_factory=list)
    """The pupils who would like help, the longest waiting first. In memory only."""
    support: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By pupil, the forms of help that the teacher switched on. In memory; pages keep theirs."""
    unsure: list[Tag] = field(default_factory=list)
    """Tags that the store did not confirm. It may hold them all the same: they are not given."""
    watchers: set[Watcher] = field(default_factory=set)

    @property
    def people(self) -> int:
        """How many children have joined: two at the screen of a pair."""
        return sum(2 if pupil.pair else 1 for pupil in self.pupils.values())

    def told(self) -> dict[str, Any]:
        """Return the state as the API tells it."""
        return {
            "open": list(self.state.open),
            "paused": self.state.paused,
            "revealed": list(self.state.revealed),
            "questions": self.state.questions,
            "ended": self.ended is not None or self.gone,
        }

    @property
    def latest(self) -> int:
        """The number of the latest answer; 0 before the first."""
        return max((seq for parts in self.done.values() for seq, _ in parts.values()), default=0)

    def progress(self) -> Iterable[tuple[Pupil, dict[str, str]]]:
        """Return each pupil with how far they are in each part they have begun."""
        for pupil in self.pupils.values():
            parts = self.done.get(pupil.id, {})
            yield pupil, {part: how for part, (_, how) in parts.items() if how}

    def note(self, pupil: str, part: str, seq: int, value: Mapping[str, Any]) -> None:
        """Note how far an answer brought its pupil; an older one than is known changes nothing."""
        parts = self.done.setdefault(pupil, {})
        if seq > parts.get(part, (-1, ""))[0]:
            parts[part] = (seq, how_far(value))


class Watcher:
    """A page that is told of changes: of the state alone, or of everything."""

    def __init__(self, *, everything: bool) -> None:
        self.everything = everything
        self.changed = asyncio.Event()


class Classroom:
    """Every class of this server."""

    def __init__(
        self,
        *,
        store: Store,
        codes: Codes,
        words: TagWords,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._codes = codes
        self._words = words
        self._clock = clock
        self._by_id: dict[str, LiveClass] = {}
        self.taken_elsewhere: Callable[[], set[str]] = set
        """The codes that are not classes' (see `assembly.Rooms`)."""
        self._load()

    def _load(self) -> None:
        rows, pupils, latest = self._store.everything()
        for row in rows:
            state = State(
                open=tuple(row.state["open"]),
                paused=row.state["paused"],
                revealed=tuple(row.state["revealed"]),
                questions=row.state.get("questions", False),
            )
            self._by_id[row.id] = LiveClass(
                row.id, row.code, row.lesson, row.started, row.ended, state
            )
        for row in pupils:
            pupil = Pupil(row.id, Tag(row.colour, row.animal, row.number), row.key, row.pair)
            self._by_id[row.class_id].pupils[row.id] = pupil
        for row in latest:
            self._by_id[row.class_id].note(row.pupil_id, row.part, row.seq, row.value)

    # -- finding

    @property
    def now(self) -> float:
        return self._clock()

    def all(self) -> list[LiveClass]:
        """Return every class, the latest first."""
        return sorted(self._by_id.values(), key=lambda live: -live.started)

    @property
    def codes(self) -> set[str]:
        return {live.code for live in self._by_id.values()}

    def by_code(self, code: str) -> LiveClass | None:
        return next((live for live in self._by_id.values() if live.code == code), None)

    def by_id(self, class_id: str) -> LiveClass | None:
        return self._by_id.get(class_id)

    def is_over(self, live: LiveClass) -> bool:
        return live.gone or live.ended is not None or self.now - live.started > LIFE_SECONDS

    # -- changing

    async def start(self, lesson: str) -> LiveClass:
        """Start a class for the lesson with this id, in the lobby."""
        code = self._codes.new(self.codes | self.taken_elsewhere())
        live = LiveClass(secrets.token_hex(12), code, lesson, self.now)
        stored = self._store.add_class(
            id_=live.id, code=code, lesson=lesson, at=live.started, state=asdict(live.state)
        )
        await asyncio.wrap_future(stored)
        self._by_id[live.id] = live
        return live

    async def join(self, live: LiveClass, *, pair: bool = False) -> Pupil:
        """Take a new pupil in, or two at one screen. Raises Over, Full."""
        if self.is_over(live):
            raise Over
        if len(live.pupils) >= MOST_PUPILS:
            raise Full
        taken = [*live.unsure, *(pupil.tag for pupil in live.pupils.values())]
        tag = free_tag(self._words, taken)
        pupil = Pupil(secrets.token_hex(12), tag, secrets.token_hex(12), pair)
        live.pupils[pupil.id] = pupil  # before the wait, so that the next one gets another tag
        try:
            stored = self._store.add_pupil(
                id_=pupil.id, class_id=live.id, key=pupil.key, pair=pair, **asdict(tag)
            )
            await asyncio.wrap_future(stored)
        except BaseException:
            live.pupils.pop(pupil.id, None)
            live.unsure.append(tag)
            raise
        self._tell(live, everything=True)
        return pupil

    async def hand_over(self, live: LiveClass, pupil: Pupil) -> Pupil:
        """Make a pupil's tag that of another device: the cookie it has now names nobody."""
        moved = replace(pupil, key=secrets.token_hex(12))
        await asyncio.wrap_future(self._store.set_key(pupil.id, moved.key))
        live.pupils[pupil.id] = moved
        self._tell(live)
        return moved

    async def answer(
        self, live: LiveClass, pupil: Pupil, *, answer_id: str, part: str, value: dict[str, Any]
    ) -> int:
        """Store an answer; return its number. Raises Over, NotOpen, Paused, Mismatch, CannotStore.

        What was stored before is told again whatever the state is now: only its reply was lost.
        """
        refusal = self._refusal(live, part)
        if refusal is not None:
            known = await asyncio.wrap_future(
                self._store.seq_of(live.id, answer_id, pupil.id, part)
            )
            if known is None:
                raise refusal
            return known
        seq = await asyncio.wrap_future(
            self._store.append(
                class_id=live.id,
                pupil=pupil.id,
                answer_id=answer_id,
                part=part,
                value=value,
                at=self.now,
            )
        )
        live.note(pupil.id, part, seq, value)
        self._tell(live, everything=True)
        return seq

    def _refusal(self, live: LiveClass, part: str) -> Exception | None:
        if self.is_over(live):
            return Over()
        if part not in live.state.open:
            return NotOpen()
        return Paused() if live.state.paused else None

    async def latest_of(self, live: LiveClass, pupil: Pupil) -> dict[str, Any]:
        """Return a pupil's latest answer to each part."""
        stored = await asyncio.wrap_future(self._store.answers_of(live.id, pupil.id))
        return {answer.part: answer.value for answer in stored}

    async def answers_of(self, live: LiveClass) -> list[dict[str, Any]]:
        """Return every answer of a class, in the order in which they came."""
        stored = await asyncio.wrap_future(self._store.answers_of(live.id))
        return [
            {"pupil": answer.pupil, "seq": answer.seq, "part": answer.part, "value": answer.value}
            for answer in stored
        ]

    def want_help(self, live: LiveClass, pupil: Pupil, *, wants: bool) -> None:
        """Note that a pupil would like help, or no longer. Raises Over."""
        if self.is_over(live):
            raise Over
        if wants and pupil.id not in live.help:
            live.help.append(pupil.id)
        elif not wants and pupil.id in live.help:
            live.help.remove(pupil.id)
        self._tell(live)

    def give_support(self, live: LiveClass, pupil: Pupil, forms: tuple[str, ...]) -> None:
        """Have a pupil's page help in these forms (SUPPORT), and in no others. Raises Over."""
        if self.is_over(live):
            raise Over
        live.support[pupil.id] = forms
        self._tell(live)

    async def set_state(self, live: LiveClass, *, end: bool = False, **changes: Any) -> None:
        """Change the state; end the class. Raises Over where it has ended."""
        if self.is_over(live):
            raise Over
        state = replace(live.state, **changes)
        ended = self.now if end else None
        before, live.state = live.state, state  # the next change builds on this one
        try:
            await asyncio.wrap_future(self._store.set_state(live.id, asdict(state), ended))
        except CannotStore:
            live.state = before
            raise
        live.ended = ended
        if end:
            live.help.clear()
        self._tell(live)

    async def delete(self, *gone: LiveClass) -> None:
        """Delete classes: nothing of them is left in the store's files when this returns."""
        for live in gone:
            live.gone = True  # from now on it takes nothing
        try:
            await asyncio.wrap_future(self._store.delete([live.id for live in gone]))
        except BaseException:
            for live in gone:
                live.gone = False
            raise
        for live in gone:
            self._by_id.pop(live.id, None)
            self._tell(live)

    async def tidy(self) -> None:
        """End the classes nobody ended; delete those that ended long ago."""
        for live in self.all():
            if live.ended is None and self.is_over(live):
                ended = live.started + LIFE_SECONDS
                await asyncio.wrap_future(self._store.set_state(live.id, asdict(live.state), ended))
                live.ended = ended
                live.help.clear()
                self._tell(live)
        old = [
            live
            for live in self.all()
            if live.ended is not None and self.now - live.ended > KEPT_SECONDS
        ]
        if old:
            await self.delete(*old)

    # -- telling

    def watch(self, live: LiveClass, *, everything: bool) -> Watcher:
        watcher = Watcher(everything=everything)
        live.watchers.add(watcher)
        return watcher

    def tell_everybody(self) -> None:
        """Wake the desks and boards of every class."""
        for live in self._by_id.values():
            self._tell(live, everything=True)

    def tell_staff(self, live: LiveClass) -> None:
        """Wake the desks and boards of one class."""
        self._tell(live, everything=True)

    def _tell(self, live: LiveClass, *, everything: bool = False) -> None:
        """Wake the pages of a class: all, or those alone that are told everything."""
        for watcher in live.watchers:
            if watcher.everything or not everything:
                watcher.changed.set()


def sendable(lesson: Session) -> list[Part]:
    """Return the parts whose answers a class keeps: those that may leave the screen."""
    return [
        part
        for part in lesson.parts
        if part.kind in Activity.kinds
        and not getattr(Activity.kinds[part.kind], "never_stored", False)
    ]


def how_far(value: Mapping[str, Any]) -> str:
    """Return 'done' once feedback was asked for, 'working' once anything is there, else ''."""
    if value.get("checked"):
        return "done"
    return "working" if begun(value) else ""


def begun(value: Mapping[str, Any]) -> bool:
    """Say whether there is anything of an answer in a value beside its settings."""
    return any(_holds(item) for name, item in value.items() if name not in ("checked", "fewer"))


def _holds(item: Any) -> bool:
    if isinstance(item, dict):
        return any(_holds(each) for each in item.values())
    if isinstance(item, list):
        return any(_holds(each) for each in item)
    return item is not None and item != ""
