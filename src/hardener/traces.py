"""What a platform still has of the families of one program: how many of each kind, never who. Pure data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

from hardener.model import Target, Unreadable


class What(StrEnum):
    """What may be left of families. Reports have these words, so a value never gets another meaning."""

    SIGN_UPS = "sign-ups"
    RECORDINGS = "recordings"
    TRANSCRIPTS = "transcripts"
    SUMMARIES = "ai-summaries"
    ATTENDANCE = "attendance"
    """The platform's own list of who came."""


class Mails(StrEnum):
    """Whether the platform writes to a family whose sign-up is deleted."""

    NO = "no"
    MAY = "may"
    """It does not say that it does not."""
    WILL = "will"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many of one kind there are."""

    count: int | None = None
    """None: it could not be told."""
    oldest: datetime | None = None
    """Of recordings: when the oldest of them was made; None where that is not known."""
    reason: str = ""
    """Why it could not be told; empty where the platform's API has no call for it, and a person has to look."""
    note: str = ""
    """What a reader should know of it, as that the platform deletes it by itself."""


UNASKED = Held()
"""What no call tells."""


class Removal(NamedTuple):
    """What the platform's API does when a sign-up is to be deleted."""

    deletes: bool
    """False: it has no call that does, and a person has to."""
    mails: Mails = Mails.NO
    note: str = ""
    """Why not, or what it leaves behind."""


BY_HAND = Removal(deletes=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is left of one program."""

    target: Target
    """The program, without a document."""
    ended: datetime | None
    """When its last date so far was over; None where that could not be told."""
    over: bool | None
    """Whether nothing of it is to come; None where that could not be told."""
    held: Mapping[What, Held]
    """What is not named here the platform's API has no call for."""
    removal: Removal = BY_HAND
    people: frozenset[str] | None = field(default=None, repr=False)
    """The platform's ids of the sign-ups, for deleting these and no others; None where they were not asked for.

    They are never shown, kept or logged.
    """

    def of(self, what: What) -> Held:
        """Return how many of a kind there are."""
        return self.held.get(what, UNASKED)


@runtime_checkable
class Keeping(Protocol):
    """An adapter whose platform keeps something of families, and tells how much."""

    def kept(self, since: datetime) -> Iterator[Trace | Unreadable]:
        """Yield what is left of every program with a date between `since` and now. Must not change anything."""
        ...

    def kept_of(self, target: str) -> Trace:
        """Return the same of one program by the id of its target, with `people`. Raises `AdapterError`."""
        ...

    def delete(self, trace: Trace, person: str) -> None:
        """Ask for one sign-up, by the platform's id, to be deleted; a second reading shows whether it is.

        Raises `AdapterError`.
        """
        ...
