"""What a review comes to: which answers count against a platform, which red flags there are, and if it holds. Pure.

There is no score: a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from hardener.model import Severity
from hardener.review.question import (
    NOT_APPLICABLE,
    REFUSED,
    SILENT,
    SIX,
    UNKNOWN,
    Question,
    leading,
    questionnaire,
    questions,
)
from hardener.review.record import Answer, Condition, Decision, Result, Review
from hardener.waiver import YEAR


class Standing(StrEnum):
    """How far a question is answered."""

    OPEN = "open"
    ANSWERED = "answered"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    UNPROVEN = "no evidence"
    """It is answered without evidence, which counts as unknown."""
    OLD = "too old"
    """It, or all that it rests on, is of more than a year before the decision, or before today where none holds."""
    NOT_APPLICABLE = "not applicable"


SILENCE = {Standing.UNKNOWN, Standing.REFUSED, Standing.UNPROVEN, Standing.OLD}
"""What says nothing about the platform, and so counts against it."""


class Judged(NamedTuple):
    """One question, and what its answer comes to."""

    question: Question
    answer: Answer | None
    standing: Standing
    red: bool


class Flag(NamedTuple):
    """One of the red flags."""

    id: str
    says: str
    red: tuple[str, ...]
    """The questions that raise it; none: it is not there, as far as is known."""
    open: tuple[str, ...]
    """The questions that it waits for."""


class State(StrEnum):
    """Where a review stands."""

    NONE = "not reviewed"
    UNREADABLE = "cannot be read"
    UNDER_WAY = "under way"
    APPROVED = "approved"
    CONDITIONS = "approved with conditions"
    REJECTED = "rejected"
    OVER = "over"


DECIDED: Mapping[Result, State] = {
    Result.APPROVED: State.APPROVED,
    Result.CONDITIONS: State.CONDITIONS,
    Result.REJECTED: State.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A review on one day."""

    review: Review
    each: Sequence[Judged]
    """Every question, in the order in which they are asked."""
    flags: Sequence[Flag]
    state: State
    overdue: Sequence[Condition]

    @property
    def decision(self) -> Decision | None:
        """Return the decision that counts; None while there is none."""
        return self.review.decision

    @property
    def reds(self) -> Mapping[Severity, int]:
        """Return how many answers count against the platform, by their severity, the most harmful first."""
        found = Counter(one.question.severity for one in self.each if one.red)
        return {severity: found[severity] for severity in reversed(Severity) if found[severity]}

    @property
    def raised(self) -> list[Flag]:
        """Return the red flags that are there."""
        return [flag for flag in self.flags if flag.red]

    def standing(self, *wanted: Standing) -> list[Judged]:
        """Return the questions that stand so."""
        return [one for one in self.each if one.standing in wanted]

    @property
    def missing(self) -> list[str]:
        """Return the questions that are to be answered, with unknown at the least, before somebody can decide."""
        first = set(leading())
        return [one.question.id for one in self.standing(Standing.OPEN, Standing.OLD) if one.question.id in first]


def judge(review: Review, today: date) -> Verdict:
    """Return what `review` comes to on `today`, a date of the library's time zone."""
    decision, first, current = review.decision, set(leading()), review.current
    state = _state(decision, today)
    # What was good enough for a decision says nothing once that is over.
    day = decision.at.date() if decision is not None and state is not State.OVER else today
    found: dict[str, Judged] = {}
    for ident, question in questions().items():
        answer = current.get(ident)
        standing = _standing(answer, day)
        # What was decided without an answer to it was decided without knowing.
        silent = standing in SILENCE or (standing is Standing.OPEN and decision is not None and ident in first)
        red = silent or (answer is not None and _against(question, answer, found, today))
        found[ident] = Judged(question, answer, standing, red)
    return Verdict(
        review=review,
        each=tuple(found.values()),
        flags=tuple(_flags(found)),
        state=state,
        overdue=tuple(one for one in decision.conditions if one.overdue(today)) if decision is not None else (),
    )


def _standing(answer: Answer | None, day: date) -> Standing:
    if answer is None:
        return Standing.OPEN
    if day - min(answer.on, max((one.on for one in answer.evidence), default=answer.on)) > YEAR:
        return Standing.OLD
    special = {UNKNOWN: Standing.UNKNOWN, REFUSED: Standing.REFUSED, NOT_APPLICABLE: Standing.NOT_APPLICABLE}
    if isinstance(answer.value, str) and answer.value in special:
        return special[answer.value]
    return Standing.ANSWERED if answer.evidence else Standing.UNPROVEN


def _against(question: Question, answer: Answer, before: Mapping[str, Judged], today: date) -> bool:
    beside = before.get(question.only_beside)
    return (beside is None or beside.red) and question.against(answer.value, today)


def _flags(found: Mapping[str, Judged]) -> list[Flag]:
    known = questionnaire()
    flags = []
    for ident, flag in known.flags.items():
        quiet = [
            q for q in known.groups[SIX].questions if ident == SILENT and found[q].standing is not Standing.ANSWERED
        ]
        silent = [q for q in quiet if found[q].red]
        red = dict.fromkeys((*(q for q in flag.questions if found[q].red), *silent))
        waits = (q for q in (*flag.questions, *quiet) if found[q].standing is Standing.OPEN and q not in red)
        flags.append(Flag(ident, flag.says, tuple(red), tuple(dict.fromkeys(waits))))
    return flags


def _state(decision: Decision | None, today: date) -> State:
    if decision is None:
        return State.UNDER_WAY
    return State.OVER if decision.until < today else DECIDED[decision.result]
