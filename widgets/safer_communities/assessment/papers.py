"""A check on paper: the sheet a pupil writes on, the answers, and what each is worth.

All three are made from the question file. The answers and the marking key are for staff alone until
the check has closed; whoever shows them sees to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from safer_communities.content import PACKAGE, Part
from safer_communities.language import environment, speaker
from safer_communities.paper import twin

from .answers import full_spec, pupil_spec
from .items import TEXT, wrong_answers

if TYPE_CHECKING:
    from safer_communities.activities import Spec
    from safer_communities.content import References

    from .checks import Check
    from .items import Item

PAPERS = ("paper", "answer-sheet", "marking-key")
HERE = Path(__file__).resolve().parent / "sheets"
HELP = PACKAGE / "notebook"
"""Where the words on getting help stand, the same on every page and paper."""


@dataclass(frozen=True)
class Sheet:
    """One item on one paper: its words, and its twin where its kind has one."""

    item: Item
    spec: Spec
    twin: Markup | None
    worth: list[dict[str, Any]]


def paper_of(check: Check, name: str, references: References, code: str, locale: Path) -> Markup:
    """Return one of PAPERS in a language as HTML, to stand in a page that has the paper's style.

    Raises KeyError where `name` is none of them.
    """
    if name not in PAPERS:
        raise KeyError(f"A check has no paper called '{name}'. Known: {', '.join(PAPERS)}.")
    answers = name != "paper"
    make = full_spec if answers else pupil_spec
    voice = speaker(code, locale, check.id)
    sheets = []
    for item in check.items:
        spec = make(check, item, references.for_pupils, voice, safety=references.safety)
        drawn = None if item.kind == TEXT else twin(spec, code, locale, answers=answers)
        sheets.append(Sheet(item, spec, drawn, _worth(item, spec) if answers else []))
    texts = environment(code, locale, HERE, HELP, piece=check.id)
    made = texts.get_template(f"{name}.html").render(
        check=check, sheets=sheets, facts=references.for_pupils
    )
    return Markup(made)  # noqa: S704 (autoescaped)


def document_of(check: Check, name: str, references: References, code: str, locale: Path) -> str:
    """Return one of PAPERS as a whole page that prints by itself, with nothing from elsewhere."""
    texts = environment(code, locale, HERE, HELP, piece=check.id)
    return texts.get_template("document.html").render(
        check=check, inside=paper_of(check, name, references, code, locale)
    )


def _worth(item: Item, spec: Spec) -> list[dict[str, Any]]:
    """Return each wrong answer with its words and what a pupil who gives it may be thinking."""
    words = _words(item, spec)
    return [
        {
            "answer": " · ".join(words.get(step, step) for step in name.split(".")),
            "misconception": item.misconceptions[name],
        }
        for name in (wrong_answers(item.part) if item.marks else [])
    ]


def _words(item: Item, spec: Spec) -> dict[str, str]:
    """Return the words of everything an answer may name, by id."""
    lists = [spec[Part.kinds[item.kind].fewer_of]] if item.kind != TEXT else []
    lists += [spec[name] for name in ("groups", "answers") if isinstance(spec.get(name), list)]
    lists += [question["options"] for question in spec.get("questions", [])]
    return {
        thing["id"]: thing.get("words") or thing.get("name", "")
        for things in lists
        for thing in things
    }
