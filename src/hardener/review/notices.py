"""What an audit and the watch say of reviews: those that are over or end soon, as of waivers. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hardener import redact
from hardener.model import Notice
from hardener.review.judging import Verdict
from hardener.review.record import Condition, Decision, Result
from hardener.waive import SOON, in_days
from hardener.waiver import spoken_day

SAID = {
    Result.APPROVED: "approved",
    Result.CONDITIONS: "approved with conditions",
    Result.REJECTED: "rejected",
}


def notices(file: str, verdict: Verdict, today: date) -> Iterator[Notice]:
    """Yield what should be known on `today` of the review that `file` has."""
    decision = verdict.decision
    if decision is None:
        return
    said = f"{SAID[decision.result]} by {redact.line(decision.by)} until {spoken_day(decision.until)}"
    if decision.until < today:
        yield Notice(f"{file}: {said}, which is over", f"over {decision.until} {file}")
        return
    if decision.until - today <= SOON:
        left = in_days((decision.until - today).days)
        yield Notice(f"{file}: {said}, which is {left}", f"soon {decision.until} {file}")
    yield from _conditions(file, decision, today)


def _conditions(file: str, decision: Decision, today: date) -> Iterator[Notice]:
    for number, one in enumerate(decision.conditions):
        key = f"{one.due} {number} {file}"
        if one.overdue(today):
            yield Notice(f"{file}: {_named(one)}, and is not met", f"unmet {key}")
        elif one.met is None and one.due is not None and one.due - today <= SOON:
            yield Notice(f"{file}: {_named(one)}, which is {in_days((one.due - today).days)}", f"due {key}")


def _named(one: Condition) -> str:
    assert one.due is not None
    return f"the condition {redact.line(one.text)!r} is due on {spoken_day(one.due)}"
