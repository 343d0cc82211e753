"""Jinja templates that speak: every text in one goes through the visit's catalogues."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup, escape

from .speaking import BESIDE, speaker

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH_BESIDE = Markup('{} <span class="sc-english" lang="en" dir="ltr">{}</span>')


@functools.cache
def environment(
    code: str, locale: Path, *folders: Path, piece: str = "interface"
) -> jinja2.Environment:
    """Return the templates under `folders` in the language `code`. HTML in values is escaped."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=beside,
    )
    voice = speaker(code, locale, piece)
    made.install_gettext_callables(voice.say, voice.say_many, newstyle=True)  # type: ignore[attr-defined]

    def safety(text: str, **values: Any) -> Markup:
        """Say a text on which safety hangs: a draft has its English beside it."""
        said = [Markup(escape(each)) % values for each in voice.say_safely(text).split(BESIDE)]  # noqa: S704 (escaped)
        return ENGLISH_BESIDE.format(*said) if len(said) > 1 else said[0]

    made.globals.update(
        language=voice.language, say=voice.say, safety=safety, number=voice.number, day=voice.date
    )
    made.globals["is_draft"] = lambda: voice.is_draft
    made.filters.update(isolated=isolated, in_attribute=in_attribute, dated=dt.date.fromisoformat)
    return made


def beside(value: Any) -> Any:
    """Show the English that stands beside a translation as English."""
    if not isinstance(value, str) or BESIDE not in value:
        return value
    return ENGLISH_BESIDE.format(*value.split(BESIDE, 1))


def in_attribute(value: str) -> str:
    """Return `value` as an attribute can hold it, where no element marks the English as English."""
    return value.replace(BESIDE, " ")


def isolated(text: str) -> Markup:
    """Return `text` in its own direction: a number to ring stays whole in a right-to-left line.

    Several words run on with their sentence and break as it does.
    """
    words = ' class="words"' if any(map(str.isalpha, text)) and " " in text else ""
    return Markup('<bdi dir="ltr"{}>{}</bdi>').format(Markup(words), text)  # noqa: S704 (one of two, ours)
