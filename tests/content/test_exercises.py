"""Exercises and organisations as they are read."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
import safer_communities  # noqa: F401 (registers every kind)
from safer_communities.content import (
    ContentError,
    Exercise,
    Lesson,
    Library,
    Places,
    organisations_in,
)

from tests.conftest import FIXTURES
from tests.pack import the_library

ORGANISATIONS = organisations_in(Places.found().lessons)
LAST_DAY, FIRST_DAY = dt.date(2027, 3, 31), dt.date(2027, 4, 1)


@pytest.fixture
def tiny(tmp_path):
    shutil.copytree(FIXTURES / "lessons" / "_sound", tmp_path, dirs_exist_ok=True)
    shutil.copytree(FIXTURES / "exercises" / "_sound", tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_an_exercise_stands_in_the_library_beside_the_lessons(tiny):
    library = Library.read(Places.of(tiny))
    assert library.broken == {}
    assert {path: type(each) for path, each in library.lessons.items()} == {
        "assembly/01-tiny": Exercise,
        "y6/01-tiny": Lesson,
    }
    assert [each.path for each in library.taught] == ["y6/01-tiny"]
    (exercise,) = library.exercises
    assert (exercise.minutes, exercise.number, exercise.priorities) == (25, 1, ["asb"])
    assert exercise.references[0].status == "to-check"
    assert exercise.part("together").minutes == 12


def test_the_step_of_a_part_says_who_answers_it(tiny):
    (exercise,) = Library.read(Places.of(tiny)).exercises
    assert {part.id: part.rounds for part in exercise.parts} == {
        "open": [],
        "first": ["alone"],
        "together": ["table"],
        "compare": [],
        "commit": [],
    }


def test_a_part_that_says_who_answers_it_is_believed(tiny):
    file = tiny / "lessons/assembly/01-tiny/exercise.yaml"
    text = file.read_text(encoding="utf-8")
    old = "    step: table\n"
    assert text.count(old) == 1
    file.write_text(text.replace(old, f"{old}    rounds: [alone, table]\n"), encoding="utf-8")
    (exercise,) = Library.read(Places.of(tiny)).exercises
    assert exercise.part("together").rounds == ["alone", "table"]


def test_a_fact_that_is_not_verified_may_be_in_an_exercise_for_its_guide(tiny):
    library = Library.read(Places.of(tiny))
    (exercise,) = library.exercises
    unverified = [name for name in exercise.facts if not library.references.facts[name].verified]
    assert unverified == ["club-hours"]


def test_content_without_an_assembly_needs_neither_priorities_nor_organisations(tiny):
    shutil.rmtree(tiny / "lessons" / "assembly")
    for name in ("priorities.yaml", "organisations.yaml"):
        (tiny / "lessons" / name).unlink()
    library = Library.read(Places.of(tiny))
    assert (library.broken, library.references.priorities) == ({}, {})
    assert organisations_in(tiny / "lessons").organisations == {}


def test_thirty_and_more_kinds_of_organisation_are_each_of_a_known_agency_type():
    assert len(ORGANISATIONS.organisations) >= 30
    used = {each.agency for each in ORGANISATIONS.organisations.values()}
    assert used <= set(ORGANISATIONS.agencies)
    # A type that no organisation has can still be chosen at the door.
    assert set(ORGANISATIONS.agencies) == used


def test_the_eleven_areas_give_way_to_the_two_on_the_first_of_april():
    before, after = ORGANISATIONS.areas(LAST_DAY), ORGANISATIONS.areas(FIRST_DAY)
    assert len(before) == 11
    assert sorted(each.name for each in after.values()) == ["East Surrey", "West Surrey"]
    assert ORGANISATIONS.county.is_there(LAST_DAY)
    assert not ORGANISATIONS.county.is_there(FIRST_DAY)


def test_a_district_is_told_at_both_levels():
    assert ORGANISATIONS.both_levels("woking") == ("Woking", "West Surrey")
    assert ORGANISATIONS.both_levels("elmbridge") == ("Elmbridge", "East Surrey")
    assert ORGANISATIONS.both_levels("east-surrey") == ("East Surrey", "East Surrey")
    with pytest.raises(KeyError, match="Did you mean 'woking'"):
        ORGANISATIONS.both_levels("wokin")


def test_the_day_of_the_new_councils_is_that_of_the_facts():
    fact = the_library().references.facts["new-councils-date"]
    assert fact.verified
    begun = {each.begins for each in ORGANISATIONS.unitaries.values()}
    assert begun == {dt.datetime.strptime(fact.value, "%d %B %Y").date()}  # noqa: DTZ007 (a day)


def test_organisations_that_cannot_be_read_are_told_with_their_line(tiny):
    file = tiny / "lessons" / "organisations.yaml"
    text = file.read_text(encoding="utf-8").replace("becomes: west", "becomes: east")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        organisations_in(tiny / "lessons")
    (finding,) = caught.value.findings
    line = next(at for at, each in enumerate(text.split("\n"), 1) if "guildford" in each)
    assert (finding.line, finding.code) == (line, "not-allowed")
