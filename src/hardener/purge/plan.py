"""The plan of a purge: which sign-ups of which programs, and never whose. Pure data."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from hardener.model import Model
from hardener.remedy.outcome import Result
from hardener.remedy.plan import Said
from hardener.traces import Mails


class Deletion(Model):
    """The sign-ups of one program that is over."""

    connection: str
    account: str
    """The key of the account that it is for."""
    target: str
    kind: str
    title: Said
    ended: datetime
    named: tuple[str, ...]
    """Every sign-up, as `mark` has it, sorted: nobody else's is deleted."""
    mails: Mails
    note: Said = ""
    """What the platform leaves behind."""

    @property
    def whose(self) -> str:
        """Return the key of its account."""
        return self.account

    @property
    def count(self) -> int:
        """Return how many sign-ups it is of."""
        return len(self.named)


class Left(Model):
    """A program that is old enough, and whose sign-ups are not deleted."""

    connection: str
    title: Said
    count: int | None
    """How many sign-ups it has; None where that could not be told."""
    reason: Said
    where: Said = ""
    """What a person does instead, where a person can."""


class Purge(Model):
    """What a person agrees to. It holds nobody's name and cannot perform anything."""

    format: Literal[1] = 1
    id: str
    """Used once."""
    made: datetime
    salt: str
    """By which the marks of its sign-ups are no other plan's."""
    older_than: int
    """Days since the end of a program's last date."""
    steps: tuple[Deletion, ...] = ()
    left_out: tuple[Left, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Identify what would be deleted."""
        text = "\n".join((self.salt, str(self.older_than), *(step.model_dump_json() for step in self.steps)))
        return hashlib.sha256(f"{self.id} {self.made.isoformat()}\n{text}".encode()).hexdigest()[:12]

    @property
    def count(self) -> int:
        """Return how many sign-ups it deletes."""
        return sum(step.count for step in self.steps)

    @property
    def mailing(self) -> tuple[Deletion, ...]:
        """Return the deletions of which families are told, or may be."""
        return tuple(step for step in self.steps if step.mails is not Mails.NO)

    def silent(self) -> Purge:
        """Return the same without the deletions of which families may be told."""
        return self.model_copy(update={"steps": tuple(s for s in self.steps if s.mails is Mails.NO)})

    def old_enough(self, ended: datetime, now: datetime) -> bool:
        """Tell whether a program that ended then is one of those that are meant."""
        return now - ended >= timedelta(days=self.older_than)


class Why(Model):
    """Why a sign-up is still there: a kind, with a status or a permission."""

    kind: Literal[
        "", "refused", "scope", "wait", "silent", "odd", "ignored", "to-come", "gone", "clock", "old", "kept"
    ] = ""
    said: str = ""


class Deleted(Model):
    """What became of one sign-up."""

    who: str
    """Its mark."""
    result: Result
    why: Why = Why()


def mark(plan: Purge, step_account: str, target: str, person: str) -> str:
    """Return what stands for a sign-up in a plan and the journal: nobody can tell from it whose it is."""
    text = f"{plan.salt}\0{step_account}\0{target}\0{person}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
