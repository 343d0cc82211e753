"""What a chart shows: counts of pupils by item and option, as the server tells them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


@dataclass(frozen=True)
class Column:
    """An option, in the reader's words."""

    id: str
    words: str


@dataclass(frozen=True)
class Bar:
    """How many chose an option: what to write, and how long the bar is.

    A small number is hidden (design, section 5): `shown` is then "<5" or a dash, and `length` no
    more than anybody may know. `right` is None where there is no right or wrong.
    """

    column: str
    length: float
    shown: str
    right: bool | None = None


@dataclass(frozen=True)
class Row:
    """An item with its bars, in order."""

    words: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Counts:
    """Items by options. `apart` says that an item's bars are shares, each whole by itself."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    apart: bool = False

    @classmethod
    def told(
        cls, name: str, columns: Any, rows: Iterable[tuple[str, Any]], *, apart: bool = False
    ) -> Counts:
        """Return counts from the API's columns, and each row's words with its cells."""
        return cls(
            _said(name),
            tuple(Column(each["id"], _said(each["words"])) for each in columns),
            tuple(
                Row(
                    _said(words),
                    tuple(
                        Bar(each["column"], each["least"], each["shown"], each.get("right"))
                        for each in cells
                    ),
                )
                for words, cells in rows
            ),
            apart,
        )

    @property
    def words(self) -> dict[str, str]:
        """The words of each column, by its id."""
        return {column.id: column.words for column in self.columns}

    def alike(self) -> list[tuple[Row, ...]]:
        """Return the rows, those together that follow each other and have the same columns."""
        groups = itertools.groupby(self.rows, lambda row: [bar.column for bar in row.bars])
        return [tuple(rows) for _, rows in groups]

    @property
    def shared(self) -> bool:
        """True where each row has every column: then the counts are a table of rows by columns."""
        ids = [column.id for column in self.columns]
        return all([bar.column for bar in row.bars] == ids for row in self.rows)

    @property
    def drawable(self) -> bool:
        """True where any bar has a length: a small class's numbers may all be hidden."""
        return any(bar.length for row in self.rows for bar in row.bars)

    @property
    def hides(self) -> bool:
        """True where a bar is shorter than its count, or its count is not told."""
        return not self.apart and any(
            not _plain(bar.shown) for row in self.rows for bar in row.bars
        )

    def frame(self) -> pd.DataFrame:
        """Return one line for each bar: which row, item, option, length, shown, right."""
        import pandas as pd  # noqa: PLC0415 (house rule 12)

        return pd.DataFrame(
            [
                (number, row.words, self.words[bar.column], bar.length, bar.shown, bar.right)
                for number, row in enumerate(self.rows)
                for bar in row.bars
            ],
            columns=["row", "item", "option", "length", "shown", "right"],
        )


def _said(words: str) -> str:
    """Return words without the English that stands beside a draft: the pages show that."""
    return words.split("\x1e", 1)[0]


def _plain(shown: str) -> bool:
    return all(letter.isdecimal() for letter in shown)
