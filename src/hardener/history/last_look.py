"""Read what is known of all that the last whole look came by: is there anything that somebody's word is for."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from hardener.history.read import LOOKS
from hardener.model import Program, Status, Unreadable
from hardener.store import Store
from hardener.store import tables as t

READ = {Status.PASS, Status.FAIL, Status.WAIVED, Status.ADVISORY}
"""What a finding is whose setting the platform's API shows."""


class Found(NamedTuple):
    """One finding, as far as somebody's word depends on it."""

    status: Status
    attested: bool
    """It passes because somebody looked."""


class Judged(NamedTuple):
    """One target as one profile judged it."""

    connection: str
    target: Unreadable
    """Its id, kind, title and program; of hosts and settings nothing is known here."""
    findings: Mapping[str, Found]
    """By control, of those that were asked for."""


def last_look(store: Store, accounts: Collection[str], controls: Collection[str]) -> list[Judged]:
    """Return what is current of the targets of `accounts`; nothing where they were never looked at as a whole.

    Programs count that were there at the last such look, or since; each with all profiles that ever judged it.
    """
    ours = t.run.c.id.in_(select(t.belongs.c.run).where(t.belongs.c.account.in_(accounts)))
    whole = select(func.max(t.run.c.id)).where(ours, t.run.c.kind.in_(LOOKS), t.run.c.whole, t.run.c.profile == "")
    with store.reading() as connection:
        run = connection.scalar(whole)
        if run is None:
            return []
        wanted = (
            select(t.target, t.span.c.finding_set, t.subject.c.last.label("judged"))
            .join(t.subject, t.subject.c.target == t.target.c.id)
            .join(t.span, t.span.c.subject == t.subject.c.id)
            .where(t.target.c.account.in_(accounts), t.span.c.until.is_(None))
        )
        rows = connection.execute(wanted).all()
        there = {row.id for row in rows if row.program is None or row.judged >= run}
        sets = {number: _findings(connection, number, controls) for number in {row.finding_set for row in rows}}
    return [Judged(row.connection, _target(row), sets[row.finding_set]) for row in rows if row.id in there]


def _findings(connection: Connection, number: int, controls: Collection[str]) -> dict[str, Found]:
    wanted = (
        select(t.finding.c.control, t.finding.c.status, t.finding.c.body)
        .join(t.member, t.member.c.finding == t.finding.c.id)
        .where(t.member.c.finding_set == number, t.finding.c.control.in_(controls))
    )
    return {row.control: Found(Status(row.status), attested(row.body)) for row in connection.execute(wanted)}


def attested(body: str) -> bool:
    """Tell whether a finding, as the store has its `body`, rests on somebody's having looked."""
    word = json.loads(body).get("waiver")
    return isinstance(word, dict) and word.get("kind") == "attestation"


def _target(row: Any) -> Unreadable:  # noqa: ANN401 - a row of the table
    program = Program(id=row.program, kind=row.kind) if row.program is not None else None
    return Unreadable(id=row.ident, kind=row.kind, title=row.title, reason="", program=program)
