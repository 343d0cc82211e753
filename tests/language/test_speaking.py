"""How a language says a text: its plural forms, digits, dates, and whether anybody has read it."""

import datetime as dt

import pytest
from safer_communities.content import Places
from safer_communities.language import BESIDE, speaker

TWO = "nplurals=2; plural=(n != 1)"  # how many forms there are; which is taken, CLDR says


def head(plurals=TWO):
    said = ["Content-Type: text/plain; charset=utf-8", f"Plural-Forms: {plurals}"]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in said) + "\n"


MINUTES = (
    'msgid "%(n)s minute"\nmsgid_plural "%(n)s minutes"\nmsgstr[0] "one"\nmsgstr[1] "many"\n\n'
)
WORD = 'msgid "Stop"\nmsgstr "Said"\n'


@pytest.fixture
def said_in(tmp_path):
    """Return a function that opens a language whose one catalogue is given."""

    def open_(code, text=""):
        folder = tmp_path / "locale" / code
        folder.mkdir(parents=True)
        (folder / "interface.po").write_text(text or head() + MINUTES + WORD, encoding="utf-8")
        return speaker(code, folder.parent)

    return open_


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("fa", ["one", "one", "many", "many"]),
        ("bn", ["one", "one", "many", "many"]),
        ("ur", ["many", "one", "many", "many"]),
    ],
)
def test_a_number_of_things_takes_the_form_of_its_language(said_in, code, forms):
    voice = said_in(code)
    told = [voice.say_many("%(n)s minute", "%(n)s minutes", count) for count in (0, 1, 2, 11)]
    assert told == forms


def test_a_language_without_plurals_has_one_form(said_in):
    only = MINUTES.replace('msgstr[1] "many"\n', "")
    voice = said_in("ms", head("nplurals=1; plural=0") + only)
    assert {voice.say_many("%(n)s minute", "", count) for count in (0, 1, 2)} == {"one"}


def test_english_needs_no_catalogue(tmp_path):
    voice = speaker("en", tmp_path)
    assert [voice.say_many("one", "many", count) for count in (0, 1, 2)] == ["many", "one", "many"]
    assert voice.say("Stop") == "Stop"


def test_what_is_not_translated_is_said_in_english(said_in):
    voice = said_in("ur")
    assert voice.say("Go") == "Go"
    assert voice.say_many("one thing", "many things", 1) == "one thing"


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("en", "1,234"),
        ("fa", "\u06f1\u066c\u06f2\u06f3\u06f4"),
        ("ur", "1,234"),
        ("bn", "1,234"),
    ],
)
def test_a_number_is_written_in_the_digits_pupils_use(code, number):
    assert speaker(code, Places.found().locale).number(1234) == number


def test_a_date_is_written_in_the_words_of_its_language():
    told = {
        code: speaker(code, Places.found().locale).date(dt.date(2026, 11, 3))
        for code in ("en", "ms", "bn")
    }
    assert told["en"] == "3 November 2026"
    assert told["ms"] == "3 November 2026"
    assert "নভেম্বর" in told["bn"]
    assert "\u06f3" in speaker("fa", Places.found().locale).date(dt.date(2026, 11, 3))


def test_a_draft_brings_its_english_until_somebody_has_reviewed_it(said_in):
    draft = said_in("ur")
    assert draft.is_draft
    assert draft.say_safely("Stop") == f"Said{BESIDE}Stop"
    reviewed = said_in("bn", f"# Reviewed by: teacher, 2026-11-01\n{head()}{WORD}")
    assert not reviewed.is_draft
    assert reviewed.say_safely("Stop") == "Said"
