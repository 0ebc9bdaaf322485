"""A webinar's sign-up form: what it asks, and what must not be asked. No API knows a town hall's or a meeting's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from hardener.model import Value
from hardener.path import MISSING, Missing, UnknownValueError
from hardener.questions import CARDS, OPTION, kind_of_question, question_of
from hardener.setting import Setting, scalar
from hardener.vendor.forms import OfCards

LABELS = ("street", "city", "state", "postalCode", "countryOrRegion", "industry", "jobTitle", "organization")
"""Teams' own questions, as the form's answers name them."""
KEPT = ("displayName", "answerInputType", "answerChoices", "isRequired")
PREDEFINED, CUSTOM = "PredefinedQuestion", "CustomQuestion"


def form_of(questions: Iterable[Mapping[str, Any]], *, required: object) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return a form, and the ids of its questions by label or text.

    The form has each of Teams' own questions, null where it is not asked, the library's own, and how many there are
    of a kind that this version does not know: such a one asks for something, and nobody knows what.
    """
    form: dict[str, Any] = {"required": required is not False, **dict.fromkeys(LABELS), "custom": [], "unknown": 0}
    ids: dict[str, list[str]] = {}
    for question in questions:
        label, name = question.get("label"), question.get("displayName")
        if _is(question, PREDEFINED) and label in LABELS:
            form[label] = asked(label, required=question.get("isRequired") is True)
        elif _is(question, CUSTOM) and label is None:
            form["custom"].append({key: question[key] for key in KEPT if key in question})
        else:
            form["unknown"] += 1
            continue
        if isinstance(ident := question.get("id"), str):
            ids.setdefault(str(label or name), []).append(ident)
    return form, ids


def asked(label: str, *, required: bool) -> str:
    """Return how a document writes one of Teams' own questions."""
    return f"{label}, required" if required else f"{label}, optional"


def _is(question: Mapping[str, Any], kind: str) -> bool:
    """Tell whether a question is of a kind; where Graph does not say, what it holds tells."""
    given = question.get("@odata.type")
    return given is None or (isinstance(given, str) and given.endswith(kind))


@dataclass(frozen=True, kw_only=True)
class Question(Setting):
    """One of Teams' own questions on a sign-up form; null where it is not asked."""

    name: str
    """The catalogue's name for it."""

    def decode(self, raw: JsonValue) -> Value:
        """Return the name if it is asked."""
        if raw is not None and not isinstance(raw, str):
            raise UnknownValueError(f"{self.path} is no question")
        return () if raw is None else (self.name,)

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:  # noqa: ARG002 - the shape of Setting.closest_writable
        """Return that it is not asked, where it must not be; nothing is added."""
        return None if isinstance(value, tuple) and self.name in value else ()

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Take it off, or keep it as it is."""
        return None if not value or before is MISSING else before


@dataclass(frozen=True, kw_only=True)
class OfQuestions(OfCards):
    """A setting of a form's own questions."""

    def name(self, question: Mapping[str, JsonValue]) -> str:
        """Return the catalogue's name of a question; empty where it has no text that says what it asks."""
        try:
            return kind_of_question(question.get("displayName"), self.cards)
        except UnknownValueError:
            return ""

    def kept(self, raw: JsonValue) -> list[JsonValue] | None:
        """Return how many questions there are, and which ask for a card; None for what is no list."""
        if not isinstance(raw, list):
            return None
        names = [self.name(each) if isinstance(each, dict) else None for each in raw]
        shown = {"library_card": CARDS[0]}
        return [None if name is None else {"displayName": shown.get(name, name)} for name in names]


@dataclass(frozen=True, kw_only=True)
class OwnQuestions(OfQuestions):
    """The questions on a sign-up form that the library wrote: its card, or anything else."""

    adds: tuple[str, ...] = (OPTION,)

    def decode(self, raw: JsonValue) -> Value:
        """Return the catalogue's names of what is asked."""
        questions = _questions(self.path, raw)
        return tuple(sorted({kind_of_question(each.get("displayName"), self.cards) for each in questions}))

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep how many questions there are, and which ask for a card."""
        return self.kept(raw) if isinstance(raw, list) else super().redacted(raw, path)

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:
        """Return the names that are asked already: what is not among them is taken off, and none is added."""
        asked = {self.name(question) for question in _questions(self.path, [] if before is MISSING else before)}
        return tuple(name for name in value if name in asked) if isinstance(value, tuple) else value

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Keep the questions that `value` names, and those of which nobody knows what they ask.

        A question for the card is put on it where `value` names that and none asks for it.
        """
        keep = {"", *(value if isinstance(value, tuple) else ())}
        asked = _questions(self.path, [] if before is MISSING else before)
        kept: list[JsonValue] = [dict(question) for question in asked if self.name(question) in keep]
        if OPTION in keep and OPTION not in {self.name(question) for question in asked}:
            kept.append({"displayName": question_of(self.cards), "answerInputType": "text", "isRequired": True})
        return kept

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Compare what is asked, not in which order."""
        if found is MISSING:
            return False
        one, other = (
            sorted(str(question.get("displayName")) for question in _questions(self.path, each))
            for each in (wanted, found)
        )
        return one == other


@dataclass(frozen=True, kw_only=True)
class UnknownQuestions(Setting):
    """How many questions there are of a kind that this version does not know."""

    writable: tuple[str, ...] | None = ()

    def decode(self, raw: JsonValue) -> Value:
        """Return that nothing more is asked, where there is none."""
        if raw == 0 and not isinstance(raw, bool):
            return ()
        raise UnknownValueError("the sign-up form has a question of a kind that this version does not know")


@dataclass(frozen=True, kw_only=True)
class AlwaysAsked(OfQuestions):
    """What Teams asks of everybody who signs up; counted once nothing is left that can be taken off the form."""

    path: str = "questions"
    always: tuple[str, ...] = ("email", "first_name", "last_name")
    writable: tuple[str, ...] | None = ()
    fixed: bool = True

    def decode(self, raw: JsonValue) -> Value:
        """Return what is asked in any case."""
        if not isinstance(raw, dict):
            raise UnknownValueError("the sign-up questions have an unknown shape")
        if not raw.get("required"):
            return ()
        own = any(self.name(question) != "library_card" for question in _questions(self.path, raw.get("custom")))
        return () if own or any(raw.get(label) for label in (*LABELS, "unknown")) else self.always

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep which questions are asked, and of the library's own which ask for a card."""
        if not isinstance(raw, dict):
            return super().redacted(raw, path)
        asked = {key: scalar(value) for key, value in raw.items() if key != "custom"}
        return {**asked, "custom": self.kept(raw.get("custom"))}


def _questions(path: str, raw: JsonValue) -> list[Mapping[str, JsonValue]]:
    found = [question for question in raw if isinstance(question, dict)] if isinstance(raw, list) else []
    if not isinstance(raw, list) or len(found) < len(raw):
        raise UnknownValueError(f"{path} is no list of questions")
    return list(found)
