"""Data detective: count and filter a small log, and judge what it bears out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

import traitlets
from pydantic import model_validator

from safer_communities.activities.base import MIME, Activity, Spec, Value, Verdict, one_of, only
from safer_communities.activities.claims import (
    Claim,
    claim_rows,
    clean_claims,
    mark_claims,
    tally_claims,
    told_apart,
)
from safer_communities.activities.keyless import mixed, names, passed
from safer_communities.activities.tables import Table, table_of
from safer_communities.content import Checked, Part, Words
from safer_communities.content.findings import ContentError, Finding
from safer_communities.content.lessons import Id
from safer_communities.language import N_

from .rows import MOST_VALUES, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FEWEST_VALUES = 2
ANSWERS = {
    "yes": N_("The data shows this"),
    "no": N_("The data shows something else"),
    "cannot-tell": N_("The data cannot tell"),
}


class Column(Checked):
    """A column of the CSV. `order` is its values as pupils read them; from the CSV if left out.

    `keys` are the same values as the file has them: answers hang on these in every language.
    """

    id: Id
    name: Words
    order: list[Words] = []  # noqa: RUF012 (pydantic copies it)
    keys: list[str] = []  # noqa: RUF012 (same)


class DataPart(Part, kind="data"):
    """A log of a few hundred rows at most, and claims about it.

    `rows` are filled in from the file, as places in the columns' `keys`.
    """

    fewer_of = "claims"

    needs: Literal["kernel"] | None = "kernel"
    data: str
    columns: list[Column]
    count: Words
    chart: Id
    claims: list[Claim]
    rows: list[list[int]] = []  # noqa: RUF012 (pydantic copies it)

    @model_validator(mode="after")
    def _it_can_be_answered(self) -> Self:
        told_apart(self.id, self.claims)
        known = [column.id for column in self.columns]
        if len(set(known)) != len(known):
            raise ValueError(f"Part '{self.id}' has a column twice. | Name each column once.")
        if self.chart not in known:
            raise ValueError(
                f"'chart' names '{self.chart}', which is no column here. | "
                f"Columns: {', '.join(known)}."
            )
        if self.rows or any(column.keys for column in self.columns):
            raise ValueError(
                f"Part '{self.id}' has rows of its own. | They come from the file in 'data'."
            )
        return self

    def with_files(self, folder: Path) -> DataPart:
        """Return the part with its rows from `folder`. Raises ContentError."""
        if self.rows:
            return self
        held = read_rows(folder, self.data, [column.id for column in self.columns])
        shown = f"lessons/{folder.parent.name}/{folder.name}/{self.data}"
        columns = [
            _filled(column, [row[at] for row in held], shown)
            for at, column in enumerate(self.columns)
        ]
        rows = [
            [column.keys.index(value) for column, value in zip(columns, row, strict=True)]
            for row in held
        ]
        return self.model_copy(update={"columns": columns, "rows": rows})


def _filled(column: Column, values: list[str], shown: str) -> Column:
    """Return the column with its different values. Raises ContentError."""
    keys = list(column.order) or list(dict.fromkeys(values))
    message = ""
    if not FEWEST_VALUES <= len(keys) <= MOST_VALUES:
        message = f"The column '{column.id}' has {len(keys)} different values."
        remedy = f"Keep {FEWEST_VALUES} to {MOST_VALUES}."
    strange = [value for value in values if value not in keys]
    if strange or len(set(keys)) != len(keys):
        message = f"'order' of the column '{column.id}' is not what the file holds."
        remedy = f"Name each value once; {', '.join(strange[:1]) or 'one'} is not right there."
    if message:
        raise ContentError([Finding(shown, 1, "other-values", message, remedy)])
    return column.model_copy(update={"order": keys, "keys": keys})


def asked(spec: Spec, value: Value) -> list[str]:
    """Return what is asked of the data: the column counted by, then each column's filter or ''.

    Its twin is `asked` in the kind's module.
    """
    filters = value.get("filters", {})
    by = value.get("by", spec["chart"])
    return [by, *(filters.get(column["id"], "") for column in spec["columns"])]


def clean(spec: Spec, value: Any) -> Value:
    """Return `{filters: {COLUMN: VALUE}, by: COLUMN, claims: {CLAIM: ANSWER}}`, checked."""
    answer: Value = only(value, filters=dict, by=str, claims=dict)
    columns = {column["id"]: column["keys"] for column in spec["columns"]}
    for name, wanted in answer.get("filters", {}).items():
        one_of(wanted, columns[one_of(name, list(columns), "column")], "value")
    if "by" in answer:
        one_of(answer["by"], list(columns), "column")
    clean_claims(spec, answer.get("claims", {}))
    return answer


def mark(spec: Spec, value: Value) -> Verdict:
    """Return one mark for each claim judged rightly; what was looked at is not marked."""
    return mark_claims(spec, value)


def table(spec: Spec, say: Callable[[str], str] = str) -> Table:
    """Return the claims by the three answers."""
    columns = [(name, say(words)) for name, words in ANSWERS.items()]
    return table_of(spec, columns, claim_rows(spec))


def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
    """Return the answer to each claim."""
    return list(tally_claims(spec, value))


def without_key(spec: Spec) -> Spec:
    """Return the data and the claims, in an order that tells nothing."""
    kept = passed(
        spec,
        "rows",
        "count",
        "chart",
        "needs",
        columns=names("id", "name", "order", "keys"),
        claims=names("id", "words"),
    )
    return {**kept, "claims": mixed(kept["claims"], spec["id"])}


class Data(Activity, kind="data"):
    """The page counts by itself, and draws bars of its own until Python has drawn the chart."""

    at_once = True
    interface = {  # noqa: RUF012 - a ClassVar of the base
        "look": N_("Look at the data"),
        "all": N_("All"),
        "by": N_("Count by"),
        "byColumn": N_("{count} by {column}"),
        "here": N_("{count}: {n} of {of}."),
        "most": N_("Most: {value}, with {n}."),
        "level": N_("Most, with {n} each: {values}."),
        "none": N_("Nothing in the data fits. Choose 'All' again."),
        "claims": N_("What can the data tell?"),
        "supported": ANSWERS["yes"],
        "against": ANSWERS["no"],
        "cannotTell": ANSWERS["cannot-tell"],
    }
    drawn = traitlets.Dict(help="The chart Python drew last, and what was asked for it.").tag(
        sync=True
    )
    mark = staticmethod(mark)
    clean = staticmethod(clean)
    table = staticmethod(table)
    tally = staticmethod(tally)
    without_key = staticmethod(without_key)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, MIME: {**data[MIME], "drawn": self.drawn}}, metadata
