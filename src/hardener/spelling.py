"""How a value is spelt in a report: the vendor's own, and the control's. Pure."""

from __future__ import annotations

import json

from hardener.model import Target, Unreadable, Value
from hardener.path import UnknownValueError, get_path
from hardener.setting import Setting


def raw_of(row: Setting, where: Target | Unreadable | None, path: str) -> str | None:
    """Return the vendor's own value as a report shows it; None for what is secret, or no single value."""
    if row.secret or not path or not isinstance(where, Target):
        return None
    try:
        raw = get_path(where.document, path)
    except UnknownValueError:
        return None
    return json.dumps(raw) if isinstance(raw, bool | int | str) else None


def spoken(value: Value) -> str:
    """Return a control's value as a report shows it."""
    return ", ".join(value) or "nothing" if isinstance(value, tuple) else str(value)
