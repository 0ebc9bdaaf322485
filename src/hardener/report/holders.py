"""What keeps a program from being ready, by who can do something about it. Pure."""

from __future__ import annotations

from collections import Counter
from typing import LiteralString

from hardener.findings import State, out_of_reach, to_look_at
from hardener.language import marked, tr
from hardener.model import Finding, Status
from hardener.results import Row

YOUR_WORD, BY_HAND, NOWHERE, UNTOLD = (
    marked("needs your word {count}"),
    marked("by hand {count}"),
    marked("not on this platform {count}"),
    marked("could not be read {count}"),
)
HOLDERS = (YOUR_WORD, BY_HAND, NOWHERE, UNTOLD)


def holds(row: Row) -> str:
    """Say what keeps a program from being ready: `needs your word 1 · by hand 2`.

    Empty where it is ready, where nothing is to be changed in it, and where nothing is known of it.
    """
    if row.apart or row.unread or row.state is State.READY:
        return ""
    found = Counter(_holder(f, unnamed=row.unnamed) for f in row.findings)
    return " · ".join(tr(held, count=found[held]) for held in HOLDERS if found[held])


def _holder(found: Finding, *, unnamed: bool) -> LiteralString:
    """Return what one finding waits for; empty where it keeps nothing from being ready."""
    if found.status is Status.ERROR:
        return UNTOLD
    if out_of_reach(found):
        return NOWHERE
    if found.status is Status.FAIL and (found.fixable or unnamed):
        return YOUR_WORD
    looked_at = to_look_at(found.control, found.status, found.severity)
    return BY_HAND if looked_at or found.status is Status.FAIL else ""
