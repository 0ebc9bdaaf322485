"""One review as its file has it: answers with their evidence, and decisions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from hardener.language import marked
from hardener.model import Model
from hardener.nearest import meant
from hardener.review.question import NOT_APPLICABLE, Value, questions
from hardener.waiver import YEAR, Day, Words

HARDENER = "hardener"
"""Who answers what a look at the platform says; no person is called so."""
SLOW = timedelta(hours=48)
"""A review that was decided sooner than this was rushed."""
SKEW = timedelta(minutes=10)
"""So far ahead another machine's clock may be."""
HUGE = 10**9
"""No number of days; one of thousands of figures could not even be told."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})")


def _moment(value: object) -> datetime:
    """Take a date with a time and its zone, which tells how much time lies between two of them."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        found = datetime.fromisoformat(value)
    elif isinstance(value, datetime):
        found = value
    else:
        raise ValueError(marked("write a date, a time and its zone, as 2027-03-01T10:00-05:00"))
    if found.tzinfo is None:
        raise ValueError(marked("has no zone; write it as 2027-03-01T10:00-05:00"))
    return found


def _listed(value: object) -> object:
    return () if value is None else value


def _value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(marked("write the word yes or no"))  # noqa: TRY004 - pydantic takes a ValueError for a message
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return tuple(value)
    if isinstance(value, int) and abs(value) > HUGE:
        raise ValueError(marked("expected a word, a number of days, a date, or a list of words"))
    if isinstance(value, datetime) or not isinstance(value, str | int | date | tuple):
        raise ValueError(marked("expected a word, a number of days, a date, or a list of words"))  # noqa: TRY004 - as above
    return value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Given = Annotated[Value, BeforeValidator(_value)]
Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Evidence(Model):
    """On what an answer rests."""

    source: Words | None = None
    """A link, or what it is: a letter, the contract."""
    quote: Words | None = None
    page: Words | None = None
    """The name of a file that the person saved, and its hash."""
    sha256: Hash | None = None
    finding: Words | None = None
    """What a look at the platform found."""
    on: Day

    @property
    def empty(self) -> bool:
        """Tell whether nothing but a day stands there."""
        return not (self.source or self.quote or self.page or self.finding)


class Answer(Model):
    """One answer; of several to a question the last one counts, and the others tell what was said before."""

    question: Words
    value: Given
    by: Words
    on: Day
    note: Words | None = None
    evidence: Annotated[tuple[Evidence, ...], BeforeValidator(_listed)] = ()

    @property
    def measured(self) -> bool:
        """Tell whether hardener gave it, and no person."""
        return self.by == HARDENER


class Result(StrEnum):
    """What was decided."""

    APPROVED = "approved"
    CONDITIONS = "approved_with_conditions"
    REJECTED = "rejected"


class Condition(Model):
    """What has to be done for an approval to stand."""

    text: Words
    due: Day | None = None
    met: Day | None = None

    def overdue(self, today: date) -> bool:
        """Tell whether it was to be met by now, and was not."""
        return self.met is None and self.due is not None and self.due < today


class Decision(Model):
    """What a person decided; of several the last one counts."""

    result: Result
    by: Words
    at: Moment
    until: Day
    """The last day on which it holds, in the library's time zone."""
    note: Words | None = None
    conditions: Annotated[tuple[Condition, ...], BeforeValidator(_listed)] = ()


class Review(Model):
    """Everything that a file says."""

    platform: Words
    started: Moment
    by: Words
    plan: Words | None = None
    before: Words | None = None
    """The file of the review before this one."""
    answers: Annotated[tuple[Answer, ...], BeforeValidator(_listed)] = ()
    decisions: Annotated[tuple[Decision, ...], BeforeValidator(_listed)] = ()

    @property
    def current(self) -> dict[str, Answer]:
        """Return the answer that counts, by question."""
        return {answer.question: answer for answer in self.answers}

    @property
    def decision(self) -> Decision | None:
        """Return the decision that counts; None while there is none."""
        return self.decisions[-1] if self.decisions else None

    @property
    def rushed(self) -> bool:
        """Tell whether it was decided too soon after it was begun."""
        return self.decision is not None and self.decision.at - self.started < SLOW


def wrong_answer(answer: Answer, today: date) -> tuple[str, str] | None:
    """Return the key of an answer and what is wrong with it; None where it can be used on `today`."""
    question = questions().get(answer.question)
    if question is None:
        return "question", f"no question {answer.question!r} in the questionnaire{meant(answer.question, questions())}"
    if problem := question.wrong(answer.value):
        return "value", problem
    if answer.value == NOT_APPLICABLE and not answer.note:
        return "note", f"{NOT_APPLICABLE} needs a note that says why"
    if answer.on > today:
        return "on", f"{answer.on} is in the future; today is {today}"
    return next(_wrong_evidence(answer.evidence, today), None)


def _wrong_evidence(evidence: tuple[Evidence, ...], today: date) -> Iterator[tuple[str, str]]:
    for index, one in enumerate(evidence):
        if one.empty:
            yield f"evidence.{index}", "has neither source, quote, page nor finding"
        if one.on > today:
            yield f"evidence.{index}.on", f"{one.on} is in the future; today is {today}"
        if (one.page is None) != (one.sha256 is None):
            yield f"evidence.{index}", "page and sha256 belong together"


def wrong_decision(decision: Decision, started: datetime, now: datetime) -> tuple[str, str] | None:
    """Return the key of a decision and what is wrong with it; None where it can be used."""
    on = decision.at.date()
    if decision.at < started:
        return "at", f"{decision.at:%Y-%m-%d %H:%M} is before the review was started"
    if decision.at > now + SKEW:
        return "at", f"{decision.at:%Y-%m-%d %H:%M} is in the future"
    if decision.until < on:
        return "until", f"{decision.until} is before {on}, when it was decided"
    if decision.until > on + YEAR:
        return "until", f"at most a year after it was decided: {on + YEAR} at the latest"
    conditional = decision.result is Result.CONDITIONS
    if conditional != bool(decision.conditions):
        said = "needs conditions" if conditional else f"with conditions is {Result.CONDITIONS}, not {decision.result}"
        return "conditions", said
    return None
