"""What handlers stand in: the content, the pages made of it, static files, who may come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from safer_communities.classroom import Cards, Classroom, Codes, Questions, Store
    from safer_communities.classroom.assembly import Rooms
    from safer_communities.language import Language

    from .assembly.answering import KeptExercises
    from .assembly.settings import KeptOrganisations
    from .checks.formgrader import Formgrader
    from .checks.kept import Checks
    from .checks.marking import Marking
    from .holding import Held
    from .live.asking import Specs
    from .live.sharing import Sharing
    from .live.spreads import KeptRevealed, Tables
    from .live.tries import Tries
    from .making import Maker
    from .pressing import KeptPages
    from .static import Static


@dataclass
class Surroundings:
    """One for each server."""

    held: Held
    maker: Maker
    static: Static
    pages: KeptPages
    templates: tuple[Path, ...]
    languages: list[Language]
    staff_key: str
    store: Store
    classroom: Classroom
    codes: Codes
    tries: Tries
    questions: Questions
    cards: Cards
    sharing: Sharing
    writing: Tries
    specs: Specs
    tables: Tables
    revealed: KeptRevealed
    rooms: Rooms
    built: KeptExercises
    organisations: KeptOrganisations
    checks: Checks
    slips: Tries
    marking: Marking
    formgrader: Formgrader
    hosts: set[str] = field(default_factory=set)
    self_study: bool = False
    """Nothing is served but what somebody learning alone needs."""
    ready: bool = False
