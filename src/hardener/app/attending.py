"""Ask every platform how many came to what was on, for the library's yearly survey. Changes nothing, keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from hardener.account import Account
from hardener.app.connections import accounts, chosen
from hardener.app.surroundings import Surroundings
from hardener.attendance import AttendanceReport, Counting, Time
from hardener.errors import HardenerError
from hardener.model import Unreadable
from hardener.platform import spelled


def look_attended(
    context: Surroundings, since: datetime, until: datetime, only: Sequence[str] = ()
) -> AttendanceReport:  # fmt: skip
    """Return how many came each time that something was on between two moments. Raises `HardenerError`.

    Only of the connections called `only`, if there are any.
    """
    made = context.now().astimezone(context.zone)
    report = AttendanceReport(made=made, since=since, until=min(until, made))
    lasts = context.config.library.minutes * 60.0
    with (
        accounts(context, chosen(context, only), read_only=True, lasts=lasts) as opened,
        context.reading(),
        ThreadPoolExecutor(max(1, len(opened)), thread_name_prefix="attended") as pool,
    ):
        for each in pool.map(lambda account: _one(account, report), opened):
            report.times.extend(each.times)
            report.unread.extend(each.unread)
            report.notes.extend(each.notes)
    report.times.sort(key=lambda time: (time.attended.start, time.attended.target.title, time.connection))
    return report


def _one(account: Account, whole: AttendanceReport) -> AttendanceReport:
    """Return one connection's part; one that fails is told, and leaves the others' results whole."""
    found = AttendanceReport(made=whole.made, since=whole.since, until=whole.until)
    adapter, platform = account.adapter, getattr(account.adapter, "platform", "") or spelled(account.vendor)
    if not isinstance(adapter, Counting):
        found.notes.append((platform, ""))
        return found
    found.notes.append((platform, adapter.counts))
    try:
        for one in adapter.attended(whole.since, whole.until):
            if isinstance(one, Unreadable):
                found.unread.append((account.name, one.title, one.reason))
            else:
                found.times.append(Time(connection=account.name, platform=platform, attended=one))
    except HardenerError as error:
        found.unread.append((account.name, "", str(error)))
    if late := account.late():
        found.unread.append((account.name, "", late))
    return found
