"""The journal: every change begun and what came of it, in the store before the first write."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from hardener import redact
from hardener.errors import HardenerError
from hardener.model import Model
from hardener.remedy import budget
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Plan, Step, Unkept
from hardener.store import StoreError
from hardener.store import tables as t
from hardener.store.fence import Fenced, Take
from hardener.store.holder import Holder
from hardener.store.lease import Lease


class Agent(StrEnum):
    """Who begins a run. The store keeps it, so a value never gets another meaning."""

    PERSON = "person"
    WATCH = "watch"
    """By itself, without anybody asked; it goes on with its own runs alone."""


Kind = Literal["apply", "undo"]
KINDS: tuple[Kind, ...] = ("apply", "undo")
LONG = 1000
"""Characters of what a person says of a run."""
OUTCOMES = TypeAdapter(tuple[Outcome, ...])


def anyone(_connection: Connection, _run: int) -> None:
    """Take nothing: whoever comes may."""


class JournalError(HardenerError):
    """The journal cannot take this; nothing was written to any meeting."""


class Run(Model):
    """One apply or undo, as the journal keeps it."""

    id: int
    kind: Kind
    plan: Plan
    operator: str
    reason: str
    began: datetime
    ended: datetime | None
    undoes: int | None
    agent: Agent


class Entry(Model):
    """One step of a run: begun, and, once `outcomes` are there, ended."""

    number: int
    step: Step
    """With what was there when it began."""
    outcomes: tuple[Outcome, ...] | None


class Journal(Fenced):
    """What was changed; each call is on disk when it returns. All methods raise `HardenerError` where that fails."""

    def lease(self, who: str, now: datetime) -> Lease:
        """Return what this process takes a run with."""
        return Lease(self.store, Holder.here(who, now).written)

    def open_run(  # noqa: PLR0913 - what is known of a run
        self, plan: Plan, kind: Kind, *, operator: str, reason: str, now: datetime, undoes: int | None = None,
        fingerprint: str = "", agent: Agent = Agent.PERSON, take: Take = anyone,
        known: Mapping[int, Sequence[Outcome]] = MappingProxyType({}),
    ) -> int:  # fmt: skip
        """Write down that `plan` begins and return the run's number. Raises `JournalError` if it was used.

        `fingerprint` is the one that was agreed to, if that was another; what `take` takes is had from the start, and
        so is what is `known` to come of steps that are not to be carried out, whoever goes on with the run.
        """
        new = insert(t.run).values(
            kind=kind,
            plan_id=plan.id,
            fingerprint=fingerprint or plan.fingerprint,
            plan=plan.model_dump_json(),
            operator=redact.line(operator, LONG),
            reason=redact.line(reason, LONG),
            began=now,
            undoes=undoes,
            agent=agent,
        )
        used = _used(plan, kind)
        try:
            with self.passed() as connection:
                if connection.scalar(used) is None:
                    number = int(connection.execute(new.returning(t.run.c.id)).scalar_one())
                    take(connection, undoes or number)
                    rows = [{"run": number, "account": account} for account in accounts_of(plan)]
                    if rows:
                        connection.execute(insert(t.belongs), rows)
                    for place, outcomes in known.items():
                        ended = {"outcomes": _text(outcomes), "began": now}
                        connection.execute(insert(t.step).values(**_row_of(number, place, plan.steps[place]), **ended))
                    return number
        except StoreError as error:
            if not isinstance(error.__context__, IntegrityError):
                raise
            # another process used it a moment ago
        raise _again(plan)

    def unused(self, plan: Plan, kind: Kind) -> None:
        """Raise `JournalError` where `plan` was used."""
        with self.store.reading() as connection:
            if connection.scalar(_used(plan, kind)) is not None:
                raise _again(plan)

    def go_on(self, run: int, take: Take = anyone) -> None:
        """Take an apply that did not end. Raises `JournalError` where there is no going on with it."""
        with self.passed() as connection:
            take(connection, run)
            undone = connection.scalar(select(t.run.c.id).where(t.run.c.undoes == run).limit(1))
            open_ = connection.scalar(select(t.run.c.id).where(t.run.c.id == run, t.run.c.ended.is_(None)))
        if undone is not None:
            raise JournalError(f"run {run} is taken back by run {undone}, so there is no going on with it; apply anew")
        if open_ is None:
            raise JournalError(f"run {run} has ended; see: hardener runs")

    def end(self, run: int, now: datetime, take: Take = anyone) -> None:
        """Take an apply to undo it: neither it nor an earlier undo of it is gone on with."""
        here = (t.run.c.id == run) | (t.run.c.undoes == run)
        with self.passed() as connection:
            take(connection, run)
            connection.execute(update(t.run).where(here, t.run.c.ended.is_(None)).values(ended=now))

    def begin(self, run: int, number: int, step: Step, now: datetime) -> None:
        """Write down that step `number` is about to be written, before it is. Raises `JournalError` if it has ended."""
        here = (t.step.c.run == run) & (t.step.c.number == number)
        with self.passed() as connection:
            if connection.execute(update(t.step).where(here, t.step.c.outcomes.is_(None)).values(began=now)).rowcount:
                return
            if connection.scalar(select(t.step.c.id).where(here)) is not None:
                raise _ended(run, number)
            connection.execute(insert(t.step).values(**_row_of(run, number, step), began=now))

    def writing(self, step: Step, now: datetime) -> None:
        """Write down, right before each write to the vendor, that there is one more."""
        with self.passed() as connection:
            if step.host:
                budget.count_one(connection, step.whose, step.host, now)

    def finish(self, run: int, number: int, outcomes: Sequence[Outcome]) -> None:
        """Write down what came of a step, once and for all. Raises `JournalError` where that is known already."""
        text = _text(outcomes)
        here = (t.step.c.run == run) & (t.step.c.number == number)
        with self.passed() as connection:
            wanted = update(t.step).where(here, t.step.c.outcomes.is_(None)).values(outcomes=text)
            if not connection.execute(wanted).rowcount:
                raise _ended(run, number)

    def close_run(self, run: int, now: datetime) -> None:
        """Write down that nothing of the run is left to do."""
        with self.passed() as connection:
            connection.execute(update(t.run).where(t.run.c.id == run, t.run.c.ended.is_(None)).values(ended=now))

    def runs(self, accounts: Collection[str] | None = None) -> list[Run]:
        """Return every run, newest first; with `accounts` given only theirs."""
        wanted = select(*(t.run.c[name] for name in Run.model_fields)).where(t.run.c.kind.in_(KINDS))
        if accounts is not None:
            mine = select(t.belongs.c.run).where(t.belongs.c.account.in_(accounts))
            wanted = wanted.where(t.run.c.id.in_(mine))
        with self.store.reading() as connection:
            return [_run(row) for row in connection.execute(wanted.order_by(t.run.c.id.desc()))]

    def of_plan(self, plan: Plan) -> Run | None:
        """Return the apply of `plan`; None where it was never begun."""
        wanted = select(*(t.run.c[name] for name in Run.model_fields)).where(
            t.run.c.kind == "apply", t.run.c.plan_id == plan.id
        )
        with self.store.reading() as connection:
            found = connection.execute(wanted).first()
            return _run(found) if found is not None else None

    def unfinished(self, agent: Agent, accounts: Collection[str]) -> list[Run]:
        """Return every apply to `accounts`, and no other, that `agent` began and that did not end, oldest first."""
        wanted = select(*(t.run.c[name] for name in Run.model_fields)).where(
            t.run.c.kind == "apply", t.run.c.agent == agent, t.run.c.ended.is_(None)
        )
        with self.store.reading() as connection:
            found = [_run(row) for row in connection.execute(wanted.order_by(t.run.c.id))]
        return [run for run in found if set(accounts_of(run.plan)) <= set(accounts)]

    def entries(self, run: int) -> dict[int, Entry]:
        """Return the steps of a run that were begun, by number."""
        wanted = select(t.step.c.number, t.step.c.step, t.step.c.outcomes).where(t.step.c.run == run)
        with self.store.reading() as connection:
            return {
                number: Entry(
                    number=number,
                    step=Step.model_validate_json(step),
                    outcomes=OUTCOMES.validate_json(text) if text else None,
                )
                for number, step, text in connection.execute(wanted.order_by(t.step.c.number))
            }

    def came(self, run: int) -> list[tuple[Step, tuple[Outcome, ...]]]:
        """Return the steps of a run that have ended, each with what came of it."""
        return [(e.step, e.outcomes) for e in self.entries(run).values() if e.outcomes is not None]

    def latest(self, account: str, target: str, since: datetime) -> dict[str, Outcome]:
        """Return what came last of each path that was written on a target of an account `since` a moment."""
        wanted = select(t.step.c.outcomes).where(
            t.step.c.account == account, t.step.c.target == target, t.step.c.began >= since
        )
        with self.store.reading() as opened:
            ended = [text for text in opened.scalars(wanted.order_by(t.step.c.began, t.step.c.id)) if text]
        return {outcome.change.path: outcome for text in ended for outcome in OUTCOMES.validate_json(text)}

    def unkept(self, step: Step) -> Iterator[Unkept]:
        """Yield those changes of a step that were asked for before and, the last time, not kept."""
        wanted = select(t.step.c.began, t.step.c.outcomes).where(
            t.step.c.account == step.whose, t.step.c.target == step.target, t.step.c.outcomes.is_not(None)
        )
        last: dict[str, tuple[datetime, Outcome]] = {}
        with self.store.reading() as opened:
            for began, text in opened.execute(wanted.order_by(t.step.c.began, t.step.c.id)):
                last |= {outcome.change.path: (began, outcome) for outcome in OUTCOMES.validate_json(text)}
        for change in step.changes:
            began, outcome = last.get(change.path, (None, None))
            kept = outcome is None or outcome.result is not Result.IGNORED or outcome.change.after != change.after
            if began is not None and not kept:
                yield Unkept(connection=step.connection, target=step.target, path=change.path, on=began)

    def writes_today(self, account: str, host: str, now: datetime) -> int:
        """Return how many writes one host's programs in an account have had since midnight UTC."""
        with self.store.reading() as opened:
            return budget.written(opened, account, host, now)


def _row_of(run: int, number: int, step: Step) -> dict[str, object]:
    """Return how a step of a run is kept."""
    whose = {"account": step.whose, "target": step.target, "host": step.host}
    return {"run": run, "number": number, **whose, "step": step.model_dump_json()}


def _text(outcomes: Sequence[Outcome]) -> str:
    return json.dumps([json.loads(o.model_dump_json()) for o in outcomes])


def _used(plan: Plan, kind: Kind) -> Select[tuple[int]]:
    return select(t.run.c.id).where(t.run.c.kind == kind, t.run.c.plan_id == plan.id)


def _again(plan: Plan) -> JournalError:
    return JournalError(
        f"plan {plan.id} was already applied; make a new one (hardener plan), or hardener apply --resume"
    )


def _ended(run: int, number: int) -> JournalError:
    return JournalError(f"run {run}: what came of step {number + 1} is known already; see: hardener runs")


def accounts_of(plan: Plan) -> list[str]:
    """Return the keys of the accounts that a plan writes to, sorted."""
    return sorted({step.whose for step in plan.steps})


def _run(row: Row[tuple[object, ...]]) -> Run:
    found = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns
    return Run.model_validate({**found, "plan": json.loads(found["plan"])})
