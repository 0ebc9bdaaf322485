"""One program over time: each look at which something of it was otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select

from hardener.findings import State, state_of
from hardener.history import compare
from hardener.history.difference import OPEN, FindingRecord, SettingChange, TargetRef, dropped
from hardener.history.moves import moves_of
from hardener.history.past import Moment
from hardener.path import vendor_path
from hardener.store import tables as t

Change = tuple[str, FindingRecord | None, FindingRecord]
"""A finding that became another: control, before, after."""
Spans = dict[tuple[int, int], tuple[list[Any], list[Any]]]
"""By run and subject: the findings that ended, and those that began, there."""


def _otherwise(ended: Sequence[Any], begun: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Leave out what is in the set that ended and in the one that begun: a neighbour of it became another one."""
    stays = {row.finding for row in ended} & {row.finding for row in begun}
    return [row for row in ended if row.finding not in stays], [row for row in begun if row.finding not in stays]


class Life:
    """One program's past, put together from its spans."""

    def __init__(self, connection: Connection, target: int, thing: TargetRef) -> None:
        """`target`: the number of the program `thing`."""
        self._db = connection
        self._target = target
        self._thing = thing
        self._now: dict[tuple[int, str], FindingRecord] = {}

    def moments(self) -> Iterator[Moment]:
        """Yield each look at which it was otherwise than before, oldest first."""
        looks = self._looks()
        turned, moved = self._spans(looks), self._moves(max((look.run for look in looks), default=0))
        waiting: Moment | None = None
        before = 0
        for look in looks:
            ended, begun = turned.get((look.run, look.subject), ((), ()))
            changes = (*self._step(look.subject, ended, begun), *self._left(turned, look))
            causes, before = dict(self._causes(changes, before, look.run)), look.run
            moves = tuple(moved.pop(look.run, ()))
            if waiting is None or changes or moves or waiting.profile != look.profile:
                if waiting is not None:
                    yield waiting
                state = self._state(look.subject)
                waiting = Moment(
                    run=look.run, kind=look.kind, began=look.began, profile=look.profile, state=state,
                    turned=changes if waiting is not None else self._open(look.subject), moves=moves, looks=1,
                    causes=causes if waiting is not None else {},
                )  # fmt: skip
            else:
                waiting = replace(waiting, looks=waiting.looks + 1)
        if waiting is not None:
            yield waiting

    def _looks(self) -> list[Any]:
        wanted = (
            select(t.look.c.run, t.look.c.subject, t.subject.c.profile, t.run.c.kind, t.run.c.began)
            .join(t.subject, t.subject.c.id == t.look.c.subject)
            .join(t.run, t.run.c.id == t.look.c.run)
            .where(t.subject.c.target == self._target)
            .order_by(t.look.c.run, t.subject.c.profile, t.subject.c.id)
        )
        return list(self._db.execute(wanted))

    def _spans(self, looks: Sequence[Any]) -> Spans:
        """Return by run and subject the findings that ended and began there."""
        wanted = (
            select(t.span, t.member, t.finding.c.status, t.finding.c.severity, t.finding.c.body)
            .join(t.subject, t.subject.c.id == t.span.c.subject)
            .join(t.member, t.member.c.finding_set == t.span.c.finding_set)
            .join(t.finding, t.finding.c.id == t.member.c.finding)
            .where(t.subject.c.target == self._target)
            .order_by(t.span.c.first, t.member.c.control, t.subject.c.profile, t.span.c.subject)
        )
        found: Spans = {}
        for row in self._db.execute(wanted):
            found.setdefault((row.first, row.subject), ([], []))[1].append(row)
            if row.until is not None:
                found.setdefault((row.until, row.subject), ([], []))[0].append(row)
        found = {key: _otherwise(*each) for key, each in found.items()}
        self._oldest(found, looks)
        return found

    def _oldest(self, found: Spans, looks: Sequence[Any]) -> None:
        """Begin with what runs that are no longer kept had found."""
        first = min((look.run for look in looks), default=0)
        for run, subject in sorted(key for key in found if key[0] < first):
            ended, begun = found[run, subject]
            self._step(subject, ended, begun)

    def _step(self, subject: int, ended: Any, begun: Any) -> tuple[Change, ...]:  # noqa: ANN401 - rows
        before = {row.control: self._now.pop((subject, row.control), None) for row in ended}
        changes = []
        for row in begun:
            after = compare.told(row.status, row.severity, row.body)
            assert after is not None
            was = before.get(row.control)
            self._now[subject, row.control] = after
            if after.status in OPEN or (was is not None and was.status in OPEN):
                changes.append((row.control, was, after))
        kept = {row.control for row in begun}
        gone = [(c, was) for c, was in before.items() if c not in kept and was is not None and was.status in OPEN]
        return (*changes, *((control, was, dropped(was)) for control, was in gone))

    def _left(self, turned: Spans, look: Any) -> Iterator[Change]:  # noqa: ANN401 - a row
        """Yield what a profile that the program had before asked, and the one it has now does not, or finds met."""
        for run, subject in [key for key in turned if key[0] == look.run and key[1] != look.subject]:
            for control, was, _ in self._step(subject, *turned[run, subject]):
                now = self._now.get((look.subject, control))
                if was is not None and (now is None or now.status not in OPEN):
                    yield control, was, now or dropped(was)

    def _causes(self, changes: Sequence[Change], before: int, run: int) -> Iterator[tuple[str, SettingChange]]:
        """Yield by control the latest change, since the look `before`, of what above the program decides it."""
        moves: dict[str, Sequence[SettingChange]] = {}
        for control, _, after in changes:
            if after.governing:
                if after.governing not in moves:
                    moves[after.governing] = [move for _, move in self._moves_of(after.governing, before, run)]
                yield from ((control, m) for m in moves[after.governing] if vendor_path(m.path) == after.setting)

    def _open(self, subject: int) -> tuple[Change, ...]:
        found = [(control, None, told) for (whose, control), told in self._now.items() if whose == subject]
        return tuple(sorted((turn for turn in found if turn[2].status in OPEN), key=itemgetter(0)))

    def _state(self, subject: int) -> State:
        return state_of((control, told) for (whose, control), told in self._now.items() if whose == subject)

    def _moves(self, last: int) -> dict[int, list[SettingChange]]:
        """Return by look what was changed of the program itself, up to the look `last`."""
        found: dict[int, list[SettingChange]] = {}
        for run, move in self._moves_of(self._thing.target, 0, last):
            found.setdefault(run, []).append(move)
        return found

    def _moves_of(self, ident: str, first: int, last: int) -> list[tuple[int, SettingChange]]:
        return moves_of(self._db, (self._thing.account, ident), first, last)
