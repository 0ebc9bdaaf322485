"""Take back what a run of the journal changed: the reverse plan. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from hardener.model import Risk
from hardener.remedy.journal import Entry, Run
from hardener.remedy.outcome import DONE, Result
from hardener.remedy.plan import Change, Level, Plan, Step

PERHAPS = frozenset({*DONE, Result.FAILED, Result.UNKNOWN})
"""What was written, or may have been: a vendor may do later what it answered with an error."""
SETTLED = frozenset({*DONE, Result.STALE})
"""What of an undo is done with: put back, or somebody else's by now."""
Entries = Mapping[int, Entry]
Path = tuple[str, str, str]
"""Connection, target, and path in its document."""


def reverse(run: Run, entries: Entries, ident: str, made: datetime, undone: Iterable[Entries] = ()) -> Plan:
    """Return the plan that puts back what `run` changed and is still in force, last step first.

    `undone` are the entries of every undo of it so far, oldest first. A step that was begun
    and never ended may have been written: it is in the plan, and is passed over when the
    value turns out to be the old one.
    """
    left = in_force(entries, undone)
    steps = (_back(entries[number], left) for number in sorted(entries, reverse=True))
    return Plan(id=ident, made=made, profiles=run.plan.profiles, steps=tuple(s for s in steps if s is not None))


def in_force(entries: Entries, undone: Iterable[Entries] = ()) -> dict[Path, Change]:
    """Return what was changed, or may have been, and not put back: by path, as it was changed."""
    found: dict[Path, Change] = {}
    for change in (change for entry in entries.values() for change in _changed(entry)):
        first = found.get(_path(change), change)  # what one step took along another may have taken along again
        found[_path(change)] = change.model_copy(update={"before": first.before})
    left = {path: change for path, change in found.items() if change.before != change.after}
    for back in undone:
        for outcome in (outcome for entry in back.values() for outcome in entry.outcomes or ()):
            path = _path(outcome.change)
            if outcome.result in SETTLED:
                left.pop(path, None)
            elif outcome.result is Result.UNKNOWN and path in left and outcome.change.after != left[path].before:
                # The vendor made something else of the old value: that is what the next undo is to find.
                left[path] = left[path].model_copy(update={"after": outcome.change.after, "levels": ()})
    return left


def _back(entry: Entry, left: dict[Path, Change]) -> Step | None:
    """Take out of what is `left` what one step changed, asked for or along with it, and return what puts it back."""
    paths = dict.fromkeys(map(_path, (*entry.step.changes, *(o.change for o in entry.outcomes or ()))))
    changes = tuple(_reversed(left.pop(path)) for path in paths if path in left)
    return entry.step.model_copy(update={"changes": changes}) if changes else None


def _changed(entry: Entry) -> Iterator[Change]:
    if entry.outcomes is None:
        yield from entry.step.changes
    else:
        yield from (o.change for o in entry.outcomes if o.result in PERHAPS)


def _reversed(change: Change) -> Change:
    levels = tuple(Level(control=one.control, before=one.after, after=one.before) for one in change.levels)
    told = all(one.after is not None for one in levels)
    back: dict[str, object] = {"before": change.after, "after": change.before, "risks": (Risk.OPEN,), "follows": ""}
    back["levels"] = levels if told else ()  # without words the vendor's own values are told
    return change.model_copy(update=back)


def _path(change: Change) -> Path:
    return change.connection, change.target, change.path
