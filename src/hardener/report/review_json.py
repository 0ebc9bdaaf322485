"""A review for programs: always in English, without secrets. Pure."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, JsonValue

from hardener.report.safe import plain
from hardener.review.judging import Flag, Judged, State, Verdict
from hardener.review.question import questionnaire


def tree(verdict: Verdict, name: str) -> dict[str, JsonValue]:
    """Return everything that a review says, and what it comes to."""
    review, decision = verdict.review, verdict.decision
    return {
        **summary(verdict, name),
        "plan": _value(review.plan),
        "by": _value(review.by),
        "decision": _value(decision),
        "overdue": [_value(one) for one in verdict.overdue],
        "red_flags": [_flag(flag) for flag in verdict.flags],
        "questions": [_question(one) for one in verdict.each],
    }


def summary(verdict: Verdict, name: str) -> dict[str, JsonValue]:
    """Return where a review stands."""
    decision = verdict.decision
    return {
        "platform": plain(name),
        "state": verdict.state.value,
        "started": verdict.review.started.isoformat(),
        "until": decision.until.isoformat() if decision is not None else None,
        "rushed": verdict.review.rushed,
        "raised": [flag.id for flag in verdict.raised],
        "red": {severity.value: count for severity, count in verdict.reds.items()},
        "missing": list(verdict.missing),
    }


def listed(verdict: Verdict | None, name: str, error: str) -> dict[str, JsonValue]:
    """Return the same of a review that perhaps nobody can read: then why."""
    if verdict is None:
        return {"platform": plain(name), "state": State.UNREADABLE.value, "why": plain(error)}
    return summary(verdict, name)


def lacking(name: str) -> dict[str, JsonValue]:
    """Return the same of a platform that has no review."""
    return {"platform": plain(name), "state": State.NONE.value}


def _flag(flag: Flag) -> JsonValue:
    return {"id": flag.id, "says": flag.says, "red": list(flag.red), "open": list(flag.open)}


def _question(one: Judged) -> JsonValue:
    groups = questionnaire().groups.items()
    return {
        "id": one.question.id,
        "group": next(name for name, group in groups if one.question.id in group.questions),
        "asks": one.question.asks,
        "severity": one.question.severity.value,
        "standing": one.standing.value,
        "red": one.red,
        "answer": _value(one.answer),
        "by_hardener": one.answer is not None and one.answer.measured,
    }


def _value(said: object) -> JsonValue:
    if isinstance(said, BaseModel):
        return {name: _value(value) for name, value in said}
    if isinstance(said, tuple):
        return [_value(one) for one in said]
    if isinstance(said, date | datetime):
        return said.isoformat()
    if isinstance(said, str):
        return plain(said)
    return said if isinstance(said, int) else None
