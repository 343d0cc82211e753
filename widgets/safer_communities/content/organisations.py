"""Who works together, and where: agency types, organisations, districts and councils, as settings.

Names of organisations and places change (councils merge in April 2027), so none stands in code.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pydantic import Field, ValidationInfo, field_validator

from .reading import Checked, check, did_you_mean, read_yaml
from .words import Words

if TYPE_CHECKING:
    from pathlib import Path

FILE = "organisations.yaml"


class Agency(Checked):
    """A type of agency: what a seat at a table says of itself, and all it says."""

    words: Words


class Organisation(Checked):
    """A kind of organisation that may be in the room, and the type of agency it counts as."""

    name: Words
    agency: str


class Council(Checked):
    """A council of one level, with the days between which it is there."""

    name: str
    begins: dt.date | None = None
    ends: dt.date | None = Field(default=None, description="The last day.")

    def is_there(self, day: dt.date) -> bool:
        """Tell whether the council is there on `day`."""
        return (self.begins is None or self.begins <= day) and (
            self.ends is None or day <= self.ends
        )


class District(Council):
    """A district or borough, and the unitary council that its area goes to."""

    becomes: str


class Organisations(Checked):
    """What lessons/organisations.yaml holds. Both levels are kept: old reports name the old one."""

    county: Council
    agencies: dict[str, Agency] = {}  # noqa: RUF012 (pydantic copies a default)
    organisations: dict[str, Organisation] = {}  # noqa: RUF012
    unitaries: dict[str, Council] = {}  # noqa: RUF012
    districts: dict[str, District] = {}  # noqa: RUF012

    @field_validator("organisations")
    @classmethod
    def _of_a_known_agency(
        cls, found: dict[str, Organisation], told: ValidationInfo
    ) -> dict[str, Organisation]:
        known = list(told.data.get("agencies", {}))
        for name, each in found.items():
            if each.agency not in known:
                raise ValueError(
                    f"'{name}' is of the agency type '{each.agency}', which is not listed. | "
                    + did_you_mean(each.agency, known)
                )
        return found

    @field_validator("districts")
    @classmethod
    def _go_somewhere(cls, found: dict[str, District], told: ValidationInfo) -> dict[str, District]:
        known = list(told.data.get("unitaries", {}))
        for name, each in found.items():
            if each.becomes not in known:
                raise ValueError(
                    f"The district '{name}' becomes '{each.becomes}', "
                    "which is not among the unitaries. | " + did_you_mean(each.becomes, known)
                )
        return found

    def areas(self, day: dt.date) -> dict[str, Council]:
        """Return the councils of the lower level that are there on `day`, by id."""
        every: dict[str, Council] = {**self.districts, **self.unitaries}
        return {name: each for name, each in every.items() if each.is_there(day)}

    def both_levels(self, name: str) -> tuple[str, str]:
        """Return the names of a district and of its unitary council; of a unitary, twice its own.

        Raises KeyError with a hint.
        """
        if name in self.districts:
            district = self.districts[name]
            return district.name, self.unitaries[district.becomes].name
        if name in self.unitaries:
            return self.unitaries[name].name, self.unitaries[name].name
        known = [*self.districts, *self.unitaries]
        raise KeyError(f"There is no area '{name}'. {did_you_mean(name, known)}")


def organisations_in(lessons: Path) -> Organisations:
    """Read organisations.yaml. Raises ContentError with every fault.

    Content without an assembly has no such file: then there is a county without a name, and
    nothing else.
    """
    shown = f"lessons/{FILE}"
    if not (lessons / FILE).is_file():
        return Organisations(county=Council(name=""))
    return check(Organisations, read_yaml(lessons / FILE, shown) or {}, shown)
