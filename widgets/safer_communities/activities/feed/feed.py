"""Rigged feed: one search, two or three made-up people, and what an app shows each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import model_validator

from safer_communities.activities.base import Activity, Spec, Value, Verdict, one_of, only
from safer_communities.activities.choice import choice
from safer_communities.activities.keyless import mixed, names, passed
from safer_communities.activities.pairs import Pictured
from safer_communities.content import Checked, Part, Words
from safer_communities.content.lessons import Id
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from safer_communities.activities.tables import Table

FEWEST, MOST = 2, 3
BOTH = "all"
"""The choice of seeing every profile's results at once; no profile may be called so."""


class Profile(Checked):
    """A made-up person, and what the app has noticed about them."""

    id: Id
    name: Words
    words: Words


class Result(Pictured):
    """A result, its place for each profile that is shown it, and why it was shown."""

    called = "Result"

    order: dict[Id, int]
    tag: Words


class FeedPart(Part, kind="feed"):
    fewer_of = "questions"

    mode: Literal["one"] = "one"
    search: Words
    profiles: list[Profile]
    results: list[Result]
    questions: list[choice.Question]

    @model_validator(mode="after")
    def _it_can_be_answered(self) -> Self:
        if not FEWEST <= len(self.profiles) <= MOST:
            raise ValueError(
                f"Part '{self.id}' has {len(self.profiles)} profiles. | Name {FEWEST} to {MOST}."
            )
        for what, ids in (
            ("profile", [each.id for each in self.profiles] + [BOTH]),
            ("result", [each.id for each in self.results]),
            ("question", [each.id for each in self.questions]),
        ):
            if len(set(ids)) != len(ids):
                raise ValueError(
                    f"Part '{self.id}' has a {what} twice. | Give each {what} its own id."
                )
        if not self.questions:
            raise ValueError(f"Part '{self.id}' has no question. | Add one under 'questions'.")
        for question in self.questions:
            if len(question.answer) != 1:
                raise ValueError(
                    f"Question '{question.id}' has {len(question.answer)} right options. | "
                    "Give it one answer."
                )
        return self

    @model_validator(mode="after")
    def _each_profile_has_its_own_results(self) -> Self:
        known = [profile.id for profile in self.profiles]
        for result in self.results:
            for name in result.order:
                if name not in known:
                    raise ValueError(
                        f"Result '{result.id}' has a place for '{name}', which is no profile here. "
                        f"| Profiles: {', '.join(known)}."
                    )
        seen = []
        for name in known:
            here = {each.order[name]: each.id for each in self.results if name in each.order}
            places = [each.order[name] for each in self.results if name in each.order]
            if sorted(places) != list(range(1, len(places) + 1)) or len(places) < FEWEST:
                raise ValueError(
                    f"The results for '{name}' have the places {sorted(places)}. | "
                    "Number at least two of them 1, 2, 3 and so on, each once."
                )
            seen.append([here[place] for place in sorted(here)])
        if any(each == seen[0] for each in seen[1:]):
            raise ValueError(
                f"Part '{self.id}' shows two profiles the same. | Give them different results."
            )
        return self


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark a question, as `choice` does."""
    return choice.mark(spec, value)


def clean(spec: Spec, value: Any) -> Value:
    """Return `{looking: PROFILE or all, answers: {QUESTION: [OPTION]}}`, checked."""
    answer: Value = only(value, looking=str, answers=dict)
    if "looking" in answer:
        one_of(answer["looking"], [*(each["id"] for each in spec["profiles"]), BOTH], "profile")
    choice.clean(spec, {"answers": answer.get("answers", {})})
    return answer


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return the questions by their options."""
    return choice.table(spec, say)


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the option chosen for each question."""
    return choice.tally(spec, value)


def without_key(spec: Spec) -> Spec:
    """Return the screens and the questions; why a result was shown is there to be read."""
    places = names(*(profile["id"] for profile in spec["profiles"]))
    kept = passed(
        spec,
        "mode",
        "search",
        profiles=names("id", "name", "words"),
        results=names("id", "words", "picture", "alt", "tag", order=places),
        questions=names("id", "words", options=names("id", "words")),
    )
    for question in kept["questions"]:
        question["options"] = mixed(question["options"], question["id"])
    return {**kept, "questions": mixed(kept["questions"], spec["id"])}


class Feed(Activity, kind="feed"):
    interface = {  # noqa: RUF012 - a ClassVar of the base
        "searched": N_("Searched for:"),
        "whose": N_("Whose screen?"),
        "both": N_("All of them, side by side"),
        "noticed": N_("What the app has noticed:"),
        "results": N_("What {name} is shown"),
        "why": N_("Why was this shown?"),
        "questions": N_("What do you think?"),
    }
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)
