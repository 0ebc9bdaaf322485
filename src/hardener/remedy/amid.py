"""What a write of several requests leaves where it was ended amid them. Pure."""

from __future__ import annotations

from hardener.model import Target
from hardener.path import MISSING, UnknownValueError, get_path
from hardener.remedy.plan import Change


def amid(change: Change, target: Target) -> bool:
    """Tell whether an object is on its way from the old to the new: each entry is as it was, or as it shall be.

    Nobody else's hand was in it then, and it is written to its end.
    """
    try:
        found = get_path(target.document, change.path)
    except UnknownValueError:
        return False
    before, after = change.before, change.after
    if not (isinstance(found, dict) and isinstance(before, dict) and isinstance(after, dict)):
        return False
    return change.path not in target.unread and all(
        any(_same(found.get(key, MISSING), side.get(key, MISSING)) for side in (before, after))
        for key in {*before, *after, *found}
    )


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other
