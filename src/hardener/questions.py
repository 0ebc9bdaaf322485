"""What a question that a library put on its own sign-up form asks for: one rule for every vendor. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from hardener.path import UnknownValueError

CARDS = ("library card", "library barcode", "library ticket", "patron barcode")
"""What libraries call the card, where the configuration does not say. The first always counts: it stands for any of
them in snapshots, which keep no words of a form."""
OPTION = "library_card"
"""The key under which a connection's options hold what this library calls its card."""
BESIDE = frozenset({
    "a", "an", "any", "barcode", "digit", "digits", "do", "does", "enter", "has", "have", "i", "if", "is", "my", "no",
    "nr", "number", "numbers", "one", "optional", "our", "please", "required", "the", "type", "we", "what", "write",
    "you", "your",
})  # fmt: skip
"""Words that may stand beside the card's name and ask for nothing more."""


def kind_of_question(text: object, cards: Sequence[str]) -> str:
    """Return `library_card` for a question that asks for the card and for nothing else, and else `other`.

    The card is known by what a library calls it (`cards`, and "library card" in any case), as whole words: "Credit
    card number" asks for something else, and so does "Library card or date of birth". Raises `UnknownValueError`
    where there is no text.
    """
    words = _words(text) if isinstance(text, str) else []
    if not words:
        raise UnknownValueError("a sign-up question has no text that says what it asks")
    for card in (CARDS[0], *cards):
        rest = _without(words, _words(card))
        if len(rest) < len(words) and all(word in BESIDE or word.isdigit() for word in rest):
            return "library_card"
    return "other"


def question_of(cards: Sequence[str]) -> str:
    """Return the question by which a form asks for the card, in this library's own word where it has one."""
    own = cards[0] if cards and cards[0] not in CARDS else CARDS[0]
    return f"{own[:1].upper()}{own[1:]} number"


def names_a_card(text: str) -> bool:
    """Tell whether `text` is more than the word "card" and words that stand beside any question."""
    return not set(_words(text)) <= BESIDE | {"card", "cards", "id"}


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def _without(words: Sequence[str], name: Sequence[str]) -> list[str]:
    """Return `words` without every place where `name` stands in them."""
    rest: list[str] = []
    at = 0
    while at < len(words):
        here = bool(name) and list(words[at : at + len(name)]) == list(name)
        rest += [] if here else [words[at]]
        at += len(name) if here else 1
    return rest
