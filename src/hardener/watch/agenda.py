"""Which starts of which programs are to be looked at, how far ahead, and when everything is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cronsim import CronSim

from hardener import redact
from hardener.results import Row

TITLE = 200
"""Characters of a title that are kept."""
ASTRAY = timedelta(days=2)
"""A slot this far ahead of now was kept by a clock that was wrong."""


class Occasion(NamedTuple):
    """One start of a program that is to be looked at `lead` ahead."""

    account: str
    """The key of the program's account."""
    program: str
    """The vendor's id."""
    start: datetime
    lead: timedelta
    title: str = ""
    connection: str = ""
    """What the account was called when this was written down."""
    host: str = ""
    """The id of the host's target and the name up to the @, a line each; empty where there is none."""

    @property
    def due(self) -> datetime:
        """Return when to look."""
        return self.start - self.lead

    @property
    def key(self) -> tuple[str, str, datetime, timedelta]:
        """Return what makes it this occasion: a program that is moved has another."""
        return self.account, self.program, self.start, self.lead


class Reached(NamedTuple):
    """How far the watch's look before came with a connection."""

    broken: bool
    """It ended early, in a look of either kind."""
    complete: bool
    """It was read to the end, in a look of the same kind."""


def occasions(
    rows: Iterable[Row], accounts: Mapping[str, str], leads: Callable[[datetime], Iterable[timedelta]], now: datetime
) -> Iterator[Occasion]:
    """Yield every occasion of the programs in `rows` whose start is still to come, each once.

    `accounts`: their keys by connection; nothing is planned for what is nobody's. `leads`: how long before a start.
    """
    seen: set[object] = set()
    for row in rows:
        program, account = row.program, accounts.get(row.connection)
        if program is None or account is None:
            continue
        title, host = redact.line(row.title, TITLE), f"{program.host}\n{row.host}" if row.host else ""
        for start in program.starts:
            for lead in leads(start):
                one = Occasion(account, program.id, start.astimezone(UTC), lead, title, row.connection, host)
                if one.start > now and one.key not in seen:
                    seen.add(one.key)
                    yield one


def read_starts(rows: Iterable[Row], accounts: Mapping[str, str]) -> set[tuple[str, str, datetime]]:
    """Return the starts of which every program that has them could be read: account, program, start."""
    read: set[tuple[str, str, datetime]] = set()
    unread: set[tuple[str, str, datetime]] = set()
    for row in rows:
        if row.program is not None and row.connection in accounts:
            into = unread if row.unread else read
            into.update(
                (accounts[row.connection], row.program.id, start.astimezone(UTC)) for start in row.program.starts
            )
    return read - unread


def slot_due(cron: str, zone: ZoneInfo, last: datetime | None, now: datetime) -> datetime | None:
    """Return the latest slot of `cron` after `last` and up to `now`; None where there is none.

    Several that were slept through are one. Without a `last`, or with one from a clock that was wrong,
    the slot is now.
    """
    if last is None or last > now + ASTRAY:
        return now
    latest = None
    for slot in CronSim(cron, last.astimezone(zone)):
        if slot.astimezone(UTC) > now:
            return latest
        latest = slot.astimezone(UTC)
    return latest


def slot_next(cron: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """Return the first slot of `cron` after a moment; None where the expression names none."""
    found = next(CronSim(cron, after.astimezone(zone)), None)
    return None if found is None else found.astimezone(UTC)
