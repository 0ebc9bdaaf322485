"""What a seed holds, and the state that a simulator keeps.

A seed is a JSON object with these keys; all but `tenant`, `apps` and `users` may be left out:

- `tenant`: the Entra ID tenant (`Tenant`)
- `apps`: what may ask for tokens: secrets, permissions, application access policy (`App`)
- `users`, `groups`: who organizes, and who belongs to what (`User`, `Group`)
- `meetings`: online meetings; those that no event names are on no calendar (`Meeting`)
- `events`: entries of calendars (`Event`)
- `webinars`, `townhalls`: virtual events (`VirtualEvent`)
- `behaviour`: where Graph is not documented, or acts in several ways, which way it shall be (`Behaviour`)
- `faults`: what goes wrong on the way (`hardener.sandbox.Fault`)
- `planted`, `right`: what the maker of the seed knows of its programs; the simulator ignores both

Settings are written as Graph writes them, and only where they differ from what a new meeting has.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from hardener.sandbox import Fault

STRICT = ConfigDict(extra="forbid")
Json = dict[str, Any]


@dataclass(slots=True, kw_only=True, config=STRICT)
class Tenant:
    """One organization."""

    id: str
    domain: str


@dataclass(slots=True, kw_only=True, config=STRICT)
class App:
    """One app registration."""

    client_id: str
    client_secret: str = ""
    certificate: str = ""
    """PEM; empty: it has none."""
    roles: list[str] = Field(default_factory=list)
    """Application permissions that an administrator has granted."""
    scopes: list[str] = Field(default_factory=list)
    """Delegated permissions; then `user` is who logs in."""
    user: str = ""
    policy: Literal["all"] | list[str] = "all"
    """The users for whom there is an application access policy for this app."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class User:
    """One person."""

    id: str
    upn: str
    name: str = ""
    tenant: str = ""
    """Id of the tenant that they belong to; empty: this one."""
    meeting_policy: str = "Global"


@dataclass(slots=True, kw_only=True, config=STRICT)
class Group:
    """One group."""

    id: str
    name: str
    members: list[str] = Field(default_factory=list)


@dataclass(slots=True, kw_only=True, config=STRICT)
class Role:
    """One person who was invited to a meeting, and in which role."""

    user: str
    role: str = "attendee"


@dataclass(slots=True, kw_only=True, config=STRICT)
class Report:
    """One report of who came to a meeting."""

    start: datetime
    participants: int
    minutes: int = 30


@dataclass(slots=True, kw_only=True, config=STRICT)
class Meeting:
    """One online meeting."""

    key: str
    """A name within the seed; ids and links are made from it."""
    organizer: str
    subject: str = ""
    start: datetime | None = None
    minutes: int = 30
    invited: list[Role] = Field(default_factory=list)
    settings: Json = Field(default_factory=dict)
    gone: bool = False
    """It has expired, or was deleted: nobody finds it any more."""
    reports: list[Report] = Field(default_factory=list[Report])
    """One for each time that it was on, oldest first."""
    renewed: int = 0
    """How often its link was renewed."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Recurrence:
    """How a series goes on."""

    type: Literal["daily", "weekly"] = "weekly"
    interval: int = 1
    count: Annotated[int, Field(ge=1)] | None = None
    """None: without an end."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Event:
    """One entry of a calendar, or a series of them."""

    id: str
    owner: str
    start: datetime
    subject: str = ""
    minutes: int = 30
    timezone: str = "UTC"
    meeting: str = ""
    """Key of its online meeting; empty: it is none."""
    provider: str = "teamsForBusiness"
    recurrence: Recurrence | None = None
    changed: dict[str, Json] = Field(default_factory=dict)
    """By date (`2026-12-01`): what differs there: subject, start, minutes, meeting."""
    dropped: list[str] = Field(default_factory=list)
    """Dates that were called off."""
    called_off: bool = False
    categories: list[str] = Field(default_factory=list)
    sensitivity: str = "normal"
    location: str = ""
    body: str = ""
    """What the invitation says."""
    odd_zone: str = ""
    """Written for the time zone, where it is one that has no name of its own."""
    invited: list[str] = Field(default_factory=list)
    """Ids of users who have it on their calendars, too."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class VirtualEvent:
    """One webinar or town hall."""

    key: str
    organizer: str
    name: str
    start: datetime
    minutes: int = 60
    timezone: str = "UTC"
    status: str = "published"
    audience: str = "everyone"
    registration: bool = True
    capacity: int = 1000
    approval: bool = False
    co_organizers: list[str] = Field(default_factory=list)
    questions: list[Json] = Field(default_factory=list)
    """As Graph has them, `@odata.type` included; ids may be left out."""
    registrations: list[str] = Field(default_factory=list)
    """The status of each: `registered`, `canceled`, `waitlisted`, `pendingApproval`, `rejectedByOrganizer`."""
    sessions: list[Json] = Field(default_factory=lambda: list[Json]([{}]))
    """Settings of each session, where they differ from the factory's."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Behaviour:
    """What is not documented, or differs between tenants."""

    read_only: Literal["refuse", "ignore"] = "refuse"
    """What becomes of a PATCH of a property that cannot be changed."""
    dropped: list[str] = Field(default_factory=list)
    """Properties of a meeting that a PATCH is thanked for and does not change."""
    old_policy_words: bool = False
    """Refuse for want of an application access policy in the older wording."""
    page: int = 10
    """Entries of a calendar's page where a client names no number."""
    token_seconds: float = 3599
    opaque_tokens: bool = False
    """Tokens that a client cannot look into."""
    hall_sessions: bool = False
    """Answer for the sessions of a town hall: they are in the metadata, and no page documents the call."""
    per_second: int | None = None
    """Requests an app may send in a second."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Seed:
    """Everything that a simulator begins with."""

    tenant: Tenant
    apps: list[App]
    users: list[User]
    groups: list[Group] = Field(default_factory=list)
    meetings: list[Meeting] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    webinars: list[VirtualEvent] = Field(default_factory=list)
    townhalls: list[VirtualEvent] = Field(default_factory=list)
    behaviour: Behaviour = Field(default_factory=Behaviour)
    faults: list[Fault] = Field(default_factory=list)
    planted: list[Json] = Field(default_factory=list)
    right: list[str] = Field(default_factory=list)
