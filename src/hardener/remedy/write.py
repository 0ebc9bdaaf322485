"""Write one step to its vendor, at once or, where that is refused, in parts; judge it by a second reading.

The only code that calls `Adapter.write`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain

from pydantic import JsonValue

from hardener.adapter import Adapter, Changes
from hardener.errors import (
    AdapterError,
    ClockError,
    HardenerError,
    RefusedError,
    ScopeError,
    SpentError,
    ThrottledError,
    mistake,
)
from hardener.language import marked
from hardener.model import Target
from hardener.path import MISSING, Missing, UnknownValueError, get_path, with_path
from hardener.remedy.along import along, hidden, others
from hardener.remedy.amid import amid
from hardener.remedy.guard import read
from hardener.remedy.outcome import DONE, Outcome, Result
from hardener.remedy.plan import Change, Step
from hardener.setting import Setting, rows_of

WHOLE = frozenset({401, 404, 429})
"""Refusals that are of the request as a whole, whatever is in it."""


class Stand(Enum):
    """How a value that was read stands to a change."""

    BEFORE = "before"
    AFTER = "after"
    OTHER = "other"
    ABSENT = "absent"
    """The vendor's answer does not say."""


class _LaterError(HardenerError):
    """There may be no more writes for now."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one step. It may be asked again, with a fresh reading."""

    adapter: Adapter
    step: Step
    ready: Callable[[], str]
    """Called right before each write; returns why there may be no more. Raises `HardenerError`."""
    waits: dict[str, str] = field(default_factory=dict)
    """By path: the service that the vendor said, to the write, has to be restarted first."""

    def write(self, before: Target) -> tuple[Outcome, ...]:
        """Ask for every change of the step, and judge each by what is there afterwards."""
        changes = self.step.changes
        if reason := self.ready():
            return _each(changes, Result.DEFERRED, reason)
        try:
            self._send(before, changes)
        except SpentError as error:
            return self._put_off(before, {}, changes, f"{error}; go on with it tomorrow")
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
        """Write what belongs together, one after the other, so that what is refused costs itself alone.

        What was refused before another part was taken may have needed that one, and is tried once more.
        """
        failures: dict[str, str] = {}
        again = list(units)
        while again:
            tried, again, refused = again, [], []
            for number, unit in enumerate(tried):
                rest = [change for one in tried[number:] for change in one]
                try:
                    written = self._part(unit)
                except SpentError as spent:
                    return self._put_off(before, failures, rest, f"{spent}; go on with it tomorrow")
                except (_LaterError, ClockError) as later:
                    return self._put_off(before, failures, rest, str(later))
                except AdapterError as error:
                    failures |= dict.fromkeys(_paths(unit), str(error))
                    refused.append(unit)
                    if not _of_content(error):  # it would be said of each of the others, too
                        return self._judged(before, failures | dict.fromkeys(_paths(rest), str(error)))
                else:
                    failures = {path: said for path, said in failures.items() if path not in _paths(unit)}
                    again, refused = ([*again, *refused], []) if written else (again, refused)
        return self._judged(before, failures)

    def _part(self, unit: Sequence[Change]) -> bool:
        """Write one part, unless it is there already; tell whether it was sent. Raises `AdapterError`."""
        fresh = read(self.adapter, self.step)
        if isinstance(fresh, str):
            raise AdapterError(fresh)
        rows = rows_of(self.adapter.settings, self.step.kind)
        if all(stand(change, rows, fresh) is Stand.AFTER for change in unit):
            return False
        if reason := self.ready():
            raise _LaterError(reason)
        self._send(fresh, unit)
        return True

    def _put_off(
        self, before: Target, failures: Mapping[str, str], left: Sequence[Change], reason: str
    ) -> tuple[Outcome, ...]:
        """Judge what was written, and leave the rest for later."""
        done = {o.change.path: o for o in self._judged(before, failures)}
        late = {o.change.path: o for o in _each(left, Result.DEFERRED, reason)}
        return tuple(one if one.result in DONE else late.get(path, one) for path, one in done.items())

    def _send(self, before: Target, changes: Sequence[Change]) -> None:
        rows = rows_of(self.adapter.settings, self.step.kind)
        try:
            after = _after(before, self.step.kind, changes, rows)
            self.waits.update(self.adapter.write(before, Changes.between(before.document, after)) or {})
        except HardenerError:
            raise
        except Exception as error:  # a mistake of ours with one target must not cost the others
            raise AdapterError(mistake(error)) from error

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
        changed = others(self.step, rows, before, now)
        facts = (f for f, was in before.facts.items() if now.facts.get(f) != was and f not in allowed)
        moved = tuple(sorted({*facts, *hidden(changed)}))
        found = (judged(c, rows, now, failures.get(c.path, ""), moved) for c in self.step.changes)
        told = (pending(outcome, self.waits.get(outcome.change.path, "")) for outcome in found)
        return (*told, *along(self.step, changed, before, now))


def judged(  # noqa: PLR0913 - what a judgement depends on
    change: Change,
    rows: Mapping[str, Setting],
    now: Target,
    failure: str,
    moved: tuple[str, ...] = (),
    *,
    at_once: bool = True,
) -> Outcome:
    """Return what a reading after the write shows of a change; `failure` is what the vendor said to it.

    Not `at_once`: what is there may be somebody else's by now, so no undo is to take it for ours.
    """
    at = stand(change, rows, now)
    result, note = Result.APPLIED, ""
    if change.kept:
        return Outcome(change=change if at is Stand.AFTER else _set_back(change, now), result=result)
    if at is Stand.BEFORE:
        result = Result.FAILED if failure else Result.IGNORED
        kept = now.unavailable.get(change.setting, marked("the vendor accepted it and kept the old value"))
        note = failure or kept
    elif at is Stand.ABSENT:
        gone = now.unread.get(change.path, "the value is not shown any more, so it is not known what is there")
        result, note = Result.UNKNOWN, "; ".join(filter(None, (failure, gone)))
    elif at is Stand.OTHER:
        said = marked("what is there now is neither the old value nor what was asked for")
        result, note = Result.UNKNOWN, "; ".join(filter(None, (failure, said)))
        change = _as_it_is(change, now) if at_once else change
    if moved:
        note = "; ".join(filter(None, (note, f"look at this program: {', '.join(moved)} changed as well")))
    return pending(Outcome(change=change, result=result, note=note, moved=moved), _waits(change, rows, now))


def pending(outcome: Outcome, service: str) -> Outcome:
    """Return what came of a change as pending where it is written and waits for a restart of `service`."""
    if outcome.result is not Result.APPLIED or not service:
        return outcome
    note = "; ".join(filter(None, (f"in force after a restart of {service}", outcome.note)))
    return outcome.model_copy(update={"result": Result.PENDING, "waits_for": service, "note": note})


def _waits(change: Change, rows: Mapping[str, Setting], now: Target) -> str:
    """Return the service whose restart a written change waits for, by its row; empty where it is in force."""
    row = rows.get(change.path)
    try:
        return "" if row is None or change.kept else row.waits(now.document, now.kind)
    except UnknownValueError:
        return "" if row is None else row.restart


def _as_it_is(change: Change, now: Target) -> Change:
    """Return the change with what came of it, so that an undo knows it again."""
    if change.secret:
        return change
    return change.model_copy(update={"after": get_path(now.document, change.path), "levels": ()})


def _set_back(change: Change, now: Target) -> Change:
    """Return what the vendor made of a value that nobody asked it to change, so that an undo gives it back."""
    try:
        found = get_path(now.document, change.path)
    except UnknownValueError:
        found = MISSING
    return change.model_copy(update={"after": None if found is MISSING else found, "kept": False, "levels": ()})


def stand(change: Change, rows: Mapping[str, Setting], target: Target) -> Stand:
    """Tell how what was read stands to `change`."""
    if is_there(change, change.after, rows, target):
        return Stand.AFTER
    if is_there(change, change.before, rows, target) or amid(change, target):
        return Stand.BEFORE
    try:
        secret = rows.get(change.path) if change.secret else None
        shown = get_path(target.document, change.path) if secret is None else secret.get(target.document, target.kind)
        absent = shown is MISSING
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
        found: JsonValue | Missing = get_path(target.document, change.path)
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
        paths = {row.at(kind), *row.also, *chain(*row.keeps.values()), row.follows, row.lock or ""}
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
        if change.kept:
            continue
        row = rows.get(change.path)
        if change.secret and row is not None:
            assert isinstance(change.after, str)
            document = row.put(document, kind, change.after)
        else:
            document = with_path(document, change.path, change.after)
    return document


def _paths(changes: Sequence[Change]) -> list[str]:
    return [c.path for c in changes]


def _each(changes: Sequence[Change], result: Result, note: str) -> tuple[Outcome, ...]:
    return tuple(Outcome(change=change, result=result, note=note) for change in changes)
