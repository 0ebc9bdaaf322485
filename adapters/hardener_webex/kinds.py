"""The few settings of Webex that are more than one value in one place."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener.questions import CARDS, OPTION, kind_of_question, question_of
from hardener.setting import Number, Presence, Setting, scalar

MEETING = ("meeting", "occurrence", "room_meeting")
"""A meeting or series, one date of a series, a meeting that was scheduled in a personal room."""
WEBINAR = ("webinar", "webinar_occurrence")
PROGRAM = (*MEETING, *WEBINAR)
ROOM = ("room",)
LONGEST_CARD = 40
"""Characters of a card's number that a form takes."""
NEVER = 1440
"""Minutes that stand for: never locked by itself."""
QUESTIONS: Mapping[str, str] = {
    "requireFirstName": "first_name",
    "requireLastName": "last_name",
    "requireEmail": "email",
    "requireJobTitle": "job_title",
    "requireCompanyName": "org",
    "requireAddress1": "address",
    "requireAddress2": "address",
    "requireCity": "city",
    "requireState": "state",
    "requireZipCode": "zip",
    "requireCountryRegion": "country",
    "requireWorkPhone": "phone",
    "requireFax": "phone",
}
"""Webex's standard questions, and what we call them."""
REQUIRE = "require"
"""How the names of Webex's questions begin."""
ALWAYS = ("requireFirstName", "requireLastName", "requireEmail")
"""Asked by Webex of everyone; they cannot be taken off."""


@dataclass(frozen=True, kw_only=True)
class Passcode(Presence):
    """A program's password; a new one is made when it is written, and is never shown."""

    present: str = "embedded"
    absent: str = "none"

    def writable_values(self) -> tuple[Value, ...]:
        """Return that one can be set."""
        return (self.present,)

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Keep a password that is there; else make one that strict sites take too: 14 signs of four sorts."""
        if value == self.absent:
            return ""
        if isinstance(before, str) and before:
            return before
        lower, upper, digits = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
        sorts = [lower] * 6 + [upper] * 4 + [digits] * 3 + ["@#*"]
        made = [secrets.choice(sort) for sort in sorts]
        secrets.SystemRandom().shuffle(made)
        return "".join(made)


@dataclass(frozen=True, kw_only=True)
class LockMinutes(Number):
    """After how many minutes a program locks itself, where `switch` is on; else never."""

    switch: str

    def get(self, document: Document, kind: str) -> Value | Missing:
        """Return the minutes, or `NEVER`."""
        on = get_path(document, self.switch)
        if on is False:
            return NEVER
        return super().get(document, kind) if on is True else MISSING

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Compare the minutes; where there were none, none count: the switch is off again."""
        return wanted is None or super().same(wanted, found)

    def looks_at(self, kind: str) -> tuple[str, ...]:
        """Return where the minutes and their switch are."""
        return (*super().looks_at(kind), self.switch)


@dataclass(frozen=True, kw_only=True)
class Asked(Setting):
    """What the sign-up form asks. Null stands for "no registration": then nothing is asked."""

    always: tuple[str, ...] = tuple(sorted(QUESTIONS[key] for key in ALWAYS))
    adds: tuple[str, ...] = (OPTION,)
    cards: tuple[str, ...] = CARDS
    """What this library calls its card."""

    def decode(self, raw: JsonValue) -> Value:
        """Return the names of what is asked; a question of the library's own is its card or `other`."""
        return () if raw is None else self._names(raw)

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep which of Webex' questions are asked; of the library's own only whether they ask for a card."""
        if not isinstance(raw, dict):
            return super().redacted(raw, path)
        form = {key: scalar(raw[key]) for key in raw if key.startswith(REQUIRE)}
        if "customizedQuestions" in raw:
            own = raw["customizedQuestions"]
            form["customizedQuestions"] = [self._kept(q) for q in own] if isinstance(own, list) else None
        return form

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:
        """Return the names themselves where something can be taken off the form; what Webex always asks cannot."""
        there = set(self._names(before)) if isinstance(before, dict) else set()
        removable = there - set(value if isinstance(value, tuple) else ()) - {QUESTIONS[key] for key in ALWAYS}
        return tuple(name for name in value if name in there) if removable and isinstance(value, tuple) else None

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Keep of the form in `before` what `value` names, and put a question for the card on it where that lacks."""
        keep = set(value) if isinstance(value, tuple) else set()
        form = dict(before) if isinstance(before, dict) else {}
        short = OPTION in keep and isinstance(before, dict) and OPTION not in self._names(before)
        for key, name in QUESTIONS.items():
            if key not in ALWAYS and name not in keep and form.get(key) is True:
                form[key] = False
        form["customizedQuestions"] = [
            *(q for q in own_questions(form) if self._name(q) in keep),
            *([_card(self.cards)] if short else []),
        ]
        rules = form.get("rules")
        if isinstance(rules, list):
            form["rules"] = [rule for rule in rules if _stands(rule, form)]
        return form

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Compare what is asked, not the order or the spelling of it."""
        if found is MISSING or wanted is None or found is None:
            return wanted == found
        return self.decode(wanted) == self.decode(found)

    def _names(self, form: JsonValue) -> tuple[str, ...]:
        """Return the names of what a form asks. Raises `UnknownValueError` where it does not say."""
        if not isinstance(form, dict):
            raise UnknownValueError("the sign-up form has an unknown shape")
        names = {QUESTIONS[key] for key in ALWAYS} | {self._name(question) for question in own_questions(form)}
        for key, name in QUESTIONS.items():
            flag = form.get(key, key in ALWAYS or None)
            if not isinstance(flag, bool):
                raise UnknownValueError(f"the sign-up form does not say whether it asks {key}")
            if flag:
                names.add(name)
        if strange := sorted(key for key in form if key.startswith(REQUIRE) and key not in QUESTIONS and form[key]):
            raise UnknownValueError(f"the sign-up form asks {strange[0]}, which this version does not know")
        return tuple(sorted(names))

    def _name(self, question: Mapping[str, JsonValue]) -> str:
        """Return the catalogue's name for one of the library's own questions."""
        return kind_of_question(question.get("question"), self.cards)

    def _kept(self, question: JsonValue) -> JsonValue:
        text = question.get("question") if isinstance(question, dict) else None
        if not isinstance(text, str) or not text.strip():
            return None
        return {"question": CARDS[0] if kind_of_question(text, self.cards) == "library_card" else "another question"}


def _card(cards: Sequence[str]) -> dict[str, JsonValue]:
    """Return the question for the card, as Webex takes it."""
    return {"question": question_of(cards), "required": True, "type": "singleLineTextBox", "maxLength": LONGEST_CARD}


def own_questions(form: Mapping[str, JsonValue]) -> list[dict[str, JsonValue]]:
    """Return the library's own questions of a form. Raises `UnknownValueError` where it does not tell them."""
    found = form.get("customizedQuestions")
    if not isinstance(found, list):
        raise UnknownValueError("the sign-up form does not say which questions are the library's own")
    questions = [question for question in found if isinstance(question, dict)]
    if len(questions) < len(found):
        raise UnknownValueError("a sign-up question has an unknown shape")
    return questions


def _stands(rule: JsonValue, form: Mapping[str, JsonValue]) -> bool:
    """Tell whether the question that an approval rule is about is still asked."""
    question = rule.get("question") if isinstance(rule, dict) else None
    if not isinstance(question, str):
        return False
    key = f"require{question[:1].upper()}{question[1:]}"
    return key in ALWAYS or form.get(key) is True
