"""`safer check`: every fault of a pack is found where it stands, and nothing else is.

A fault is a folder under fixtures/lessons, named after it: the files that differ from the sound
pack in `_sound`, in gone.txt those that are not there, and in change.json what is changed in one.
"""

import datetime as dt
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import safer_communities  # noqa: F401 (registers every kind)
from safer_communities.authoring.checks import findings_of, safety
from safer_communities.authoring.checks.reading_level import grade, sentences_of, syllables_in
from safer_communities.content import Library, Places
from safer_communities.language import Speaker

from tests.pack import the_library

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "lessons"
TODAY = dt.date(2026, 11, 21)
LESSON = "lessons/y6/01-tiny/lesson.yaml"
"""Where most faults are put."""

FAULTS = {
    "unknown-key": ["lessons/y6/01-tiny/lesson.yaml:17 unknown-key"],
    "unknown-key-in-a-spot": ["lessons/y6/01-tiny/lesson.yaml:56 unknown-key"],
    "missing-key": ["lessons/y6/01-tiny/lesson.yaml:1 missing-key"],
    "not-yaml": ["lessons/y6/01-tiny/lesson.yaml:2 not-yaml"],
    "key-twice": ["lessons/y6/01-tiny/lesson.yaml:3 not-yaml"],
    "unknown-kind": ["lessons/y6/01-tiny/lesson.yaml:60 unknown-kind"],
    "minutes-not-45": ["lessons/y6/01-tiny/lesson.yaml:11 not-allowed"],
    "minutes-not-60": ["lessons/y6/01-tiny/lesson.yaml:11 not-allowed"],
    "part-twice": ["lessons/y6/01-tiny/lesson.yaml:82 not-allowed"],
    "unknown-outcome": ["lessons/y6/01-tiny/lesson.yaml:59 not-allowed"],
    "card-in-no-group": ["lessons/y6/01-tiny/lesson.yaml:76 not-allowed"],
    "group-without-card": ["lessons/y6/01-tiny/lesson.yaml:69 not-allowed"],
    "card-without-a-why": ["lessons/y6/01-tiny/lesson.yaml:70 not-allowed"],
    "card-says-a-why-twice": ["lessons/y6/01-tiny/lesson.yaml:70 not-allowed"],
    "wrong-answer-without-why": ["lessons/y6/01-tiny/lesson.yaml:30 missing-key"],
    "wrong-answer-says-the-same": ["lessons/y6/01-tiny/lesson.yaml:27 not-allowed"],
    "answer-is-no-option": ["lessons/y6/01-tiny/lesson.yaml:27 not-allowed"],
    "every-option-is-right": ["lessons/y6/01-tiny/lesson.yaml:27 not-allowed"],
    "answer-nobody-can-reach": ["lessons/y6/01-tiny/lesson.yaml:71 not-allowed"],
    "spot-outside": ["lessons/y6/01-tiny/lesson.yaml:54 not-allowed"],
    "spots-too-close": ["lessons/y6/01-tiny/lesson.yaml:48 not-allowed"],
    "hazard-without-hint": ["lessons/y6/01-tiny/lesson.yaml:48 not-allowed"],
    "picture-without-alt": ["lessons/y6/01-tiny/lesson.yaml:37 missing-key"],
    "safety-names-nothing": ["lessons/y6/01-tiny/lesson.yaml:44 not-allowed"],
    "unknown-code": ["lessons/y6/01-tiny/lesson.yaml:7 unknown-code"],
    "unknown-word": ["lessons/y6/01-tiny/lesson.yaml:11 unknown-word"],
    "unknown-fact": ["lessons/y6/01-tiny/lesson.yaml:12 unknown-fact"],
    "unverified-fact": ["lessons/y6/01-tiny/lesson.yaml:12 unverified-fact"],
    "fact-without-address": ["lessons/facts.yaml:13 not-allowed"],
    "outcome-unmet": ["lessons/y6/01-tiny/lesson.yaml:8 outcome-unmet"],
    "phone-written-out": ["lessons/y6/01-tiny/lesson.yaml:35 written-out"],
    "age-written-out": ["lessons/y6/01-tiny/lesson.yaml:35 written-out"],
    "age-in-words": ["lessons/y6/01-tiny/lesson.yaml:35 written-out"],
    "age-limit-written-out": ["lessons/y6/01-tiny/lesson.yaml:35 written-out"],
    "share-written-out": ["lessons/y6/01-tiny/lesson.yaml:35 written-out"],
    "sum-written-out": ["lessons/y6/01-tiny/lesson.yaml:35 written-out"],
    "year-written-out": ["lessons/y6/01-tiny/lesson.yaml:35 written-out"],
    "phone-in-plan": ["lessons/y6/01-tiny/plan.md:13 written-out"],
    "phone-for-parents": ["lessons/y6/01-tiny/parents.md:5 written-out"],
    "phone-in-notebook": ["notebooks/y6/01-tiny.ipynb#pond written-out"],
    "unknown-placeholder": ["lessons/y6/01-tiny/lesson.yaml:35 unknown-placeholder"],
    "placeholder-in-notebook": ["notebooks/y6/01-tiny.ipynb#pond unknown-placeholder"],
    "placeholder-in-key-word": ["lessons/glossary.yaml:3 unknown-placeholder"],
    "fact-not-listed": ["lessons/y6/01-tiny/lesson.yaml:35 fact-not-listed"],
    "guess-of-a-fact-not-listed": ["lessons/y6/01-tiny/lesson.yaml:92 fact-not-listed"],
    "guess-out-of-reach": ["lessons/y6/01-tiny/lesson.yaml:92 fact-is-no-figure"],
    "fact-unverified": ["lessons/y6/01-tiny/lesson.yaml:35 fact-unverified"],
    "fact-overdue": ["lessons/facts.yaml:11 fact-overdue", "lessons/facts.yaml:22 fact-overdue"],
    "picture-missing": [
        "lessons/y6/01-tiny/lesson.yaml:45 picture-missing",
        "lessons/y6/01-tiny/pictures/pond.svg picture-unused",
        "notebooks/y6/01-tiny.ipynb notebook-part-missing",
    ],
    "picture-unused": ["lessons/y6/01-tiny/pictures/old.svg picture-unused"],
    "picture-is-no-xml": ["lessons/y6/01-tiny/pictures/pond.svg:6 picture-not-svg"],
    "picture-runs-something": ["lessons/y6/01-tiny/pictures/pond.svg:6 picture-not-svg"],
    "picture-holds-a-page": ["lessons/y6/01-tiny/pictures/pond.svg:6 picture-not-svg"],
    "picture-is-a-photograph": ["lessons/y6/01-tiny/pictures/pond.svg:6 picture-not-svg"],
    "picture-points-outside": ["lessons/y6/01-tiny/pictures/pond.svg:5 picture-not-svg"],
    "picture-listens": ["lessons/y6/01-tiny/pictures/pond.svg:6 picture-not-svg"],
    "picture-fetches": ["lessons/y6/01-tiny/pictures/pond.svg:6 picture-not-svg"],
    "picture-has-a-doctype": ["lessons/y6/01-tiny/pictures/pond.svg:1 picture-not-svg"],
    "picture-without-words": ["lessons/y6/01-tiny/pictures/pond.svg:1 picture-without-words"],
    "spot-off-drawing": ["lessons/y6/01-tiny/lesson.yaml:54 spot-off-drawing"],
    "long-sentence": ["lessons/y6/01-tiny/lesson.yaml:35 hard-to-read"],
    "hard-text": ["lessons/y6/01-tiny/lesson.yaml:35 hard-to-read"],
    "hard-lesson": ["lessons/y6/01-tiny/lesson.yaml:1 hard-to-read"],
    "banned-wording": ["lessons/y6/01-tiny/lesson.yaml:35 banned-wording"],
    "banned-word-outside-its-myth": ["lessons/y6/01-tiny/lesson.yaml:35 banned-wording"],
    "banned-wording-in-plan": ["lessons/y6/01-tiny/plan.md:3 banned-wording"],
    "banned-wording-for-parents": ["lessons/y6/01-tiny/parents.md:3 banned-wording"],
    "banned-wording-in-notebook": ["notebooks/y6/01-tiny.ipynb#pond banned-wording"],
    "banned-wording-in-key-word": ["lessons/glossary.yaml:3 banned-wording"],
    "wording-unreadable": ["lessons/wording.yaml:8 unknown-key"],
    "wording-missing": ["lessons/wording.yaml missing-file"],
    "feedback-without-reason": ["lessons/y6/01-tiny/lesson.yaml:81 only-wrong"],
    "feedback-only-wrong": ["lessons/y6/01-tiny/lesson.yaml:80 only-wrong"],
    "feedback-begins-with-no": ["lessons/y6/01-tiny/lesson.yaml:53 only-wrong"],
    "vanished-id": ["lessons/y6/01-tiny/lesson.yaml:59 vanished-id"],
    "vanished-option": ["lessons/y6/01-tiny/lesson.yaml:59 vanished-id"],
    "vanished-part": ["lessons/y6/01-tiny/lesson.yaml:11 vanished-id"],
    "vanished-lesson": ["lessons/released-ids.yaml:1 vanished-id"],
    "notebook-output": ["notebooks/y6/01-tiny.ipynb#show-pond notebook-output"],
    "notebook-was-run": ["notebooks/y6/01-tiny.ipynb#show-pond notebook-output"],
    "notebook-unknown-part": [
        "notebooks/y6/01-tiny.ipynb notebook-part-missing",
        "notebooks/y6/01-tiny.ipynb#show-pond notebook-unknown-part",
    ],
    "notebook-part-missing": ["notebooks/y6/01-tiny.ipynb notebook-part-missing"],
    "notebook-unknown-lesson": ["notebooks/y6/01-tiny.ipynb#open notebook-unknown-lesson"],
    "notebook-of-another-lesson": ["notebooks/y6/02-other.ipynb#open notebook-unknown-lesson"],
    "notebook-heading": ["notebooks/y6/01-tiny.ipynb#pond notebook-heading"],
    "notebook-cell-without-id": ["notebooks/y6/01-tiny.ipynb notebook-cell-id"],
    "notebook-cell-id-twice": ["notebooks/y6/01-tiny.ipynb notebook-cell-id"],
    "notebook-magic": [
        "notebooks/y6/01-tiny.ipynb notebook-part-missing",
        "notebooks/y6/01-tiny.ipynb#show-pond notebook-magic",
    ],
    "notebook-pip": ["notebooks/y6/01-tiny.ipynb#open notebook-magic"],
    "notebook-not-python": [
        "notebooks/y6/01-tiny.ipynb notebook-part-missing",
        "notebooks/y6/01-tiny.ipynb#show-pond notebook-not-python",
    ],
    "notebook-not-json": ["notebooks/y6/01-tiny.ipynb notebook-not-json"],
    "lesson-without-notebook": ["notebooks/y6/01-tiny.ipynb lesson-without-notebook"],
    "missing-plan": ["lessons/y6/01-tiny/plan.md missing-plan"],
    "missing-parents": ["lessons/y6/01-tiny/parents.md missing-parents"],
    "translation-lost-placeholder": ["lessons/locale/fa/y6-01.po:10 translation-lost-placeholder"],
    "translation-lost-a-name": [
        "lessons/locale/fa/interface.po:11 translation-extra-placeholder",
        "lessons/locale/fa/interface.po:11 translation-lost-placeholder",
    ],
    "translation-extra-placeholder": [
        "lessons/locale/fa/y6-01.po:13 translation-extra-placeholder"
    ],
    "translation-extra-in-plural": [
        "lessons/locale/fa/interface.po:14 translation-extra-placeholder"
    ],
    "translation-lost-isolate": ["lessons/locale/fa/interface.po:11 translation-lost-isolate"],
    "translation-isolate-left-open": ["lessons/locale/fa/interface.po:11 translation-lost-isolate"],
    "translation-digits": ["lessons/locale/fa/y6-01.po:13 translation-digits"],
    "translation-writes-number-out": ["lessons/locale/fa/y6-01.po:13 translation-digits"],
    "catalogue-unreadable": ["lessons/locale/fa/y6-01.po:13 catalogue-unreadable"],
    "catalogue-without-quotes": ["lessons/locale/fa/y6-01.po:14 catalogue-unreadable"],
    "unknown-language": ["lessons/locale/fas unknown-language"],
    "safety-unmarked": ["lessons/y6/01-tiny/lesson.yaml:47 safety-unmarked"],
    "call-nobody-can-go-on-with": ["lessons/y6/01-tiny/lesson.yaml:95 not-allowed"],
    "call-to-no-number": ["lessons/y6/01-tiny/lesson.yaml:82 not-allowed"],
    "call-without-a-good-start": ["lessons/y6/01-tiny/lesson.yaml:82 not-allowed"],
    "private-hand-with-four-fingers": ["lessons/y6/01-tiny/lesson.yaml:82 not-allowed"],
    "private-note-that-is-shown": ["lessons/y6/01-tiny/lesson.yaml:82 not-allowed"],
    "ripple-card-on-no-ring": ["lessons/y6/01-tiny/lesson.yaml:93 not-allowed"],
    "ripple-with-two-rings": ["lessons/y6/01-tiny/lesson.yaml:82 not-allowed"],
    "notes-in-a-lesson": ["lessons/y6/01-tiny/lesson.yaml:82 not-allowed"],
    "story-choice-leads-nowhere": ["lessons/y6/01-tiny/lesson.yaml:94 not-allowed"],
    "story-ending-called-bad": ["lessons/y6/01-tiny/lesson.yaml:102 wrong-kind"],
    "story-ends-without-saying-so": ["lessons/y6/01-tiny/lesson.yaml:100 not-allowed"],
    "story-never-ends": ["lessons/y6/01-tiny/lesson.yaml:95 not-allowed"],
    "story-safety-unmarked": ["lessons/y6/01-tiny/lesson.yaml:24 safety-unmarked"],
    "story-scene-nobody-comes-to": ["lessons/y6/01-tiny/lesson.yaml:95 not-allowed"],
}


def pack(tmp_path, fault=None):
    """Lay a fault's files over the sound pack; return where it lies."""
    shutil.copytree(FIXTURES / "_sound", tmp_path, dirs_exist_ok=True)
    if fault:
        shutil.copytree(FIXTURES / fault, tmp_path, dirs_exist_ok=True)
        gone = tmp_path / "gone.txt"
        for name in gone.read_text(encoding="utf-8").split() if gone.exists() else []:
            (tmp_path / name).unlink()
        change(tmp_path, fault)
    return tmp_path


def change(root, fault):
    """Change a file as a fault's change.json says: a notebook that was run is not kept as one."""
    told = FIXTURES / fault / "change.json"
    if told.exists():
        asked = json.loads(told.read_text(encoding="utf-8"))
        file = root / asked["file"]
        text = file.read_text(encoding="utf-8")
        assert text.count(asked["old"]) == 1, f"{told} does not fit the sound pack"
        file.write_text(text.replace(asked["old"], asked["new"]), encoding="utf-8")


def found(root):
    return findings_of(Library.read(Places.of(root)), TODAY)


def said(finding):
    where = f"{finding.file}:{finding.line}" if finding.line else finding.file
    return f"{where} {finding.code}"


def the_message(tmp_path, fault):
    """Return the message and the remedy of a fault's only finding."""
    (finding,) = found(pack(tmp_path, fault))
    return f"{finding.message} {finding.remedy}"


def command(*arguments):
    """Run the command as an author does."""
    return subprocess.run(
        [sys.executable, "-m", "safer_communities.command", "check", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(("fault", "expected"), FAULTS.items(), ids=FAULTS)
def test_a_fault_is_found_at_its_line_and_nothing_else_is(tmp_path, fault, expected):
    findings = found(pack(tmp_path, fault))
    assert sorted(map(said, findings)) == expected
    assert all(finding.message and finding.remedy for finding in findings)


def test_every_fault_in_the_folder_is_expected_here():
    assert {each.name for each in FIXTURES.iterdir()} == {"_sound", *FAULTS}


def test_a_sound_pack_has_no_findings(tmp_path):
    assert found(pack(tmp_path)) == []


def test_the_real_pack_has_no_findings_but_of_translations():
    findings = findings_of(the_library(), TODAY)
    underway = ("translation-", "catalogue-")
    assert [str(each) for each in findings if not each.code.startswith(underway)] == []


def test_findings_stand_in_the_order_of_files_and_lines(tmp_path):
    root = pack(tmp_path, "banned-wording")
    change(root, "notebook-output")
    shutil.copy(FIXTURES / "phone-in-plan" / "lessons/y6/01-tiny/plan.md", (root / LESSON).parent)
    assert [said(finding) for finding in found(root)] == [
        f"{LESSON}:35 banned-wording",
        "lessons/y6/01-tiny/plan.md:13 written-out",
        "notebooks/y6/01-tiny.ipynb#show-pond notebook-output",
    ]


@pytest.mark.parametrize(
    ("fault", "meant"),
    [
        ("unknown-key", "'stretch'"),
        ("unknown-key-in-a-spot", "'hint'"),
        ("unknown-kind", "'sorting'"),
        ("unknown-outcome", "'choose'"),
        ("unknown-placeholder", "{emergency-number}"),
        ("unknown-language", "'fa'"),
        ("notebook-unknown-lesson", "'y6/01-tiny'"),
    ],
)
def test_an_unknown_word_brings_the_word_that_was_meant(tmp_path, fault, meant):
    assert f"Did you mean {meant}?" in the_message(tmp_path, fault)


@pytest.mark.parametrize(
    ("fault", "fact"),
    [
        ("phone-written-out", "emergency-number"),
        ("phone-in-plan", "emergency-number"),
        ("age-written-out", "club-age"),
        ("age-in-words", "club-age"),
        ("share-written-out", "club-share"),
    ],
)
def test_a_number_written_out_brings_the_fact_that_says_it(tmp_path, fault, fact):
    message = the_message(tmp_path, fault)
    assert f"It is the fact '{fact}'." in message
    assert f"Write {{{fact}}} in its place" in message


def test_an_id_that_vanished_brings_its_new_name(tmp_path):
    assert "Was it renamed to 'sort/pit'?" in the_message(tmp_path, "vanished-id")


def test_a_fact_is_fresh_until_the_end_of_its_day(tmp_path):
    library = Library.read(Places.of(pack(tmp_path, "fact-overdue")))
    assert findings_of(library, dt.date(2026, 11, 20)) == []
    assert len(findings_of(library, dt.date(2026, 11, 21))) == 2


def test_a_plan_may_name_a_fact_that_is_not_verified_yet(tmp_path):
    plan = pack(tmp_path) / "lessons/y6/01-tiny/plan.md"
    plan.write_text(plan.read_text() + "\nThe club opens at {club-hours}.\n", encoding="utf-8")
    assert found(tmp_path) == []


def test_a_text_on_which_safety_hangs_is_missed_without_its_english(tmp_path, monkeypatch):
    root = pack(tmp_path)
    monkeypatch.setattr(Speaker, "say_safely", Speaker.say)
    findings = found(root)
    assert [said(each) for each in findings] == [
        f"{LESSON}:19 safety-alone",
        f"{LESSON}:49 safety-alone",
    ]
    assert all("Persian" in each.message for each in findings)


def test_a_reviewed_language_needs_no_english_beside_it(tmp_path, monkeypatch):
    root = pack(tmp_path)
    for path in (root / "lessons/locale/fa").iterdir():
        text = path.read_text(encoding="utf-8")
        draft = "# Draft. No native speaker has reviewed it."
        path.write_text(text.replace(draft, "# Reviewed by: teacher, 2026-11-21"), encoding="utf-8")
    monkeypatch.setattr(Speaker, "say_safely", Speaker.say)
    assert found(root) == []


def test_a_template_that_says_a_number_to_ring_plainly_is_found(tmp_path):
    library = Library.read(Places.of(pack(tmp_path / "pack")))
    page = tmp_path / "templates" / "help.html"
    page.parent.mkdir()
    number = 'number=facts["emergency-number"] | isolated)'
    page.write_text(
        f'<p>{{{{ safety("Ring %(number)s.", {number} }}}}</p>\n'
        f'<p>{{{{ _("Ring %(number)s.",\n {number} }}}}</p>\n',
        encoding="utf-8",
    )
    findings = list(safety.templates_say_safety(library, TODAY, page.parent))
    assert [said(each) for each in findings] == [
        "widgets/safer_communities/help.html:2 safety-alone"
    ]


def test_syllables_are_counted_as_they_are_said():
    words = {"idea": 3, "likely": 2, "somebody": 3, "Mina's": 2, "ice": 1, "Alderbrook": 3}
    assert {word: syllables_in(word) for word in words} == words


def test_a_grade_is_that_of_flesch_and_kincaid():
    # 12 words, 2 sentences, 15 syllables: 0.39 * 6 + 11.8 * 1.25 - 15.59.
    assert grade(["The cat sat by the water. A very happy dog ran in."]) == pytest.approx(1.5)


def test_a_colon_ends_a_sentence_and_a_title_does_not():
    text = 'Sam asks: "Is it safe?" Mr Green says no; it is wet.'
    assert sentences_of(text) == ["Sam asks", '"Is it safe?', "Mr Green says no", "it is wet."]


def test_a_lesson_is_not_made_hard_by_its_key_words(tmp_path):
    root = pack(tmp_path)
    glossary = root / "lessons/glossary.yaml"
    long = "Responsibility means that Mina tells an adult. " * 5
    lesson = root / LESSON
    lesson.write_text(
        lesson.read_text(encoding="utf-8").replace(
            "Telling an adult is a strong and kind choice.", long
        ),
        encoding="utf-8",
    )
    assert [each.code for each in found(root)] == ["hard-to-read"]
    glossary.write_text(
        glossary.read_text(encoding="utf-8")
        + "\nresponsibility:\n  word: responsibility\n  meaning: Something it is your job to do.\n",
        encoding="utf-8",
    )
    lesson.write_text(
        lesson.read_text(encoding="utf-8").replace(
            "words: [hazard]", "words: [hazard, responsibility]"
        ),
        encoding="utf-8",
    )
    assert found(root) == []


def test_the_command_ends_with_nought_on_a_clean_pack(tmp_path):
    done = command("--content", pack(tmp_path), "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_the_command_ends_with_one_and_says_file_line_and_remedy(tmp_path):
    root = pack(tmp_path, "outcome-unmet")
    done = command("--content", root, "--json")
    (finding,) = json.loads(done.stdout)
    assert done.returncode == 1
    assert list(finding) == ["file", "line", "code", "message", "remedy"]
    assert (finding["file"], finding["line"], finding["code"]) == (LESSON, 8, "outcome-unmet")
    plain = command("--content", root)
    assert plain.returncode == 1
    assert plain.stdout.startswith(f"{LESSON}:8: {finding['message']} {finding['remedy']}")


@pytest.mark.parametrize("arguments", [["--content", "/nowhere"], ["--loudly"]])
def test_the_command_ends_with_two_where_it_was_asked_wrongly(arguments):
    done = command(*arguments)
    assert done.returncode == 2
    assert done.stderr


def test_a_release_takes_the_ids_as_they_are(tmp_path):
    root = pack(tmp_path, "vanished-id")
    done = command("--content", root, "--release", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    released = (root / "lessons/released-ids.yaml").read_text(encoding="utf-8")
    assert "sort/pit" in released
    assert "sort/hole" not in released


def test_a_release_waits_until_every_piece_can_be_read(tmp_path):
    root = pack(tmp_path, "spot-outside")
    before = (root / "lessons/released-ids.yaml").read_text(encoding="utf-8")
    done = command("--content", root, "--release")
    assert done.returncode == 1
    assert "No ids were written" in done.stderr
    assert (root / "lessons/released-ids.yaml").read_text(encoding="utf-8") == before
