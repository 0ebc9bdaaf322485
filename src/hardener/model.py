"""The data that flows through hardener, from a vendor's answer to the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue

from hardener.reason import Why

Value = str | int | tuple[str, ...]
"""What a control comes to: the name of a level, a number, or a set of names (sorted)."""

Document = Mapping[str, JsonValue]
"""What a vendor says of one target, by part: `{"settings": {...}, "locks": {...}}`."""


class Model(BaseModel):
    """Immutable; a key it does not know is an error, so nothing misspelt can pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone {name!r}; write it like America/New_York") from None
    return name


ZoneName = Annotated[str, AfterValidator(_zone)]
"""A time zone of the IANA's, in a file that a person writes."""
ZoneNameOrNone = Annotated[str, AfterValidator(lambda name: name and _zone(name))]
"""The same, or empty."""


class Severity(StrEnum):
    """How much harm a failed control allows."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return 0 for low to 3 for critical."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Status(StrEnum):
    """What one requirement came to."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    ERROR = "error"
    """We could not tell."""
    MANUAL = "manual"
    """The vendor's API does not show it; a person must look."""
    ADVISORY = "advisory"
    """What is asked for is set, but each visitor can undo it or go round it."""
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"


class Risk(StrEnum):
    """What a change may do beyond the setting it changes; each needs an opt-in of its own."""

    LINK = "link"
    """A link that was already published stops working or leads elsewhere."""
    LOCKOUT = "lockout"
    """Families may be kept out unless somebody lets them in."""
    SHARED = "shared"
    """Other programs, or other people's programs, change as well."""
    OPEN = "open"
    """Something becomes more open than it was."""
    DECLARE = "declare"
    """The library declares something before the law, and the vendor takes features away with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What a library schedules and patrons join."""

    id: str
    """The vendor's own id, as a string."""
    kind: str
    """`meeting`, `webinar`, `broadcast`, `video` (what is shown again), or `room` for a person's own room, which is
    nobody's program.

    A room that is always there for a program is a `meeting` without a start.
    """
    host: str = ""
    """The id of the host's target."""
    host_name: str = ""
    """How reports name the host; never a whole e-mail address."""
    groups: tuple[str, ...] = ()
    """Names of the groups that the host belongs to."""
    tags: tuple[str, ...] = ()
    start: datetime | None = None
    """Next start, with its time zone; None where the vendor gives none."""
    starts: tuple[datetime, ...] = ()
    """Every start of it that the vendor tells of, that is not over and not after the window's end: soonest first, with
    time zone. The first is `start`, where that is known, also when it is on now; empty where the vendor gives none.

    Dates that were called off are not among them; an `occurrence` has its own alone. A series read again by itself
    may tell of fewer.
    """
    minutes: int | None = None
    """How long it lasts."""
    series: bool = False
    occurrence: str = ""
    """The vendor's id of the one changed occurrence that this is; empty for a whole program."""
    live: bool = False
    """In progress at the time of reading."""

    @property
    def personal(self) -> bool:
        """Tell whether it is somebody's own room, in which no program needs to be."""
        return self.kind == "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing that has settings, as the vendor returned it."""

    id: str
    """Unique in its connection: `meeting/81234567890`, `host/abc`, `account/me`."""
    kind: str
    """`account`, `group`, `host`, `meeting`, `webinar`, `room`, `occurrence`, …"""
    title: str
    document: Document
    above: tuple[tuple[str, ...], ...] = ()
    """Ids of the targets that govern it, nearest first; alternatives share a layer."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """Parts of the document, or single paths, that could not be read, and why: `{"locks": "missing scope …"}`."""
    unavailable: Mapping[str, str] = field(default_factory=dict)
    """Paths that the vendor will not keep on this target, and why."""
    facts: Mapping[str, JsonValue] = field(default_factory=dict)
    """What no change may move unless its plan says so: times, recurrence, id, a digest of the link."""
    program: Program | None = None
    """None where the target is no program (an account, a host)."""
    written_to: str = ""
    """What a write to it really changes, where several programs may have that in common: `space/abc`, or the online
    meeting that two calendar entries open. Empty: itself alone."""
    apart: tuple[str, ...] = ()
    """Parts of the document that are not in `written_to` but the target's own: a calendar entry's guest list."""

    @property
    def ident(self) -> str:
        """Return what the vendor knows it by: the second part of its id."""
        return self.id.split("/", 2)[1]

    @property
    def serial(self) -> str:
        """Return by what writes to it wait for each other: its host, or itself."""
        return self.program.host if self.program is not None else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Something the vendor listed that it would not show us, or that we do not understand. Never reported as passing.

    With a `program`, it has a row of its own in the report; without, it makes the report incomplete.
    """

    id: str
    kind: str
    title: str
    reason: str
    above: tuple[tuple[str, ...], ...] = ()
    program: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Calendar entries that no connection audits: they open another platform's room, or none at all."""

    platform: str
    """Its proper name: `Zoom`; empty where there is no link to any platform."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A person's word on a finding: that it is accepted for now, or that it was looked at by hand."""

    kind: Literal["waiver", "attestation"]
    by: str
    until: date
    """The last day on which it holds, in the library's time zone."""
    reason: str = ""
    on: date | None = None
    """The day on which somebody looked; None for a waiver."""
    lapsed: str = ""
    """Why it does not hold: it is over, or more is open than it accepts; empty while it holds."""


class Notice(NamedTuple):
    """What should be known of a waiver, an attestation or a review after an audit."""

    text: str
    key: str
    """The same as long as it is about the same: the text counts the days."""


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Finding:
    """What one requirement came to on one program, or on one account, group or host."""

    connection: str
    control: str
    status: Status
    severity: Severity
    expected: str
    """The requirement in short: `at most hosts`."""
    actual: str | None
    """The level, number or set found; None where it could not be told."""
    sentence: str = ""
    """What it means, in library words."""
    governing: str | None = None
    """Id of the target whose setting decides; empty: the judged target itself; None where nothing was read."""
    governing_title: str = ""
    setting: str | None = None
    """The vendor's path of the deciding setting."""
    raw: str | None = None
    """The vendor's own value, as JSON; None for anything secret."""
    locked: bool | None = None
    """Whether a layer above holds it; None where that is unknown or has no meaning."""
    note: str = ""
    """What a reader should know of the deciding setting, whatever its value."""
    reason: Why | None = None
    """Why it is what it is, or why nothing mends it; None where there is nothing to say."""
    by_hand: str = ""
    """How a person changes it."""
    fixable: bool = False
    """A change can be planned for it."""
    needs: tuple[Risk, ...] = ()
    """The opt-ins without which its change is left out of a plan."""
    too_closed: bool = False
    """It fails because it is not open enough."""
    waiver: Waived | None = None
    """Whose word it is that this is waived or passes; beside a failure: whose word holds no more."""

    def __hash__(self) -> int:
        """Hash the few fields that tell most findings apart: sets of findings are looked up for every program."""
        return hash((self.control, self.actual, self.raw, self.sentence))
