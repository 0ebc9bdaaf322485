"""The few settings of Webex that are more than one value in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from hardener.model import Document, Value
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener.questions import OPTION, kind_of_question, question_of
from hardener.setting import Number, scalar
from hardener.vendor.forms import WholeForm, questions_in
from hardener.vendor.kinds import DIGITS, LOWER, UPPER, MadePasscode

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
class Passcode(MadePasscode):
    """A program's password, such as strict sites take too: 14 signs of four sorts."""

    sorts = (*[LOWER] * 6, *[UPPER] * 4, *[DIGITS] * 3, "@#*")


@dataclass(frozen=True, kw_only=True)
class LockMinutes(Number):
    """After how many minutes a program locks itself, where `switch` is on; else never."""

    beside = ("switch",)
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


@dataclass(frozen=True, kw_only=True)
class Asked(WholeForm):
    """What the sign-up form asks."""

    always: tuple[str, ...] = tuple(sorted(QUESTIONS[key] for key in ALWAYS))

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep which of Webex' questions are asked; of the library's own only whether they ask for a card."""
        if not isinstance(raw, dict):
            return super().redacted(raw, path)
        form = {key: scalar(raw[key]) for key in raw if key.startswith(REQUIRE)}
        if "customizedQuestions" in raw:
            own = raw["customizedQuestions"]
            form["customizedQuestions"] = [self.kept_question(q) for q in own] if isinstance(own, list) else None
        return form

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:
        """Return the names themselves where something can be taken off the form; what Webex always asks cannot."""
        there = set(self.names(before)) if isinstance(before, dict) else set()
        removable = there - set(value if isinstance(value, tuple) else ()) - {QUESTIONS[key] for key in ALWAYS}
        return tuple(name for name in value if name in there) if removable and isinstance(value, tuple) else None

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Keep of the form in `before` what `value` names, and put a question for the card on it where that lacks."""
        keep = set(value) if isinstance(value, tuple) else set()
        form = dict(before) if isinstance(before, dict) else {}
        short = OPTION in keep and isinstance(before, dict) and OPTION not in self.names(before)
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

    def names(self, form: JsonValue) -> set[str]:
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
        return names

    def _name(self, question: Mapping[str, JsonValue]) -> str:
        """Return the catalogue's name for one of the library's own questions."""
        return kind_of_question(question.get("question"), self.cards)


def _card(cards: Sequence[str]) -> dict[str, JsonValue]:
    """Return the question for the card, as Webex takes it."""
    return {"question": question_of(cards), "required": True, "type": "singleLineTextBox", "maxLength": LONGEST_CARD}


def own_questions(form: Mapping[str, JsonValue]) -> list[dict[str, JsonValue]]:
    """Return the library's own questions of a form. Raises `UnknownValueError` where it does not tell them."""
    return questions_in(
        form.get("customizedQuestions"), "the sign-up form does not say which questions are the library's own"
    )


def _stands(rule: JsonValue, form: Mapping[str, JsonValue]) -> bool:
    """Tell whether the question that an approval rule is about is still asked."""
    question = rule.get("question") if isinstance(rule, dict) else None
    if not isinstance(question, str):
        return False
    key = f"require{question[:1].upper()}{question[1:]}"
    return key in ALWAYS or form.get(key) is True
