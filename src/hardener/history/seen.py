"""What is kept of a target's settings: the value of each row, never what is secret. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pydantic import JsonValue

from hardener import redact
from hardener.history.alike import Alike
from hardener.layers import unread
from hardener.model import Target, Unreadable
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener.setting import Presence, Setting, rows_of
from hardener.spelling import spoken

LONG = 80
"""Characters of a value that are kept."""
UNKNOWN = "a value this version does not know"


@dataclass(slots=True)
class Observed:
    """The settings of every target that a look came by."""

    tables: Mapping[str, Sequence[Setting]]
    """By connection."""
    values: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """By connection and target."""
    about: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Kind and title of each."""
    _rows: dict[tuple[str, str], dict[str, Setting]] = field(default_factory=dict)
    _alike: dict[tuple[str, str], Alike] = field(default_factory=dict)
    """By connection and kind."""

    def saw(self, connection: str, target: Target | Unreadable, _profile: str = "") -> None:
        """Take up the settings of one target."""
        if isinstance(target, Unreadable):
            return
        key = (connection, target.kind)
        if key not in self._alike:
            self._alike[key] = Alike(self.rows(*key), target.kind, partial(values, rows=self.rows(*key)), _value)
        seen = (connection, target.id)  # one object, as there are many
        self.values[seen] = self._alike[key].of(target)
        self.about[seen] = target.kind, target.title

    def rows(self, connection: str, kind: str) -> dict[str, Setting]:
        """Return the rows of a connection's table for targets of `kind`, by path."""
        key = (connection, kind)
        if key not in self._rows:
            self._rows[key] = rows_of(self.tables[connection], kind)
        return self._rows[key]


def values(target: Target, rows: Mapping[str, Setting]) -> dict[str, str]:
    """Return the value of every setting that was read of `target`, by its path in the document.

    What could not be read, or is not in the vendor's answer, is left out: nothing is known of it.
    """
    found: dict[str, str] = {}
    for path, row in rows.items():
        if unread(target, path) is not None:
            continue
        said = _value(row, target, path)
        if said is not None:
            found[path] = said
        for lock in row.locks_at(target.kind):
            held = _found(target, lock)
            if isinstance(held, bool):
                found[lock] = json.dumps(held)
    return found


def _value(row: Setting, target: Target, path: str) -> str | None:
    raw = _found(target, path)
    if isinstance(raw, bool | int | float | str) and _plain(row, raw):
        return _written(raw)
    try:
        value = row.get(target.document, target.kind)
    except UnknownValueError:
        return UNKNOWN
    return None if value is MISSING else spoken(value)


def _found(target: Target, path: str) -> JsonValue | Missing:
    try:
        return get_path(target.document, path)
    except UnknownValueError:
        return MISSING


def spelled(row: Setting | None, raw: JsonValue, *, secret: bool) -> str:
    """Return how `values` would tell the value `raw` that a change has written; `secret`: it is a word already."""
    if secret:
        return str(raw)
    if isinstance(raw, dict | list):
        return json.dumps(raw) if row is None else _decoded(row, raw)
    return _written(raw) if row is None or _plain(row, raw) else _decoded(row, raw)


def _decoded(row: Setting, raw: JsonValue) -> str:
    try:
        return spoken(row.decode(raw))
    except UnknownValueError:
        return UNKNOWN


def _plain(row: Setting, raw: JsonValue | Missing) -> bool:
    """Tell whether the vendor's own value may be kept as it is."""
    return not (row.secret or isinstance(row, Presence) or isinstance(raw, dict | list | Missing) or raw is None)


@redact.remembered(4096, typed=True)  # few values, of many programs; true is not 1
def _written(raw: bool | float | str | None) -> str:  # noqa: FBT001 - a vendor's value
    return json.dumps(redact.line(raw, LONG) if isinstance(raw, str) else raw, ensure_ascii=False)
