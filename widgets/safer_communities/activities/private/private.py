"""The private note, such as the safety hand: what is written in it never leaves the page.

It is in no trait, no store, no request: only in the boxes themselves, until the page is closed.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import model_validator

from safer_communities.activities.base import Activity, Spec, Value, Verdict, only
from safer_communities.activities.keyless import names, passed
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

FINGERS = 5
MOST = 8
"""Lines a note can have: more is a diary, and that wants a book of one's own."""


class Place(Checked):
    """A finger or a line, and what is written there."""

    id: Id
    words: Words


class PrivatePart(Part, kind="private"):
    """Boxes that only the pupil sees. Never counted, never kept, never shown to a class."""

    made_of = "places"
    never_scored = True

    scored: bool = False
    sensitive: bool = True
    shape: Literal["hand", "lines"] = "hand"
    places: list[Place]
    after: Words = ""

    @model_validator(mode="after")
    def _nobody_else_sees_it(self) -> PrivatePart:
        if not self.sensitive:
            raise ValueError(
                f"A private note is always sensitive. | Say 'sensitive: true' in '{self.id}'."
            )
        if self.needs:
            raise ValueError(
                "A private note cannot ask for a kernel: nothing in it may leave the page. | "
                f"Take 'needs' out of '{self.id}'."
            )
        return self

    @model_validator(mode="after")
    def _the_places_fit_the_shape(self) -> PrivatePart:
        count = len(self.places)
        if self.shape == "hand" and count != FINGERS:
            raise ValueError(
                f"A hand has {FINGERS} fingers, and this one has {count} places. | "
                f"Name {FINGERS} under 'places', or say 'shape: lines'."
            )
        if not 1 <= count <= MOST:
            raise ValueError(f"This note has {count} places. | Name 1 to {MOST}.")
        known = [place.id for place in self.places]
        if len(set(known)) != count:
            raise ValueError("Two places have the same id. | Give each place its own.")
        if len({place.words for place in self.places}) != count:
            raise ValueError("Two places have the same words. | Say what is written in each.")
        return self


def mark(spec: Spec, value: Value) -> Verdict:  # noqa: ARG001 (the shape all kinds share)
    """Return nothing of nothing: nobody reads it, so nobody marks it."""
    return {"of": 0, "right": 0, "items": {}}


def clean(spec: Spec, value: Any) -> Value:  # noqa: ARG001 (the shape all kinds share)
    """Return `{}`, with `checked` and `fewer` at most. Anything written is refused."""
    return only(value)


def without_key(spec: Spec) -> Spec:
    """Return the shape and the places: there is no key to a private note."""
    return passed(spec, "shape", places=names("id", "words"))


class Private(Activity, kind="private"):
    """Has no table and no tally, and `never_stored` keeps it out of what a class sends."""

    never_stored: ClassVar[bool] = True
    interface: ClassVar[dict[str, str]] = {
        "thanks": N_("Thank you. This stays with you."),
        "secret": N_(
            "Only you see this. It is not kept and not sent. It goes when you close the page."
        ),
        "worry": N_("If something worries you, tell an adult you trust."),
        "print": N_("Print this for me"),
        "clear": N_("Clear all of it"),
        "cleared": N_("It is all gone."),
    }

    mark = staticmethod(mark)
    clean = staticmethod(clean)
    without_key = staticmethod(without_key)
