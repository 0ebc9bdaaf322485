"""Read what was kept of a time, and nothing that was not: what nobody looked at stays unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, func, select

from hardener.history.difference import SettingChange
from hardener.history.found import Found
from hardener.history.judged import judged, known
from hardener.history.made import made_between
from hardener.history.moves import move, moved
from hardener.history.period import AlwaysOpen, Due, Known, Looked, Period, Unlisted
from hardener.history.read import LOOKS
from hardener.history.read_month import apart
from hardener.history.timeline import Timeline
from hardener.history.unlisted import Listings
from hardener.model import Program
from hardener.store import Store
from hardener.store import tables as t
from hardener.whose import Whose

DAY = timedelta(hours=24)
MISSED = "missed"
"""What the watch writes of a start that nobody looked at."""


def period(
    store: Store, begin: datetime, end: datetime, now: datetime, accounts: Collection[str] | None = None
) -> Period:
    """Return what is kept of the time from `begin` up to `end`, with the programs that have begun by `now`.

    Only of `accounts`, if given. Raises `StoreError`.
    """
    with store.reading() as connection:
        return _Reader(connection, begin, end, min(end, now), accounts).period()


class _Reader:
    """Reads one time of one store."""

    def __init__(
        self, connection: Connection, begin: datetime, end: datetime, now: datetime, accounts: Collection[str] | None
    ) -> None:
        self._db, self._begin, self._end, self._now, self._accounts = connection, begin, end, now, accounts
        self._found = Found(connection)
        self._listings = Listings(connection, end)
        self._unlisted: list[Unlisted] = []
        self._away: set[tuple[str, datetime]] = set()
        self._used: set[int] = set()

    def period(self) -> Period:
        due, always = self._programs()
        looks, made = tuple(self._looks()), tuple(made_between(self._db, self._begin, self._end, self._accounts))
        due = sorted([*due, *self._missed(due)], key=lambda one: (one[0].start, one[0].title, one[1]))
        return Period(
            begin=self._begin,
            end=self._end,
            kept_to=max([*(look.ended for look in looks), *(one.when for one in made)], default=None),
            due=tuple(one for one, _ in due),
            unlisted=tuple(sorted(self._unlisted, key=lambda one: (one.start, one.title, one.platform))),
            always_open=tuple(always),
            looks=looks,
            made=made,
            others=tuple(self._others()),
            sets={number: self._found.of(number) for number in sorted(self._used)},
            words={number: self._found.words(number) for number in sorted(self._used)},
            profiles=tuple(self._profiles([one for one, _ in due], always)),
            platforms=tuple(
                sorted(
                    {
                        *(one.platform for one, _ in due),
                        *(one.platform for one in always),
                        *(one.platform for one in self._unlisted),
                    }
                )
            ),
        )

    def _programs(self) -> tuple[list[tuple[Due, str]], list[AlwaysOpen]]:
        """Return each start of the time with its program's id, and the programs that have none."""
        due: list[tuple[Due, str]] = []
        always: list[AlwaysOpen] = []
        for _, rows in groupby(self._db.execute(judged(self._end, self._accounts)), key=attrgetter("id")):
            looks = list(rows)
            if Program(id="", kind=looks[0].kind).personal:
                continue
            line = Timeline(looks)
            due += [(self._due(line, start), looks[0].program) for start in self._starts(line)]
            last = looks[-1]
            if last.start is None and last.ended >= self._begin:
                known = self._known(last)
                always.append(AlwaysOpen(title=last.title, platform=_platform(last), kind=last.kind, last=known))
        return due, sorted(always, key=lambda one: (one.title, one.platform, one.kind))

    def _starts(self, looks: Timeline) -> Iterator[datetime]:
        """Yield the starts of one program that are of the time, but not one that it was moved away from before."""
        for start in looks.starts:
            if not self._begin <= start < self._now:
                continue
            last = looks.at(start)
            still = last is not None and last.start == start
            if looks.named_after(start) or (still and not self._gone(last, start)):
                yield start

    def _gone(self, last: Any, start: datetime) -> bool:  # noqa: ANN401 - a row of `judged`
        """Tell, and note, whether a look at everything did not find a program any more after its `last` look."""
        missing = self._listings.missing(last, start)
        if missing is not None:
            known = self._known(last)
            one = Unlisted(title=last.title, platform=_platform(last), start=start, last=known, missing=missing)
            self._unlisted.append(one)
            self._away.add((last.program, start))
        return missing is not None

    def _due(self, looks: Timeline, start: datetime) -> Due:
        at_start, last = self._at(looks, start), looks.looks[-1]
        findings = self._found.of(at_start.findings) if at_start is not None else {}
        return Due(
            title=last.title, platform=_platform(last), kind=last.kind, start=start,
            day_before=self._at(looks, start - DAY), at_start=at_start, only_looked_at=apart(findings),
        )  # fmt: skip

    def _at(self, looks: Timeline, moment: datetime) -> Known | None:
        """Return what had been found of a program by a moment; None where no look had ended by then."""
        last = looks.at(moment)
        return self._known(last) if last is not None else None

    def _known(self, look: Any) -> Known:  # noqa: ANN401 - a row of `judged`
        self._used.add(look.finding_set)
        return known(look, self._found)

    def _missed(self, due: Sequence[tuple[Due, str]]) -> Iterator[tuple[Due, str]]:
        """Yield the starts that the watch wrote down and nobody looked at, and that no look has named."""
        there = {*((program, one.start) for one, program in due), *self._away}
        c = t.occasion.c
        wanted = select(c.account, c.program, c.start, func.max(c.title).label("title")).where(
            c.result == MISSED, c.start >= self._begin, c.start < self._now
        )
        if self._accounts is not None:
            wanted = wanted.where(c.account.in_(self._accounts))
        for row in self._db.execute(wanted.group_by(c.account, c.program, c.start)):
            if (row.program, row.start) not in there:
                yield Due(
                    title=row.title, platform=Whose.of(row.account).vendor, kind="", start=row.start,
                    day_before=None, at_start=None, only_looked_at=False,
                ), row.program  # fmt: skip

    def _profiles(self, due: Sequence[Due], always: Sequence[AlwaysOpen]) -> list[str]:
        known = [each for one in due for each in (one.day_before, one.at_start) if each is not None]
        known += [*(one.last for one in always), *(one.last for one in self._unlisted)]
        used = (
            select(t.subject.c.profile)
            .join(t.look, t.look.c.subject == t.subject.c.id)
            .join(t.run, t.run.c.id == t.look.c.run)
            .where(t.run.c.began >= self._begin, t.run.c.began < self._end, t.run.c.profile == "")
            .distinct()
        )
        return sorted({*(each.profile for each in known), *self._db.scalars(self._mine(used))})

    def _mine(self, wanted: Select[Any]) -> Select[Any]:
        if self._accounts is None:
            return wanted
        return wanted.where(t.run.c.id.in_(select(t.belongs.c.run).where(t.belongs.c.account.in_(self._accounts))))

    def _looks(self) -> Iterator[Looked]:
        of_time = t.run.c.kind.in_(LOOKS), t.run.c.began >= self._begin, t.run.c.began < self._end
        for row in self._db.execute(self._mine(select(t.run).where(*of_time).order_by(t.run.c.id))):
            yield Looked(
                run=row.id, kind=row.kind, began=row.began, ended=row.ended or row.began, whole=bool(row.whole),
                complete=bool(row.complete), profile=row.profile or "",
            )  # fmt: skip

    def _others(self) -> Iterator[SettingChange]:
        wanted = moved().where(t.run.c.began >= self._begin, t.run.c.began < self._end, t.value.c.changed_by == "other")
        if self._accounts is not None:
            wanted = wanted.where(t.target.c.account.in_(self._accounts))
        yield from map(move, self._db.execute(wanted))


def _platform(row: Any) -> str:  # noqa: ANN401 - a row of the table
    return Whose.of(row.account).vendor if Whose.of(row.account).known else row.vendor
