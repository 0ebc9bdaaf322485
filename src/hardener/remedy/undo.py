"""Take back what a run of the journal changed: the reverse plan. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from hardener.journal import Entry, Run
from hardener.model import Risk
from hardener.remedy.outcome import Result
from hardener.remedy.plan import Change, Plan, Step


def reverse(run: Run, entries: Mapping[int, Entry], ident: str, made: datetime) -> Plan:
    """Return the plan that puts back what `run` changed, last step first.

    A step that was begun and never ended may have been written: it is in the plan, and
    is passed over when the value turns out to be the old one.
    """
    steps = (_back(entries[n]) for n in sorted(entries, reverse=True))
    return Plan(id=ident, made=made, profiles=run.plan.profiles, steps=tuple(s for s in steps if s is not None))


def _back(entry: Entry) -> Step | None:
    changes = tuple(_reversed(c) for c in _changed(entry) if c.before != c.after)
    return entry.step.model_copy(update={"changes": changes}) if changes else None


def _changed(entry: Entry) -> Iterator[Change]:
    if entry.outcomes is None:
        yield from entry.step.changes
    else:
        yield from (o.change for o in entry.outcomes if o.result in {Result.APPLIED, Result.FAILED})


def _reversed(change: Change) -> Change:
    back = {"before": change.after, "after": change.before, "risks": (Risk.OPEN,), "follows": ""}
    return change.model_copy(update=back)
