"""Read what was in force in one program at one moment, from what looks and the journal have kept, and infer nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, func, select

from hardener.history.difference import FindingRecord, SettingChange
from hardener.history.found import Found
from hardener.history.judged import judged, known
from hardener.history.made import made_on
from hardener.history.moves import moves_of
from hardener.history.period import Made
from hardener.history.read import LOOKS, HistoryError, one_program
from hardener.history.scene import InForce, Scene
from hardener.model import Program, Status
from hardener.path import vendor_path
from hardener.store import Store
from hardener.store import tables as t
from hardener.whose import Whose

LATER = timedelta(seconds=1)
"""A moment that a person gives is to the second: what ended within it had ended."""
DONE = frozenset({"applied", "pending"})


def scene(store: Store, sought: str, at: datetime, accounts: Collection[str] | None = None) -> Scene:
    """Return what was in force `at` a moment in the program that is `sought` by an id or a part of its title.

    Only of `accounts`, if given. Raises `HistoryError` where none, or more than one, fits, or nobody had looked.
    """
    with store.reading() as connection:
        row = one_program(connection, sought, accounts)
        return _Reader(connection, row, at).scene()


class _Reader:
    """Reads one program of one store."""

    def __init__(self, connection: Connection, target: Any, at: datetime) -> None:  # noqa: ANN401 - a row
        self._db, self._target, self._at = connection, target, at
        self._found = Found(connection)
        self._looks: list[Any] = []
        """At the program, up to the moment, oldest first."""
        self._neighbours: list[Any] = []
        """The last look at each other program of the account that was still there."""

    def scene(self) -> Scene:
        self._read()
        last = self._looks[-1]
        findings = self._found.of(last.finding_set)
        told = (Status.FAIL, Status.WAIVED, Status.ERROR, Status.MANUAL, Status.ADVISORY)
        each = {status: tuple(self._each(findings, status)) for status in told}
        open_ = sorted(each[Status.FAIL], key=lambda one: -one.found.severity.rank)
        return Scene(
            title=last.title, platform=self._platform(), at=self._at, look=known(last, self._found), start=last.start,
            complete=bool(last.complete), looks=len(self._looks), open=tuple(open_), accepted=each[Status.WAIVED],
            unread=each[Status.ERROR], unshown=each[Status.MANUAL], advisory=each[Status.ADVISORY],
            met=tuple((c, f) for c, f in sorted(findings.items()) if f.status is Status.PASS),
            later=tuple(self._later(findings, last.ended)),
        )  # fmt: skip

    def _platform(self) -> str:
        whose = Whose.of(self._target.account)
        return whose.vendor if whose.known else str(self._target.vendor)

    def _read(self) -> None:
        """Gather the looks. Raises `HistoryError` where there is none by then."""
        until = self._at + LATER
        every = judged(until, {self._target.account})
        mine = self._db.execute(every.where(t.target.c.id == self._target.id))
        self._looks = [look for look in mine if look.ended < until]
        if not self._looks:
            raise HistoryError(self._nothing())
        others = every.where(t.target.c.id != self._target.id, t.look.c.run >= self._whole())
        for _, each in groupby(self._db.execute(others), key=attrgetter("id")):
            looks = [look for look in each if look.ended < until]
            # The title of somebody's own room is a name, and no program needs to be in it.
            self._neighbours += [look for look in looks[-1:] if not Program(id="", kind=look.kind).personal]

    def _nothing(self) -> str:
        """Say that nobody had looked, and when somebody did first."""
        subjects = select(t.subject.c.id).where(t.subject.c.target == self._target.id)
        began = select(func.min(t.run.c.began)).join(t.look, t.look.c.run == t.run.c.id)
        first = self._db.scalar(began.where(t.look.c.subject.in_(subjects)))
        when = f"; the first look at it was on {first:%Y-%m-%d %H:%M} UTC" if first is not None else ""
        return f"nobody had looked at {self._target.title!r} by then{when}: nothing is known of it"

    def _whole(self) -> int:
        """Return the last look at everything up to the moment: what it did not see any more is not there."""
        mine = select(t.belongs.c.run).where(t.belongs.c.account == self._target.account)
        wanted = select(func.max(t.run.c.id)).where(
            t.run.c.id.in_(mine), t.run.c.kind.in_(LOOKS), t.run.c.whole, t.run.c.profile == "",
            func.coalesce(t.run.c.ended, t.run.c.began) < self._at + LATER,
        )  # fmt: skip
        return self._db.scalar(wanted) or 0

    def _each(self, findings: Mapping[str, FindingRecord], status: Status) -> Iterator[InForce]:
        for control, found in sorted(findings.items()):
            if found.status is status:
                yield self._one(control, found)

    def _one(self, control: str, found: FindingRecord) -> InForce:
        since, before = self._since(control, found)
        change = self._change(found)
        by = self._by(change) if change is not None and change.by == "hardener" else None
        shared = tuple(self._shared(control, found)) if found.status in {Status.FAIL, Status.WAIVED} else ()
        return InForce(control=control, found=found, since=since, before=before, change=change, by=by, shared=shared)

    def _since(self, control: str, found: FindingRecord) -> tuple[datetime, datetime | None]:
        """Return when the first look began that found it so, and when the last ended that did not.

        What is asked of it, and who accepts it, may have changed in between: that makes it no newer.
        """
        first = self._looks[-1]
        for look in reversed(self._looks):
            was = self._found.of(look.finding_set).get(control)
            if was is None or _set(was) != _set(found):
                return first.began, look.ended
            first = look
        return first.began, None

    def _decides(self, found: FindingRecord) -> str:
        """Return the id of the target whose setting decides."""
        return found.governing or self._target.ident

    def _change(self, found: FindingRecord) -> SettingChange | None:
        if found.setting is None:
            return None
        key = self._target.account, self._decides(found)
        moves = [move for _, move in moves_of(self._db, key, 0, self._looks[-1].run)]
        return next((move for move in reversed(moves) if vendor_path(move.path) == found.setting), None)

    def _by(self, change: SettingChange) -> Made | None:
        """Return the latest thing that hardener had written there when that look ended: that was the change."""
        ended = self._looks[-1].ended + LATER
        made = made_on(self._db, self._target.account, {change.thing.target}, None, ended)
        mine = [one for one in made if one.setting == vendor_path(change.path) and one.result in DONE]
        return mine[-1] if mine else None

    def _shared(self, control: str, found: FindingRecord) -> Iterator[str]:
        """Yield the titles of other programs that have the same cause: the same setting of the same target above."""
        if not found.governing:
            return
        titles = set()
        for look in self._neighbours:
            there = self._found.of(look.finding_set).get(control)
            if there is not None and there.status is found.status and _cause(there) == _cause(found):
                titles.add(look.title)
        yield from sorted(titles)

    def _later(self, findings: Mapping[str, FindingRecord], ended: datetime) -> Sequence[Made]:
        targets = {self._target.ident, *(found.governing for found in findings.values() if found.governing)}
        return list(made_on(self._db, self._target.account, targets, ended, self._at + LATER))


def _set(found: FindingRecord) -> tuple[object, ...]:
    """Return how something was set; of what has no value, what was found."""
    known = found.actual is not None or found.raw is not None
    return (found.actual, found.raw) if known else (found.status,)


def _cause(found: FindingRecord) -> tuple[str | None, str | None]:
    return found.governing, found.setting
