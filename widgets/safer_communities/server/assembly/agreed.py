"""What is said of an agreement: what is wrong with a file, and what became of commitments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safer_communities.charts import Bar, Column, Counts, Row, stacked
from safer_communities.classroom.assembly.agreement import MARKS
from safer_communities.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from safer_communities.classroom.assembly.agreement import Agreement, Fault
    from safer_communities.language import Speaker

MARK_WORDS = {
    "done": N_("Done"),
    "part": N_("Done in part"),
    "not": N_("Not done"),
    "changed": N_("Changed"),
    "": N_("Not looked at yet"),
}
FAULTS = {
    "refused": N_("This file was not opened. Nothing was changed, and the file is as it was."),
    "too-large": N_("It is far larger than any agreement file."),
    "no-text": N_("It is no text: it may be a picture, a document or a spreadsheet."),
    "no-json": N_("It stops making sense in line %(where)s. It may be cut off, or edited by hand."),
    "other-file": N_(
        "It is no agreement file of this pack. "
        "Look for one whose name ends in .agreement.json, from the facilitator's desk."
    ),
    "newer": N_("It was made by a newer version of this pack (schema %(found)s)."),
    "missing": N_("%(where)s: it is missing."),
    "extra_forbidden": N_("%(where)s: no agreement file has that."),
    "no-date": N_("%(where)s: “%(found)s” is no date. A date is written 2026-12-31."),
    "literal_error": N_("%(where)s: “%(found)s” is none of the words that can stand there."),
    "string_too_short": N_("%(where)s: it is empty."),
    "string_too_long": N_("%(where)s: it is longer than 600 letters."),
    "no-why": N_("%(where)s: it was not simply done, and does not say why."),
    "no-order": N_("%(where)s: its days are not in order."),
    "id-twice": N_("%(where)s: two of them have the same id."),
    "otherwise": N_("%(where)s: it cannot be read."),
}
CHART = N_("What became of the commitments")
SENTENCE = N_(
    "Of %(all)s commitments, looked at by %(day)s: "
    "%(done)s done, %(part)s done in part, %(not)s not done, %(changed)s changed, "
    "%(open)s not looked at yet."
)


def fault_said(fault: Fault, say: Callable[[str], str]) -> str:
    """Return what is wrong with a file, in plain words: where, and what to look for."""
    steps = [str(step + 1) if isinstance(step, int) else step for step in fault.where]
    if fault.kind == "no-json":
        steps = [str(step) for step in fault.where]
    sentence = say(FAULTS.get(fault.kind, FAULTS["otherwise"]))
    return sentence % {"where": " → ".join(steps), "found": fault.found}


def chart_of(agreement: Agreement, voice: Speaker) -> dict[str, Any] | None:
    """Return the picture of what was kept, its sentence and its numbers; None before any look."""
    found = agreement.counts()
    if not found:
        return None
    marks = [*MARKS, ""]
    columns = tuple(Column(mark, voice.say(MARK_WORDS[mark])) for mark in marks)
    rows = tuple(
        Row(
            voice.date(day),
            tuple(Bar(mark, counts[mark], voice.number(counts[mark])) for mark in marks),
        )
        for day, counts in found
    )
    name = voice.say(CHART)
    day, latest = found[-1]
    return {
        "name": name,
        "svg": stacked(Counts(name, columns, rows), voice.language),
        "columns": [column.words for column in columns],
        "rows": [(row.words, [bar.shown for bar in row.bars]) for row in rows],
        "sentence": voice.say(SENTENCE)
        % {
            "day": voice.date(day),
            "all": voice.number(len(agreement.commitments)),
            "open": voice.number(latest[""]),
            **{str(mark): voice.number(latest[mark]) for mark in MARKS},
        },
    }
