"""Facts in sentences of another language: figures stay, words are said anew."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from safer_communities.activities import FACTS, said_with, value_said
from safer_communities.authoring.texts import texts_of
from safer_communities.language import BESIDE, Speaker
from safer_communities.language.catalogues import Catalogues
from safer_communities.language.languages import LANGUAGES

from tests.pack import the_library

PLACES = {"alarm": "on every floor", "ring": "0800 1111", "cold": "15°C", "write": "a@b.example"}
SENTENCE = "Alarms hang {alarm}. Ring {ring}."


@pytest.fixture
def malay(tmp_path):
    for piece, said in (
        (FACTS, {"on every floor": "di setiap tingkat"}),
        (
            "lesson",
            {
                SENTENCE: "Penggera dipasang {alarm}. Hubungi {ring}.",
                "on every floor": "entah",
                "register": "daftar",
            },
        ),
    ):
        catalogue = Catalog(locale="ms", charset="utf-8", fuzzy=False)
        for english, text in said.items():
            catalogue.add(english, text)
        with (tmp_path / f"{piece}.po").open("wb") as file:
            write_po(file, catalogue)
    return Speaker(LANGUAGES["ms"], Catalogues("ms", tmp_path), "lesson")


def test_what_a_fact_says_in_words_is_said_in_the_language_of_its_sentence(malay):
    said = said_with(SENTENCE, PLACES, malay)
    assert (
        said
        == "Penggera dipasang \u2068di setiap tingkat\u2069. Hubungi \u20660800\u00a01111\u2069."
    )


def test_the_english_beside_a_draft_has_its_facts_in_english(malay):
    english = said_with(SENTENCE, PLACES, malay, careful=True).partition(BESIDE)[2]
    assert english == "Alarms hang \u2068on every floor\u2069. Ring \u20660800\u00a01111\u2069."


def test_what_is_typed_letter_for_letter_is_translated_by_no_catalogue(malay):
    """The lesson's catalogue has the word too; what is texted to 999 is not the lesson's to say."""
    assert value_said("register", malay) == "register"
    assert the_library().references.facts["emergency-text-register"].exact
    texts = {text.english for text in texts_of(the_library()) if text.piece == FACTS}
    assert "on every floor" in texts
    assert not {"register", "999 BSL"} & texts


def test_figures_numbers_to_ring_and_addresses_stay_as_they_are(malay):
    for name in ("ring", "cold", "write"):
        assert value_said(PLACES[name], malay) == PLACES[name]
