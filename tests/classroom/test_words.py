"""Codes and tags: words a child can read aloud, hear and type, and nobody can guess."""

from __future__ import annotations

import itertools
import re

import pytest
from safer_communities.classroom import (
    LIFE_SECONDS,
    TRIES,
    TRIES_SECONDS,
    Codes,
    Tag,
    TagWords,
    chance_of_a_guess,
)
from safer_communities.classroom.classes import MOST_PUPILS
from safer_communities.classroom.tags import free_tag
from safer_communities.content import ContentError, Places
from safer_communities.language import speaker

WORDS = TagWords.of(Places.found())
SOUNDS = [
    (r"^(kn|gn|wr|ps)", lambda found: found[0][1]),
    ("ph|v", "f"),
    ("ght", "t"),
    ("gh", ""),
    ("qu", "kw"),
    ("sch", "sk"),
    ("ch|sh", "C"),
    ("th", "T"),
    ("wh", "w"),
    ("x", "ks"),
    ("ck", "k"),
    ("c(?=[eiy])|z", "s"),
    ("dg|g(?=[ei])", "j"),
    ("c", "k"),
    ("mb", "m"),
    ("e$", ""),
    ("[aeiouy]+", "a"),
    ("(?<=a)r(?=[^a]|$)", ""),
    ("(?<=.)h", ""),
    (r"(.)\1+", r"\1"),
]


def sound(word):
    """Return roughly how a word sounds: consonants in classes, all vowels as one."""
    for written, spoken in SOUNDS:
        word = re.sub(written, spoken, word)
    return word


def letters_apart(one, other):
    """Return 0, 1 or 2 (for more): the letters to change, add or take out to make one the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return 2
    if len(short) == len(long):
        return min(2, sum(a != b for a, b in zip(one, other, strict=True)))
    return 1 if any(short == long[:at] + long[at + 1 :] for at in range(len(long))) else 2


def test_a_code_is_guessed_within_a_classs_life_less_than_once_in_ten_thousand():
    assert TRIES_SECONDS >= LIFE_SECONDS
    count = len(WORDS.codes)
    assert chance_of_a_guess(count) == TRIES / (count * (count - 1)) < 1 / 10_000


def test_every_code_word_is_short_enough_to_type():
    assert [word for word in WORDS.codes if not re.fullmatch("[a-z]{3,8}", word)] == []


def test_no_two_code_words_are_one_letter_apart():
    near = [pair for pair in itertools.combinations(WORDS.codes, 2) if letters_apart(*pair) < 2]
    assert near == []


def test_no_two_code_words_sound_alike():
    by_sound = {}
    for word in WORDS.codes:
        by_sound.setdefault(sound(word), []).append(word)
    assert sound("plaice") == sound("place")
    assert [words for words in by_sound.values() if len(words) > 1] == []


def test_a_new_code_is_two_different_words_and_not_one_that_is_taken():
    codes = Codes(["kite", "otter"])
    assert {codes.new(()) for _ in range(50)} == {"KITE-OTTER", "OTTER-KITE"}
    assert {codes.new({"KITE-OTTER"}) for _ in range(20)} == {"OTTER-KITE"}


@pytest.mark.parametrize(
    "typed",
    ["KITE-OTTER", "kite otter", " Kite  Otter ", "kite_otter", "kiteotter", "KITE\u2013OTTER."],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert Codes(WORDS.codes).read(typed) == "KITE-OTTER"


@pytest.mark.parametrize(
    "typed", ["", "kite", "kite-kite", "kite-oter", "kite-otter-kite", "\u0661", "-"]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert Codes(WORDS.codes).read(typed) is None


def test_words_typed_as_one_are_no_code_where_they_can_be_parted_in_two_ways():
    codes = Codes(["sea", "seal", "lion", "ion"])
    assert codes.read("sealion") is None


def test_a_class_never_has_the_same_tag_twice_nor_the_same_animal_of_a_colour():
    tags = []
    for _ in range(MOST_PUPILS):
        tags.append(free_tag(WORDS, tags))
    assert len({tag.number for tag in tags}) == MOST_PUPILS
    assert len({(tag.colour, tag.animal) for tag in tags}) == MOST_PUPILS


def test_tags_run_out_only_where_every_one_is_taken():
    words = TagWords(colours=["Blue"], animals=["Otter"], codes=["kite"])
    with pytest.raises(LookupError):
        free_tag(words, [free_tag(words, [])])


def test_a_tag_is_said_in_the_language_of_the_page(tmp_path):
    (tmp_path / "fa").mkdir()
    (tmp_path / "fa" / "interface.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "{colour} {animal} {number}"\nmsgstr "{animal} {colour} {number}"\n\n'
        'msgid "Otter"\nmsgstr "سمور"\n\nmsgid "Amber"\nmsgstr "کهربایی"\n',
        encoding="utf-8",
    )
    tag = Tag("Amber", "Otter", 7)
    assert tag.said(speaker("en", tmp_path)) == "Amber Otter 7"
    voice = speaker("fa", tmp_path)
    assert tag.said(voice) == f"سمور کهربایی {voice.number(7)}"


def test_a_word_that_is_there_twice_is_told_with_its_file(tmp_path):
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "tags.yaml").write_text("colours: [Blue, Blue]\nanimals: [Otter]\ncodes: [kite]\n")
    with pytest.raises(ContentError) as told:
        TagWords.of(Places.of(tmp_path))
    assert told.value.findings[0].file == "lessons/tags.yaml"
    assert "'Blue' is there twice." in told.value.findings[0].message
