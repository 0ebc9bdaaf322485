"""What an audit and the watch say of reviews: those that are over or end soon, as of waivers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import LiteralString

from hardener import redact
from hardener.language import marked
from hardener.model import Notice
from hardener.review.judging import Verdict
from hardener.review.record import Condition, Decision, Result
from hardener.waive import DAYS, IN_DAYS, OVER, SOON
from hardener.waiver import spoken_day

SAID: Mapping[Result, LiteralString] = {
    Result.APPROVED: marked("{file}: approved by {by} until {until}"),
    Result.CONDITIONS: marked("{file}: approved with conditions by {by} until {until}"),
    Result.REJECTED: marked("{file}: rejected by {by} until {until}"),
}
USED = marked("{word}, and programs are held there all the same")
CONDITION = marked("{file}: the condition {text} is due on {until}")
UNMET = marked("{word}, and is not met")
UNREADABLE = marked("{why}; until this is mended it counts as no review")
NOT_LOOKED = marked("{why}; no review was looked at")
TOLD = (*SAID.values(), USED, CONDITION, UNMET, UNREADABLE, NOT_LOOKED)


def notices(file: str, verdict: Verdict, today: date, *, used: bool = False) -> Iterator[Notice]:
    """Yield what should be known on `today` of the review that `file` has; `used`: its platform has a connection."""
    decision = verdict.decision
    if decision is None:
        return
    said = SAID[decision.result].format(file=file, by=redact.line(decision.by), until=spoken_day(decision.until))
    if decision.until < today:
        yield Notice(OVER.format(word=said), f"over {decision.until} {file}")
        return
    if used and decision.result is Result.REJECTED:
        yield Notice(USED.format(word=said), f"used {decision.until} {file}")
    if decision.until - today <= SOON:
        yield Notice(_ends(said, (decision.until - today).days), f"soon {decision.until} {file}")
    yield from _conditions(file, decision, today)


def _conditions(file: str, decision: Decision, today: date) -> Iterator[Notice]:
    for number, one in enumerate(decision.conditions):
        key = f"{one.due} {number} {file}"
        if one.overdue(today):
            yield Notice(UNMET.format(word=_named(file, one)), f"unmet {key}")
        elif one.met is None and one.due is not None and one.due - today <= SOON:
            yield Notice(_ends(_named(file, one), (one.due - today).days), f"due {key}")


def _ends(word: str, days: int) -> str:
    return DAYS.get(days, IN_DAYS).format(word=word, count=days)


def _named(file: str, one: Condition) -> str:
    assert one.due is not None
    return CONDITION.format(file=file, text=repr(redact.line(one.text)), until=spoken_day(one.due))
