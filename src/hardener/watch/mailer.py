"""Which letters a look calls for: hosts ahead of a start, the manager weekly, at once of what opens to strangers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from hardener.findings import State
from hardener.history.difference import Key
from hardener.history.record import Kept
from hardener.history.week import week_before
from hardener.letters import alarm, host
from hardener.letters.alarm import Opened
from hardener.letters.digest import Before, digest
from hardener.letters.view import View
from hardener.people import MAIL, People
from hardener.results import Report, Row
from hardener.store import tables as t
from hardener.watch import agenda, notes
from hardener.watch.agenda import Occasion
from hardener.watch.news import News
from hardener.watch.ports import Sight
from hardener.watch.post import Addressed, Post, Reader

DIGEST = "watch digest"
PATIENCE = timedelta(hours=1)
"""After a program could not be read for so long its host is told; a platform that is down for a minute is no news."""


@dataclass(slots=True, kw_only=True)
class Mailer:
    """Makes letters and has them sent."""

    people: People
    channels: Collection[str]
    """Names of those that hear in short of what opens to strangers."""
    library: str
    zone: ZoneInfo
    post: Post
    addresses: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    """By connection and host, as the platform said at the last look; only where that is wanted, and in memory only."""

    def leads(self, start: datetime) -> Iterator[timedelta]:
        """Yield how long before a start its host is written to."""
        if self.people.hosts_too and (lead := self.people.lead(start, self.zone)) > timedelta():
            yield lead

    def digest_due(self, connection: Connection, accounts: Collection[str], now: datetime) -> datetime | None:
        """Return the slot whose digest is to be made now; None where there is none."""
        last = self._last(connection, accounts)
        if not self.people.manager or last is None:
            return None
        return agenda.slot_due(self.people.weekly, self.zone, last, now)

    def digest_next(self, now: datetime) -> datetime | None:
        """Return when the next digest is made."""
        return agenda.slot_next(self.people.weekly, self.zone, now) if self.people.manager else None

    def _begin(self, connection: Connection, accounts: Collection[str], now: datetime) -> None:
        """Count the weeks from now on, where nobody did."""
        if self.people.manager and self._last(connection, accounts) is None:
            notes.keep(connection, notes.of(DIGEST, accounts), now.isoformat())

    @staticmethod
    def _last(connection: Connection, accounts: Collection[str]) -> datetime | None:
        text = connection.scalar(select(t.note.c.text).where(t.note.c.key == notes.of(DIGEST, accounts)))
        return None if text is None else datetime.fromisoformat(text).astimezone(UTC)

    def write(
        self, connection: Connection, kept: Kept, sight: Sight, seen: Iterable[Occasion], slot: datetime | None
    ) -> int:
        """Write down the letters that a look calls for, with the digest where its `slot` is due; return how many."""
        accounts = self.post.accounts
        self._begin(connection, accounts, sight.looked.now)
        digests = self._weekly(connection, sight, accounts, slot) if slot is not None else 0
        return digests + self._ahead(connection, kept.run, sight, seen)

    def _weekly(self, connection: Connection, sight: Sight, accounts: Collection[str], slot: datetime) -> int:
        """Write down the digest of a look at everything; return how many letters that is."""
        report, view = sight.looked.report, self._view(sight.looked.report)
        past = week_before(connection, sight.looked)
        silent = self._silent(report) if self.people.hosts_too else ()
        made = digest(report, Before(counts=past.counts, new=past.new, silent=silent), view)
        notes.keep(connection, notes.of(DIGEST, accounts), slot.isoformat())
        about = f"digest {' '.join(sorted(accounts))} {slot.isoformat()}"
        return self.post.add(connection, None, [Addressed(Reader("manager"), made, about)], sight.looked.now)

    def _silent(self, report: Report) -> Sequence[str]:
        rows = (row for row in report.rows(programs=True) if row.host and not row.apart)
        return sorted({row.host for row in rows if not self.knows(_reader(row))})

    def _ahead(self, connection: Connection, run: int, sight: Sight, seen: Iterable[Occasion]) -> int:
        """Write to the hosts of the starts that were looked at; return how many letters that is."""
        report, accounts = sight.looked.report, sight.looked.accounts
        mine = [one for one in seen if one.lead in self.leads(one.start)]
        by_start = _by_start(report, accounts) if mine else {}
        letters = [
            found for one in mine if (found := self._host(one, by_start.get(_start(one), []), report)) is not None
        ]
        return self.post.add(connection, run, letters, sight.looked.now)

    def _host(self, one: Occasion, rows: Sequence[Row], report: Report) -> Addressed | None:
        for row in rows:
            reader = _reader(row)
            if row.apart or not self.knows(reader):
                continue
            profile = report.profiles.get(row.profile)
            made = host.day_before(row, one.start, profile, self._view(report), ready=self.people.ready)
            if made is not None:
                return Addressed(reader, made, _about(one, "before"), one.start)
        return None

    def unchecked(self, connection: Connection, waiting: Iterable[Occasion], now: datetime) -> int:
        """Write to the hosts of what is due for long and could not be read; return how many letters that is."""
        view = View(library=self.library, zone=self.zone, made=now)
        letters = []
        for one in waiting:
            ident, _, name = one.host.partition("\n")
            reader = Reader("host", name, one.connection, ident)
            if now - one.due >= PATIENCE and one.lead in self.leads(one.start) and name and self.knows(reader):
                made = host.not_checked(one.title, one.start, view)
                letters.append(Addressed(reader, made, _about(one, "not checked"), one.start))
        return self.post.add(connection, None, letters, now)

    def opened(self, connection: Connection, kept: Kept, sight: Sight) -> list[Opened]:
        """Write down what became open to strangers, for people and, in short, for channels; return it."""
        report = sight.looked.report
        found = list(alarm.opened(report.rows(programs=True), sight.looked.accounts, kept.difference))
        for one in found:
            self.post.add(connection, kept.run, self._alarms(one, kept.run, report), sight.looked.now)
        return found

    def closed(self, connection: Connection, news: News, closed: AbstractSet[Key]) -> None:
        """Take back what is not so any more: the watch itself has closed it."""
        for one in news.opened:
            if one.critical <= closed and news.run is not None and news.report is not None:
                self.post.withdraw(connection, self._alarms(one, news.run, news.report))

    def waiting(self) -> dict[str, int]:
        """Return how many letters wait; nothing where nobody gets mail."""
        return {MAIL: self.post.waiting()} if self.people.anybody else {}

    def _alarms(self, one: Opened, run: int, report: Report) -> Iterator[Addressed]:
        profile, view = report.profiles.get(one.row.profile), self._view(report)
        about = f"opened {run} {one.row.connection} {one.row.target}"
        whole, short = alarm.alarm(one, profile, view), alarm.in_short(one, profile, view)
        for role in ("manager", "it"):
            if getattr(self.people, role):
                yield Addressed(Reader(role), whole, about)
        for name in self.channels:
            yield Addressed(Reader("channel", name), short, about)

    def knows(self, reader: Reader) -> bool:
        """Tell whether there is an address of a reader."""
        return bool(self.addresses_of(reader))

    def addresses_of(self, reader: Reader) -> tuple[str, ...]:
        """Return the addresses of a reader of mail; none where they are not known."""
        if reader.role == "manager":
            return self.people.manager
        if reader.role == "it":
            return self.people.it
        named = self.people.hosts.get(reader.name.casefold())
        there = self.addresses.get((reader.connection, reader.host)) if self.people.from_platform else None
        return tuple(filter(None, [named or there]))

    def _view(self, report: Report) -> View:
        return View(library=self.library, zone=self.zone, made=report.made)


def _reader(row: Row) -> Reader:
    assert row.program is not None
    return Reader("host", row.host, row.connection, row.program.host)


def _about(one: Occasion, reason: str) -> str:
    return f"{reason} {one.account} {one.program} {one.start.isoformat()}"


def _start(one: Occasion) -> tuple[str, str, datetime]:
    return one.account, one.program, one.start


def _by_start(report: Report, accounts: Mapping[str, str]) -> dict[tuple[str, str, datetime], list[Row]]:
    """Return the programs that have each start, the worst first."""
    found: dict[tuple[str, str, datetime], list[Row]] = {}
    order = list(State)
    for row in report.rows(programs=True):
        if row.program is not None and row.connection in accounts:
            for start in row.program.starts:
                found.setdefault((accounts[row.connection], row.program.id, start.astimezone(UTC)), []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: order.index(row.state))
    return found
