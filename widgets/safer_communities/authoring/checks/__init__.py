"""What `safer check` looks at: each check is a function of the library and the day it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    catalogues,
    exercises,
    facts,
    ids,
    notebooks,
    outcomes,
    pictures,
    questions,
    reading_level,
    safety,
    wording,
)
from .ids import release

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from safer_communities.content import Finding, Library

    Check = Callable[[Library, dt.date], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    outcomes.outcomes_are_met,
    facts.facts_stand_for_numbers,
    facts.placeholders_name_facts,
    facts.facts_are_fresh,
    pictures.pictures_are_there,
    pictures.symbols_are_there,
    pictures.pictures_are_plain_drawings,
    pictures.spots_are_drawn,
    reading_level.texts_are_easy_to_read,
    wording.words_are_kind,
    wording.feedback_says_why,
    ids.released_ids_stay,
    notebooks.lessons_have_their_papers,
    notebooks.notebooks_are_clean,
    notebooks.notebooks_show_their_lesson,
    catalogues.translations_are_whole,
    safety.careful_items_are_marked,
    safety.drafts_keep_their_english,
    safety.templates_say_safety,
    exercises.guides_are_whole,
    exercises.text_boxes_are_careful,
    exercises.laws_are_in_the_reference_list,
    exercises.places_are_made_up,
    questions.checks_can_be_read,
    questions.checks_name_what_is_known,
    questions.outcomes_of_checks_are_met,
    questions.pictures_of_checks_are_plain,
    questions.careful_items_of_checks_are_marked,
)


def findings_of(library: Library, today: dt.date) -> list[Finding]:
    """Return what is wrong with the pack, by file and line: what reading found, and every check."""
    found = [finding for each in library.broken.values() for finding in each]
    for check in CHECKS:
        found += check(library, today)
    return sorted(set(found))


__all__ = ["CHECKS", "findings_of", "release"]
