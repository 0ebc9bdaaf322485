"""Read what was kept: the runs, one program over time, and the difference of two looks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, select

from hardener.errors import HardenerError
from hardener.findings import State, to_look_at
from hardener.history import compare
from hardener.history.difference import OPEN, Difference, Move, Thing, Told, dropped
from hardener.history.past import Moment, Past
from hardener.model import Status
from hardener.setting import shown
from hardener.store import Store
from hardener.store import tables as t
from hardener.whose import Whose, named

LOOKS = ("audit", "watch", "check")
FEW = 20
"""Programs that a message names when several fit."""


class HistoryError(HardenerError):
    """There is no such run or program in the history."""


Change = tuple[str, Told | None, Told]
"""A finding that became another: control, before, after."""
Spans = dict[tuple[int, int], tuple[list[Any], list[Any]]]
"""By run and subject: the findings that ended, and those that began, there."""


def runs(store: Store, limit: int | None, accounts: Collection[str] | None = None) -> list[Past]:
    """Return the runs, newest first; only those of `accounts`, if these are given."""
    steps = select(t.step.c.outcomes).where(t.step.c.outcomes.is_not(None)).order_by(t.step.c.number)
    with store.reading() as connection:
        wanted = _of(select(t.run), accounts).order_by(t.run.c.id.desc())
        found = []
        for row in connection.execute(wanted.limit(limit) if limit else wanted):
            counts: dict[str, int] = {}
            if row.plan_id is not None:
                for text in connection.scalars(steps.where(t.step.c.run == row.id)):
                    for outcome in json.loads(text):
                        counts[outcome["result"]] = counts.get(outcome["result"], 0) + 1
            found.append(_past(row, counts, compare.accounts_of(connection, row.id)))
        return found


def _of(wanted: Select[Any], accounts: Collection[str] | None) -> Select[Any]:
    """Return `wanted` without the runs that are of none of `accounts`; None: with all."""
    if accounts is None:
        return wanted
    return wanted.where(t.run.c.id.in_(select(t.belongs.c.run).where(t.belongs.c.account.in_(accounts))))


def _past(row: Any, counts: dict[str, int], accounts: Collection[str]) -> Past:  # noqa: ANN401 - a row of the table
    return Past(
        id=row.id, kind=row.kind, began=row.began, ended=row.ended, operator=row.operator, reason=row.reason,
        undoes=row.undoes, profile=row.profile or "", whole=bool(row.whole), complete=bool(row.complete),
        told=json.loads(row.told or "{}"), plan=row.plan_id is not None, outcomes=counts,
        accounts=tuple(sorted(accounts)),
    )  # fmt: skip


def difference(
    store: Store, first: int | None, last: int | None, accounts: Collection[str] | None = None
) -> tuple[Past, Past, Difference]:
    """Return two looks and what is otherwise; without numbers the last two whole ones, with one: up to the newest.

    Only of `accounts`, if these are given. Raises `HistoryError`.
    """
    with store.reading() as connection:
        looks = select(t.run).where(t.run.c.kind.in_(LOOKS))
        whole = _of(looks, accounts).where(t.run.c.whole, t.run.c.profile == "").order_by(t.run.c.id.desc())
        if last is None:
            newest = connection.execute(whole).first()
            if newest is None:
                raise HistoryError("there is no whole look in the history yet; make one with: hardener audit")
            last = newest.id
        if first is None:
            before = connection.execute(whole.where(t.run.c.id < last)).first()
            if before is None:
                raise HistoryError(f"there is no whole look before run {last} to compare with")
            first = before.id
        assert first is not None
        assert last is not None
        chosen = looks.where(t.run.c.id.in_([first, last])).order_by(t.run.c.id)
        rows = {row.id: _past(row, {}, compare.accounts_of(connection, row.id)) for row in connection.execute(chosen)}
        for number in (first, last):
            if number not in rows:
                raise HistoryError(f"run {number} is no look that is kept; see: hardener history")
            _shown(rows[number], compare.names_of(connection, number), accounts)
        if first >= last:
            raise HistoryError(f"give the earlier run first: hardener diff {last} {first}")
        _alike(rows[first], rows[last])
        found = compare.between(connection, first, last)
        return rows[first], rows[last], found if accounts is None else found.of(accounts)


def _shown(past: Past, names: Mapping[str, str], accounts: Collection[str] | None) -> None:
    """Refuse a run that is of other accounts than these; `names`: what these were called then."""
    if accounts is not None and not set(accounts) & set(past.accounts):
        whose, here = named(past.accounts, names), named(accounts, {})
        raise HistoryError(f"run {past.id} is of {whose}; here is {here}; to see it all the same: --all")


def _alike(first: Past, last: Past) -> None:
    """Refuse two runs that have no account in common."""
    if not set(first.accounts) & set(last.accounts):
        one, other = named(first.accounts, {}), named(last.accounts, {})
        raise HistoryError(f"run {first.id} is of {one}, and run {last.id} of {other}: there is nothing to compare")


def program(store: Store, sought: str, accounts: Collection[str] | None = None) -> tuple[Thing, list[Moment]]:
    """Return one program, by an id or a part of its title, and each look that found it otherwise, oldest first.

    Only of `accounts`, if these are given. Raises `HistoryError` where none, or more than one, fits.
    """
    with store.reading() as connection:
        wanted = select(t.target).where(t.target.c.program.is_not(None))
        if accounts is not None:
            wanted = wanted.where(t.target.c.account.in_(accounts))
        order = (t.target.c.title, t.target.c.account, t.target.c.ident)
        found = _fits(connection.execute(wanted.order_by(*order)).all(), sought)
        if not found:
            raise HistoryError(f"no program {sought!r} in the history; see: hardener history")
        if len(found) > 1:
            names = "; ".join(f"{row.title} ({_where(row, found)}/{row.ident})" for row in found[:FEW])
            raise HistoryError(f"{sought!r} fits {len(found)} programs; give the id of one: {names}")
        row = found[0]
        thing = Thing(
            connection=row.connection, account=row.account, target=row.ident, kind=row.kind, title=row.title,
            program=True,
        )  # fmt: skip
        return thing, list(_Life(connection, row.id, thing).moments())


def _where(row: Any, found: Sequence[Any]) -> str:  # noqa: ANN401 - rows of the table
    """Name a program's connection, and its account where others have a connection of that name."""
    alike = {each.account for each in found if each.connection == row.connection}
    return row.connection if len(alike) == 1 else f"{row.connection} of {Whose.of(row.account)}"


def _fits(rows: Sequence[Any], sought: str) -> list[Any]:
    """Return the programs with this id or, where there is none, with this in their title.

    A series with changed dates is one program: the dates are found by ids of their own.
    """
    names = ("{0.ident}", "{0.connection}/{0.ident}", "{0.connection} of {1}/{0.ident}")
    exact = [row for row in rows if sought in {name.format(row, Whose.of(row.account)) for name in names}]
    if exact:
        return exact
    same = [row for row in rows if sought == row.program]
    series: dict[tuple[str, str], list[Any]] = {}
    for row in same or [row for row in rows if sought.strip().casefold() in row.title.casefold()]:
        series.setdefault((row.account, row.program), []).append(row)
    return [row for found in series.values() for row in found if _rank(row) == min(map(_rank, found))]


def _rank(row: Any) -> tuple[bool, int]:  # noqa: ANN401 - a row of the table
    """Order a series before its dates, also before those that could not be read and so have its kind."""
    return "occurrence" in row.kind, len(row.ident)


def _otherwise(ended: Sequence[Any], begun: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Leave out what is in the set that ended and in the one that begun: a neighbour of it became another one."""
    stays = {row.finding for row in ended} & {row.finding for row in begun}
    return [row for row in ended if row.finding not in stays], [row for row in begun if row.finding not in stays]


class _Life:
    """One program's past, put together from its spans."""

    def __init__(self, connection: Any, target: int, thing: Thing) -> None:  # noqa: ANN401 - a connection
        self._db = connection
        self._target = target
        self._thing = thing
        self._now: dict[tuple[int, str], Told] = {}

    def moments(self) -> Iterator[Moment]:
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

    def _causes(self, changes: Sequence[Change], before: int, run: int) -> Iterator[tuple[str, Move]]:
        """Yield by control the latest change, since the look `before`, of what above the program decides it."""
        moves: dict[str, Sequence[Move]] = {}
        for control, _, after in changes:
            if after.governing:
                if after.governing not in moves:
                    moves[after.governing] = [move for _, move in self._moves_of(after.governing, before, run)]
                yield from ((control, m) for m in moves[after.governing] if shown(m.path) == after.setting)

    def _open(self, subject: int) -> tuple[Change, ...]:
        found = [(control, None, told) for (whose, control), told in self._now.items() if whose == subject]
        return tuple(sorted((turn for turn in found if turn[2].status in OPEN), key=itemgetter(0)))

    def _state(self, subject: int) -> State:
        now = [told for _, _, told in self._open(subject)]
        failing = [told for told in now if told.status is Status.FAIL]
        if failing:
            return State.TOO_CLOSED if all(told.too_closed for told in failing) else State.TO_FIX
        if now:
            return State.CANT_TELL
        by_hand = any(
            to_look_at(control, told.status, told.severity)
            for (whose, control), told in self._now.items()
            if whose == subject
        )
        return State.BY_HAND if by_hand else State.READY

    def _moves(self, last: int) -> dict[int, list[Move]]:
        """Return by look what was changed of the program itself, up to the look `last`."""
        found: dict[int, list[Move]] = {}
        for run, move in self._moves_of(self._thing.target, 0, last):
            found.setdefault(run, []).append(move)
        return found

    def _moves_of(self, ident: str, first: int, last: int) -> list[tuple[int, Move]]:
        return compare.moves_of(self._db, (self._thing.account, ident), first, last)
