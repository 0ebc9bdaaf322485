"""A plan and what came of it, for the person who has to agree. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import groupby
from textwrap import fill

from hardener.model import Risk
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Change, Plan, Step
from hardener.report import words
from hardener.report.safe import plain, terminal
from hardener.whose import named

Unkept = Mapping[tuple[str, str, str], datetime]
"""When a path of a target of a connection was last asked for and not kept."""


def render_plan(plan: Plan, zone: tzinfo, *, details: bool = False, sealed: bool = False) -> Iterator[str]:
    """Yield the dry run: what changes, from what to what, whom else it touches, and what was left out.

    Times are told in `zone`, the library's own. Of one that is `sealed` the fingerprint is not shown: it is asked for.
    """
    yield f"Plan {plan.id}{'' if sealed else f' ({plan.fingerprint})'}, made "
    yield f"{words.clock(plan.made.astimezone(zone))}, "
    yield f"after looking at {words.many(plan.programs, 'program')}\n"
    if accounts := {step.account: step.connection for step in plan.steps if step.account}:
        yield f"for {terminal(named(accounts, accounts), 400)}\n"
    unkept = {(each.connection, each.target, each.path): each.on for each in plan.unkept}
    targets = [
        list(steps) for _, steps in groupby(plan.steps, key=lambda s: (s.connection, s.target, s.changes[0].reach))
    ]
    for steps in targets:
        yield from _target(steps, unkept, zone, details=details)
    yield from _left_out(plan)
    told = f"{words.many(plan.changes, 'change')} on {words.many(len(targets), 'target')}"
    yield f"\n{told}. Nothing was changed so far.\n"


def _target(steps: list[Step], unkept: Unkept, zone: tzinfo, *, details: bool) -> Iterator[str]:
    step, changes = steps[0], [change for step in steps for change in step.changes]
    first = min((slot.start for slot in step.slots), default=None)
    when = f"   next on {first.astimezone(zone):%a %d %b %H:%M %Z}" if first is not None else ""
    kind = {"host": "host ", "group": "group ", "account": ""}.get(step.kind, "")
    yield f"\n{kind}{terminal(step.title)}{when}\n"
    yield f"  touches {changes[0].reach}\n" if changes[0].reach else ""
    for change in (change for change in changes if not change.kept):
        yield from _change(change, details=details)
        if on := unkept.get((change.connection, change.target, change.path)):
            then = words.clock(on.astimezone(zone))
            yield f"      mind: not kept on {then}; the platform said yes and kept the old value\n"
    risks = sorted({risk for change in changes for risk in change.risks} - {Risk.SHARED})
    for risk in risks:
        yield f"    mind: {words.RISKS[risk]}\n"


def _change(change: Change, *, details: bool) -> Iterator[str]:
    names = ", ".join(words.control(c).title for c in change.controls) or "comes along"
    if change.path.startswith("locks."):
        names = f"{names}, held for everybody below"
    before = "as it comes" if change.follows else _value(change.before)
    yield f"    {names}: {before} → {_value(change.after)}\n"
    yield f"      undo {change.undo}\n" if change.undo else ""
    if details:
        yield f"      {change.setting} ({', '.join(change.controls)})\n"


def changed(change: Change) -> str:
    """Say the old value and the new: `on → off`."""
    return f"{_value(change.before)} → {_value(change.after)}"


def _value(raw: object) -> str:
    if isinstance(raw, dict):
        return terminal(_form(raw), 200)
    if isinstance(raw, list) and any(isinstance(entry, dict) for entry in raw):
        return terminal("; ".join(_entry(entry) for entry in raw), 200)
    return terminal(
        {True: "on", False: "off", None: "nothing"}.get(raw, str(raw)) if isinstance(raw, bool | None) else str(raw)
    )


def _entry(raw: object) -> str:
    """Say an entry of a list by its words; its ids, and what else a program keeps there, tell nobody anything."""
    if not isinstance(raw, dict):
        return str(raw)
    return " ".join(value for key, value in raw.items() if isinstance(value, str) and not key.casefold().endswith("id"))


def _form(raw: dict[str, object]) -> str:
    """Say a sign-up form by what it asks; any other object as it is."""
    if "questions" not in raw and "custom_questions" not in raw:
        return json.dumps(raw)
    parts = [raw.get(part) for part in ("questions", "custom_questions")]
    asked = [entry for part in parts if isinstance(part, list) for entry in part]
    names = [str(e.get("field_name") or e.get("title")) for e in asked if isinstance(e, dict)]
    return f"asks name, e-mail{''.join(f', {name}' for name in names)}"


def _left_out(plan: Plan) -> Iterator[str]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for left in plan.left_out:
        grouped[left.reason].extend(left.controls)
    if grouped:
        yield "\nLeft out:\n"
    for reason, controls in sorted(grouped.items()):
        titles = sorted({words.control(c).title for c in controls})
        yield (
            fill(
                f"{words.many(len(controls), 'finding')} ({', '.join(titles)}): {plain(reason)}",
                100,
                initial_indent="  ",
                subsequent_indent="    ",
            )
            + "\n"
        )
    for risk in Risk:
        if any(risk in left.needs for left in plan.left_out):
            yield f"  --allow {risk.value}: {words.RISKS[risk]}\n"


MARKS = {
    Result.APPLIED: "done",
    Result.PENDING: "WAITS",
    Result.IGNORED: "NOT KEPT",
    Result.FAILED: "FAILED",
    Result.STALE: "STALE",
    Result.DEFERRED: "LATER",
    Result.UNKNOWN: "UNKNOWN",
}


def render_outcomes(step: Step, outcomes: tuple[Outcome, ...]) -> Iterator[str]:
    """Yield what came of one step, judged by the second reading."""
    yield f"{terminal(step.title)}\n"
    for outcome in outcomes:
        names = ", ".join(words.control(c).title for c in outcome.change.controls) or outcome.change.setting
        note = f": {plain(outcome.note)}" if outcome.note else ""
        yield f"  {MARKS[outcome.result]:<9} {names}: {changed(outcome.change)}{note}\n"
    if any(outcome.moved for outcome in outcomes):
        yield f"  LOOK AT THIS PROGRAM: {', '.join(outcomes[0].moved)} changed, and the plan did not say so\n"
