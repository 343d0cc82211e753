"""Who answers: an id, a code for its slip, a group. The software holds no name of a child."""

from __future__ import annotations

import csv
import io
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .keeping import keep
from .names import BadName, pupil_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

COLUMNS = ("id", "code", "group")
WORDS_OF_A_CODE = 3
MOST_PUPILS = 1000
GROUP = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,31}")
_BETWEEN = re.compile(r"[\W_]+")


class BadRoster(ValueError):
    """A roster that cannot be used. Its message says where and what to do."""


@dataclass(frozen=True)
class OnRoster:
    """One pupil: `id` as it stands in the markbook, `code` as it stands on the slip."""

    id: str
    code: str
    group: str = ""


@dataclass
class Roster:
    """The pupils of a school's checks, by id."""

    pupils: dict[str, OnRoster] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Roster:
        """Return the roster kept in `file`; an empty one where there is none. Raises BadRoster."""
        if not file.is_file():
            return cls()
        return cls({each.id: each for each in _rows(file.read_bytes(), codes_needed=True)})

    def keep(self, file: Path) -> None:
        keep(file, self.as_csv().encode())

    def as_csv(self) -> str:
        """Return the roster as a spreadsheet takes it."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((each.id, each.code, each.group) for each in self.pupils.values())
        return out.getvalue()

    def add(self, count: int, words: Sequence[str], *, group: str = "", prefix: str = "p") -> None:
        """Add `count` pupils with new ids and codes. Raises BadRoster."""
        _group(group, 0)
        for _ in range(count):
            number = len(self.pupils) + 1
            while f"{prefix}{number:02}" in self.pupils:
                number += 1
            self._take(OnRoster(f"{prefix}{number:02}", "", group), words)

    def bring_in(self, data: bytes, words: Sequence[str]) -> int:
        """Add what a CSV file holds; return how many are new. Raises BadRoster, changing nothing.

        The file has a column `id`, and may have `code` and `group`. Whoever is there already keeps
        their code; who comes without one gets one.
        """
        rows = _rows(data, codes_needed=False)
        trial = Roster(dict(self.pupils))
        new = 0
        for row in rows:
            there = trial.pupils.get(row.id)
            new += there is None
            code = row.code or (there.code if there else "")
            trial.pupils.pop(row.id, None)
            trial._take(OnRoster(row.id, code, row.group or (there.group if there else "")), words)
        self.pupils = trial.pupils
        return new

    def by_code(self, typed: str) -> OnRoster | None:
        """Return whose code this is, in any case, with anything between its words."""
        wanted = _plain(typed)
        for each in self.pupils.values():
            if secrets.compare_digest(_plain(each.code).encode(), wanted.encode()):
                return each
        return None

    def could_be_a_code(self, typed: str, words: Sequence[str]) -> bool:
        """Say whether these are three listed words: what is not can be no guess."""
        parts = _plain(typed).split("-")
        return len(parts) == WORDS_OF_A_CODE and set(parts) <= {word.upper() for word in words}

    def _take(self, pupil: OnRoster, words: Sequence[str]) -> None:
        taken = {_plain(each.code) for each in self.pupils.values()}
        if len(self.pupils) >= MOST_PUPILS:
            raise BadRoster(f"A roster holds at most {MOST_PUPILS} pupils.")
        if pupil.code and _plain(pupil.code) in taken:
            raise BadRoster(
                f"Pupil '{pupil.id}' has a code that another pupil has. Leave it empty."
            )
        code = pupil.code or _new_code(words, taken)
        self.pupils[pupil.id] = OnRoster(pupil.id, code, pupil.group)


def _new_code(words: Sequence[str], taken: Iterable[str]) -> str:
    """Return three different words. With the 621 listed ones one guess in 238 million is right."""
    while True:
        chosen = {secrets.choice(words).upper(): None for _ in range(WORDS_OF_A_CODE)}
        code = "-".join(chosen)
        if len(chosen) == WORDS_OF_A_CODE and code not in taken:
            return code


def _plain(code: str) -> str:
    return "-".join(word for word in _BETWEEN.split(code.upper()) if word)


def _rows(data: bytes, *, codes_needed: bool) -> list[OnRoster]:
    """Read a roster as spreadsheets write it: with or without a mark of order, by , or ; or tab."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRoster(
            "The file is not UTF-8 text. Save it as 'CSV UTF-8' and try again."
        ) from None
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=between))
    if not table or not any(table[0]):
        raise BadRoster("The file is empty. Its first line is: id,code,group")
    heads = [head.strip().lower() for head in table[0]]
    for head in heads:
        if head not in COLUMNS:
            raise BadRoster(
                f"Line 1 has a column {head[:40]!r}. A roster holds only id, code and group: take "
                "the column out. Names of children stay on paper."
            )
    if "id" not in heads or len(set(heads)) != len(heads):
        raise BadRoster("Line 1 must name each column once, 'id' among them: id,code,group")
    found: dict[str, OnRoster] = {}
    for line, row in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(heads):
            raise BadRoster(f"Line {line} has more cells than line 1 has columns.")
        cells = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        pupil = _pupil(cells, line, codes_needed=codes_needed)
        if pupil.id in found:
            raise BadRoster(f"Line {line} names '{pupil.id}' a second time. Take one line out.")
        found[pupil.id] = pupil
    return list(found.values())


def _pupil(cells: dict[str, str], line: int, *, codes_needed: bool) -> OnRoster:
    try:
        name = pupil_name(cells.get("id", ""))
    except BadName as error:
        raise BadRoster(f"Line {line}: {error}") from None
    code = _plain(cells.get("code", ""))
    words = code.split("-") if code else []
    if (words or codes_needed) and not (
        len(words) == WORDS_OF_A_CODE and all(word.isascii() and word.isalpha() for word in words)
    ):
        raise BadRoster(f"Line {line}: a code is three words, or left empty to get a new one.")
    return OnRoster(name, code, _group(cells.get("group", ""), line))


def _group(group: str, line: int) -> str:
    if group and not GROUP.fullmatch(group):
        where = f"Line {line}: a" if line else "A"
        raise BadRoster(
            f"{where} group is at most 32 letters, digits, spaces, dots, hyphens and underscores: "
            "a class such as 6B, never a name."
        )
    return group
