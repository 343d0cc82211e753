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
from safer_communities.language import N_, environment, speaker
from safer_communities.paper import twin

from .answers import full_spec, pupil_spec
from .items import TEXT, wrong_answers

if TYPE_CHECKING:
    from safer_communities.activities import Spec
    from safer_communities.content import References
    from safer_communities.language import Speaker

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
    voice = speaker(code, locale, check.id)
    sheets = []
    for item in check.items:
        spec = _on_paper(check, item, references, voice)
        drawn = None if item.kind == TEXT else twin(spec, code, locale, answers=answers)
        worth = _worth(item, spec, voice) if answers else []
        sheets.append(Sheet(item, spec, drawn, worth))
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


def _on_paper(check: Check, item: Item, references: References, voice: Speaker) -> Spec:
    """Return the whole spec, its options in the order of the screen, which tells nothing.

    Twins lay out all else by its id. The paper and its answers have the same numbers only where
    both are made from the same spec, so the paper's too has the key: its twin prints none of it.
    """
    facts, safety = references.for_pupils, references.safety
    whole = full_spec(check, item, facts, voice, safety=safety)
    if "questions" not in whole:
        return whole
    shown = pupil_spec(check, item, facts, voice, safety=safety)
    questions = []
    for question, mixed in zip(whole["questions"], shown["questions"], strict=True):
        place = [option["id"] for option in mixed["options"]]
        options = sorted(question["options"], key=lambda option: place.index(option["id"]))
        questions.append({**question, "options": options})
    return {**whole, "questions": questions}


SIDES = {
    "likely-low": N_("Placed as less likely"),
    "likely-high": N_("Placed as more likely"),
    "serious-low": N_("Placed as less serious"),
    "serious-high": N_("Placed as more serious"),
    "low": N_("A lower guess"),
    "high": N_("A higher guess"),
}
"""What the wrong answers of a grid and of a guess are called."""


def _worth(item: Item, spec: Spec, voice: Speaker) -> list[dict[str, Any]]:
    """Return each wrong answer with its words and what a pupil who gives it may be thinking."""
    words = {name: voice.say(text) for name, text in SIDES.items()} | _words(item, spec)
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
