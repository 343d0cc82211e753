"""Pages for teachers and facilitators, behind the staff key of this start."""

from __future__ import annotations

import hmac

from tornado import web

from safer_communities.activities import Activity, Data, states_of, words_of
from safer_communities.language import speaker

from .handling import STAFF_COOKIE, Handler, StaffHandler


class StaffDoor(Handler):
    """`/staff?key=…` exchanges the key for a cookie, once; `/staff` is then the staff's page."""

    def get(self) -> None:
        self.language()
        key = self.get_query_argument("key", None)
        if key is not None:
            self.enter(key)
            return
        if not self.is_staff:
            raise web.HTTPError(403)
        self.set_header("Cache-Control", "no-store")
        self.surroundings.held.refresh()
        library = self.surroundings.held.library
        unverified = {
            name: fact for name, fact in library.references.facts.items() if not fact.verified
        }
        self.show(
            "staff.html",
            lessons=library.taught,
            exercises=library.exercises,
            priorities=library.references.priorities,
            broken=library.broken,
            troubles=self.surroundings.maker.troubles(),
            unverified=unverified,
            sittings=self.surroundings.checks.sittings(),
        )

    def enter(self, key: str) -> None:
        if not hmac.compare_digest(key.encode(), self.surroundings.staff_key.encode()):
            raise web.HTTPError(403)
        self.set_signed_cookie(
            STAFF_COOKIE,
            self.surroundings.staff_key,
            expires_days=None,
            httponly=True,
            samesite="Strict",
            secure=self.request.protocol == "https",
            path=self.base_url,
        )
        self.redirect(
            self.link("" if self.get_query_argument("next", "") == "start" else "staff"), status=303
        )


class Gallery(StaffHandler):
    """Every kind of activity in every state, from the example in its folder."""

    def get(self) -> None:
        language = self.language()
        voice = speaker(language.code, self.surroundings.held.places.locale)
        self.show(
            "gallery.html",
            examples={kind: states_of(kind, voice) for kind in sorted(Activity.kinds)},
        )


class StreetPage(StaffHandler):
    """`/staff/data`: a street-level file of police.uk. The browser alone reads it."""

    def get(self) -> None:
        language = self.language()
        voice = speaker(language.code, self.surroundings.held.places.locale)
        self.show("street.html", detective=words_of(Data, voice))
