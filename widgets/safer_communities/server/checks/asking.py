"""Who asks for a check: the slip's cookie, and what a pupil is refused, kindly."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tornado import web
from tornado.web import create_signed_value, decode_signed_value

from safer_communities.language import N_, speaker
from safer_communities.server.live.asking import Api, InClass, Refused
from safer_communities.server.live.tries import GUESSES, NONSENSE

if TYPE_CHECKING:
    from safer_communities.assessment.roster import OnRoster
    from safer_communities.language import Speaker

    from .kept import Sitting

SLIP_COOKIE = "sc-check"
COOKIE_DAYS = 1

WRONG_SLIP = N_("No code slip has these words. Read your slip again, or ask your teacher.")
NO_SLIP = N_("This device has no check open. Type the words on your code slip.")
NOT_YET = N_("This check is not open yet. Your teacher will tell you when.")
IS_OVER = N_("The time for this check is over. What you handed in is with your teacher.")
NONE_OPEN = N_("No check is open just now. Your teacher will tell you when.")
NO_CHECK = N_("There is no such check here.")
TOO_MANY = N_("Too many words were tried from here. Ask your teacher to let you try again.")


@dataclass(frozen=True)
class Sitter:
    """A pupil at a check."""

    sitting: Sitting
    pupil: OnRoster


class AtCheck(InClass):
    """What a pupil's pages and answers about checks share."""

    def sitting(self, name: str) -> Sitting:
        """Return the check and window called `name`: an assignment's name, or a check's id.

        404 where there is none. A check's id means its window that is open, else its latest.
        """
        found = self.surroundings.checks.sitting(name)
        if found is None:
            raise web.HTTPError(404)
        return found

    def voice_for(self, sitting: Sitting) -> Speaker:
        code = self.language_or_english().code
        return speaker(code, self.surroundings.held.places.locale, sitting.check.id)

    def sitter(self, sitting: Sitting) -> Sitter | None:
        """Return who sits at this check in this browser, by its cookie."""
        held = decode_signed_value(
            self.surroundings.store.secret,
            SLIP_COOKIE,
            self.get_cookie(SLIP_COOKIE),
            max_age_days=COOKIE_DAYS,
        )
        name, _, token = (held or b"").decode().partition(".")
        if name != sitting.name:
            return None
        for pupil in self.surroundings.checks.pupils():
            if hmac.compare_digest(self.token_of(sitting, pupil), token):
                return Sitter(sitting, pupil)
        return None

    def token_of(self, sitting: Sitting, pupil: OnRoster) -> str:
        """Return what the cookie holds in place of a pupil: nothing that is on the roster.

        A slip that was made anew has another.
        """
        told = f"{sitting.name}\n{pupil.id}\n{pupil.code}".encode()
        secret = str(self.surroundings.store.secret).encode()
        return hmac.new(secret, told, hashlib.sha256).hexdigest()[:32]

    def seat(self, sitter: Sitter) -> None:
        """Give the browser the cookie of this check. It ends with the browser."""
        value = f"{sitter.sitting.name}.{self.token_of(sitter.sitting, sitter.pupil)}"
        self.set_cookie(
            SLIP_COOKIE,
            create_signed_value(self.surroundings.store.secret, SLIP_COOKIE, value).decode(),
            path=self.base_url,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )

    def forget(self) -> None:
        self.clear_cookie(SLIP_COOKIE, path=self.base_url)

    def by_slip(self, typed: str) -> OnRoster:
        """Return the pupil of a slip. A wrong one that could be right is a try."""
        address = str(self.request.remote_ip)
        tries = self.surroundings.slips
        checks = self.surroundings.checks
        roster = checks.roster()
        item = GUESSES if roster.could_be_a_code(typed, checks.words) else NONSENSE
        if wait := tries.wait(address, item):
            tries.slowed.add(address)
            raise Refused(429, TOO_MANY, wait=wait)
        found = roster.by_code(typed)
        if found is None:
            tries.count(address, item)
            raise Refused(404, WRONG_SLIP)
        return found


class CheckApi(AtCheck, Api):
    """An answer in JSON for whoever sits at a check."""

    def me(self, name: str) -> Sitter:
        """Return who asks. 401 where it is nobody who came in with a slip."""
        sitting = self.surroundings.checks.sitting(name)
        if sitting is None:
            raise Refused(404, NO_CHECK)
        found = self.sitter(sitting)
        if found is None:
            raise Refused(401, NO_SLIP)
        return found

    def open_for(self, name: str) -> Sitter:
        """Return who asks, if the check is open now."""
        found = self.me(name)
        self.only_open(found.sitting)
        return found

    def only_open(self, sitting: Sitting) -> None:
        state = self.surroundings.checks.state(sitting)
        if state != "open":
            raise Refused(409, IS_OVER if state == "closed" else NOT_YET)
