"""Who asks for a class, and what they are refused: what all pages and answers of a class share."""

from __future__ import annotations

import hmac
import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from tornado import web
from tornado.web import create_signed_value, decode_signed_value

from safer_communities.activities import spec_of
from safer_communities.classroom import (
    CannotStore,
    Full,
    Mismatch,
    NotOpen,
    Over,
    Paused,
    read_card,
)
from safer_communities.language import N_, speaker
from safer_communities.server.handling import OTHERWISE, SENTENCES, Handler, StaffHandler

from .tries import GUESSES, NONSENSE

if TYPE_CHECKING:
    from safer_communities.activities import Spec
    from safer_communities.classroom import LiveClass, Pupil
    from safer_communities.content import Library, Session
    from safer_communities.language import Speaker

PUPIL_COOKIE = "sc-pupil"
COOKIE_DAYS = 2
LARGEST_ANSWER = 20_000
"""Bytes of a request of the API. The largest honest answer is a twentieth of it."""
ANSWER_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

JOINED = N_("Joined: %(number)s")
IN_PAIRS = N_("%(screens)s, %(pupils)s")
WRONG_CODE = N_("No class has this code. Look at the board again, or ask your teacher.")
TOO_MANY = N_("Too many codes were tried from here. Ask your teacher to let you try again.")
CLASS_OVER = N_("This class is over. Thank you for taking part.")
CLASS_FULL = N_("This class is full. Ask your teacher.")
NOT_JOINED = N_("You are not in a class on this device. Join with the code on the board.")
MOVED = N_("This tag is on another device now. Join again to go on here.")
NO_CARD = N_("This card cannot be used. Ask your teacher for a new one.")
OF_STAFF = N_("Only the teacher or facilitator on this computer can do that.")
OLD_PAGE = N_("This page cannot prove that it is ours. Load it again.")
NOT_ASKED = N_("That request could not be understood.")
TOO_LARGE = N_("That is larger than any answer can be.")
NO_ANSWER = N_("That cannot be an answer to this part.")
NO_PART = N_("This lesson has no such part to answer.")
NO_LESSON = N_("There is no such lesson.")
IS_CLOSED = N_("Your teacher has not opened this part.")
IS_PAUSED = N_("Your teacher has paused the class. Your answer can be sent afterwards.")
ID_USED = N_("Another answer has this id already.")
NO_TAG = N_("Nobody in this class has that tag.")
NEVER_SHOWN = N_("What pupils say in this part is never shown to the class.")
NOT_READ = N_(
    "There are messages in the question box that nobody has read. "
    "Read them first, or say that you go on without reading them."
)
CANNOT_KEEP = N_("It could not be saved. It will be tried again.")

REFUSALS: dict[type[Exception], tuple[int, str]] = {
    Over: (410, CLASS_OVER),
    Full: (409, CLASS_FULL),
    NotOpen: (409, IS_CLOSED),
    Paused: (409, IS_PAUSED),
    Mismatch: (409, ID_USED),
    CannotStore: (503, CANNOT_KEEP),
}


class Specs:
    """Parts as specs, each made once for as long as the content stays as it is."""

    def __init__(self) -> None:
        self._library: Library | None = None
        self._kept: dict[tuple[str, str], Spec] = {}

    def of(self, library: Library, lesson: Session, name: str) -> Spec:
        """Return the part called `name` of a lesson of this library."""
        if library is not self._library:
            self._library, self._kept = library, {}
        key = (lesson.path, name)
        if key not in self._kept:
            facts = library.references.for_pupils
            self._kept[key] = spec_of(lesson.folder, lesson.part(name), facts)
        return self._kept[key]


class Refused(web.HTTPError):
    """A request that is answered with a sentence, in the language asked for."""

    def __init__(self, status: int, sentence: str, *, wait: int = 0) -> None:
        super().__init__(status)
        self.sentence = sentence
        self.wait = wait


class InClass(Handler):
    """What pages and answers of a live class share."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        self.set_header("Cache-Control", "no-store")

    def say(self, sentence: str) -> str:
        return self.voice.say(sentence)

    @property
    def voice(self) -> Speaker:
        return speaker(self.language_or_english().code, self.surroundings.held.places.locale)

    def tag_of(self, pupil: Pupil) -> str:
        return pupil.tag.said(self.voice)

    def joined_said(self, live: LiveClass) -> str:
        """Return how many have joined: '12 screens, 20 pupils' where some sit in pairs."""
        voice = self.voice
        screens, people = len(live.pupils), live.people
        if screens == people:
            return voice.say(JOINED) % {"number": voice.number(screens)}
        return voice.say(IN_PAIRS) % {
            "screens": voice.say_many("%(n)s screen", "%(n)s screens", screens)
            % {"n": voice.number(screens)},
            "pupils": voice.say_many("%(n)s pupil", "%(n)s pupils", people)
            % {"n": voice.number(people)},
        }

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the sentence of a refusal: JSON for the API, else a kind page."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        self.clear()
        status, sentence = REFUSALS.get(type(error), (status_code, ""))
        if isinstance(error, Refused):
            sentence = error.sentence
            if error.wait:
                self.set_header("Retry-After", str(error.wait))
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        sentence = sentence or self.sentence_for(status)
        if self.request.path.startswith(f"{self.base_url}api/"):
            self.finish({"error": self.say(sentence)})
        else:
            hint = status if isinstance(self, StaffHandler) or status != 403 else 0  # noqa: PLR2004
            self.show("error.html", status=hint, sentence=sentence)

    def sentence_for(self, status: int) -> str:
        """Return what is said where nothing better is known: to a pupil, 403 is a lost token."""
        if status == 403 and not isinstance(self, StaffHandler):  # noqa: PLR2004
            return OLD_PAGE
        return SENTENCES.get(status, OTHERWISE)

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Log what is a fault of ours; what a class is refused is none."""
        if type(error) not in REFUSALS or isinstance(error, CannotStore):
            super().log_exception(kind, error, trace)

    # -- who asks

    moved = False
    """Whether the cookie of this browser names a tag that is on another device now."""

    def joined(self) -> tuple[LiveClass, Pupil] | None:
        """Return the class and pupil that this browser's cookie names, if they are still there."""
        held = decode_signed_value(
            self.surroundings.store.secret,
            PUPIL_COOKIE,
            self.get_cookie(PUPIL_COOKIE),
            max_age_days=COOKIE_DAYS,
        )
        class_id, pupil_id, key = [*(held or b"").decode().split("."), "", "", ""][:3]
        live = self.surroundings.classroom.by_id(class_id)
        pupil = live.pupils.get(pupil_id) if live else None
        if live is None or pupil is None:
            return None
        self.moved = not hmac.compare_digest(pupil.key, key)
        return None if self.moved else (live, pupil)

    def remember(self, live: LiveClass, pupil: Pupil) -> None:
        """Give the browser the cookie of a pupil: random ids, signed. It ends with the browser."""
        self.set_cookie(
            PUPIL_COOKIE,
            create_signed_value(
                self.surroundings.store.secret, PUPIL_COOKIE, f"{live.id}.{pupil.id}.{pupil.key}"
            ).decode(),
            path=self.base_url,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )

    # -- which class

    def class_called(self, typed: str) -> LiveClass:
        """Return the class with this code.

        Whoever is neither staff nor in that class spends a try on each code that could be right.
        """
        code = self.surroundings.codes.read(typed)
        address = str(self.request.remote_ip)
        tries = self.surroundings.tries
        known = self.is_staff or ((mine := self.joined()) is not None and mine[0].code == code)
        item = NONSENSE if code is None else GUESSES
        if not known and (wait := tries.wait(address, item)):
            self.slow(address, wait)
        live = self.surroundings.classroom.by_code(code) if code else None
        if live is None:
            if not known:
                tries.count(address, item)
            raise Refused(404, WRONG_CODE)
        return live

    def lesson_of(self, live: LiveClass) -> Session:
        """Return the lesson of a class. 503 where its files are broken now."""
        found = self.lesson_called(live.lesson)
        if found is None:
            raise web.HTTPError(503)
        return found

    def lesson_called(self, name: Any) -> Session | None:
        """Return the lesson with this id or path."""
        self.surroundings.held.refresh()
        lessons = self.surroundings.held.library.lessons.values()
        return next((each for each in lessons if name in (each.id, each.path)), None)

    async def by_card(self, typed: str, card: str) -> tuple[LiveClass, Pupil]:
        """Make this browser the pupil of a card. Whoever guesses is slowed, in the class or not."""
        live = self.class_called(typed)
        number = read_card(card)
        address = str(self.request.remote_ip)
        item = NONSENSE if number is None else GUESSES
        if wait := self.surroundings.tries.wait(address, item):
            self.slow(address, wait)
        if self.surroundings.classroom.is_over(live):
            raise Over
        pupil_id = self.surroundings.cards.use(live.id, number) if number else None
        if pupil_id is None:
            self.surroundings.tries.count(address, item)
            raise Refused(404, NO_CARD)
        pupil = await self.surroundings.classroom.hand_over(live, live.pupils[pupil_id])
        self.remember(live, pupil)
        return live, pupil

    def slow(self, address: str, wait: int) -> NoReturn:
        """Refuse somebody who tried too many; the desks are told that there is somebody."""
        if address not in self.surroundings.tries.slowed:
            self.surroundings.tries.slowed.add(address)
            self.surroundings.classroom.tell_everybody()
            self.surroundings.rooms.tell_everybody()
        raise Refused(429, TOO_MANY, wait=wait)

    def address(self) -> str:
        """Return where other devices reach this server: the address the staff chose."""
        host, sharing = self.request.host, self.surroundings.sharing
        if sharing.chosen and sharing.is_here(self.request.host_name.strip("[]")):
            port = host.rpartition(":")[2] if re.search(r":[0-9]+$", host) else ""
            host = ":".join([sharing.chosen, port] if port else [sharing.chosen])
        return f"{self.request.protocol}://{host}"

    async def join(self, typed: str, *, pair: bool = False) -> tuple[LiveClass, Pupil]:
        """Take whoever asks into the class with this code, as a new pupil or pair."""
        live = self.class_called(typed)
        pupil = await self.surroundings.classroom.join(live, pair=pair)
        self.remember(live, pupil)
        return live, pupil


class Api(InClass):
    """Answers in JSON. docs/api.md says every request and reply."""

    largest = LARGEST_ANSWER

    async def prepare(self) -> None:  # type: ignore[override]
        if len(self.request.body) > self.largest:
            self.check_host_name()
            raise Refused(413, TOO_LARGE)
        await super().prepare()
        self.language()

    def asked(self, **allowed: type | tuple[type, ...]) -> dict[str, Any]:
        """Return the JSON asked with: of none but the `allowed` keys, each of its type."""
        try:
            asked = json.loads(self.request.body or b"{}", parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Refused(400, NOT_ASKED) from None
        if not isinstance(asked, dict) or not set(asked) <= set(allowed):
            raise Refused(400, NOT_ASKED)
        for name, value in asked.items():
            if not isinstance(value, allowed[name]):
                raise Refused(400, NOT_ASKED)
        return asked


class StaffApi(Api):
    """What only staff may ask."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        if not self.is_staff:
            raise Refused(403, OF_STAFF)

    def pupil_called(self, live: LiveClass, tag: str) -> Pupil:
        """Return the pupil whose tag reads so in the language of this page. Refuses another."""
        pupil = next((each for each in live.pupils.values() if self.tag_of(each) == tag), None)
        if pupil is None:
            raise Refused(404, NO_TAG)
        return pupil

    def nothing_unread(self, live: LiveClass, *, said: bool) -> None:
        """Refuse where messages of the class are unread and nobody `said` to go on all the same."""
        if not said and self.surroundings.questions.unread(live):
            raise Refused(409, NOT_READ)


def _no_number(_: str) -> Any:
    raise ValueError("NaN and Infinity are no JSON")


class PupilApi(Api):
    """What a pupil asks about themself."""

    def me(self) -> tuple[LiveClass, Pupil]:
        found = self.joined()
        if found is None:
            raise Refused(401, MOVED if self.moved else NOT_JOINED)
        return found
