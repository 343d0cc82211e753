"""A visit: a random id in a cookie, so that what a visitor was given stays theirs."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from jupyter_server.auth import IdentityProvider, User

if TYPE_CHECKING:
    from tornado.web import RequestHandler

VISIT_COOKIE = "sc-visit"


class Nobody(IdentityProvider):
    """Every visitor is the same nobody; Jupyter's own gives each a name, kept for a month."""

    def get_user(self, handler: RequestHandler) -> User:  # noqa: ARG002 (nothing of it is looked at)
        return User(username="visitor")


def visit_of(handler: RequestHandler, *, begin: bool = True) -> str | None:
    """Return the id of this visit; begin one where there is none, unless told not to."""
    held = handler.get_signed_cookie(VISIT_COOKIE, max_age_days=1)
    if held:
        return held.decode()
    if not begin:
        return None
    visit = secrets.token_urlsafe(18)
    handler.set_signed_cookie(
        VISIT_COOKIE,
        visit,
        expires_days=None,
        httponly=True,
        samesite="Lax",
        secure=handler.request.protocol == "https",
        path=handler.settings["base_url"],
    )
    return visit
