"""Horizontal bars as SVG, narrow enough for a phone, the right way round in every language.

What is written stays text (`svg.fonttype: none`): the reader's own fonts shape it, a screen reader
or a translator can have it. matplotlib cannot know those fonts, so lines are broken by a generous
guess of how wide a letter is, and a label stands over its bar, where it has the whole width.
In a right-to-left page the bars grow from the right. The svg itself stays `direction: ltr`, or
text that hangs on its end would change sides; each label is isolated, so that it reads its own way.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from safer_communities.language import Language

    from .shapes import Counts, Row

WIDTH = 320
"""Units of the drawing; on a narrow phone one is a little less than a pixel."""
TEXT = 15
BAR = 18
GAP = 7
EDGE = 9
"""Room at either side: letters may lean over the place where they begin."""
ROOM = 62
"""Beside the longest bar, for the number at its end."""
INK, PAPER = "#1d2733", "#ffffff"
FILLS = (
    ("#0b5d66", ""),
    ("#f4b63f", "//"),
    ("#9cc58a", "--"),
    ("#d6e8f5", "\\\\"),
    ("#c98f6b", "x"),
    ("#ffffff", "|"),
)
"""Told apart by pattern too: not by colour alone (WCAG 1.4.1)."""
TIGHT = {"ur": 2.2, "bn": 1.6, "fa": 1.6}
"""Line heights: Nastaliq needs the most."""
WIDER = {"ur": 1.12}
RIGHT = "✓"
_OWN_FONT = re.compile(r" font-family: [^;\"]*;?")
_STYLE = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_IDS = re.compile(r' id="(?:figure|patch|axes|text|PolyCollection)_\d+"')


@dataclass
class Sheet:
    """A drawing that grows downwards: what is put on it, and how far down it has come."""

    language: Language
    down: float = 6
    texts: list[tuple[float, float, str, dict[str, Any]]] = field(default_factory=list)
    bars: list[tuple[float, float, float, int]] = field(default_factory=list)

    @property
    def line(self) -> float:
        return TEXT * TIGHT.get(self.language.code, 1.4)

    def write(self, words: str, *, strong: bool = False, indent: float = 0) -> None:
        """Write words from the start of the line, on as many lines as they need."""
        room = (WIDTH - indent - 2 * EDGE) / WIDER.get(self.language.code, 1)
        for part in broken(words, room, strong=strong):
            self.down += self.line
            self.put(indent, self.down - self.line * 0.3, part, strong=strong)

    def put(self, at: float, down: float, words: str, *, strong: bool = False) -> None:
        weight = "bold" if strong else "normal"
        self.texts.append((at + EDGE, down, f"\u2068{words}\u2069", {"fontweight": weight}))

    def bar(self, start: float, length: float, fill: int) -> None:
        self.bars.append((start + EDGE, self.down, length, fill))

    def svg(self, name: str) -> str:
        """Return the drawing as SVG that says what it is."""
        from matplotlib import rc_context  # noqa: PLC0415 (house rule 12)
        from matplotlib.figure import Figure  # noqa: PLC0415

        mirrored = self.language.direction == "rtl"
        tall = self.down + TEXT * 0.6
        made = io.StringIO()
        with rc_context({"svg.fonttype": "none", "svg.hashsalt": "safer", "hatch.linewidth": 1.4}):
            figure = Figure(figsize=(WIDTH / 72, tall / 72), dpi=72)
            axes = figure.add_axes((0, 0, 1, 1))
            axes.axis("off")
            axes.set_xlim((WIDTH, 0) if mirrored else (0, WIDTH))
            axes.set_ylim(tall, 0)
            for start, top, length, fill in self.bars:
                colour, hatch = FILLS[fill % len(FILLS)]
                axes.barh(
                    [top + BAR / 2],
                    [length],
                    left=start,
                    height=BAR,
                    color=colour,
                    hatch=hatch,
                    edgecolor=INK,
                    linewidth=1,
                    clip_on=False,
                )
            for at, down, words, how in self.texts:
                side = "right" if mirrored else "left"
                axes.text(at, down, words, fontsize=TEXT, color=INK, ha=side, **how)
            with warnings.catch_warnings():
                # The reader's browser has the letters that matplotlib's own font lacks.
                warnings.filterwarnings("ignore", message="(?s).*missing from font")
                none = dict.fromkeys(("Date", "Creator", "Format", "Type"))
                figure.savefig(made, format="svg", transparent=True, metadata=none)
        return _for_a_page(made.getvalue(), name)


def _for_a_page(text: str, name: str) -> str:
    """Return matplotlib's SVG as part of a page: named, and with nothing that reaches beyond it."""
    from markupsafe import escape  # noqa: PLC0415

    svg = text[text.index("<svg") :]
    for pattern in (_STYLE, _IDS, _OWN_FONT):
        svg = pattern.sub("", svg)
    return svg.replace(
        "<svg ",
        f'<svg role="img" aria-label="{escape(name)}" style="direction: ltr" ',
        1,
    )


def broken(words: str, room: float, *, strong: bool = False) -> list[str]:
    """Return words as lines that have room in the fonts of any reader."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and wide(longer, strong=strong) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def wide(words: str, *, strong: bool = False) -> float:
    """Return about how wide words are at most, in units: marks over letters take no room."""
    letters = sum(unicodedata.category(letter) not in ("Mn", "Cf") for letter in words)
    return letters * TEXT * (0.62 if strong else 0.56)


def grouped(counts: Counts, language: Language) -> str:
    """Return a chart with one bar for each option, under its item: for few items."""
    sheet = Sheet(language)
    _one_by_one(sheet, counts, counts.rows)
    return sheet.svg(counts.name)


def stacked(counts: Counts, language: Language) -> str:
    """Return a chart with one bar for each item, its options end to end: for many items.

    Items that follow each other and have the same options stand together under one key; an item
    whose options nobody shares has a bar for each, as there is nothing to compare it with.
    """
    sheet = Sheet(language)
    for rows in counts.alike():
        draw = _end_to_end if len(rows) > 1 else _one_by_one
        draw(sheet, counts, rows)
    return sheet.svg(counts.name)


def _one_by_one(sheet: Sheet, counts: Counts, rows: tuple[Row, ...]) -> None:
    longest = max((bar.length for row in counts.rows for bar in row.bars), default=0) or 1
    scale = (WIDTH - ROOM) / longest
    for row in rows:
        if row.words != counts.name:
            sheet.down += GAP
            sheet.write(row.words, strong=True)
        for bar in row.bars:
            mark = f"{RIGHT} " if bar.right else ""
            sheet.write(mark + counts.words[bar.column])
            sheet.down += 3
            sheet.bar(0, max(bar.length * scale, 1.5), 0 if bar.right is not False else 1)
            sheet.put(bar.length * scale + 7, sheet.down + BAR * 0.8, bar.shown, strong=True)
            sheet.down += BAR + GAP


def _end_to_end(sheet: Sheet, counts: Counts, rows: tuple[Row, ...]) -> None:
    fills = {bar.column: index for index, bar in enumerate(rows[0].bars)}
    sheet.down += GAP
    for column, fill in fills.items():
        top = sheet.down
        sheet.down += (sheet.line - BAR) / 2
        sheet.bar(0, BAR, fill)
        sheet.down = top
        sheet.write(counts.words[column], indent=BAR + 9)
        sheet.down += 3
    longest = max((sum(bar.length for bar in row.bars) for row in rows), default=0) or 1
    for row in rows:
        sheet.down += GAP
        sheet.write(row.words)
        sheet.down += 3
        _ends(sheet, row, fills, (WIDTH - 2 * EDGE) / longest)


def _ends(sheet: Sheet, row: Row, fills: dict[str, int], scale: float) -> None:
    """Draw one row's bars end to end, each number under its own bar where there is room."""
    start, free = 0.0, 0.0
    for bar in row.bars:
        if bar.length:
            sheet.bar(start, bar.length * scale, fills[bar.column])
            words = f"{bar.shown}{RIGHT}" if bar.right else bar.shown
            at = max(start, free)
            sheet.put(at, sheet.down + BAR + sheet.line * 0.8, words, strong=bool(bar.right))
            free = at + wide(words, strong=True) + 5
            start += bar.length * scale
    if not free:
        sheet.bar(0, 1.5, 0)
    sheet.down += BAR + sheet.line
