"""The pack's own content, read once for all tests that only look at it."""

from __future__ import annotations

from functools import cache

from safer_communities.assessment import checks_in
from safer_communities.content import Library, Places

PLACES = Places.found()


@cache
def the_library():
    return Library.read(PLACES)


@cache
def the_checks():
    return checks_in(PLACES)
