"""Markdown of plans and notes into safe HTML, facts filled in and words in the visit's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from safer_communities.content import PLACEHOLDER
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safer_communities.language import Speaker

TABLE = N_("A table. Scroll sideways to see all of it.")
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_SCROLLED = re.compile(r"(<table>.*?</table>)", re.DOTALL)


def markdown(text: str, facts: Mapping[str, str], voice: Speaker) -> Markup:
    """Return `text` as HTML that is safe to show. Each block of it is said by `voice`.

    A block is what stands between blank lines: the unit in which catalogues hold it.
    """
    said = "\n\n".join(voice.say(block) for block in re.split(r"\n{2,}", text.strip()))
    html = nh3.clean(_READER.render(said))

    def fact(match: re.Match[str]) -> str:
        value = facts.get(match.group(1))
        return match.group(0) if value is None else f'<bdi dir="ltr">{escape(value)}</bdi>'

    filled = PLACEHOLDER.sub(fact, html)
    named = f'role="region" aria-label="{escape(voice.say(TABLE))}"'
    scrolled = _SCROLLED.sub(rf'<div class="sc-scroll" tabindex="0" {named}>\1</div>', filled)
    return Markup(scrolled)  # noqa: S704 (cleaned above)
