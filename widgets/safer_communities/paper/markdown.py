"""Markdown of plans and notes into safe HTML, facts filled in and words in the visit's language."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from safer_communities.content import PLACEHOLDER, named_facts
from safer_communities.language import BESIDE, N_, isolated, map_markdown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from safer_communities.language import Speaker

TABLE = N_("A table. Scroll sideways to see all of it.")
UNVERIFIED = N_("not verified")
# Stand for the tags round the English beside a draft, until the HTML has been cleaned.
OPEN, CLOSE = "\ue000", "\ue001"
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_HEADING_OR_TABLE = re.compile(r"<h[1-6]>(?P<heading>.*?)</h[1-6]>|<table>.*?</table>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def markdown(
    text: str,
    facts: Mapping[str, str],
    voice: Speaker,
    *,
    safety: Collection[str] = (),
    unverified: Collection[str] = (),
) -> Markup:
    """Return `text` as HTML that is safe to show, each heading, paragraph and item said by `voice`.

    `facts` are values by id; those in `safety` bring their English while a translation is a draft.
    Beside the value of one in `unverified` stands that it is not verified.
    """

    def said(words: str, _: int) -> str:
        if not set(named_facts(words)) & set(safety):
            return voice.say(words)
        translated, _mark, english = voice.say_safely(words).partition(BESIDE)
        return f"{translated} {OPEN}{english}{CLOSE}" if english else translated

    def fact(match: re.Match[str]) -> str:
        value = facts.get(match.group(1))
        if value is None:
            return match.group(0)
        mark = f' <small class="mark">{escape(voice.say(UNVERIFIED))}</small>'
        shown = str(isolated(value))
        return shown + mark if match.group(1) in unverified else shown

    cleaned = nh3.clean(_READER.render(map_markdown(text, said)))
    cleaned = cleaned.replace(OPEN, '<span class="sc-english" lang="en" dir="ltr">').replace(
        CLOSE, "</span>"
    )
    return Markup(_with_tables_scrolled(PLACEHOLDER.sub(fact, cleaned), voice.say(TABLE)))  # noqa: S704 (cleaned above)


def _with_tables_scrolled(shown: str, words: str) -> str:
    """Put each table in a region of its own, named after the heading above it."""
    above = ""
    given: list[str] = []

    def put(found: re.Match[str]) -> str:
        nonlocal above
        if found["heading"] is not None:
            above = html.unescape(_TAG.sub("", found["heading"])) + ". "
            return found[0]
        name = above + words
        given.append(name)
        if given.count(name) > 1:
            name += f" ({given.count(name)})"
        named = f'role="region" aria-label="{escape(name)}"'
        return f'<div class="sc-scroll" tabindex="0" {named}>{found[0]}</div>'

    return _HEADING_OR_TABLE.sub(put, shown)
