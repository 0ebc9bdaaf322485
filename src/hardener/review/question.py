"""The questionnaire: what is asked of a platform, how it can be answered, and which answers count against it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Self

from pydantic import model_validator

from hardener import redact
from hardener.model import Model, Severity
from hardener.nearest import meant
from hardener.trees import shipped
from hardener.waiver import DATE, LONG

Value = str | int | date | tuple[str, ...]
"""What a question was answered with: a word or a text, days, a date, or several words."""
UNKNOWN, REFUSED, NOT_APPLICABLE = "unknown", "refused", "not_applicable"
ALWAYS = (UNKNOWN, REFUSED, NOT_APPLICABLE)
"""Answers that every question takes: nobody found it, the vendor would not say, it has no meaning here."""
NONE = "none"
DAYS = 36_500
"""The most days that anything is said to be kept."""
PACKAGE, NAME = "hardener.review", "questions.yaml"


class Kind(StrEnum):
    """What an answer is."""

    ONE = "one"
    SEVERAL = "several"
    DAYS = "days"
    DATE = "date"
    TEXT = "text"


class Measured(Model):
    """What a look at the platform says of a question."""

    control: str
    means: Mapping[str, str] = {}
    """What was found of the control, to the answer that it is; without any, a number of days is the answer itself."""


class Question(Model):
    """One question of the questionnaire."""

    id: str = ""
    asks: str
    wanted: str
    """The evidence that it asks for."""
    why: str = ""
    kind: Kind = Kind.ONE
    answers: Mapping[str, str] = {}
    """The words that it takes, each with what it means."""
    red: tuple[str, ...] = ()
    """Those that count against the platform."""
    most: int | None = None
    """More words, or days, than this count against it."""
    oldest: int | None = None
    """A date that lies more days back than this counts against it."""
    needs: tuple[str, ...] = ()
    """It counts against the platform where one of these is not among the words."""
    only_beside: str = ""
    """Its red answers count only where those of this question do."""
    severity: Severity
    measured: tuple[Measured, ...] = ()
    closes: Mapping[str, str] = {}
    """By word: the control that the platform must be able to close for it."""

    @model_validator(mode="after")
    def _words_are_there(self) -> Self:
        meanings = {word for one in self.measured for word in one.means.values()}
        strange = {*self.red, *self.needs, *self.closes, *meanings} - {*self.answers, NONE}
        if strange:
            raise ValueError(f"not among the answers: {', '.join(sorted(strange))}")
        return self

    def wrong(self, value: Value) -> str:
        """Return what is wrong with an answer; empty where it is one."""
        if value in ALWAYS or (self.kind is not Kind.SEVERAL and value in self.answers):
            return ""
        checks = {Kind.SEVERAL: self._several, Kind.DAYS: self._days, Kind.DATE: self._date, Kind.TEXT: self._text}
        return checks.get(self.kind, self._strange)(value)

    def _several(self, value: Value) -> str:
        words = value if isinstance(value, tuple) else (value,)
        for word in words:
            if word not in self.answers:
                return self._strange(word)
        if NONE in words and len(words) > 1:
            return f"{NONE} has no meaning beside other words"
        if len(set(words)) < len(words):
            return "a word is there twice"
        return "" if words else f"expected at least one of {', '.join(self.answers)}"

    def _days(self, value: Value) -> str:
        if isinstance(value, int) and 0 <= value <= DAYS:
            return ""
        known = ", ".join((*self.answers, *ALWAYS))
        return f"{_short(value)} is no number of days (0 to {DAYS}), nor one of {known}"

    def _date(self, value: Value) -> str:
        if isinstance(value, date):
            return ""
        if isinstance(value, str) and DATE.fullmatch(value):
            return f"{value} is no date, or has quotes around it"
        return f"{_short(value)} is no date, as 2027-03-01, nor one of {', '.join(ALWAYS)}"

    def _text(self, value: Value) -> str:
        fits = isinstance(value, str) and 0 < len(value.strip()) <= LONG
        return "" if fits else f"expected a text of at most {LONG} characters"

    def _strange(self, value: object) -> str:
        known = (*self.answers, *ALWAYS)
        return f"{_short(value)} is none of the answers: {', '.join(known)}{meant(str(value), known)}"

    def against(self, value: Value, today: date) -> bool:
        """Tell whether an answer, which is one of its own, counts against the platform on `today`."""
        if self.kind is Kind.SEVERAL and value not in ALWAYS:
            value = value if isinstance(value, tuple) else (str(value),)
        if isinstance(value, tuple):
            many = self.most is not None and len(value) > self.most
            return many or bool(set(value) & set(self.red)) or not set(self.needs) <= set(value)
        if isinstance(value, date):
            return self.oldest is not None and value < today - timedelta(days=self.oldest)
        if isinstance(value, int):
            return self.most is not None and value > self.most
        return value in self.red or (self.kind is Kind.TEXT and value.strip(" .").casefold() in self.red)

    def parsed(self, said: str) -> Value:
        """Return what a person typed as an answer of this kind; `wrong` tells whether it is one."""
        said = said.strip()
        if said in ALWAYS or self.kind is Kind.TEXT:
            return said
        if self.kind is Kind.SEVERAL:
            return tuple(word.strip() for word in said.split(",") if word.strip())
        if self.kind is Kind.DAYS and said.isascii() and said.isdigit() and len(said) <= len(str(DAYS)):
            return int(said)
        if self.kind is Kind.DATE and DATE.fullmatch(said):
            try:
                return date.fromisoformat(said)
            except ValueError:
                return said
        return said


class Group(Model):
    """Questions under one heading."""

    title: str
    questions: Mapping[str, Question]


class Flag(Model):
    """A red flag: it is there where one of its questions counts against the platform."""

    says: str
    questions: tuple[str, ...]


class Questionnaire(Model):
    """Everything that is asked, in the order in which it is."""

    flags: Mapping[str, Flag]
    groups: Mapping[str, Group]

    @model_validator(mode="after")
    def _questions_are_there(self) -> Self:
        known = [ident for group in self.groups.values() for ident in group.questions]
        named = {ident for flag in self.flags.values() for ident in flag.questions}
        named |= {q.only_beside for g in self.groups.values() for q in g.questions.values() if q.only_beside}
        if strange := named - set(known):
            raise ValueError(f"no such question: {', '.join(sorted(strange))}")
        if len(set(known)) < len(known):
            raise ValueError("a question is there twice")
        return self


SIX, SILENT = "six", "silent"
"""The article's questions, and the flag of a vendor that does not say: unknown answers of the six raise it."""
FIRST = (SIX, "red_flags")
"""The groups without which nothing is decided."""


@cache
def questionnaire() -> Questionnaire:
    """Return the questionnaire."""
    return shipped(PACKAGE, NAME, Questionnaire)


@cache
def questions() -> Mapping[str, Question]:
    """Return every question by its id, in the order in which they are asked."""
    groups = questionnaire().groups.values()
    return {ident: q.model_copy(update={"id": ident}) for group in groups for ident, q in group.questions.items()}


def leading() -> Iterator[str]:
    """Yield the ids of the questions without which nothing is decided."""
    for group in FIRST:
        yield from questionnaire().groups[group].questions


def _short(value: object) -> str:
    return redact.line(repr(str(value)), 60)
