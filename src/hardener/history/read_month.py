"""Read what was kept of a month."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from hardener.findings import State, state_of
from hardener.history.found import Findings, Found
from hardener.history.month import Exempt, Held, Month, Week, Work
from hardener.history.read import LOOKS
from hardener.model import Status
from hardener.reason import Reason
from hardener.remedy.outcome import DONE
from hardener.store import Store
from hardener.store import tables as t
from hardener.whose import Whose

WEEKS = timedelta(weeks=12)
"""So far back, from a month's end, the trend goes."""
FORMER: Mapping[str, State] = {"Look by hand": State.CANT_TELL}
"""Words for verdicts that stores have from before there were these six, and what they are today."""
ROOM = "room"
CHANGES = ("apply", "undo")
"""Kinds of runs that change settings."""


def month(store: Store, first: date, zone: tzinfo, now: datetime, accounts: Collection[str] | None = None) -> Month:
    """Return what is kept of the month that begins on `first`, in `zone`, up to `now`; only of `accounts`, if given.

    Raises `StoreError`.
    """
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    begin, end = (datetime(d.year, d.month, d.day, tzinfo=zone).astimezone(UTC) for d in (first, after))
    with store.reading() as connection:
        return _Reader(connection, begin, min(end, now), zone, accounts).month(first)


def weeks(store: Store, zone: tzinfo, now: datetime, accounts: Collection[str]) -> tuple[Week, ...]:
    """Return the first whole look of each of the twelve weeks before `now`, oldest first. Raises `StoreError`."""
    with store.reading() as connection:
        return tuple(_Reader(connection, now, now, zone, accounts).weeks())


class _Reader:
    """Reads one month of one store."""

    def __init__(
        self, connection: Connection, begin: datetime, end: datetime, zone: tzinfo, accounts: Collection[str] | None
    ) -> None:
        self._db, self._begin, self._end, self._zone, self._accounts = connection, begin, end, zone, accounts
        self._found = Found(connection)

    def month(self, first: date) -> Month:
        looks = self._db.execute(self._runs(self._begin).where(t.run.c.kind.in_(LOOKS))).all()
        moved = select(func.count()).select_from(t.value.join(t.run, t.run.c.id == t.value.c.first))
        of_month = t.run.c.began.between(self._begin, self._end), t.value.c.changed_by == "other"
        return Month(
            first=first,
            held=tuple(sorted(self._held(), key=lambda one: (one.start, one.title))),
            weeks=tuple(self.weeks()),
            accepted=tuple(self._accepted()),
            work=tuple(self._work()),
            other=self._db.scalar(self._mine(moved.where(*of_month))) or 0,
            looks=len(looks),
            incomplete=sum(not look.complete for look in looks),
        )

    def _mine(self, wanted: Select[Any]) -> Select[Any]:
        if self._accounts is None:
            return wanted
        return wanted.where(t.run.c.id.in_(select(t.belongs.c.run).where(t.belongs.c.account.in_(self._accounts))))

    def _runs(self, since: datetime) -> Select[Any]:
        return self._mine(select(t.run).where(t.run.c.began.between(since, self._end)).order_by(t.run.c.id))

    def _whole(self, since: datetime) -> Select[Any]:
        return self._runs(since).where(t.run.c.kind.in_(LOOKS), t.run.c.whole, t.run.c.profile == "")

    def _held(self) -> Iterator[Held]:
        """Yield each start of the month that the last look before it still had."""
        last: dict[tuple[int, datetime], Any] = {}
        latest: dict[int, list[tuple[datetime, datetime | None]]] = {}
        for row in self._db.execute(self._looks()):
            latest.setdefault(row.id, []).append((row.began, row.start))
            if row.start is not None and self._begin <= row.start < self._end and row.began <= row.start:
                last[row.id, row.start] = row
        for (ident, start), row in last.items():
            before = [at for began, at in latest[ident] if began <= start]
            findings = self._found.of(row.finding_set)
            if before[-1] == start and ROOM not in row.kind and not apart(findings):
                yield self._one(row, findings)

    def _looks(self) -> Select[Any]:
        """Return every look at a program whose start may be of this month, oldest first, with the set that it found."""
        current = and_(
            t.span.c.subject == t.look.c.subject,
            t.span.c.first <= t.look.c.run,
            or_(t.span.c.until.is_(None), t.span.c.until > t.look.c.run),
        )
        wanted = (
            select(t.target, t.subject.c.profile, t.run.c.began, t.look.c.start, t.span.c.finding_set)
            .select_from(t.look)
            .join(t.run, t.run.c.id == t.look.c.run)
            .join(t.subject, t.subject.c.id == t.look.c.subject)
            .join(t.target, t.target.c.id == t.subject.c.target)
            .join(t.span, current)
            .where(t.target.c.program.is_not(None), t.run.c.profile == "", t.run.c.began < self._end)
            .where(t.run.c.began > self._begin - WEEKS)
            .order_by(t.run.c.began, t.run.c.id)
        )
        return wanted if self._accounts is None else wanted.where(t.target.c.account.in_(self._accounts))

    def _one(self, row: Any, findings: Findings) -> Held:  # noqa: ANN401 - a row of `_looks`
        failing = sorted((f for f in findings.values() if f.status is Status.FAIL), key=lambda f: -f.severity.rank)
        return Held(
            title=row.title, platform=Whose.of(row.account).vendor, profile=row.profile,
            start=row.start.astimezone(self._zone), looked=row.began.astimezone(self._zone),
            # Of what could not be read at all, nothing is known: that is no verdict of being ready.
            state=state_of(findings.items()) if findings else State.CANT_TELL,
            open=tuple(dict.fromkeys(f.sentence for f in failing if f.sentence)),
        )  # fmt: skip

    def weeks(self) -> Iterator[Week]:
        """Yield the first whole look of each week."""
        seen = set()
        for look in self._db.execute(self._whole(self._end - WEEKS)):
            began = look.began.astimezone(self._zone)
            if began.isocalendar()[:2] not in seen:
                seen.add(began.isocalendar()[:2])
                yield Week(began=began, states=states(json.loads(look.told or "{}")), complete=bool(look.complete))

    def _accepted(self) -> Iterator[Exempt]:
        last = self._db.scalars(self._whole(self._begin).with_only_columns(t.run.c.id)).all()
        if not last:
            return
        wanted = (
            select(t.target.c.title, t.finding)
            .select_from(t.look)
            .join(t.subject, t.subject.c.id == t.look.c.subject)
            .join(t.target, t.target.c.id == t.subject.c.target)
            .join(t.span, and_(t.span.c.subject == t.look.c.subject, t.span.c.first <= last[-1],
                               or_(t.span.c.until.is_(None), t.span.c.until > last[-1])))
            .join(t.member, t.member.c.finding_set == t.span.c.finding_set)
            .join(t.finding, t.finding.c.id == t.member.c.finding)
            .where(t.look.c.run == last[-1], t.finding.c.status == Status.WAIVED.value)
            .order_by(t.finding.c.control, t.target.c.title)
        )  # fmt: skip
        grouped: dict[tuple[str, str, str, str], list[str]] = {}
        for row in self._db.execute(wanted):
            said = json.loads(row.body)
            word = said.get("waiver") or {}
            key = said.get("sentence", ""), row.control, word.get("reason", ""), word.get("until", "")
            grouped.setdefault(key, []).append(row.title)
        for (sentence, control, reason, until), titles in grouped.items():
            yield Exempt(
                sentence=sentence, control=control, reason=reason, until=date.fromisoformat(until),
                titles=tuple(dict.fromkeys(titles)),
            )  # fmt: skip

    def _work(self) -> Iterator[Work]:
        for run in self._db.execute(self._runs(self._begin).where(t.run.c.kind.in_(CHANGES))):
            outcomes = select(t.step.c.outcomes).where(t.step.c.run == run.id, t.step.c.outcomes.is_not(None))
            results = Counter(o["result"] for text in self._db.scalars(outcomes) for o in json.loads(text))
            yield Work(
                run=run.id, undo=run.kind == "undo", began=run.began.astimezone(self._zone),
                asked=results.total(), done=sum(results[result.value] for result in DONE),
            )  # fmt: skip


def states(kept: Mapping[str, Mapping[str, int]]) -> Mapping[State, int]:
    """Return the counts of a look by verdict, also where the store has words for them from an earlier time."""
    found: Counter[State] = Counter()
    for word, count in kept.get("states", {}).items():
        found[FORMER[word] if word in FORMER else State(word) if word in set(State) else State.CANT_TELL] += count
    return found


def apart(findings: Findings) -> bool:
    """Tell whether a program is looked at only: its profile changes nothing."""
    return any(f.reason is not None and f.reason.kind is Reason.AUDIT_ONLY for f in findings.values())
