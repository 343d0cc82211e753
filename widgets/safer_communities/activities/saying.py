"""Texts with facts in them, said in a language: the words, and what facts say in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safer_communities.content import fill, in_words, named_facts
from safer_communities.language import BESIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.language import Speaker

FACTS = "facts"
"""The piece in which values that are words are translated: 'on every floor'."""


def value_said(value: str, voice: Speaker) -> str:
    """Return a fact's value as the language says it; figures, numbers and addresses stay."""
    return voice.said_in(FACTS, value) if in_words(value) else value


def said_with(text: str, facts: Mapping[str, str], voice: Speaker, *, careful: bool = False) -> str:
    """Return `text` said by `voice`, each {fact-id} replaced by its value in the same language.

    With `careful` the English stands beside a draft, with the value in English.
    """
    said, beside, english = (voice.say_safely(text) if careful else voice.say(text)).partition(
        BESIDE
    )
    values = {name: value_said(facts[name], voice) for name in named_facts(said) if name in facts}
    return fill(said, values) + beside + fill(english, facts)
