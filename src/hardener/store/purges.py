"""Runs that delete, in the store before the first deletion. What they are is the text of whoever keeps them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from hardener.errors import HardenerError
from hardener.store import StoreError
from hardener.store import tables as t
from hardener.store.fence import Fenced, Take

KIND = "purge"
MARK = f"{KIND}:"
"""Before the id of a target: what was deleted of a program is no change of its settings."""


class UsedError(HardenerError):
    """The plan was carried out before, or the run has ended."""


class PurgeRow(NamedTuple):
    """One run of deletions, as it is kept."""

    id: int
    plan: str
    operator: str
    reason: str
    began: datetime
    ended: datetime | None


class Purges(Fenced):
    """Keeps what is deleted; each call is on disk when it returns. All methods raise `StoreError` where that fails."""

    def open_run(self, values: Mapping[str, object], accounts: Collection[str], take: Take) -> int:
        """Write down that a plan begins and return the run's number. Raises `UsedError` if it was used."""
        try:
            with self.passed() as connection:
                new = insert(t.run).values(kind=KIND, **values).returning(t.run.c.id)
                number = int(connection.execute(new).scalar_one())
                take(connection, number)
                rows = [{"run": number, "account": account} for account in accounts]
                connection.execute(insert(t.belongs), rows)
                return number
        except StoreError as error:
            if isinstance(error.__context__, IntegrityError):
                raise UsedError("this plan was carried out already; make a new one") from None
            raise

    def go_on(self, run: int, take: Take) -> None:
        """Take a run that did not end. Raises `UsedError` where it has."""
        with self.store.writing() as connection:
            take(connection, run)
            if connection.scalar(select(t.run.c.id).where(t.run.c.id == run, t.run.c.ended.is_(None))) is None:
                raise UsedError(f"run {run} has ended; see: hardener runs")

    def begin(self, run: int, number: int, account: str, target: str, text: str, now: datetime) -> None:  # noqa: PLR0913 - a row
        """Write down that step `number` is about to be carried out, before it is."""
        here = (t.step.c.run == run) & (t.step.c.number == number)
        whose = {"account": account, "target": MARK + target, "host": ""}
        with self.passed() as connection:
            if connection.scalar(select(t.step.c.id).where(here)) is None:
                connection.execute(insert(t.step).values(run=run, number=number, **whose, step=text, began=now))

    def finish(self, run: int, number: int, outcomes: str) -> None:
        """Write down what came of a step, once and for all. Raises `UsedError` where that is known already."""
        here = (t.step.c.run == run) & (t.step.c.number == number)
        with self.passed() as connection:
            wanted = update(t.step).where(here, t.step.c.outcomes.is_(None)).values(outcomes=outcomes)
            if not connection.execute(wanted).rowcount:
                raise UsedError(f"run {run}: what came of step {number + 1} is known already; see: hardener runs")

    def close_run(self, run: int, now: datetime) -> None:
        """Write down that nothing of the run is left to do."""
        with self.passed() as connection:
            connection.execute(update(t.run).where(t.run.c.id == run, t.run.c.ended.is_(None)).values(ended=now))

    def runs(self, accounts: Collection[str] | None = None) -> list[PurgeRow]:
        """Return every run, newest first; with `accounts` given only theirs."""
        wanted: Select[Any] = select(*(t.run.c[name] for name in PurgeRow._fields)).where(t.run.c.kind == KIND)
        if accounts is not None:
            wanted = wanted.where(t.run.c.id.in_(select(t.belongs.c.run).where(t.belongs.c.account.in_(accounts))))
        with self.store.reading() as connection:
            return [PurgeRow(*row) for row in connection.execute(wanted.order_by(t.run.c.id.desc()))]

    def outcomes(self, run: int) -> dict[int, str | None]:
        """Return what came of the steps of a run that were begun, by number; None of one that did not end."""
        wanted = select(t.step.c.number, t.step.c.outcomes).where(t.step.c.run == run)
        with self.store.reading() as connection:
            return {row.number: row.outcomes for row in connection.execute(wanted.order_by(t.step.c.number))}
