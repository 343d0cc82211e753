"""Jinja templates that speak: every text in one goes through the visit's catalogues."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

if TYPE_CHECKING:
    from pathlib import Path

    from .speaking import Speaker


@functools.cache
def environment(code: str, locale: Path, *folders: Path) -> jinja2.Environment:
    """Return the templates under `folders` in the language `code`. HTML in values is escaped."""
    from .speaking import speaker  # noqa: PLC0415 (speaking imports nothing of this)

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    voice: Speaker = speaker(code, locale)
    made.install_gettext_callables(voice.say, voice.say_many, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(language=voice.language, say=voice.say)
    made.filters["isolated"] = isolated
    return made


def isolated(text: str) -> Markup:
    """Return `text` in its own direction: a number to ring stays whole in a right-to-left line."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)
