"""What a vendor changed along with a write, though nobody asked for it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from hardener.language import marked
from hardener.model import Target
from hardener.path import MISSING, UnknownValueError, get_path, vendor_path
from hardener.remedy.changes import level_of
from hardener.remedy.outcome import Outcome, Result
from hardener.remedy.plan import Change, Level, Step
from hardener.setting import Setting

ALONG = marked("nobody asked for this: the platform changed it along with the others")


def others(step: Step, rows: Mapping[str, Setting], before: Target, now: Target) -> dict[str, Setting]:
    """Return by path each row that both readings show with another value and that was not asked for.

    What nobody can write may be what others come to.
    """
    mine = {path: row for path, row in rows.items() if row.can_write(step.kind)}
    locks = {row.lock: row for row in rows.values() if row.lock is not None and step.kind in row.lockable}
    asked = [change.path for change in step.changes]
    found: dict[str, Setting] = {}
    for path, row in (locks | mine).items():
        if any(_one(path, other) for other in asked) or path in before.unread or path in now.unread:
            continue
        if row.follows in asked:  # it is brought to life, or put to rest
            continue
        was, shown = _raw(before, path), _raw(now, path)
        if was is not None and shown is not None and not _same(row, was, shown):
            found[path] = row
    return found


def along(step: Step, changed: Mapping[str, Setting], before: Target, now: Target) -> Iterator[Outcome]:
    """Yield each setting that hardener could write, and that is otherwise after a write which did not name it.

    Nobody has said that it may be so: the run is not complete, and `undo` gives back what was there. `changed` is what
    `others` found.
    """
    for path, row in changed.items():
        if path == row.lock or not row.secret:
            yield Outcome(change=_change(step, row, path, before, now), result=Result.UNKNOWN, note=ALONG)


def hidden(changed: Mapping[str, Setting]) -> Iterator[str]:
    """Yield the vendor's name of each secret that is another one after a write which did not name it."""
    yield from (vendor_path(path) for path, row in changed.items() if path != row.lock and row.secret)


def _change(step: Step, row: Setting, path: str, before: Target, now: Target) -> Change:
    """Return what the vendor changed as if it had been asked for."""
    was, found = (level_of(row, target.document, step.kind) for target in (before, now))
    return Change(
        connection=step.connection,
        target=step.target,
        kind=step.kind,
        title=step.title,
        path=path,
        setting=vendor_path(path),
        controls=(row.control,),
        before=_raw(before, path),
        after=_raw(now, path),
        levels=() if path == row.lock else (Level(control=row.control, before=was, after=found),),
    )


def _one(path: str, other: str) -> bool:
    """Tell whether one of two paths lies in the other."""
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")


def _same(row: Setting, was: JsonValue, found: JsonValue) -> bool:
    try:
        return row.same(was, found)
    except UnknownValueError:
        return Setting.same(row, was, found)


def _raw(target: Target, path: str) -> JsonValue:
    """Return what a reading shows; None where that is nothing."""
    try:
        found = get_path(target.document, path)
    except UnknownValueError:
        return None
    return None if found is MISSING else found
