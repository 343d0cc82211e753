"""Claims that data, or chance, bears out or not: yes, no, or nobody can tell from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import model_validator

from safer_communities.content import Checked, Words
from safer_communities.content.lessons import Id

from .base import ItemVerdict, Spec, Value, Verdict, one_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Says = Literal["yes", "no", "cannot-tell"]
ANSWERS: tuple[Says, ...] = get_args(Says)


class Claim(Checked):
    """A claim, which answer fits it, and what to say of each answer."""

    id: Id
    words: Words
    answer: Says
    why: dict[Says, Words]

    @model_validator(mode="after")
    def _each_answer_has_its_why(self) -> Claim:
        for name in ANSWERS:
            if not self.why.get(name, "").strip():
                raise ValueError(
                    f"Claim '{self.id}' has no why for '{name}'. | "
                    "Say what is in the answer of a pupil who chooses it."
                )
        if len(set(self.why.values())) != len(ANSWERS):
            raise ValueError(
                f"Claim '{self.id}' says the same why twice. | "
                "Say for each answer what is in that answer."
            )
        return self


def told_apart(part: str, claims: list[Claim]) -> None:
    """Raise ValueError where there is no claim, or one twice."""
    if not claims:
        raise ValueError(f"Part '{part}' has no claim. | Add one under 'claims'.")
    if len({claim.id for claim in claims}) != len(claims):
        raise ValueError(f"Part '{part}' has a claim twice. | Give each claim its own id.")


def mark_claims(spec: Spec, value: Value) -> Verdict:
    """Return one mark for each claim that was judged rightly."""
    claims = shown(spec, spec["claims"], value)
    chosen = value.get("claims", {})
    items: dict[str, ItemVerdict] = {
        claim["id"]: {
            "right": chosen.get(claim["id"]) == claim["answer"],
            "why": claim["why"].get(chosen.get(claim["id"]), ""),
        }
        for claim in claims
    }
    right = sum(item["right"] for item in items.values())
    return {"of": len(claims), "right": right, "items": items}


def clean_claims(spec: Spec, chosen: dict[str, Any]) -> None:
    """Check `{CLAIM: yes|no|cannot-tell}`. Raises NotAnAnswer."""
    known = [claim["id"] for claim in spec["claims"]]
    for name, answer in chosen.items():
        one_of(name, known, "claim")
        one_of(answer, list(ANSWERS), "answer")


def claim_rows(spec: Spec) -> Iterable[tuple[str, str, list[str]]]:
    """Return the claims as rows of a class's table: (id, words, what fits)."""
    return [(claim["id"], claim["words"], [claim["answer"]]) for claim in spec["claims"]]


def tally_claims(spec: Spec, value: Value) -> Iterator[tuple[str, str]]:
    """Yield the answer to each claim that has one."""
    chosen = value.get("claims", {})
    for claim in shown(spec, spec["claims"], value):
        if claim["id"] in chosen:
            yield claim["id"], chosen[claim["id"]]
