"""Make a plan of what an audit finds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from hardener.app.audit_run import AuditRun, plan_id, refuse_none
from hardener.app.saved import remembered
from hardener.app.surroundings import Surroundings
from hardener.audit import Audit
from hardener.language import ntr, tr
from hardener.model import Risk, Status
from hardener.remedy.plan import Plan
from hardener.report import words


class Made(NamedTuple):
    """A plan, and how far it goes."""

    plan: Plan
    complete: bool
    """Everything could be read."""


def plan(  # noqa: PLR0913 - what a person may ask of a plan
    context: Surroundings,
    *,
    allow: Collection[Risk] = (),
    profile: str | None = None,
    connections: Sequence[str] = (),
    weeks: int | None = None,
    program: str | None = None,
) -> Made:
    """Read and judge everything and return what would be changed; nothing is. Raises `HardenerError`.

    Changes with a risk are planned where `allow` has it; the rest is as for `audit`.
    """
    look = AuditRun(context, profile_name=profile, only=connections, weeks=weeks, program=program)
    return make_plan(look, tuple(allow))


def make_plan(look: AuditRun, allow: tuple[str, ...], *, writing: bool = False) -> Made:
    """Look at everything and return the plan, and whether everything could be read. As `look_and_plan`."""
    made, found = look_and_plan(look, allow, writing=writing)
    return Made(made, found.report.complete)


def look_and_plan(look: AuditRun, allow: tuple[str, ...], *, writing: bool = False) -> tuple[Plan, Audit]:
    """Look at everything and return the plan, and what it was made of.

    Raises `StoreError` before the first request where the store is of no use; with `writing` also for the changes.
    """
    look.context.try_store(writing=writing)
    found = look.audit(allow)
    assert found.planner is not None
    refuse_none(found, look.stretch)
    for reach in found.report.reaches:
        for reason in filter(None, (reach.error, *reach.unread)):
            look.context.say(
                tr("NOT COMPLETE: {connection}: {why}", connection=reach.connection, why=words.retold(reason))
            )
    made = found.planner.plan(plan_id(look.window.start), look.window.start, found.report.profiles)
    if made.steps:
        made = remembered(look.context, made)
    made = made.model_copy(update={"asked": look.asked(allow)})
    unknown = found.report.statuses[Status.ERROR]
    if unknown:
        told = ntr(
            "NOT COMPLETE: {count} finding could not be told or planned: hardener audit",
            "NOT COMPLETE: {count} findings could not be told or planned: hardener audit",
            unknown,
        )
        look.context.say(told)
    if waived := found.report.statuses[Status.WAIVED]:
        told = ntr(
            "{count} finding accepted for now and so not planned; see: hardener audit",
            "{count} findings accepted for now and so not planned; see: hardener audit",
            waived,
        )
        look.context.say(told)
    return made, found
