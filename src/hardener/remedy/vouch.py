"""Hold a saved plan against the table of settings, and against the plan that the rules make now. Pure.

What a file says of a change, its risks, its reach, is never believed: it may have been changed, fingerprint and all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from pydantic import JsonValue

from hardener.catalog import Control
from hardener.errors import HardenerError
from hardener.model import Risk, Target, Value
from hardener.path import MISSING, UnknownValueError, vendor_path, with_path
from hardener.remedy.outcome import LEFT, STALE, Outcome, Result
from hardener.remedy.plan import Change, Plan, Step
from hardener.remedy.touched import named
from hardener.remedy.write import Stand, stand, together
from hardener.setting import Setting, rows_of

Table = Sequence[Setting]
There = Mapping[tuple[str, str], Target]
"""What the look saw of the targets of a plan, by connection and id."""
Stale = Mapping[int, tuple[Outcome, ...]]
"""Steps that no longer hold, by number, and why."""


class StrangeError(HardenerError):
    """A saved plan holds what hardener would not plan; nothing of it is applied."""


def known(plan: Plan, tables: Mapping[str, Table], controls: Mapping[str, Control]) -> None:
    """Raise `StrangeError` where a change is none that a table of settings, by connection, lets a plan have."""
    if strange := [ident for ident in _named(plan) if ident not in controls]:
        raise StrangeError(f"there is no control {strange[0]!r}")
    for step in plan.steps:
        if step.connection not in tables:
            raise StrangeError(f"it is for connection {step.connection!r}, which is not configured")
        paths = [change.path for change in step.changes]
        if all(change.kept for change in step.changes) or len(set(paths)) < len(paths):
            raise StrangeError(f"{step.title}: a step without changes, or with two of one setting")
        for change in step.changes:
            if why := _wrong(step, change, tables[step.connection], controls):
                raise StrangeError(f"{step.title}: {change.setting}: {why}")


def _named(plan: Plan) -> Iterator[str]:
    """Yield every control that a plan names outside of its changes."""
    yield from (ident for left in plan.left_out for ident in left.controls)
    if plan.outlook is not None:
        yield from (one.control for one in plan.outlook.rest)
        yield from (one.what for one in plan.outlook.noticed if one.what not in set(Risk))


def _wrong(step: Step, change: Change, table: Table, controls: Mapping[str, Control]) -> str:
    """Return what is wrong with a change by itself."""
    mine = (change.connection, change.target, change.kind, change.title)
    if change.kept:
        beside = {path for row in table if step.kind in row.kinds for paths in row.keeps.values() for path in paths}
        right = change.path in beside and change.setting == vendor_path(change.path) and _still(change)
        return "" if right and mine == (step.connection, step.target, step.kind, step.title) else "nothing keeps it"
    found = [row for row in table if step.kind in row.kinds and _reaches(row, change.path, step.kind)]
    own = [row for row in found if row.path and row.at(step.kind) == change.path]
    meant = [row for row in found if row.control in change.controls]
    risks, moves = ({one for row in meant for one in getattr(row, what)} for what in ("risks", "moves"))
    wrong = {
        "it is of another target than its step": mine != (step.connection, step.target, step.kind, step.title),
        "hardener has no setting there that it writes": not found,
        "it is not called so": change.setting != vendor_path(change.path),
        "it is not as secret as it says": change.secret != any(row.secret for row in own),
        "it is not for what it says": not meant or {row.control for row in meant} != set(change.controls),
        "hardener does not write that value": not any(_may_be(row, change, step.kind) for row in meant),
        "it does not say all that it risks": not risks <= set(change.risks),
        "it moves what it should not": not set(change.moves) <= moves,
        "it opens something and does not say so": Risk.OPEN not in change.risks
        and any(_opens(row, change, step, controls) for row in own if row in meant),
        "it does not become what it says": not _told(change, [row for row in own if row in meant]),
    }
    return next((why for why, so in wrong.items() if so), "")


def _still(change: Change) -> bool:
    return json.dumps(change.before, sort_keys=True) == json.dumps(change.after, sort_keys=True)


def _reaches(row: Setting, path: str, kind: str) -> bool:
    """Tell whether a change of `row` may write at `path`."""
    if row.path and row.at(kind) == path:
        return row.can_write(kind)
    return path in row.also or (path == row.lock and kind in row.lockable)


def _may_be(row: Setting, change: Change, kind: str) -> bool:
    """Tell whether `row` ever writes what the change says."""
    if change.path in row.also:
        wanted = row.also[change.path]
        return type(wanted) is type(change.after) and wanted == change.after
    if not row.path or row.at(kind) != change.path:
        return change.after is True  # a lock
    if row.secret:
        return change.after in row.writable_values()
    before = MISSING if change.before is None else change.before
    try:
        value = row.decode(change.after)
        if value in row.writable_values():
            return True
        offered = [row.closest_writable(value, before), value if row.adds else None]
        return any(row.same(row.encode(each, before), change.after) for each in offered if each is not None)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
        return False  # whatever shape a file gives it


def _opens(row: Setting, change: Change, step: Step, controls: Mapping[str, Control]) -> bool:
    control = controls[row.control]
    if control.names or row.secret:
        return False
    before, after = ({c.path: getattr(c, when) for c in step.changes} for when in ("before", "after"))
    try:
        return control.rank(_value(row, after, change.path, step.kind)) > control.rank(
            _value(row, before, change.path, step.kind)
        )
    except (UnknownValueError, TypeError, ValueError):
        return False  # what was there had no rank


def _told(change: Change, rows: Sequence[Setting]) -> bool:
    """Tell whether a change is told in the words of its values, where its own `rows` know them by their path.

    A row that needs more than its path is believed: what a plan does not have cannot be held against it.
    """
    for level in change.levels:
        mine = [row for row in rows if row.control == level.control]
        plain = [row for row in mine if type(row).get is Setting.get and not row.secret]
        pairs: list[tuple[object, object]] = [
            (_decoded(row, change.before), _decoded(row, change.after)) for row in plain
        ]
        if change.secret and mine:
            pairs.append((change.before, change.after))
        if (level.before, level.after) not in pairs and (change.secret or len(plain) == len(mine)):
            return False
    return True


def _decoded(row: Setting, raw: JsonValue) -> Value | None:
    try:
        return row.decode(raw)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
        return None  # whatever shape a file gives it


def _value(row: Setting, raws: Mapping[str, JsonValue], path: str, kind: str) -> Value:
    """Return what a row comes to with all that a step says: minutes count for nothing while their switch is off."""
    document: dict[str, JsonValue] = {}
    for at, raw in raws.items():
        document = with_path(document, at, raw)
    value = row.get(document, kind)
    return row.decode(raws[path]) if value is MISSING else value


def vouched(saved: Plan, fresh: Plan, there: There, tables: Mapping[str, Table]) -> tuple[Plan, Stale]:
    """Return `saved` in the words of the plan that was made just now, and which steps of it no longer hold.

    Raises `StrangeError` for a change that the rules would not make although nothing there is otherwise.
    """
    places = {
        (change.connection, change.target, change.path): (number, change)
        for number, step in enumerate(fresh.steps)
        for change in step.changes
    }
    held: list[tuple[int, Step]] = []
    gone: list[tuple[Step, tuple[Outcome, ...]]] = []
    for step in saved.steps:
        asked = [change for change in step.changes if not change.kept]  # what is only kept is taken as it is now
        found = [places.get((step.connection, step.target, change.path)) for change in asked]
        lost = {c.path for c, at in zip(asked, found, strict=True) if not _same(c, at, there, tables)}
        numbers = {at[0] for at in found if at is not None}
        if not lost and len(numbers) > 1:
            raise StrangeError(f"{step.title}: these changes do not belong into one step")
        whole = () if lost else _whole(fresh.steps[min(numbers)], {c.path for c in asked}, tables[step.connection])
        if whole:
            held.append((min(numbers), fresh.steps[min(numbers)].model_copy(update={"changes": whole})))
        else:
            torn = lost or {change.path for change in asked}
            why = _later(there.get((step.connection, step.target)))
            gone.append((step, tuple(_stale(change, change.path in torn, why) for change in asked)))
    held.sort(key=lambda one: one[0])
    steps = (*(step for _, step in held), *(step for step, _ in gone))
    stale = {len(held) + number: outcomes for number, (_, outcomes) in enumerate(gone)}
    said = {"programs": fresh.programs, "profiles": fresh.profiles, "left_out": fresh.left_out}
    said |= {"outlook": fresh.outlook if steps == fresh.steps else None}  # of less than all nobody looked ahead
    return saved.model_copy(update={"steps": steps, **said}), stale


def _whole(step: Step, paths: AbstractSet[str], table: Table) -> tuple[Change, ...]:
    """Return the changes at `paths`, and what is kept for them; none where another has to be written with them."""
    units = [unit for unit in together(step.changes, table, step.kind) if not paths.isdisjoint({c.path for c in unit})]
    found = {change.path for unit in units for change in unit}
    changes = tuple(change for change in step.changes if change.path in found)
    return changes if all(change.kept or change.path in paths for change in changes) else ()


def _same(change: Change, at: tuple[int, Change] | None, there: There, tables: Mapping[str, Table]) -> bool:
    """Tell whether the rules make just this change now; False where what is there is no longer what it saw."""
    now = at[1] if at is not None else None
    if now is not None and _meaning(now) == _meaning(change):
        return json.dumps(now.before, sort_keys=True) == json.dumps(change.before, sort_keys=True)
    target = there.get((change.connection, change.target))
    where = f"{change.title}: {change.setting}"
    if target is None:
        raise StrangeError(f"{where}: it could not be found, or not be read; make a new plan")
    if now is None and named(target) != change.title:
        raise StrangeError(f"{where}: that target is called otherwise; make a new plan")
    on = target.program is not None and target.program.live
    if not on and stand(change, rows_of(tables[change.connection], change.kind), target) is Stand.BEFORE:
        raise StrangeError(f"{where}: by the profiles and rules of today hardener would not change it so")
    return False


def _meaning(change: Change) -> tuple[object, ...]:
    """Return all of a change that decides what it does and needs."""
    risks = (change.controls, change.secret, change.risks, change.moves, change.follows)
    return change.kind, change.path, change.setting, json.dumps(change.after, sort_keys=True), risks


def _later(target: Target | None) -> str:
    """Return why a step is only put off: a platform may show of a program that is on less than of another."""
    return "it is in progress" if target is not None and target.program is not None and target.program.live else ""


def _stale(change: Change, itself: bool, later: str) -> Outcome:  # noqa: FBT001 - one of two notes
    if later:
        return Outcome(change=change, result=Result.DEFERRED, note=f"{later}; make a new plan")
    return Outcome(change=change, result=Result.STALE, note=STALE if itself else LEFT)


def opening(plan: Plan) -> Iterator[Change]:
    """Yield every change that opens something."""
    yield from (change for step in plan.steps for change in step.changes if Risk.OPEN in change.risks)
