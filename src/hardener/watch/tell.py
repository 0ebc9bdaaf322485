"""What a look of the watch has to tell people. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from hardener.history.difference import Difference, FindingChange, Key, TargetRef
from hardener.model import Severity, Status
from hardener.notify.news import Item, Sort
from hardener.reason import noted
from hardener.remedy.outcome import Outcome, Result
from hardener.report import words
from hardener.report.plan_text import changed
from hardener.results import Coverage
from hardener.watch.agenda import Occasion, Reached

NOT_MET = {Status.WAIVED: "accepted for now: ", Status.ADVISORY: "set, but a visitor can undo it: "}
"""What is no longer open and not met either."""
SOON = timedelta(hours=24)
"""A grave finding on a program that starts within this is told at once."""


def found(difference: Difference, now: datetime) -> Iterator[tuple[Key, Item]]:
    """Yield what newly fails, can newly not be told, or is met again; not what hardener itself has mended."""
    for turn in difference.failing():
        yield turn.key, _item(Sort.FAILING, turn, difference, now, turn.after.sentence)
    for turn in difference.unclear():
        note = noted(turn.after.note, turn.after.reason) or "could not be read"
        yield turn.key, _item(Sort.UNCLEAR, turn, difference, now, f"{words.control(turn.control).title}: {note}")
    for turn in difference.mended():
        cause = difference.cause(turn)
        if cause is None or cause.by != "hardener":
            was = turn.before.sentence if turn.before is not None else ""
            text = was or words.control(turn.control).title
            accepted = NOT_MET.get(turn.after.status, "")
            yield turn.key, _item(Sort.MENDED, turn, difference, now, f"{accepted}{text}")


def _item(sort: Sort, turn: FindingChange, difference: Difference, now: datetime, text: str) -> Item:
    thing, cause = turn.thing, difference.cause(turn)
    severity = turn.after.severity if sort is not Sort.MENDED or turn.before is None else turn.before.severity
    return Item(
        sort=sort,
        text=text if thing.program else f"{thing.title}: {text}",
        severity=severity,
        connection=thing.connection,
        program=thing.title if thing.program else "",
        start=thing.start,
        by_hand=turn.after.by_hand,
        by=cause.by if cause is not None else "",
        urgent=sort is Sort.FAILING and _grave(severity) and _soon(thing, now),
    )


def _grave(severity: Severity) -> bool:
    return severity.rank >= Severity.HIGH.rank


def _soon(thing: TargetRef, now: datetime) -> bool:
    """Tell whether it starts soon, or is open as it is: a room that is always there has no start."""
    if thing.start is None:
        return thing.program
    return now <= thing.start <= now + SOON


def reached(before: Mapping[str, Reached], now: Iterable[Coverage], kind: str) -> Iterator[Item]:
    """Yield which connections can no longer be read, and which can again; `kind` is that of the look `now`.

    One that fails is seen by any look. What is missing in a list shows only in a look at everything.
    """
    for reach in now:
        name, was = reach.connection, before.get(reach.connection, Reached(broken=False, complete=True))
        reason = "; ".join(filter(None, (reach.error, *reach.unread)))
        whole = kind == "watch"
        if (reach.error and not was.broken) or (whole and not reach.error and not reach.complete and was.complete):
            text = f"{name} could not be read to the end, so not all is known of its programs: {reason}"
            yield Item(sort=Sort.INCOMPLETE, text=text, connection=name)
        elif (was.broken and not reach.error) or (whole and reach.complete and not was.complete):
            yield Item(sort=Sort.NOTICE, text=f"{name} can be read to the end again", connection=name)


def missed(occasions: Iterable[Occasion]) -> Iterator[Item]:
    """Yield what had begun before it could be looked at."""
    for one in occasions:
        text = (
            f"it was not looked at {length(one.lead)} ahead: hardener was not running, or the platform not to be read"
        )
        yield Item(sort=Sort.MISSED, text=text, connection=one.connection, program=one.title, start=one.start)


def closed(outcomes: Iterable[Outcome], accounts: Mapping[str, str]) -> set[Key]:
    """Return the findings that the changes have closed; `accounts` has the account of each change's connection."""
    applied = (outcome.change for outcome in outcomes if outcome.result is Result.APPLIED)
    return {(accounts[change.connection], change.target, control) for change in applied for control in change.controls}


def done(outcomes: Iterable[Outcome], starts: Mapping[tuple[str, str], datetime]) -> Iterator[Item]:
    """Yield what came of the changes that the watch made; `starts` by connection and target."""
    for outcome in outcomes:
        change = outcome.change
        names = ", ".join(words.control(control).title for control in change.controls) or change.setting
        text = f"{names} ({changed(change)})"
        sort, text = {
            Result.APPLIED: (Sort.DONE, f"hardener closed this: {text}"),
            Result.PENDING: (Sort.NOTICE, f"hardener changed this; restart {outcome.waits_for}: {text}"),
            Result.DEFERRED: (Sort.NOTICE, f"left for later: {text}: {outcome.note}"),
        }.get(outcome.result, (Sort.NOTICE, f"hardener could not close this: {text}: {outcome.note}"))
        if outcome.moved:
            text = f"{text}. LOOK AT THIS PROGRAM: {', '.join(outcome.moved)} changed as well"
        start = starts.get((change.connection, change.target))
        yield Item(sort=sort, text=text, connection=change.connection, program=change.title, start=start)


def length(lead: timedelta) -> str:
    """Say a length of time: `24 hours`, `30 minutes`."""
    minutes = int(lead.total_seconds()) // 60
    return words.many(minutes // 60, "hour") if minutes % 60 == 0 else words.many(minutes, "minute")
