"""`safer check` of exercises: every fault is found where it stands, and nothing else is.

A fault is a folder under fixtures/exercises, named after it: in change.json what it changes in one
file of the sound pack, in gone.txt what is not there. The sound pack is that of the lessons, with a
tiny exercise laid over it.
"""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
import safer_communities  # noqa: F401 (registers every kind)
from safer_communities.authoring.checks import findings_of
from safer_communities.authoring.checks.exercises import SECTIONS
from safer_communities.content import Library, Places

ROOT = Path(__file__).resolve().parents[1] / "fixtures"
FIXTURES = ROOT / "exercises"
TODAY = dt.date(2026, 11, 26)
FILE = "lessons/assembly/01-tiny/exercise.yaml"
GUIDE = "lessons/assembly/01-tiny/guide.md"

FAULTS = {
    "age-limit-written-out": ["lessons/assembly/01-tiny/exercise.yaml:60 written-out"],
    "banned-wording": ["lessons/assembly/01-tiny/exercise.yaml:60 banned-wording"],
    "begins-in-the-middle": ["lessons/assembly/01-tiny/exercise.yaml:19 not-allowed"],
    "district-goes-nowhere": ["lessons/organisations.yaml:10 not-allowed"],
    "ends-without-commitment": ["lessons/assembly/01-tiny/exercise.yaml:63 not-allowed"],
    "feedback-without-reason": ["lessons/assembly/01-tiny/exercise.yaml:43 only-wrong"],
    "guide-out-of-order": ["lessons/assembly/01-tiny/guide.md:15 guide-section-order"],
    "guide-without-a-section": ["lessons/assembly/01-tiny/guide.md guide-section-missing"],
    "law-not-in-the-list": ["lessons/assembly/01-tiny/exercise.yaml:60 law-without-reference"],
    "law-not-in-the-list-in-guide": ["lessons/assembly/01-tiny/guide.md:25 law-without-reference"],
    "lesson-with-a-step": ["lessons/y6/01-tiny/lesson.yaml:20 not-allowed"],
    "minutes-do-not-sum": ["lessons/assembly/01-tiny/exercise.yaml:18 not-allowed"],
    "missing-guide": ["lessons/assembly/01-tiny/guide.md missing-guide"],
    "notebook-opens-a-lesson": [
        "notebooks/assembly/01-tiny.ipynb#open-exercise notebook-unknown-lesson"
    ],
    "notebook-part-missing": ["notebooks/assembly/01-tiny.ipynb notebook-part-missing"],
    "notebook-without-resident": ["notebooks/assembly/01-tiny.ipynb notebook-part-missing"],
    "notebook-without-support": ["notebooks/assembly/01-tiny.ipynb notebook-part-missing"],
    "nothing-for-the-table": ["lessons/assembly/01-tiny/exercise.yaml:18 not-allowed"],
    "organisation-of-no-agency": ["lessons/organisations.yaml:6 not-allowed"],
    "outcome-unmet": ["lessons/assembly/01-tiny/exercise.yaml:12 outcome-unmet"],
    "part-with-longer": ["lessons/assembly/01-tiny/exercise.yaml:50 not-allowed"],
    "part-without-step": ["lessons/assembly/01-tiny/exercise.yaml:56 not-allowed"],
    "phone-in-guide": ["lessons/assembly/01-tiny/guide.md:29 written-out"],
    "phone-written-out": ["lessons/assembly/01-tiny/exercise.yaml:60 written-out"],
    "real-place": ["lessons/assembly/01-tiny/exercise.yaml:60 real-place"],
    "reference-of-no-status": ["lessons/assembly/01-tiny/exercise.yaml:16 wrong-kind"],
    "round-twice": ["lessons/assembly/01-tiny/exercise.yaml:50 not-allowed"],
    "talk-with-rounds": ["lessons/assembly/01-tiny/exercise.yaml:56 not-allowed"],
    "too-long": ["lessons/assembly/01-tiny/exercise.yaml:5 wrong-kind"],
    "unknown-fact": ["lessons/assembly/01-tiny/exercise.yaml:12 unknown-fact"],
    "unknown-key": ["lessons/assembly/01-tiny/exercise.yaml:4 unknown-key"],
    "unknown-priority": ["lessons/assembly/01-tiny/exercise.yaml:6 unknown-priority"],
    "unknown-round": ["lessons/assembly/01-tiny/exercise.yaml:52 wrong-kind"],
    "unknown-step": ["lessons/assembly/01-tiny/exercise.yaml:57 wrong-kind"],
    "unverified-fact-at-the-tables": ["lessons/assembly/01-tiny/exercise.yaml:60 fact-unverified"],
    "without-notebook": ["notebooks/assembly/01-tiny.ipynb exercise-without-notebook"],
    "without-reference": ["lessons/assembly/01-tiny/exercise.yaml:13 wrong-kind"],
    "without-resident": ["lessons/assembly/01-tiny/exercise.yaml:1 missing-key"],
}


def pack(tmp_path, fault=None):
    shutil.copytree(ROOT / "lessons" / "_sound", tmp_path, dirs_exist_ok=True)
    shutil.copytree(FIXTURES / "_sound", tmp_path, dirs_exist_ok=True)
    change = FIXTURES / str(fault) / "change.json"
    if change.is_file():
        asked = json.loads(change.read_text(encoding="utf-8"))
        file = tmp_path / asked["file"]
        text = file.read_text(encoding="utf-8")
        assert text.count(asked["old"]) == 1, f"{change} does not fit the sound pack"
        file.write_text(text.replace(asked["old"], asked["new"]), encoding="utf-8")
    gone = FIXTURES / str(fault) / "gone.txt"
    for name in gone.read_text(encoding="utf-8").split() if gone.is_file() else []:
        (tmp_path / name).unlink()
    return tmp_path


def found(root):
    return findings_of(Library.read(Places.of(root)), TODAY)


def said(finding):
    where = f"{finding.file}:{finding.line}" if finding.line else finding.file
    return f"{where} {finding.code}"


def test_a_sound_exercise_has_no_findings(tmp_path):
    root = pack(tmp_path)
    assert [str(each) for each in found(root)] == []
    assert [each.path for each in Library.read(Places.of(root)).exercises] == ["assembly/01-tiny"]


@pytest.mark.parametrize(("fault", "expected"), FAULTS.items(), ids=FAULTS)
def test_a_fault_is_found_at_its_line_and_nothing_else_is(tmp_path, fault, expected):
    findings = found(pack(tmp_path, fault))
    assert sorted(map(said, findings)) == expected
    assert all(finding.message and finding.remedy for finding in findings)


def test_every_fault_in_the_folder_is_expected_here():
    assert {each.name for each in FIXTURES.iterdir()} == {"_sound", *FAULTS}


def test_a_guide_without_any_section_is_told_each(tmp_path):
    root = pack(tmp_path)
    (root / GUIDE).write_text("# Tiny\n", encoding="utf-8")
    findings = found(root)
    assert [each.code for each in findings] == ["guide-section-missing"] * len(SECTIONS)
    assert {name for name in SECTIONS if any(f"'{name}'" in each.message for each in findings)} == {
        *SECTIONS
    }


def test_the_age_of_somebody_in_a_story_and_a_time_are_no_thresholds(tmp_path):
    text = (pack(tmp_path) / FILE).read_text(encoding="utf-8")
    assert "aged 15" in text
    assert "Under 20 minutes" in text
    assert found(tmp_path) == []


def test_hard_words_are_for_adults_but_not_for_pupils(tmp_path):
    hard = (
        "Multi-agency professionals interrogate accumulated organisational intelligence, "
        "prioritising disproportionately victimised individuals and geographically concentrated "
        "vulnerability, notwithstanding considerable institutional unfamiliarity and "
        "administrative fragmentation across statutory organisational responsibilities and "
        "jurisdictional boundaries in every neighbourhood of the town"
    )
    root = pack(tmp_path)
    for file, old in (
        (FILE, "ask: What moved?"),
        ("lessons/y6/01-tiny/lesson.yaml", "ask: Choose fact or myth."),
    ):
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, f"ask: {hard}"), encoding="utf-8")
    assert {each.file for each in found(root) if each.code == "hard-to-read"} == {
        "lessons/y6/01-tiny/lesson.yaml"
    }


def test_a_text_box_says_what_to_leave_out_and_so_does_the_guide(tmp_path):
    root = pack(tmp_path)
    file, guide = root / FILE, root / GUIDE
    notes = (
        "  - {id: say, step: table, kind: notes, title: Why, ask: Say why., minutes: 0,\n"
        "     scored: false, boxes: [{id: why, words: Why, lines: 1}], most: 300}\n"
    )
    at = "  - id: compare\n"
    file.write_text(file.read_text(encoding="utf-8").replace(at, notes + at), encoding="utf-8")
    assert [str(each) for each in found(root) if each.file == GUIDE] == []
    sentence = "Name no real people or places."
    text = guide.read_text(encoding="utf-8")
    assert sentence in text
    guide.write_text(text.replace(sentence, "Write."), encoding="utf-8")
    assert [said(each) for each in found(root) if each.file == GUIDE] == [
        f"{GUIDE} box-without-warning"
    ]
