"""Reading a lesson: each fault is told with its line and what to do; facts stand in the words."""

from __future__ import annotations

import shutil

import pytest
import safer_communities  # noqa: F401 (registers every kind)
from safer_communities.content import (
    Checked,
    Library,
    Picture,
    Places,
    Words,
    did_you_mean,
    fill,
    map_words,
    named_facts,
)

from tests.conftest import FIXTURES

PATH = "y6/90-kernel-parts"
FILE = f"lessons/{PATH}/lesson.yaml"
SHAPE = "Change the value, or look at another lesson for its shape."
WHOLE = "id: y6-90"
"""The line that stands for the whole lesson."""


@pytest.fixture
def pack(tmp_path):
    shutil.copytree(FIXTURES / "packs" / "kernel", tmp_path / "pack")
    return tmp_path / "pack"


def found(pack):
    return [each for found in Library.read(Places.of(pack)).broken.values() for each in found]


def changed(pack, old, new, file=FILE):
    """Change a file of the pack in one place; return the file as lines."""
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    (pack / file).write_text(text, encoding="utf-8")
    return text.splitlines()


def test_a_lesson_without_a_fault_is_read(pack):
    library = Library.read(Places.of(pack))
    assert library.broken == {}
    lesson = library.lessons[PATH]
    assert (lesson.unit, lesson.slug, lesson.number) == ("y6", "90-kernel-parts", 90)
    assert [part.id for part in lesson.parts] == ["light", "computing"]
    assert [[part.in_lesson(minutes) for part in lesson.parts] for minutes in (45, 60)] == [
        [30, 15],
        [30, 30],
    ]


# name: (what stands there, what is put there, the line that is told, code, message, remedy)
FAULTS = {
    "unknown key": (
        "theme: safe",
        "theme: safe\nthme: safe",
        "thme: safe",
        "unknown-key",
        "There is no key 'thme' here.",
        "Did you mean 'theme'?",
    ),
    "unknown key of a part": (
        "    title: A part without a kernel",
        "    title: A part\n    strech: More",
        "    strech: More",
        "unknown-key",
        "There is no key 'strech' here.",
        "Did you mean 'stretch'?",
    ),
    "unknown key deep in a part": (
        "        answer: [hazard]",
        "        answer: [hazard]\n        hnt: Look",
        "        hnt: Look",
        "unknown-key",
        "There is no key 'hnt' here.",
        "Did you mean 'hint'?",
    ),
    "missing key": (
        "about: Holds a plain widget and a part that asks for a kernel, for the tests.\n",
        "",
        WHOLE,
        "missing-key",
        "The key 'about' is missing here.",
        "Add 'about:' with its value.",
    ),
    "missing key of a part": (
        "    ask: Choose one.\n",
        "",
        "  - id: light",
        "missing-key",
        "The key 'ask' is missing here.",
        "Add 'ask:' with its value.",
    ),
    "not 45 minutes": (
        "    minutes: 15",
        "    minutes: 14",
        "parts:",
        "not-allowed",
        "The 'parts' take 44 minutes in the 45-minute lesson.",
        "Change 'minutes' or 'longer' until they make 45.",
    ),
    "not 60 minutes": (
        "    longer: 30",
        "    longer: 29",
        "parts:",
        "not-allowed",
        "The 'parts' take 59 minutes in the 60-minute lesson.",
        "Change 'minutes' or 'longer' until they make 60.",
    ),
    "unknown kind": (
        "    kind: choice",
        "    kind: choise",
        "    kind: choise",
        "unknown-kind",
        "There is no kind of activity called 'choise'.",
        "Did you mean 'choice'?",
    ),
    "two parts of one id": (
        "  - id: computing",
        '  - id: "light"',
        '  - id: "light"',
        "not-allowed",
        "Two parts are called 'light'.",
        "Give one of them another id.",
    ),
    "more talk than minutes": (
        "    minutes: 15\n    longer: 30",
        "    minutes: 15\n    talk: 16",
        "  - id: computing",
        "not-allowed",
        "Part 'computing' talks for 16 minutes but lasts 15.",
        "Make 'talk' at most 'minutes'.",
    ),
    "unknown outcome": (
        "    outcomes: [hazard]",
        "    outcomes: [hazrd]",
        "  - id: light",
        "not-allowed",
        "Part 'light' names the outcome 'hazrd', which the lesson does not have.",
        "Did you mean 'hazard'?",
    ),
    "the same as no part": (
        "    title: A part with a kernel",
        "    title: A part with a kernel\n    same_as: lihgt",
        "  - id: computing",
        "not-allowed",
        "Part 'computing' is the same as 'lihgt', which does not come before it.",
        "Name an earlier part.",
    ),
    "the same as a later part": (
        "    title: A part without a kernel",
        "    title: A part without a kernel\n    same_as: computing",
        "  - id: light",
        "not-allowed",
        "Part 'light' is the same as 'computing', which does not come before it.",
        "Name an earlier part.",
    ),
    "a value that is none of those allowed": (
        "theme: safe",
        "theme: dangerous",
        "theme: dangerous",
        "wrong-kind",
        "'theme' cannot be 'dangerous':",
        SHAPE,
    ),
    "words where a number belongs": (
        "    minutes: 30",
        "    minutes: half an hour",
        "    minutes: half an hour",
        "wrong-kind",
        "'minutes' cannot be 'half an hour':",
        SHAPE,
    ),
    "an id with a space": (
        "  - id: light",
        "  - id: A light",
        "  - id: A light",
        "wrong-kind",
        "'id' cannot be 'A light':",
        SHAPE,
    ),
    "a part that is only a word": (
        "  - id: light\n",
        "  - a word\n  - id: light\n",
        "  - a word",
        "not-a-part",
        "A part cannot be 'a word'.",
        "Write 'id:', 'kind:' and so on.",
    ),
    "unknown code": (
        "codes: [PS1]",
        "codes: [PS99]",
        "codes: [PS99]",
        "unknown-code",
        "'PS99' under 'codes' is not in codes.yaml.",
        "Add it to lessons/codes.yaml, or take it out here.",
    ),
    "unknown key word": (
        "words: [hazard]",
        "words: [hazard, moon]",
        "words: [hazard, moon]",
        "unknown-word",
        "'moon' under 'words' is not in glossary.yaml.",
        "Add it to lessons/glossary.yaml, or take it out here.",
    ),
    "unknown fact": (
        "facts: [emergency-number]",
        "facts: [emergency-nmber]",
        "facts: [emergency-nmber]",
        "unknown-fact",
        "'emergency-nmber' under 'facts' is not in facts.yaml.",
        "Add it to lessons/facts.yaml, or take it out here.",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_line_and_what_to_do(pack, fault):
    old, new, at, code, message, remedy = FAULTS[fault]
    lines = changed(pack, old, new)
    (finding,) = found(pack)
    told = (finding.file, finding.line, finding.code, finding.remedy)
    assert told == (FILE, lines.index(at) + 1, code, remedy)
    assert finding.message.startswith(message)


def test_every_faulty_part_is_told_at_once(pack):
    changed(pack, "    ask: Choose one.\n", "")
    lines = changed(pack, "    kind: choice\n    needs", "    kind: guessing\n    needs")
    assert [(each.line, each.code) for each in found(pack)] == [
        (lines.index("  - id: light") + 1, "missing-key"),
        (lines.index("    kind: guessing") + 1, "unknown-kind"),
    ]


def test_a_part_that_repeats_another_takes_its_words_and_keeps_its_own(pack):
    text = (pack / FILE).read_text()
    cut = text.index("    questions:", text.index("  - id: computing"))
    again = text[:cut].replace("    needs: kernel\n", "    same_as: light\n")
    (pack / FILE).write_text(again)
    first, second = Library.read(Places.of(pack)).lessons[PATH].parts
    assert second.questions == first.questions
    assert (second.id, second.title, second.minutes) == ("computing", "A part with a kernel", 15)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("theme: safe", "theme: [safe", "codes: [PS1]"),
        ("theme: safe", "theme: safe\n\ttab: 1", "\ttab: 1"),
        ("theme: safe", "theme: safe: again", "theme: safe: again"),
        ("title: Parts that compute", 'title: "Parts', None),
        ("theme: safe", "theme: safe\ntheme: safe", "theme: safe"),
    ],
)
def test_what_is_not_yaml_is_told_with_the_line_where_it_stops_making_sense(pack, old, new, at):
    lines = changed(pack, old, new)
    (finding,) = found(pack)
    assert finding.code == "not-yaml"
    assert "the spaces at the start of the line" in finding.remedy
    near = [number for number, line in enumerate(lines, 1) if line == at or at is None]
    assert finding.line in near


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-a-lesson"),
        (b"- one\n- two\n", "not-a-lesson"),
        (b"only words", "not-a-lesson"),
        ("title: Caf\u00e9".encode("latin-1"), "unreadable-file"),
    ],
)
def test_a_file_that_holds_no_lesson_is_told_as_such(pack, data, code):
    (pack / FILE).write_bytes(data)
    (finding,) = found(pack)
    assert (finding.file, finding.code) == (FILE, code)
    assert finding.remedy


def test_a_character_that_cannot_be_seen_is_told_with_its_line(pack):
    lines = changed(pack, "theme: safe", "theme: s\x07afe")
    (finding,) = found(pack)
    assert (finding.code, finding.line) == ("not-yaml", lines.index("theme: s\x07afe") + 1)
    assert finding.remedy == "Delete the line and type it again."


def test_a_folder_without_its_file_is_told(pack):
    (pack / FILE).unlink()
    (finding,) = found(pack)
    assert (finding.file, finding.line, finding.code) == (FILE, 0, "missing-file")


def test_a_fact_that_is_not_verified_may_not_be_named_by_a_lesson(pack):
    changed(pack, "verified: true", "verified: false", file="lessons/facts.yaml")
    (finding,) = [each for each in found(pack) if each.file == FILE]
    lines = (pack / FILE).read_text().splitlines()
    assert (finding.code, finding.line) == (
        "unverified-fact",
        lines.index("facts: [emergency-number]") + 1,
    )
    assert "pupils must not read it" in finding.message


def test_a_fault_in_a_part_that_is_repeated_is_told_once(pack):
    again = "  - id: again\n    same_as: light\n    minutes: 0\n"
    file = pack / FILE
    file.write_text(file.read_text().replace("  - id: computing", f"{again}  - id: computing"))
    lines = changed(pack, "        answer: [hazard]", "        anser: [hazard]")
    assert [(each.code, each.line) for each in found(pack)] == [
        ("missing-key", lines.index("      - id: ice") + 1),
        ("unknown-key", lines.index("        anser: [hazard]") + 1),
    ]


def test_a_verified_fact_needs_the_address_where_it_was_read(pack):
    lines = changed(pack, ', address: "https://example.org"', "", file="lessons/facts.yaml")
    (finding,) = found(pack)
    assert (finding.file, finding.code) == ("lessons/facts.yaml", "not-allowed")
    assert finding.line == lines.index("emergency-number:") + 1
    assert finding.message == "A verified fact needs its address."


@pytest.mark.parametrize("name", ["facts.yaml", "codes.yaml", "glossary.yaml"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- a list", "not-a-table"),
        ("words", "not-a-table"),
        ("a: [", "not-yaml"),
        (None, "missing-file"),
    ],
)
def test_references_that_cannot_be_read_are_told(pack, name, text, code):
    file = pack / "lessons" / name
    file.unlink()
    if text is not None:
        file.write_text(text)
    told = Library.read(Places.of(pack)).broken["references"]
    assert [(each.file, each.code) for each in told] == [(f"lessons/{name}", code)]


def test_a_fault_is_one_line_that_an_editor_can_open(pack):
    lines = changed(pack, "theme: safe", "theme: safe\nthme: safe")
    (finding,) = found(pack)
    where = f"{FILE}:{lines.index('thme: safe') + 1}"
    assert (
        str(finding) == f"{where}: There is no key 'thme' here. Did you mean 'theme'? [unknown-key]"
    )


def test_a_word_that_is_near_none_brings_every_known_one():
    assert did_you_mean("sortin", ["sorting", "grid"]) == "Did you mean 'sorting'?"
    assert did_you_mean("xyz", ["sorting", "grid"]) == "Known here: grid, sorting."


def test_a_fact_stands_in_the_words_whole_and_left_to_right():
    assert fill("Ring {child-line}.", {"child-line": "0800 1111"}) == (
        "Ring \u20660800\u00a01111\u2069."
    )


def test_a_fact_named_twice_is_filled_twice():
    assert fill("{a} and {a}", {"a": "1"}) == "\u20661\u2069 and \u20661\u2069"


def test_a_name_that_is_no_fact_stays_to_be_seen():
    text = "Ring {nobody}, {Not-One}, {} or { a }."
    assert fill(text, {"a": "1"}) == text


def test_the_facts_a_text_names_are_listed_in_order():
    assert named_facts("{b-2} then {a} then {b-2} but not {B} or {a b}") == ["b-2", "a", "b-2"]


class Card(Checked):
    id: str
    words: Words
    why: dict[str, Words] = {}  # noqa: RUF012 (pydantic copies it)


class Scene(Checked):
    id: str
    title: Words
    picture: Picture
    lines: list[Words]
    cards: list[Card]
    hint: Words | None = None
    note: str = "say nothing"


SCENE = Scene(
    id="say",
    title="one",
    picture="pictures/say.svg",
    lines=["two", "three"],
    cards=[Card(id="say", words="four", why={"low": "five"})],
)


def test_only_what_people_read_is_changed_when_words_are_mapped():
    assert map_words(SCENE, lambda text, _: text.upper()) == {
        "id": "say",
        "title": "ONE",
        "picture": "pictures/say.svg",
        "lines": ["TWO", "THREE"],
        "cards": [{"id": "say", "words": "FOUR", "why": {"low": "FIVE"}}],
        "hint": None,
        "note": "say nothing",
    }


def test_each_text_comes_with_the_way_to_it():
    ways = {}
    map_words(SCENE, lambda text, way: ways.setdefault(text, way) and text)
    assert ways == {
        "one": ("title",),
        "two": ("lines", 0),
        "three": ("lines", 1),
        "four": ("cards", 0, "words"),
        "five": ("cards", 0, "why", "low"),
    }
