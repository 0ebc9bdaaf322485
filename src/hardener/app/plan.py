"""Make a plan of what an audit finds."""

from __future__ import annotations

from hardener.app.audit import AuditRun, plan_id
from hardener.app.saved import remembered
from hardener.model import Status
from hardener.remedy.plan import Plan
from hardener.report import words


def make_plan(look: AuditRun, allow: tuple[str, ...], *, writing: bool = False) -> tuple[Plan, bool]:
    """Look at everything and return the plan, and whether everything could be read.

    Raises `StoreError` before the first request where the store is of no use; with `writing` also for the changes.
    """
    look.context.try_store(writing=writing)
    found = look.audit(allow)
    assert found.planner is not None
    for reach in found.report.reaches:
        for reason in filter(None, (reach.error, *reach.unread)):
            look.context.say(f"NOT COMPLETE: {reach.connection}: {reason}")
    made = found.planner.plan(plan_id(look.window.start), look.window.start, found.report.profiles)
    if made.steps:
        made = remembered(look.context, made)
    made = made.model_copy(update={"asked": look.asked(allow)})
    unknown = found.report.statuses[Status.ERROR]
    if unknown:
        told = words.many(unknown, "finding")
        look.context.say(f"NOT COMPLETE: {told} could not be told, so nothing is planned there; see: hardener audit")
    if waived := found.report.statuses[Status.WAIVED]:
        told = words.many(waived, "finding")
        look.context.say(f"{told} accepted for now and so not planned; see: hardener audit")
    return made, found.report.complete
