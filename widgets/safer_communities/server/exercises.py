"""The pages of an exercise that are no notebook: the facilitator's guide, and paper for tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from safer_communities.activities import Activity, Row, Table, spec_of
from safer_communities.classroom import has_spread
from safer_communities.content import named_facts
from safer_communities.language import speaker
from safer_communities.paper import markdown, paper_items

from .framing import running_order
from .pages import LessonPages

if TYPE_CHECKING:
    from safer_communities.content import Exercise
    from safer_communities.language import Language

GUIDE = "guide.md"
LIST = "Reference list"
"""The section of a guide that is filled from exercise.yaml."""
NOT_ON_PAPER = frozenset({"talk", "private"})
CUT_OUT = "paper-cards"
"""The mark of cards to cut out in a part's paper twin."""
_TITLE = re.compile(r"\A\s*# .*\n")
_THE_LIST = re.compile(rf"(?<=\n)## {LIST}[ \t]*\n.*?(?=\n## |\Z)", re.DOTALL)


class ExercisePages(LessonPages):
    """What pages about one exercise share."""

    def exercise_told(self, exercise: Exercise, language: Language) -> dict[str, Any]:
        """Return the exercise as templates show it: its parts as specs, its running order."""
        held = self.surroundings.held
        references = held.library.references
        voice = speaker(language.code, held.places.locale, exercise.id)
        facts = references.for_pupils
        specs = [
            spec_of(exercise.folder, part, facts, voice, safety=references.safety)
            for part in exercise.parts
        ]
        return {
            "lesson": exercise,
            "specs": specs,
            "order": list(running_order(exercise, voice)),
            "facts": facts,
            "references": references,
            "say": voice.say,
        }


class GuidePage(ExercisePages):
    """The facilitator's guide. Public, as a plan is."""

    def get(self, unit: str, slug: str) -> None:
        language = self.language()
        exercise = cast("Exercise", self.lesson_at(unit, slug))
        text = self.guide_of(exercise)
        # The list of references stands where the guide has its heading.
        found = _THE_LIST.search(text)
        before, after = (text[: found.end()], text[found.end() :]) if found else (text, "")
        known = self.surroundings.held.library.references.facts
        named = [name for name in (*exercise.facts, *named_facts(text)) if name in known]
        self.show(
            "guide.html",
            piece=exercise.id,
            before=self.said(before, exercise, language),
            after=self.said(after, exercise, language),
            facts_named=list(dict.fromkeys(named)),
            **self.exercise_told(exercise, language),
        )

    def guide_of(self, exercise: Exercise) -> str:
        """Return the guide without its title; an exercise without a guide has no such page: 404."""
        return _TITLE.sub("", self.file_of(exercise, GUIDE).read_text(encoding="utf-8"))

    def said(self, text: str, exercise: Exercise, language: Language) -> Any:
        """Return a piece of the guide as safe HTML, each fact that is not verified marked so."""
        held = self.surroundings.held
        references = held.library.references
        return markdown(
            text,
            references.values,
            speaker(language.code, held.places.locale, exercise.id),
            safety=references.safety,
            unverified={name for name, fact in references.facts.items() if not fact.verified},
        )


class TablePaper(ExercisePages):
    """An exercise on A4: table sheet, sheets to answer on, cards, dots, the reference list."""

    def get(self, unit: str, slug: str) -> None:
        language = self.language()
        exercise = cast("Exercise", self.lesson_at(unit, slug))
        told = self.exercise_told(exercise, language)
        places = self.surroundings.held.places
        say = speaker(language.code, places.locale, exercise.id).say
        done = [spec for spec in told["specs"] if spec["kind"] not in NOT_ON_PAPER]
        paper = paper_items(done, language.code, places.locale)
        self.show(
            "table_paper.html",
            piece=exercise.id,
            done=[spec for spec in done if spec["id"] in paper],
            paper=paper,
            to_cut={
                spec["id"]: cards
                for spec in done
                if CUT_OUT not in paper.get(spec["id"], {}).get("task", CUT_OUT)
                and (cards := cards_of(spec))
            },
            tables={
                spec["id"]: sheets_of(Activity.kinds[spec["kind"]].table(spec, say))
                for spec in done
                if spec["rounds"] and has_spread(exercise.part(spec["id"]))
            },
            **told,
        )


def cards_of(spec: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what the table has as cards in its hands: words, and who saw it where that is said.

    Nothing for a part that repeats another, or that the table does not answer.
    """
    if spec["same_as"] or "table" not in spec["rounds"]:
        return []
    held = spec.get("cards") or spec.get("scenes") or []
    who = [card.get("who") for card in held]
    return [
        (card["words"], each if isinstance(each, str) else "")
        for card, each in zip(held, who, strict=True)
    ]


def sheets_of(table: Table) -> list[Table]:
    """Return a table as those with as few columns as can be: one for each set that rows share."""
    rows: dict[tuple[str, ...], list[Row]] = {}
    for row in table.rows:
        rows.setdefault(row.columns, []).append(row)
    return [
        Table(tuple(column for column in table.columns if column.id in columns), tuple(those))
        for columns, those in rows.items()
    ]


__all__ = ["GuidePage", "TablePaper"]
