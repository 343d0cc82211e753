"""`safer check` on checks: every fault is found where it stands, and nothing else is.

A fault is a file under fixtures/faulty-checks, named after it: what it changes in the sound check.
"""

import json
import shutil
from pathlib import Path

import pytest
import safer_communities  # noqa: F401 (registers every kind)
from safer_communities.authoring.texts import texts_of
from safer_communities.content import Library, Places

from tests.authoring.test_check import command, found, pack, said

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "faulty-checks"
CHECK = "assessments/questions/tiny.yaml"

FAULTS = {
    "unknown-key": [f"{CHECK}:3 unknown-key"],
    "key-of-a-lesson": [f"{CHECK}:20 unknown-key"],
    "unknown-kind": [f"{CHECK}:15 unknown-kind"],
    "id-is-not-file": [f"{CHECK}:1 id-is-not-file"],
    "unknown-lesson": [f"{CHECK}:4 unknown-lesson"],
    "item-twice": [f"{CHECK}:34 not-allowed"],
    "unknown-outcome": [f"{CHECK}:14 not-allowed"],
    "outcome-unmet": [f"{CHECK}:9 outcome-unmet"],
    "marks-without-outcome": [f"{CHECK}:14 not-allowed"],
    "wrong-option-without-misconception": [f"{CHECK}:28 not-allowed"],
    "misconception-of-no-answer": [f"{CHECK}:32 not-allowed"],
    "confidence-with-marks": [f"{CHECK}:34 not-allowed"],
    "scale-measures-knowledge": [f"{CHECK}:34 not-allowed"],
    "rubric-is-not-the-marks": [f"{CHECK}:49 not-allowed"],
    "rubric-without-nothing": [f"{CHECK}:49 not-allowed"],
    "text-without-comments": [f"{CHECK}:52 not-allowed"],
    "option-without-why": [f"{CHECK}:28 missing-key"],
    "unknown-fact": [f"{CHECK}:12 unknown-fact"],
    "unverified-fact": [f"{CHECK}:12 unverified-fact"],
    "fact-not-listed": [f"{CHECK}:48 fact-not-listed"],
    "figure-not-listed": [f"{CHECK}:46 fact-not-listed"],
    "fact-unverified-in-words": [f"{CHECK}:48 fact-unverified"],
    "phone-written-out": [f"{CHECK}:20 written-out"],
    "unknown-word": [f"{CHECK}:11 unknown-word"],
    "long-sentence": [f"{CHECK}:20 hard-to-read"],
    "banned-wording": [f"{CHECK}:20 banned-wording"],
    "banned-wording-for-markers": [f"{CHECK}:50 banned-wording"],
    "feedback-only-wrong": [f"{CHECK}:30 only-wrong"],
    "safety-unmarked": [f"{CHECK}:22 safety-unmarked"],
}


def with_check(tmp_path, fault=None):
    """Lay the sound check, or one with a fault, into the sound pack; return where it lies."""
    root = pack(tmp_path)
    folder = root / "assessments" / "questions"
    folder.mkdir(parents=True)
    text = (FIXTURES / "_sound.yaml").read_text(encoding="utf-8")
    if fault:
        change = json.loads((FIXTURES / f"{fault}.json").read_text(encoding="utf-8"))
        assert text.count(change["old"]) == 1, f"{fault} does not fit the sound check"
        text = text.replace(change["old"], change["new"])
    (folder / "tiny.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(("fault", "expected"), FAULTS.items(), ids=FAULTS)
def test_a_fault_of_a_check_is_found_at_its_line_and_nothing_else_is(tmp_path, fault, expected):
    findings = found(with_check(tmp_path, fault))
    assert sorted(map(said, findings)) == expected
    assert all(finding.message and finding.remedy for finding in findings)


def test_every_fault_in_the_folder_is_expected_here():
    assert {each.stem for each in FIXTURES.glob("*.json")} == set(FAULTS)


def test_a_sound_check_has_no_findings(tmp_path):
    assert found(with_check(tmp_path)) == []


def test_a_misspelt_outcome_brings_the_one_that_was_meant(tmp_path):
    (finding,) = found(with_check(tmp_path, "unknown-outcome"))
    assert "Did you mean 'notice'?" in finding.remedy


def test_a_figure_that_is_not_listed_is_said_to_be_the_checks(tmp_path):
    (finding,) = found(with_check(tmp_path, "figure-not-listed"))
    assert "the check's facts" in finding.message
    assert "tiny.yaml" in finding.remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg"><title>A pond</title></svg>', "picture-unused"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "picture-not-svg"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "picture-without-words"),
    ],
)
def test_a_picture_beside_the_checks_is_looked_at(tmp_path, text, code):
    folder = with_check(tmp_path) / "assessments" / "questions" / "pictures"
    folder.mkdir()
    (folder / "pond.svg").write_text(text, encoding="utf-8")
    assert code in {finding.code for finding in found(tmp_path)}


def test_the_command_says_a_fault_of_a_check(tmp_path):
    done = command("--json", "--content", with_check(tmp_path, "unknown-kind"))
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)
    assert finding["file"] == CHECK
    assert finding["line"] == 15
    assert "Did you mean 'choice'?" in finding["remedy"]


def test_a_change_to_a_check_is_seen_without_starting_again(tmp_path):
    root = with_check(tmp_path)
    assert found(root) == []
    with_fault = with_check(tmp_path / "other", "banned-wording")
    shutil.copy(with_fault / CHECK, root / CHECK)
    assert [said(each) for each in found(root)] == [f"{CHECK}:20 banned-wording"]


def test_the_texts_of_a_check_are_for_translators_and_the_markers_apart(tmp_path):
    library = Library.read(Places.of(with_check(tmp_path)))
    texts = {text.english: text for text in texts_of(library) if text.piece.startswith("tiny")}
    assert texts["The pond"].piece == "tiny"
    assert texts["The pond"].line == 19
    assert texts["You thought about Sam with care."].piece == "tiny"
    for words in (
        "Looks at what a thing is, and not at what it could do.",
        "Something that helps Sam.",
    ):
        assert texts[words].piece == "tiny-marking"
        assert not texts[words].pupil
