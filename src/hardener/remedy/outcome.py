"""What a second reading shows of a change."""

from __future__ import annotations

from enum import StrEnum

from hardener.language import marked
from hardener.model import Model
from hardener.remedy.plan import Change, Said

STALE = marked("the value is no longer what the plan saw; make a new plan")
LEFT = marked("left alone, because another value of it is no longer what the plan saw")


class Result(StrEnum):
    """What became of one change."""

    APPLIED = "applied"
    PENDING = "pending"
    """It is written, and not in force before a service is restarted."""
    IGNORED = "ignored"
    """The vendor said yes and kept the old value."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It was written, or may have been, and what is there now is neither the old value nor what was asked, or unread.

    It stays in the undo. Where the vendor made something else of it, that is the `after` of its change."""
    STALE = "stale"
    """The value was no longer what the plan saw; nothing was written."""
    DEFERRED = "deferred"
    """Left for later: a program is on or about to start, or today's write budget is used up."""


DONE = frozenset({Result.APPLIED, Result.PENDING})
"""What was asked for is written there."""


class Outcome(Model):
    """One change and what became of it."""

    change: Change
    result: Result
    note: Said = ""
    waits_for: str = ""
    """The service that has to be restarted, where it is pending."""
    moved: tuple[str, ...] = ()
    """Protected facts that changed although the plan did not name them."""
