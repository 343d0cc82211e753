"""What every answer of the server shares: headers, hosts, languages, kind error pages."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import JupyterHandler
from markupsafe import Markup
from tornado import web

from safer_communities.language import LANGUAGES, N_, Language, environment, language_of

if TYPE_CHECKING:
    from pathlib import Path

    from .surroundings import Surroundings

STAFF_COOKIE = "sc-staff"
POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:{images}; font-src 'self' data:; connect-src 'self'; "
    "media-src 'self' data:{images}; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
STRICT = POLICY.format(scripts="", images="")
# Where a page holds plain widgets: an anywidget's module, and the picture of an Image, are blobs.
WITH_WIDGETS = POLICY.format(scripts=" blob:", images=" blob:")

BUSY = 503
SENTENCES = {
    400: N_("That request could not be understood."),
    403: N_("This page is for the teacher or facilitator on this computer."),
    404: N_("We looked, but there is no such page here."),
    405: N_("That cannot be done on this page."),
    BUSY: N_("This page is being mended. Try another one, or come back in a little while."),
}
OTHERWISE = N_("Something went wrong on our side. Nothing of your work on this page is lost.")


class Discreet:
    """What a failed request leaves in the log: what failed, never who asked for what."""

    log: Any

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Log what is a fault of ours; a page that is not there is none."""
        if not isinstance(error, web.HTTPError):
            self.log.error("%s failed", type(self).__name__, exc_info=(kind, error, trace))


class Handler(Discreet, JupyterHandler):
    """The root of every page and answer. Nobody needs an account; staff pages need a cookie."""

    def initialize(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings

    async def prepare(self) -> None:  # type: ignore[override]
        self.check_host_name()
        await super().prepare(_redirect_to_login=False)

    def check_host_name(self) -> None:
        """Refuse a Host that is not this server's (DNS rebinding).

        Under self-study there is nothing that another site could be after, and the host is that of
        whatever cloud it runs in.
        """
        if self.surroundings.self_study:
            return
        host = self.request.host_name.lower().strip("[]")
        if host not in self.surroundings.hosts:
            raise web.HTTPError(400, "this host is not served here")
        self.surroundings.sharing.note(str(self.request.remote_ip))

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Content-Security-Policy", STRICT)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        self.clear_header("Server")

    @property
    def content_security_policy(self) -> str:
        return STRICT

    def language(self) -> Language:
        """Return the language asked for. An unknown one is a page that is not there."""
        try:
            asked = language_of(self.get_query_argument("lang", None))
        except KeyError:
            raise web.HTTPError(404) from None
        if asked.code == "qps" and asked not in self.surroundings.languages:
            raise web.HTTPError(404)
        return asked

    def language_or_english(self) -> Language:
        return LANGUAGES.get(self.get_query_argument("lang", "en"), LANGUAGES["en"])

    @property
    def is_staff(self) -> bool:
        if self.surroundings.self_study:
            return False
        held = self.get_signed_cookie(STAFF_COOKIE)
        return held is not None and hmac.compare_digest(held, self.surroundings.staff_key.encode())

    def link(self, path: str, **query: str) -> str:
        """Return the address of a page of ours, in the language of this one."""
        language = self.language_or_english().code
        asked = {**({} if language == "en" else {"lang": language}), **query}
        tail = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        return f"{self.base_url}{path}" + (f"?{tail}" if tail else "")

    def show(self, template: str, **names: Any) -> None:
        """Answer with a page from templates/, in the language asked for."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.page(template, **names))

    def page(self, template: str, *, piece: str = "interface", **names: Any) -> str:
        language = self.language_or_english()
        texts = environment(
            language.code,
            self.surroundings.held.places.locale,
            *self.surroundings.templates,
            piece=piece,
        )
        return texts.get_template(template).render(
            link=self.link,
            static=self.surroundings.static.address(self.base_url),
            here=self.here,
            languages=self.surroundings.languages,
            is_staff=self.is_staff,
            base_url=self.base_url,
            self_study=self.surroundings.self_study,
            as_spoken=self.as_spoken,
            **names,
        )

    def as_spoken(self, piece: str) -> Markup:
        """Return what marks a piece as English on a page of a language it has no catalogue in.

        A screen reader then reads it with an English voice (WCAG 3.1.2), and its full stops stand
        where they belong.
        """
        locale = self.surroundings.held.places.locale
        return marked_as_english(locale, self.language_or_english().code, piece)

    def here(self, code: str) -> str:
        """Return the address of this very page in another language."""
        kept = {
            name: self.get_query_argument(name)
            for name in ("view",)
            if re.fullmatch(r"[a-z]{1,12}", self.get_query_argument(name, ""))
        }
        path = self.request.path.removeprefix(self.base_url)
        tail = "&".join(f"{name}={value}" for name, value in {**kept, "lang": code}.items())
        return f"{self.base_url}{path}?{tail}"

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with a kind page, or its sentence as JSON for the API. Never a stack trace."""
        self.clear()
        self.set_status(status_code)
        if status_code == BUSY:
            self.set_header("Retry-After", "20")
        sentence = SENTENCES.get(status_code, OTHERWISE)
        if self.request.path.startswith(f"{self.base_url}api/"):
            error = kwargs.get("exc_info", (None, None, None))[1]
            reason = getattr(error, "reason", None) or sentence
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish({"error": reason})
            return
        self.show("error.html", status=status_code, sentence=sentence)


def marked_as_english(locale: Path, code: str, piece: str) -> Markup:
    """Return the attributes of an element that shows a piece in English on a page in `code`."""
    known = code == "en" or (locale / code / f"{piece}.po").is_file()
    return Markup("" if known else ' lang="en" dir="ltr"')  # noqa: S704 (ours, and the same always)


class StaffHandler(Handler):
    """A page of the staff. Without the staff cookie it is not there to be read."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        if not self.is_staff:
            raise web.HTTPError(403)
        self.set_header("Cache-Control", "no-store")


class NotFound(Handler):
    """Any address that is no page of ours."""

    async def prepare(self) -> None:  # type: ignore[override]
        self.check_host_name()
        raise web.HTTPError(404)
