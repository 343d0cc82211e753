"""The agreement file: what a room will do, kept by its facilitator and opened again.

It is outside the store and its retention. It holds commitments, the role that owns each, its date
and measure, and what was found when it was looked at; no answers and no names. The day is always
given: nothing here asks a clock.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from safer_communities.content import Checked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from safer_communities.content import Organisations

SCHEMA = "safer-communities-agreement"
VERSION = 1
REVIEWS = (30, 90)
"""Days after which it is opened again (brief, section D)."""
MOST_COMMITMENTS = 400
MOST_BYTES = 400_000
"""Of a file: a page that holds one can take another, within what a request may be."""
Mark = Literal["done", "part", "not", "changed"]
MARKS: tuple[Mark, ...] = ("done", "part", "not", "changed")
ReviewState = Literal["coming", "due", "held"]
Level = Literal["personal", "table", "cross"]
Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31))]


class Look(Checked):
    """What was found of a commitment on a day, and why."""

    on: Day
    mark: Mark
    why: str = Field("", max_length=600, description="May be empty where it was done.")
    was: str = Field("", max_length=600, description="Where it changed: its words until then.")

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.mark != "done" and not self.why.strip():
            raise ValueError("no-why")
        return self


class Pledge(Checked):
    """One commitment. `owner` is a role, never a name."""

    id: str = Field(min_length=1, max_length=40)
    level: Level
    what: str = Field(min_length=1, max_length=600)
    owner: str = Field(min_length=1, max_length=600)
    by: Day | None = None
    measure: str = Field("", max_length=600)
    first: str = Field("", max_length=600)
    since: Day
    """The day of the assembly that made it."""
    history: tuple[Look, ...] = ()

    @field_validator("history")
    @classmethod
    def _in_order(cls, looks: tuple[Look, ...]) -> tuple[Look, ...]:
        days = [look.on for look in looks]
        if days != sorted(days):
            raise ValueError("no-order")
        return looks

    @property
    def now(self) -> Mark | None:
        """What was found at the latest look; None before the first."""
        return self.history[-1].mark if self.history else None

    @property
    def is_open(self) -> bool:
        return self.now != "done"


class Area(Checked):
    """A council's area of one level, with the days between which that council is there."""

    id: str
    name: str
    begins: dt.date | None = None
    ends: dt.date | None = None


class Geography(Checked):
    """Where the assembly was, in both levels, so that files of before and after April 2027 meet."""

    county: str = ""
    area: str = ""
    """The id of the district or the unitary council; empty for the whole county."""
    districts: tuple[Area, ...] = ()
    unitaries: tuple[Area, ...] = ()

    @classmethod
    def of(cls, area: str, known: Organisations) -> Geography:
        """Return the geography of an area of the settings; of the county where it is not there."""
        unitary = known.districts[area].becomes if area in known.districts else area
        whole = unitary not in known.unitaries
        return cls(
            county=known.county.name,
            area="" if whole else area,
            districts=tuple(
                Area(id=name, name=each.name, begins=each.begins, ends=each.ends)
                for name, each in known.districts.items()
                if whole or area in (name, each.becomes)
            ),
            unitaries=tuple(
                Area(id=name, name=each.name, begins=each.begins, ends=each.ends)
                for name, each in known.unitaries.items()
                if whole or name == unitary
            ),
        )


@dataclass(frozen=True)
class Review:
    """A day on which the agreement is looked at. `state` is coming, due or held."""

    days: int
    on: dt.date
    state: ReviewState


class Agreement(Checked):
    """What NAME.agreement.json holds."""

    kind: Literal["safer-communities-agreement"]
    version: Literal[1]
    place: str = Field("", max_length=80)
    made: Day
    """The day of the assembly."""
    geography: Geography = Geography()
    commitments: tuple[Pledge, ...] = Field((), max_length=MOST_COMMITMENTS)

    @field_validator("commitments")
    @classmethod
    def _each_once(cls, pledges: tuple[Pledge, ...]) -> tuple[Pledge, ...]:
        if any(count > 1 for count in Counter(each.id for each in pledges).values()):
            raise ValueError("id-twice")
        return pledges

    def reviews(self, today: dt.date) -> list[Review]:
        """Return both reviews as they stand: one is held once anything was marked in its time."""
        looks = [look.on for each in self.commitments for look in each.history]
        found = []
        days = [self.made + dt.timedelta(days) for days in REVIEWS]
        for after, on, until in zip(REVIEWS, days, [*days[1:], dt.date.max], strict=True):
            held = any(on <= look < until for look in looks)
            state: ReviewState = "held" if held else "due" if on <= today else "coming"
            found.append(Review(after, on, state))
        return found

    def looked_at(self, looks: Mapping[str, Look], now: Mapping[str, str] | None = None) -> Self:
        """Return the agreement with looks added to the history of commitments, by their ids.

        `now` has the new words of those that changed; the old ones stay in the history. A look on
        the day of the last one takes its place. Raises ValueError for a look earlier than the last.
        """
        made = []
        for pledge in self.commitments:
            look = looks.get(pledge.id)
            if look is None:
                made.append(pledge)
                continue
            words = (now or {}).get(pledge.id, "") if look.mark == "changed" else ""
            before = tuple(each for each in pledge.history if each.on != look.on)
            if before and before[-1].on > look.on:
                raise ValueError(pledge.id)
            was = "".join(each.was for each in pledge.history if each.on == look.on)
            if words and words != pledge.what:
                was = was or pledge.what
            changes = {
                "history": (*before, look.model_copy(update={"was": was})),
                "what": words or pledge.what,
            }
            made.append(pledge.model_copy(update=changes))
        return self.model_copy(update={"commitments": tuple(made)})

    def merged(self, other: Self) -> tuple[Self, tuple[str, ...]] | None:
        """Return this agreement with what another file of it says too; None if it is another one.

        Two windows, or two people, may have marked a copy each: both histories stand, by their
        days. With it come the ids of commitments of which both say something of the same day: the
        other file's comes last, and counts until it is looked at again.
        """
        mine, theirs = ({each.id: each for each in file.commitments} for file in (self, other))
        shared = [name for name in mine if name in theirs]
        same = all(_promise(mine[name]) == _promise(theirs[name]) for name in shared)
        if (self.place, self.made) != (other.place, other.made) or not shared or not same:
            return None
        made, twice = [], []
        for name in {**mine, **theirs}:
            pledge = mine.get(name) or theirs[name]
            if name not in shared:
                made.append(pledge)
                continue
            new = [look for look in theirs[name].history if look not in pledge.history]
            days = {look.on for look in pledge.history if look not in theirs[name].history}
            if any(look.on in days for look in new):
                twice.append(name)
            history = tuple(sorted((*pledge.history, *new), key=lambda look: look.on))
            later = theirs[name] if new and history[-1] == new[-1] else pledge
            made.append(later.model_copy(update={"history": history}))
        return self.model_copy(update={"commitments": tuple(made)}), tuple(twice)

    def counts(self) -> list[tuple[dt.date, dict[str, int]]]:
        """Return, for each day something was looked at, how many commitments stood how by then.

        '' counts those that nobody had looked at by that day.
        """
        days = sorted({look.on for each in self.commitments for look in each.history})
        return [
            (
                day,
                {
                    mark: [_as_of(each, day) for each in self.commitments].count(mark)
                    for mark in (*MARKS, "")
                },
            )
            for day in days
        ]

    @property
    def still_open(self) -> tuple[Pledge, ...]:
        """What the next assembly starts from."""
        return tuple(each for each in self.commitments if each.is_open)

    def written(self) -> str:
        """Return the file's text: the same for the same agreement, readable by people."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def _promise(pledge: Pledge) -> tuple[Any, ...]:
    """Return what no look changes: by it one commitment is known in two files."""
    return pledge.level, pledge.owner, pledge.by, pledge.measure, pledge.first, pledge.since


def _as_of(pledge: Pledge, day: dt.date) -> str:
    marks = [look.mark for look in pledge.history if look.on <= day]
    return marks[-1] if marks else ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file: the kind of fault, where, and what stands there."""

    kind: str
    where: tuple[str | int, ...] = ()
    found: str = ""


class NotAnAgreement(Exception):
    """A file that is no agreement file; `faults` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults)
        self.faults = faults


def agreement_in(content: bytes) -> Agreement:
    """Return the agreement in a file's bytes. Raises NotAnAgreement with every fault."""
    if len(content) > MOST_BYTES:
        raise NotAnAgreement(Fault("too-large"))
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text)
    except UnicodeDecodeError:
        raise NotAnAgreement(Fault("no-text")) from None
    except json.JSONDecodeError as error:
        raise NotAnAgreement(Fault("no-json", (error.lineno,))) from None
    except (ValueError, RecursionError):
        raise NotAnAgreement(Fault("no-json", (1,))) from None
    if not isinstance(data, dict) or data.get("kind") != SCHEMA:
        raise NotAnAgreement(Fault("other-file"))
    version = data.get("version")
    if isinstance(version, int) and version > VERSION:
        raise NotAnAgreement(Fault("newer", (), str(version)))
    try:
        return Agreement.model_validate_json(text)
    except ValidationError as error:
        raise NotAnAgreement(*(_fault(each) for each in error.errors())) from None


def _fault(error: Any) -> Fault:
    kind = error["type"]
    if kind == "value_error":
        kind = str(error["ctx"]["error"])
    elif kind.startswith(("date", "greater", "less")):
        kind = "no-date"
    found = error["input"] if isinstance(error["input"], str | int) else ""
    return Fault(kind, tuple(error["loc"]), str(found)[:60])
