"""Targets are set alike: what is kept of their settings is worked out once for all that say the same. Pure.

A hole in the key is a false history of another target, so whatever is not a plain value is worked out each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial

from hardener.beside import NOWHERE, Place, Places, all_of
from hardener.imprint import MOST
from hardener.layers import unread
from hardener.model import Target
from hardener.path import Missing, UnknownValueError, get_path
from hardener.setting import Presence, Setting

SCALAR: frozenset[type] = frozenset({bool, int, str})
"""Types of a vendor's value that is kept as it is. A float is not among them: 0.0 is -0.0 as a key."""
PLAIN: frozenset[type] = SCALAR | {type(None), Missing}
"""… and of one of which a row without a way of its own to read makes always the same."""
Values = dict[str, str]


class Alike:
    """What is kept of the settings of one kind of target, the same object for targets that say the same."""

    def __init__(
        self,
        rows: Mapping[str, Setting],
        kind: str,
        anew: Callable[[Target], Values],
        value: Callable[[Setting, Target, str], str | None],
    ) -> None:
        """`rows` by path; `anew` says all that is kept of a target, and `value` what is kept of one row."""
        self._rows, self._kind, self._anew, self._value = rows, kind, anew, value
        self._plans: dict[frozenset[str], Places] = {}
        """What to ask where these parts are unread."""
        self._known: dict[Hashable, Values] = {}
        self._same: dict[tuple[tuple[str, str], ...], Values] = {}

    def of(self, target: Target) -> Values:
        """Return what is kept of a target's settings."""
        gone = frozenset(target.unread)
        plan = self._plans.get(gone)
        if plan is None:
            plan = self._plans[gone] = self._planned(target)
        found, types = plan.of(target)
        key = (gone, tuple(found), types)  # true is not 1
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            made = self._anew(target)
            known = self._known[key] = self._same.setdefault(tuple(made.items()), made)
        return known

    def _planned(self, target: Target) -> Places:
        """Return what to ask of targets that have the same parts unread as this one."""
        asked: dict[str, list[Place]] = {}
        for path, row in self._rows.items():
            if unread(target, path) is not None:
                continue
            said = self._held if _only_held(row) else self._said
            asked.setdefault(path, []).append(Place(partial(said, row, path), _plain(row)))
            for lock in row.locks_at(self._kind):
                asked.setdefault(lock, []).append(Place(partial(_flag, lock), frozenset({bool})))
        return Places({path: all_of(places) for path, places in asked.items()})

    def _said(self, row: Setting, path: str, target: Target, _: object) -> Hashable:
        return (self._value(row, target, path),)  # no vendor's value is taken for it

    def _held(self, row: Setting, path: str, target: Target, raw: object) -> Hashable:
        """Return all that a row looks at which only asks whether there is something."""
        return self._said(row, path, target, raw) if raw is NOWHERE else (type(raw), bool(raw))


def _plain(row: Setting) -> AbstractSet[type]:
    """Return the types of what lies at a row's path that say what is kept of it; a secret never does."""
    if row.secret or isinstance(row, Presence):
        return frozenset()
    return PLAIN if type(row).get is Setting.get else SCALAR


def _only_held(row: Setting) -> bool:
    """Tell whether what is kept of a row follows from the type of what lies there, and from whether it is empty."""
    kind = type(row)
    return isinstance(row, Presence) and kind.get is Setting.get and kind.decode is Presence.decode


def _flag(path: str, target: Target, _: object) -> Hashable:
    """Return what is kept of a lock, which has to be a yes or a no."""
    try:
        raw = get_path(target.document, path)
    except UnknownValueError:
        return None
    return raw if isinstance(raw, bool) else None
