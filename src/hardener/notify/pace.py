"""When may what be sent on one channel. Pure: the time is an argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hardener.notify.text import Message, merge

HOUR = timedelta(hours=1)
DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 120))
"""How long after the first, second, … failure it is tried again; the last for all others."""
GIVE_UP = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that has not arrived yet."""

    id: int
    made: datetime
    message: Message
    tries: int = 0
    """How often it was tried in vain."""
    next_try: datetime | None = None
    """Not before; None: it was not tried yet."""


@dataclass(frozen=True, slots=True)
class Due:
    """What to send now, as one message."""

    ids: tuple[int, ...]
    message: Message
    retry: datetime
    """If it does not arrive: the next try of all these ids, whose tries grow by one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a channel has to do."""

    due: tuple[Due, ...] = ()
    """At most two: what is urgent, then the rest."""
    given_up: tuple[int, ...] = ()
    """Ids that were tried for three days; they are not sent any more."""
    again: datetime | None = None
    """When something that is not due now may be; None: nothing else waits."""


def pace(waiting: Sequence[Waiting], last: datetime | None, now: datetime) -> Pace:
    """Return what is due: the urgent at once, all else as one message an hour, what failed after growing delays.

    `last` is when the last message arrived that was not urgent. Moments that a clock, since set back, has put too
    far ahead do not count.
    """
    lost = {w.id for w in waiting if now - w.made >= GIVE_UP and w.tries >= len(DELAYS)}
    left = sorted((w for w in waiting if w.id not in lost), key=lambda w: (w.made, w.id))
    due, later = [], []
    for some, begin in (
        ([w for w in left if w.message.urgent], None),
        ([w for w in left if not w.message.urgent], last),
    ):
        if not some:
            continue
        moment = _moment(some, begin, now)
        if moment > now:
            later.append(moment)
        else:
            due.append(_due(some, now))
    return Pace(tuple(due), tuple(sorted(lost)), min(later, default=None))


def _moment(some: Sequence[Waiting], last: datetime | None, now: datetime) -> datetime:
    """Return when these may go. What is urgent and new goes at once; else a channel that failed is left in peace."""
    failed = [w.next_try for w in some if w.next_try is not None and now < w.next_try <= now + DELAYS[-1]]
    if some[0].message.urgent and len(failed) < len(some):
        return now
    hour = last + HOUR if last is not None and last <= now else now
    return max(now, hour, min(failed, default=now))


def _due(some: Sequence[Waiting], now: datetime) -> Due:
    """Join them. Whatever is urgent and new is soon tried again; for the rest a new message does not start anew."""
    urgent = some[0].message.urgent
    tries = min(w.tries for w in some) if urgent else max(w.tries for w in some)
    retry = now + DELAYS[min(tries, len(DELAYS) - 1)]
    return Due(tuple(w.id for w in some), merge([w.message for w in some]), retry)
