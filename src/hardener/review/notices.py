"""What an audit and the watch say of reviews: those that are over or end soon, as of waivers. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hardener import redact
from hardener.model import Notice
from hardener.review import said
from hardener.review.judging import Verdict
from hardener.review.record import Condition, Decision, Result
from hardener.waive import DAYS, IN_DAYS, OVER, SOON
from hardener.waiver import spoken_day

SAID = {
    Result.APPROVED: said.APPROVED,
    Result.CONDITIONS: said.CONDITIONS,
    Result.REJECTED: said.REJECTED,
}


def notices(file: str, verdict: Verdict, today: date, *, used: bool = False) -> Iterator[Notice]:
    """Yield what should be known on `today` of the review that `file` has; `used`: its platform has a connection."""
    decision = verdict.decision
    if decision is None:
        return
    stands = SAID[decision.result].format(file=file, by=redact.line(decision.by), until=spoken_day(decision.until))
    if decision.until < today:
        yield Notice(OVER.format(word=stands), f"over {decision.until} {file}")
        return
    if used and decision.result is Result.REJECTED:
        yield Notice(said.USED.format(word=stands), f"used {decision.until} {file}")
    if decision.until - today <= SOON:
        yield Notice(_ends(stands, (decision.until - today).days), f"soon {decision.until} {file}")
    yield from _conditions(file, decision, today)


def _conditions(file: str, decision: Decision, today: date) -> Iterator[Notice]:
    for number, one in enumerate(decision.conditions):
        key = f"{one.due} {number} {file}"
        if one.overdue(today):
            yield Notice(said.UNMET.format(word=_named(file, one)), f"unmet {key}")
        elif one.met is None and one.due is not None and one.due - today <= SOON:
            yield Notice(_ends(_named(file, one), (one.due - today).days), f"due {key}")


def _ends(word: str, days: int) -> str:
    return DAYS.get(days, IN_DAYS).format(word=word, count=days)


def _named(file: str, one: Condition) -> str:
    assert one.due is not None
    return said.CONDITION.format(file=file, text=repr(redact.line(one.text)), until=spoken_day(one.due))
