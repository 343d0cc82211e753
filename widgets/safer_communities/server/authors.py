"""The author's page: what is wrong with a lesson, beside the lesson, as its files change."""

from __future__ import annotations

import datetime as dt
import hashlib

from tornado import web

from safer_communities.authoring.checks import findings_of

from .handling import StaffHandler


class AuthorsPage(StaffHandler):
    """`/staff/authors`: findings beside the lesson."""

    def get(self) -> None:
        self.language()
        held = self.surroundings.held
        held.refresh()
        paths = sorted({*held.library.lessons, *held.library.broken} - {"references"})
        chosen = self.get_query_argument("lesson", paths[0] if paths else "")
        if paths and chosen not in paths:
            raise web.HTTPError(404)
        self.set_header(
            "Content-Security-Policy", self.content_security_policy + "; frame-src 'self'"
        )
        self.show("authors.html", paths=paths, chosen=chosen)


class Findings(StaffHandler):
    """GET api/findings?lesson=UNIT/SLUG: what is wrong with it and with what it refers to."""

    def get(self) -> None:
        held = self.surroundings.held
        stamp = hashlib.sha256(repr(held.stamp).encode()).hexdigest()[:16]
        lesson = self.get_query_argument("lesson", "")
        slug = lesson.rpartition("/")[2]
        found = findings_of(held.library, dt.datetime.now(tz=dt.UTC).date())
        own = [
            finding.as_dict()
            for finding in found
            if slug in finding.file
            or not finding.file.startswith(("lessons/y6/", "lessons/assembly/", "notebooks/"))
        ]
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish({"stamp": stamp, "findings": own})
