"""Markdown of plans and notes into safe HTML, facts filled in and words in the visit's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from safer_communities.content import PLACEHOLDER, named_facts
from safer_communities.language import BESIDE, N_, map_markdown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from safer_communities.language import Speaker

TABLE = N_("A table. Scroll sideways to see all of it.")
# Stand for the tags round the English beside a draft, until the HTML has been cleaned.
OPEN, CLOSE = "\ue000", "\ue001"
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_SCROLLED = re.compile(r"(<table>.*?</table>)", re.DOTALL)


def markdown(
    text: str, facts: Mapping[str, str], voice: Speaker, *, safety: Collection[str] = ()
) -> Markup:
    """Return `text` as HTML that is safe to show, each heading, paragraph and item said by `voice`.

    `facts` are values by id; those in `safety` bring their English while a translation is a draft.
    """

    def said(words: str, _: int) -> str:
        if not set(named_facts(words)) & set(safety):
            return voice.say(words)
        translated, _mark, english = voice.say_safely(words).partition(BESIDE)
        return f"{translated} {OPEN}{english}{CLOSE}" if english else translated

    def fact(match: re.Match[str]) -> str:
        value = facts.get(match.group(1))
        return match.group(0) if value is None else f'<bdi dir="ltr">{escape(value)}</bdi>'

    html = nh3.clean(_READER.render(map_markdown(text, said)))
    html = html.replace(OPEN, '<span class="sc-english" lang="en" dir="ltr">').replace(
        CLOSE, "</span>"
    )
    named = f'role="region" aria-label="{escape(voice.say(TABLE))}"'
    scrolled = rf'<div class="sc-scroll" tabindex="0" {named}>\1</div>'
    return Markup(_SCROLLED.sub(scrolled, PLACEHOLDER.sub(fact, html)))  # noqa: S704 (cleaned above)
