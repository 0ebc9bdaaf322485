"""Which sign-ups may be deleted, and why the others are left. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from hardener.language import marked
from hardener.profile import Profile
from hardener.purge.plan import Deletion, Left, Purge, mark
from hardener.retention import CONTROLS
from hardener.traces import Trace, What

TO_COME = marked("it cannot be told whether a date of it is still to come")
UNNAMED = marked("no rule of hardener.toml names it, so nothing of it is deleted")
ONLY_LOOKED_AT = marked("its profile is for looking only: nothing of it is deleted")
SCHEDULE = marked("its profile keeps sign-ups longer than that")
UNCOUNTED = marked("its sign-ups could not be read")
NO_CALL = marked("the platform has no call that deletes them")
RULES = frozenset({UNNAMED, ONLY_LOOKED_AT, SCHEDULE})
"""What the library's own rules say."""


class Candidate(NamedTuple):
    """A program, with what the library says of it."""

    connection: str
    account: str
    trace: Trace
    profile: Profile
    ruled: bool
    """A rule of the configuration names it."""
    where: str
    """How a person deletes its sign-ups."""


def plan_purge(empty: Purge, found: Iterable[Candidate], now: datetime) -> Purge:
    """Return `empty` with the deletions of all programs that are over for long enough, oldest first."""
    steps: list[Deletion] = []
    left: list[Left] = []
    for one in found:
        held = one.trace.of(What.SIGN_UPS)
        if held.count == 0 or one.trace.over is False or not _old(empty, one.trace, now):
            continue
        if reason := reason_left(empty, one):
            where = one.where if reason in {NO_CALL, UNCOUNTED} else ""
            said = one.trace.removal.note if reason == NO_CALL and one.trace.removal.note else reason
            title = one.trace.target.title
            left.append(Left(connection=one.connection, title=title, count=held.count, reason=said, where=where))
        elif one.trace.people:
            steps.append(_deletion(empty, one))
    steps.sort(key=lambda step: (step.ended, step.connection, step.target))
    return empty.model_copy(update={"steps": tuple(steps), "left_out": tuple(left)})


def _old(plan: Purge, trace: Trace, now: datetime) -> bool:
    """Tell whether it may be old enough: of what nobody knows the end it is said that it is left."""
    return trace.ended is None or plan.old_enough(trace.ended, now)


def reason_left(plan: Purge, one: Candidate) -> str:
    """Return why nothing of a program that is old enough is deleted; empty where it may be."""
    if one.trace.over is None or one.trace.ended is None:
        return TO_COME
    if not one.ruled:
        return UNNAMED
    if not one.profile.apply:
        return ONLY_LOOKED_AT
    line = one.profile.requires.get(CONTROLS[What.SIGN_UPS])
    if line is not None and line.opens and isinstance(line.limit, int) and line.limit > plan.older_than:
        return SCHEDULE
    if not one.trace.removal.deletes:
        return NO_CALL
    return UNCOUNTED if one.trace.people is None else ""


def _deletion(plan: Purge, one: Candidate) -> Deletion:
    trace = one.trace
    assert trace.ended is not None
    return Deletion(
        connection=one.connection,
        account=one.account,
        target=trace.target.id,
        kind=trace.target.kind,
        title=trace.target.title,
        ended=trace.ended,
        named=tuple(sorted(mark(plan, one.account, trace.target.id, person) for person in trace.people or ())),
        mails=trace.removal.mails,
        note=trace.removal.note,
    )
