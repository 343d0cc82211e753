"""What a class answered to a part is one table, whatever the kind: items down, options across."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from safer_communities.language import BESIDE, N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .base import Spec

CHOSEN, LEFT = "chosen", "left"
CHOSEN_WORDS, LEFT_WORDS = N_("Chosen"), N_("Left out")


class Say(Protocol):
    """Says a text in the reader's language, with numbers put in as that language writes them."""

    def __call__(self, text: str, /, **numbers: float) -> str: ...


def in_english(text: str, /, **numbers: float) -> str:
    """Return the text itself: the words of a table that nobody asked for in another language."""
    return text.format(**{name: f"{number:,}" for name, number in numbers.items()})


@dataclass(frozen=True)
class Column:
    """An option, and the words over it."""

    id: str
    words: str


@dataclass(frozen=True)
class Row:
    """An item, its words, and which columns an answer to it can be in.

    `right` holds those that fit; None where no answer is better than another.
    """

    id: str
    words: str
    columns: tuple[str, ...]
    right: frozenset[str] | None


@dataclass(frozen=True)
class Table:
    """The table of a part. An answer is in one column at most of each row (see `tally`)."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def table_of(
    spec: Spec, columns: Iterable[tuple[str, str]], items: Iterable[tuple[str, str, Iterable[str]]]
) -> Table:
    """Return a table all of whose rows have all columns.

    `columns` are (id, words); `items` are (id, words, the columns that fit).
    """
    made = tuple(Column(*column) for column in columns)
    every = tuple(column.id for column in made)
    rows = (Row(name, words, every, fitting(spec, right)) for name, words, right in items)
    return Table(made, tuple(rows))


def chosen_or_left(
    spec: Spec, say: Callable[[str], str], items: Iterable[tuple[str, str, bool]]
) -> Table:
    """Return the table of things each of which is chosen or left: (id, words, to be chosen)."""
    return table_of(
        spec,
        [(CHOSEN, say(CHOSEN_WORDS)), (LEFT, say(LEFT_WORDS))],
        ((name, words, [CHOSEN if fits else LEFT]) for name, words, fits in items),
    )


def fitting(spec: Spec, right: Iterable[str]) -> frozenset[str] | None:
    """Return the columns that fit; None where the part is not scored: opinions never are."""
    return frozenset(right) if spec["scored"] else None


def joined(*texts: str) -> str:
    """Return texts as one line; where English stands beside any, it stands beside the whole."""
    pairs = [text.split(BESIDE, 1) for text in texts]
    said = " ".join(pair[0] for pair in pairs)
    english = " ".join(pair[-1] for pair in pairs)
    return f"{said}{BESIDE}{english}" if any(len(pair) > 1 for pair in pairs) else said
