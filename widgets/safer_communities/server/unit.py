"""`/staff/unit`: what the unit covers, made from its lessons and checks each time it is opened."""

from __future__ import annotations

from safer_communities.assessment import checks_in, coverage, lessons_by_code
from safer_communities.language import speaker

from .handling import StaffHandler


class UnitPage(StaffHandler):
    """Outcomes by lessons, codes and questions; what is missing stands out."""

    def get(self) -> None:
        language = self.language()
        held = self.surroundings.held
        held.refresh()
        lessons = held.library.taught
        checks = list(checks_in(held.places).values())
        covered = coverage(lessons, checks)
        self.show(
            "unit.html",
            covered=covered,
            gaps=sum(not each.whole for each in covered),
            of_unit=[check for check in checks if not check.lesson and check.unit == "y6"],
            by_code=lessons_by_code(lessons),
            codes=held.library.references.codes,
            voice={
                piece: speaker(language.code, held.places.locale, piece).say
                for piece in (*(each.id for each in lessons), *(each.id for each in checks))
            },
        )
