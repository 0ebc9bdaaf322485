"""Sign-up forms: what a library calls its card, and how its own questions are read and kept. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import JsonValue

from hardener.model import Value
from hardener.path import MISSING, Missing, UnknownValueError
from hardener.questions import CARDS, OPTION, kind_of_question
from hardener.setting import Setting


@dataclass(frozen=True, kw_only=True)
class OfCards(Setting):
    """A setting for which it matters what this library calls its card."""

    cards: tuple[str, ...] = CARDS

    def kept_question(self, question: JsonValue) -> JsonValue:
        """Return what a snapshot keeps of one of the library's own questions: only whether it asks for the card."""
        text = question.get("question") if isinstance(question, dict) else None
        if not isinstance(text, str) or not text.strip():
            return None
        card = kind_of_question(text, self.cards) == OPTION
        return {"question": CARDS[0] if card else "another question"}


@dataclass(frozen=True, kw_only=True)
class WholeForm(OfCards, ABC):
    """All that a sign-up form asks, as one value that is written whole; null: nobody has to sign up."""

    adds: tuple[str, ...] = (OPTION,)

    @abstractmethod
    def names(self, form: JsonValue) -> Iterable[str]:
        """Return the catalogue's names of what a form asks. Raises `UnknownValueError` where it does not say."""

    def decode(self, raw: JsonValue) -> Value:
        """Return the names of what is asked; a question of the library's own is its card or `other`."""
        return () if raw is None else tuple(sorted(set(self.names(raw))))

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Compare what is asked, not the order or the spelling of it."""
        if found is MISSING or wanted is None or found is None:
            return wanted == found
        return self.decode(wanted) == self.decode(found)


def questions_in(found: object, otherwise: str) -> list[dict[str, JsonValue]]:
    """Return the questions of a form's list. Raises `UnknownValueError`, with `otherwise` where there is no list."""
    if not isinstance(found, list):
        raise UnknownValueError(otherwise)
    questions = [question for question in found if isinstance(question, dict)]
    if len(questions) < len(found):
        raise UnknownValueError("a sign-up question has an unknown shape")
    return questions


def owned(rows: Iterable[Setting], **own: tuple[str, ...]) -> tuple[Setting, ...]:
    """Return a table with what a library says of itself (its `cards`), in each row that has a field for it."""
    return tuple(replace(row, **said) if (said := _said(row, own)) else row for row in rows)


def _said(row: Setting, own: Mapping[str, object]) -> dict[str, Any]:
    """Return what a row would not say by itself: of most there is nothing, and to copy all took long at each start."""
    return {name: value for name, value in own.items() if getattr(row, name, value) != value}
