"""The checks: what they name is known, their pictures are plain, and safety is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safer_communities.content import ContentError, Drawn, Finding

from .pictures import PLAIN, drawing_in
from .pieces import check_file_of, checks_of, faults_of_checks, line_in_check, marked
from .safety import unmarked
from .wording import whole_words, wording_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from safer_communities.assessment import Check
    from safer_communities.content import Fact, Library

QUESTIONS = "assessments/questions"


def checks_can_be_read(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find what stops a check from being used: its keys, its marks, its misconceptions."""
    yield from faults_of_checks(library)


def checks_name_what_is_known(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find facts and key words that are not in their files, and facts that are not verified."""
    references = library.references
    for check in checks_of(library).values():
        tables = (
            ("facts", check.facts, references.facts, "facts.yaml"),
            ("words", check.words, references.glossary, "glossary.yaml"),
        )
        for key, names, table, file in tables:
            for place, name in enumerate(names):
                if table and name not in table:
                    message = f"'{name}' under '{key}' is not in {file}."
                    remedy = f"Add it to lessons/{file}, or take it out here."
                    yield _at(check, (key, place), f"unknown-{key[:-1]}", message, remedy)
        for place, name in enumerate(check.facts):
            if name in references.facts and not references.facts[name].verified:
                message = f"The fact '{name}' is not verified, so pupils must not read it."
                remedy = "Verify it at its source, or leave it out of the check."
                yield _at(check, ("facts", place), "unverified-fact", message, remedy)
        yield from _figures(check, references.facts)


def _figures(check: Check, facts: dict[str, Fact]) -> Iterator[Finding]:
    """Find figures that a fact does not give, as the kind of an item says."""
    known = {name: facts[name] for name in check.facts if name in facts}
    for index, item in enumerate(check.items if facts else []):
        for way, code, told, then in item.part.misfits(known):
            # A part takes itself for a lesson's.
            message = told.replace("the lesson's", "the check's")
            remedy = then.replace("lesson.yaml", f"{check.id}.yaml")
            yield _at(check, ("items", index, *way), code, message, remedy)


def _at(check: Check, way: tuple[str | int, ...], code: str, message: str, remedy: str) -> Finding:
    return Finding(check_file_of(check), line_in_check(check, way), code, message, remedy)


def outcomes_of_checks_are_met(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find outcomes for which no item with marks gives evidence."""
    for check in checks_of(library).values():
        met = {item.outcome for item in check.items if item.marks}
        for name in check.outcomes:
            if name not in met:
                message = f"No item with marks gives evidence for the outcome '{name}'."
                remedy = "Name it in an item, or take it out here."
                yield _at(check, ("outcomes", name), "outcome-unmet", message, remedy)


def pictures_of_checks_are_plain(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find pictures that are missing, that nothing names, or that are no plain drawing."""
    folder = library.places.assessments / "questions"
    named = set()
    for check in checks_of(library).values():
        for name, way in marked(check, Drawn):
            named.add(name)
            if not (folder / name).is_file():
                message = f"There is no picture '{name}' beside the check."
                remedy = "Put the file into pictures/, or correct its name."
                yield _at(check, way, "picture-missing", message, remedy)
    for path in sorted((folder / "pictures").glob("*")):
        shown = f"{QUESTIONS}/pictures/{path.name}"
        drawing = drawing_in(path)
        for line, message in drawing.faults:
            yield Finding(shown, line, "picture-not-svg", message, PLAIN)
        if not drawing.faults and not drawing.title.strip():
            message = "The drawing does not say what it shows."
            remedy = "Add <title>What it shows</title> as the first thing inside <svg>."
            yield Finding(shown, 1, "picture-without-words", message, remedy)
        # A check that cannot be read keeps its pictures to itself.
        if f"pictures/{path.name}" not in named and not faults_of_checks(library):
            message, remedy = "No check shows this picture.", "Name it, or take the file away."
            yield Finding(shown, 0, "picture-unused", message, remedy)


def careful_items_of_checks_are_marked(library: Library, _today: dt.date) -> Iterator[Finding]:
    """Find cards, spots, questions and items about fire, water, secrets … outside `safety`."""
    try:
        words = wording_in(library.places.lessons).safety_words
    except ContentError:  # said by the check of wording
        return
    if not words:
        return
    pattern = whole_words(words)
    for check in checks_of(library).values():
        for index, item in enumerate(check.items):
            for place, thing in enumerate(item.part.items_of_this_kind()):
                problem = unmarked(item.part, thing, pattern)
                if problem:
                    way = ("items", index, item.part.fewer_of, place)
                    yield _at(check, way, "safety-unmarked", *problem)
