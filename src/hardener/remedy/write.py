"""Write one step to its vendor, at once or, where that is refused, in parts; judge it by a second reading.

The only code that calls `Adapter.write`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from pydantic import JsonValue

from hardener.adapter import Adapter
from hardener.errors import AdapterError, ClockError, RefusedError, ScopeError, ThrottledError
from hardener.model import Target
from hardener.remedy.guard import read
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Change, Step
from hardener.setting import MISSING, Missing, Setting, UnknownValueError, look, placed, rows_of

WHOLE = frozenset({401, 404, 429})
"""Refusals that are of the request as a whole, whatever is in it."""


class Stand(Enum):
    """How a value that was read stands to a change."""

    BEFORE = "before"
    AFTER = "after"
    OTHER = "other"
    ABSENT = "absent"
    """The vendor's answer does not say."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one step. It may be asked again, with a fresh reading."""

    adapter: Adapter
    step: Step
    ready: Callable[[], str]
    """Called right before each write; returns why there may be no more. Raises `HardenerError`."""

    def write(self, before: Target) -> tuple[Outcome, ...]:
        """Ask for every change of the step, and judge each by what is there afterwards."""
        changes = self.step.changes
        if reason := self.ready():
            return _each(changes, Result.DEFERRED, reason)
        try:
            self._send(before, changes)
        except ClockError as error:
            return _each(changes, Result.DEFERRED, str(error))
        except AdapterError as error:
            rows = rows_of(self.adapter.settings, self.step.kind)
            asked = [change for change in changes if stand(change, rows, before) is not Stand.AFTER]
            units = together(asked, self.adapter.settings, self.step.kind)
            if len(units) > 1 and _of_content(error):
                return self._parts(before, units)
            return self._judged(before, dict.fromkeys(_paths(changes), str(error)))
        return self._judged(before, {})

    def _parts(self, before: Target, units: Sequence[Sequence[Change]]) -> tuple[Outcome, ...]:
        """Write what belongs together, one after the other, so that what is refused costs itself alone."""
        failures: dict[str, str] = {}
        for number, unit in enumerate(units):
            fresh = read(self.adapter, self.step)
            if isinstance(fresh, str):
                failures |= dict.fromkeys(_paths(unit), fresh)
                continue
            rows = rows_of(self.adapter.settings, self.step.kind)
            if all(stand(change, rows, fresh) is Stand.AFTER for change in unit):
                continue
            if reason := self.ready():
                left = [change for one in units[number:] for change in one]
                done = {o.change.path: o for o in self._judged(before, failures)}
                late = {o.change.path: o for o in _each(left, Result.DEFERRED, reason)}
                return tuple(late.get(c.path, done[c.path]) for c in self.step.changes)
            try:
                self._send(fresh, unit)
            except AdapterError as error:
                failures |= dict.fromkeys(_paths(unit), str(error))
        return self._judged(before, failures)

    def _send(self, before: Target, changes: Sequence[Change]) -> None:
        rows = rows_of(self.adapter.settings, self.step.kind)
        self.adapter.write(before, replace(before, document=_after(before, self.step.kind, changes, rows)))

    def _judged(self, before: Target, failures: Mapping[str, str]) -> tuple[Outcome, ...]:
        now = read(self.adapter, self.step)
        if isinstance(now, str):
            note = f"it could not be read again: {now}"
            return tuple(
                Outcome(change=c, result=Result.UNKNOWN, note="; ".join(filter(None, (failures.get(c.path), note))))
                for c in self.step.changes
            )
        rows = rows_of(self.adapter.settings, self.step.kind)
        allowed = {fact for change in self.step.changes for fact in change.moves}
        moved = tuple(sorted(f for f, was in before.facts.items() if now.facts.get(f) != was and f not in allowed))
        return tuple(judged(c, rows, now, failures.get(c.path, ""), moved) for c in self.step.changes)


def judged(change: Change, rows: Mapping[str, Setting], now: Target, failure: str, moved: tuple[str, ...]) -> Outcome:
    """Return what a reading after the write shows of a change; `failure` is what the vendor said to it."""
    at = stand(change, rows, now)
    result, note = Result.APPLIED, ""
    if at is Stand.BEFORE:
        result = Result.FAILED if failure else Result.IGNORED
        kept = now.unavailable.get(change.setting, "the vendor accepted it and kept the old value")
        note = failure or kept
    elif at is Stand.ABSENT:
        gone = now.unread.get(change.path, "the value is not shown any more, so it is not known what is there")
        result, note = Result.UNKNOWN, "; ".join(filter(None, (failure, gone)))
    elif at is Stand.OTHER:
        said = "what is there now is neither the old value nor what was asked for"
        result, note = Result.UNKNOWN, "; ".join(filter(None, (failure, said)))
        change = _as_it_is(change, now)
    if moved:
        note = "; ".join(filter(None, (note, f"look at this program: {', '.join(moved)} changed as well")))
    return Outcome(change=change, result=result, note=note, moved=moved)


def _as_it_is(change: Change, now: Target) -> Change:
    """Return the change with what came of it, so that an undo knows it again."""
    return change if change.secret else change.model_copy(update={"after": look(now.document, change.path)})


def stand(change: Change, rows: Mapping[str, Setting], target: Target) -> Stand:
    """Tell how what was read stands to `change`."""
    if is_there(change, change.after, rows, target):
        return Stand.AFTER
    if is_there(change, change.before, rows, target):
        return Stand.BEFORE
    row = rows.get(change.path)
    try:
        absent = look(target.document, change.path) is MISSING
        if change.secret and row is not None:
            absent = row.get(target.document, target.kind) is MISSING
    except UnknownValueError:
        absent = True
    return Stand.ABSENT if absent or change.path in target.unread else Stand.OTHER


def is_there(change: Change, wanted: JsonValue, rows: Mapping[str, Setting], target: Target) -> bool:
    """Tell whether a reading shows `wanted` for a change."""
    if change.path in target.unread:
        return False
    row = rows.get(change.path)
    try:
        if row is not None and change.secret:
            return row.get(target.document, target.kind) == wanted
        found: JsonValue | Missing = look(target.document, change.path)
        if row is not None:
            return row.same(wanted, found)
    except UnknownValueError:
        return False
    return type(found) is type(wanted) and found == wanted


def together(changes: Sequence[Change], settings: Sequence[Setting], kind: str) -> list[list[Change]]:
    """Return the changes by what must be written in one go: a value with its lock, and what a row takes along."""
    units = [[change] for change in changes]
    for row in settings:
        if kind not in row.kinds or not row.path:
            continue
        paths = {row.at(kind), *row.also, row.follows, row.lock or ""}
        joined = [unit for unit in units if any(change.path in paths for change in unit)]
        if len(joined) > 1:
            units = [unit for unit in units if unit not in joined]
            units.append([change for unit in joined for change in unit])
    order = {change.path: number for number, change in enumerate(changes)}
    for unit in units:
        unit.sort(key=lambda change: order[change.path])
    return sorted(units, key=lambda unit: order[unit[0].path])


def _of_content(error: AdapterError) -> bool:
    """Tell whether a vendor refused what was in the request, and not the request."""
    if not isinstance(error, RefusedError) or isinstance(error, ScopeError | ThrottledError):
        return False
    return 400 <= error.status < 500 and error.status not in WHOLE


def _after(before: Target, kind: str, changes: Sequence[Change], rows: Mapping[str, Setting]) -> dict[str, JsonValue]:
    document = dict(before.document)
    for change in changes:
        row = rows.get(change.path)
        if change.secret and row is not None:
            assert isinstance(change.after, str)
            document = row.put(document, kind, change.after)
        else:
            document = placed(document, change.path, change.after)
    return document


def _paths(changes: Sequence[Change]) -> list[str]:
    return [change.path for change in changes]


def _each(changes: Sequence[Change], result: Result, note: str) -> tuple[Outcome, ...]:
    return tuple(Outcome(change=change, result=result, note=note) for change in changes)
