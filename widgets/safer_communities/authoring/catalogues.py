"""Catalogues for translators: made from every text, kept up to date, told of where they stand."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from safer_communities.content import PLACEHOLDER, Library
from safer_communities.language import LANGUAGES, REVIEWED, read_catalogue

from .texts import texts_of

if TYPE_CHECKING:
    from pathlib import Path

    from .texts import Text

HEADER = (
    "# Safer Communities: PIECE in LANGUAGE.\n"
    "# Draft. No native speaker has reviewed it. When one has, add a line below:\n"
    "# 'Reviewed by: ROLE, DATE', without the quotes.\n"
    "# Keep every {placeholder} and %(name)s. Numbers to ring stay in Western digits."
)
BEGUN = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
SAFETY = "safety: a draft of this is shown with its English beside it"


@dataclass(frozen=True)
class Standing:
    """How far one piece is in one language. Counts are of texts."""

    language: str
    piece: str
    texts: int
    missing: int
    stale: int
    fuzzy: int
    reviewed: bool

    def as_dict(self) -> dict[str, str | int | bool]:
        return asdict(self)


def templates(library: Library) -> dict[str, Catalog]:
    """Return a catalogue of every piece with its English and where it stands."""
    made: dict[str, Catalog] = {}
    for text in texts_of(library):
        catalogue = made.setdefault(text.piece, Catalog(charset="utf-8"))
        _add(catalogue, text)
    return made


def _add(catalogue: Catalog, text: Text) -> None:
    name = (text.english, text.many) if text.many else text.english
    # Babel would take {fact-id} for nothing and '%' alone for a format; the flag is ours to set.
    catalogue.add(
        name,
        locations=[(text.file, text.line)],
        auto_comments=[SAFETY] if text.safety else [],
    )


def update(library: Library) -> list[Path]:
    """Bring every language's catalogues up to date; return the files that were written.

    A text that changed is a new one, to be translated anew; the old stays in the file as obsolete.
    """
    written = []
    pieces = templates(library)
    for code, language in LANGUAGES.items():
        if code in ("en", "qps"):
            continue
        folder = library.places.locale / code
        folder.mkdir(parents=True, exist_ok=True)
        for piece, template in pieces.items():
            path = folder / f"{piece}.po"
            catalogue = _opened(path, code)
            catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
            if not path.is_file():
                catalogue.header_comment = HEADER.replace("PIECE", piece).replace(
                    "LANGUAGE", language.english
                )
            _write(path, catalogue)
            written.append(path)
    return written


def _opened(path: Path, code: str) -> Catalog:
    if path.is_file():
        with path.open("rb") as file:
            return read_po(file, locale=code)
    made = Catalog(locale=code, project="Safer Communities", charset="utf-8", fuzzy=False)
    # The plural rule of CLDR, as gettext writes it; Babel's own table disagrees for some languages.
    rule = Locale.parse(LANGUAGES[code].locale).plural_form
    made.mime_headers = [*made.mime_headers, ("Plural-Forms", to_gettext(rule))]
    return made


def _write(path: Path, catalogue: Catalog) -> None:
    # With one date for ever, a file changes only when a text does.
    catalogue.creation_date = catalogue.revision_date = BEGUN
    catalogue.version = "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = (
        "nobody yet"
    )
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, sort_by_file=False, include_lineno=False)


def standings(library: Library) -> list[Standing]:
    """Return how far each piece is in each language."""
    made = []
    pieces = templates(library)
    for code in LANGUAGES:
        if code in ("en", "qps"):
            continue
        for piece, template in pieces.items():
            wanted = {_key(message.id) for message in template if message.id}
            path = library.places.locale / code / f"{piece}.po"
            if not path.is_file():
                made.append(Standing(code, piece, len(wanted), len(wanted), 0, 0, reviewed=False))
                continue
            with path.open("rb") as file:
                opened = read_po(file, locale=code)
            read = read_catalogue(path, code)
            held = {_key(message.id) for message in opened if message.id}
            made.append(
                Standing(
                    code,
                    piece,
                    texts=len(wanted),
                    missing=len(wanted - set(read.said)),
                    stale=len(held - wanted) + len(opened.obsolete),
                    fuzzy=sum(1 for message in opened if message.id and message.fuzzy),
                    reviewed=bool(read.reviewed),
                )
            )
    return made


def _key(name: str | tuple[str, ...] | list[str]) -> str:
    return name if isinstance(name, str) else name[0]


def pseudo(library: Library) -> list[Path]:
    """Write the made-up language: each text accented and longer, its placeholders untouched."""
    folder = library.places.locale / "qps"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for piece, template in templates(library).items():
        catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
        catalogue.header_comment = f"# {REVIEWED} nobody needs to: it is made up"
        for message in template:
            if not message.id:
                continue
            if isinstance(message.id, tuple):
                catalogue.add(message.id, tuple(stretched(each) for each in message.id))
            else:
                catalogue.add(message.id, stretched(_key(message.id)))
        path = folder / f"{piece}.po"
        _write(path, catalogue)
        written.append(path)
    return written


_KEPT = re.compile(PLACEHOLDER.pattern + r"|%\([a-z]+\)[sd]|\{\w+\}|\*\*|[\[\]()`<>|]")
_ACCENTED = str.maketrans("aeiouyAEIOUYcnsz", "àéîöûýÀÉÎÖÛÝçñšž")


def stretched(text: str) -> str:
    """Return `text` accented and a third longer, so that what breaks is seen."""
    pieces = []
    last = 0
    for match in _KEPT.finditer(text):
        pieces += [text[last : match.start()].translate(_ACCENTED), match.group(0)]
        last = match.end()
    pieces.append(text[last:].translate(_ACCENTED))
    made = unicodedata.normalize("NFC", "".join(pieces))
    return f"[{made} {'·' * max(1, len(text) // 3)}]"
