"""What a look of the watch has to tell people. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from hardener.history.difference import Difference, FindingChange, Key, TargetRef
from hardener.language import marked, tr
from hardener.model import Severity, Status
from hardener.notify.news import Item, Sort
from hardener.remedy.outcome import Outcome, Result
from hardener.report import retell, words
from hardener.report.plan.change import changed
from hardener.results import Coverage
from hardener.watch.agenda import Occasion, Reached

NOT_MET = {
    Status.WAIVED: marked("accepted for now: {what}"),
    Status.ADVISORY: marked("set, but a visitor can undo it: {what}"),
}
"""What is no longer open and not met either."""
SOON = timedelta(hours=24)
"""What is high is told at once for a program that starts within this; what strangers can do today, always."""


def found(difference: Difference, now: datetime) -> Iterator[tuple[Key, Item]]:
    """Yield what newly fails, can newly not be told, or is met again; not what hardener itself has mended."""
    for turn in difference.failing():
        yield turn.key, _item(Sort.FAILING, turn, difference, now, words.retold(turn.after.sentence))
    for turn in difference.unclear():
        note = retell.noted(turn.after.note, turn.after.reason) or tr("could not be read")
        yield turn.key, _item(Sort.UNCLEAR, turn, difference, now, f"{words.control(turn.control).title}: {note}")
    for turn in difference.resolved():
        cause = difference.cause(turn)
        if cause is None or cause.by != "hardener":
            was = words.retold(turn.before.sentence) if turn.before is not None else ""
            text = was or words.control(turn.control).title
            if turn.after.status in NOT_MET:
                text = tr(NOT_MET[turn.after.status], what=text)
            yield turn.key, _item(Sort.RESOLVED, turn, difference, now, text)


def _item(sort: Sort, turn: FindingChange, difference: Difference, now: datetime, text: str) -> Item:
    thing, cause = turn.thing, difference.cause(turn)
    severity = turn.after.severity if sort is not Sort.RESOLVED or turn.before is None else turn.before.severity
    return Item(
        sort=sort,
        text=text if thing.program else f"{thing.title}: {text}",
        severity=severity,
        connection=thing.connection,
        program=thing.title if thing.program else "",
        start=thing.start,
        by_hand=retell.path(turn.after.by_hand),
        by=cause.by if cause is not None else "",
        urgent=sort is Sort.FAILING and _urgent(severity, thing, now),
    )


def _urgent(severity: Severity, thing: TargetRef, now: datetime) -> bool:
    """Tell whether to say it at once: open to strangers, or high and soon."""
    if not thing.program:
        return False
    return severity is Severity.CRITICAL or (severity is Severity.HIGH and _soon(thing, now))


def _soon(thing: TargetRef, now: datetime) -> bool:
    """Tell whether it starts soon, or is open as it is: a room that is always there has no start."""
    return thing.start is None or now <= thing.start <= now + SOON


def reached(before: Mapping[str, Reached], now: Iterable[Coverage], kind: str) -> Iterator[Item]:
    """Yield which connections can no longer be read, and which can again; `kind` is that of the look `now`.

    One that fails is seen by any look. What is missing in a list shows only in a look at everything.
    """
    for reach in now:
        name, was = reach.connection, before.get(reach.connection, Reached(broken=False, complete=True))
        reason = "; ".join(words.retold(each) for each in (reach.error, *reach.unread) if each)
        whole = kind == "watch"
        if (reach.error and not was.broken) or (whole and not reach.error and not reach.complete and was.complete):
            text = tr(
                "{connection} could not be read to the end, so not all is known of its programs: {why}",
                connection=name,
                why=reason,
            )
            yield Item(sort=Sort.INCOMPLETE, text=text, connection=name)
        elif (was.broken and not reach.error) or (whole and reach.complete and not was.complete):
            yield Item(
                sort=Sort.NOTICE, text=tr("{connection} can be read to the end again", connection=name), connection=name
            )


def missed(occasions: Iterable[Occasion]) -> Iterator[Item]:
    """Yield what had begun before it could be looked at."""
    for one in occasions:
        text = tr(
            "it was not looked at {time} ahead: hardener was not running, or the platform not to be read",
            time=length(one.lead),
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
        text, note = f"{names} ({changed(change)})", words.retold(outcome.note)
        sort, text = {
            Result.APPLIED: (Sort.DONE, tr("hardener closed this: {what}", what=text)),
            Result.PENDING: (
                Sort.NOTICE,
                tr("hardener changed this; restart {service}: {what}", service=outcome.waits_for, what=text),
            ),
            Result.DEFERRED: (Sort.NOTICE, tr("left for later: {what}: {why}", what=text, why=note)),
        }.get(outcome.result, (Sort.NOTICE, tr("hardener could not close this: {what}: {why}", what=text, why=note)))
        if outcome.moved:
            moved = ", ".join(outcome.moved)
            text = tr("{what}. LOOK AT THIS PROGRAM: {moved} changed as well", what=text, moved=moved)
        start = starts.get((change.connection, change.target))
        yield Item(sort=sort, text=text, connection=change.connection, program=change.title, start=start)


def length(lead: timedelta) -> str:
    """Say a length of time: `24 hours`, `30 minutes`."""
    minutes = int(lead.total_seconds()) // 60
    return words.many(minutes // 60, "hour") if minutes % 60 == 0 else words.many(minutes, "minute")
