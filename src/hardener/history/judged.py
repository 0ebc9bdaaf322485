"""Read which look judged which program, and what it knew of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from hardener.findings import State, state_of
from hardener.history.found import Found
from hardener.history.period import Known
from hardener.store import tables as t


def judged(before: datetime, accounts: Collection[str] | None) -> Select[Any]:
    """Return the query for every look at a program that began `before`, program by program, in order.

    By the profiles of the configuration; only of `accounts`, if given. Each row is for `known`.
    """
    current = and_(
        t.span.c.subject == t.look.c.subject,
        t.span.c.first <= t.look.c.run,
        or_(t.span.c.until.is_(None), t.span.c.until > t.look.c.run),
    )
    ended = func.coalesce(t.run.c.ended, t.run.c.began)
    wanted = (
        select(
            t.target, t.subject.c.profile, t.look.c.run, t.look.c.subject, t.look.c.start, t.run.c.began,
            t.run.c.complete, ended.label("ended"), t.span.c.finding_set,
        )
        .select_from(t.look)
        .join(t.run, t.run.c.id == t.look.c.run)
        .join(t.subject, t.subject.c.id == t.look.c.subject)
        .join(t.target, t.target.c.id == t.subject.c.target)
        .join(t.span, current)
        .where(t.target.c.program.is_not(None), t.run.c.profile == "", t.run.c.began < before)
        .order_by(t.target.c.id, ended, t.look.c.run)
    )  # fmt: skip
    return wanted if accounts is None else wanted.where(t.target.c.account.in_(accounts))


def known(look: Any, found: Found) -> Known:  # noqa: ANN401 - a row of `judged`
    """Return what a look knew of a program."""
    findings = found.of(look.finding_set)
    # Of what could not be read at all, nothing is known: that is no verdict of being ready.
    state = state_of(findings.items()) if findings else State.CANT_TELL
    return Known(
        run=look.run, began=look.began, ended=look.ended, profile=look.profile, state=state, findings=look.finding_set
    )
