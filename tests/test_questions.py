"""Which questions of a library's own ask for its card and for nothing else."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from hardener import config
from hardener.path import UnknownValueError
from hardener.questions import CARDS, kind_of_question

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "Library card",
        "Library card number",
        "LIBRARY-CARD No.",
        "Please enter your library card number (14 digits)",
        "Your library card number, if you have one",
        "Library barcode *",
        "Library card: your library card number",
    ],
)
def test_the_card_is_known_by_what_a_library_calls_it(text: str) -> None:
    assert kind_of_question(text, CARDS) == "library_card"


@pytest.mark.parametrize(
    "text",
    [
        "Card",
        "Card number",
        "Credit card number",
        "Library credit card number",
        "Vaccination card",
        "Library card number and PIN",
        "Library card or date of birth",
        "Name on the library card",
        "Library card, number of children",
        "Library card / ID",
        "Library",
        "Library cardigan size",
        "Date of birth",
        "Your child's name",
        "12345",
        "Ausweisnummer",
    ],
)
def test_anything_else_is_something_else(text: str) -> None:
    assert kind_of_question(text, CARDS) == "other"


@pytest.mark.parametrize("text", ["", "  ", "?!", None, 7, [], {}])
def test_a_question_without_a_text_is_unknown(text: object) -> None:
    with pytest.raises(UnknownValueError):
        kind_of_question(text, CARDS)


def test_a_library_says_what_its_card_is_called_in_any_alphabet() -> None:
    composed = "Carte de bibliothèque"
    assert kind_of_question(unicodedata.normalize("NFD", composed), [composed]) == "library_card"
    assert kind_of_question("図書館カード", ["図書館カード"]) == "library_card"
    assert kind_of_question("Patron barcode", [composed]) == "other"
    assert kind_of_question("Library card number", [composed]) == "library_card"


@pytest.mark.parametrize("name", ["card", "Card number", "", " ", "your card id"])
def test_a_name_that_may_be_any_card_is_refused(name: str) -> None:
    text = f'[library]\ncard = ["library card", "{name}"]\n[connections.main]\nvendor = "zoom"\n'
    with pytest.raises(config.ConfigError, match=r"library\.card: .*may be any card"):
        config.parse(text, Path("hardener.toml"))


def test_the_library_s_word_reaches_every_connection_and_a_connection_s_own_wins() -> None:
    text = (
        '[library]\ncard = ["Biblio pass"]\n[connections.main]\nvendor = "zoom"\n'
        '[connections.west]\nvendor = "zoom"\nlibrary_card = ["West pass"]\n'
    )
    found = config.parse(text, Path("hardener.toml"))
    assert found.options_of("main") == {"library_card": ["Biblio pass"]}
    assert found.options_of("west") == {"library_card": ["West pass"]}
