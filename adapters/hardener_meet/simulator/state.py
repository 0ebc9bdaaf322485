"""What a seed holds, and the state that a simulator keeps.

A seed is a JSON object with these keys; all but `people` and one of `clients` and `service_accounts` may be left out:

- `organization`: its domain and customer id
- `people`: who can sign in; each has a calendar of their own (`Person`)
- `clients`, `service_accounts`: what may ask for tokens (`Client`, `ServiceAccount`)
- `calendars`: those that are nobody's own (`Calendar`)
- `spaces`: the meetings themselves (`Space`); `events`: when they are on (`Event`)
- `policies`: the organization's, as Cloud Identity gives them
- `behaviour`: where Google's documentation is silent, which way it shall be (`Behaviour`)
- `limits`: how many requests it takes; `faults`: what goes wrong on the way (`hardener.sandbox.Fault`)
- `planted`, `right`: what the maker of the seed knows of its programs; the simulator ignores both
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from hardener.sandbox import Fault
from hardener_meet.simulator.shapes import Json

STRICT = ConfigDict(extra="forbid")
Role = Literal["freeBusyReader", "reader", "writer", "owner"]
DEFAULT_CONFIG: Json = {
    "accessType": "TRUSTED",
    "entryPointAccess": "ALL",
    "moderation": "OFF",
    "moderationRestrictions": {
        "chatRestriction": "NO_RESTRICTION",
        "reactionRestriction": "NO_RESTRICTION",
        "presentRestriction": "NO_RESTRICTION",
        "defaultJoinAsViewerType": "OFF",
    },
    "attendanceReportGenerationType": "DO_NOT_GENERATE",
    "artifactConfig": {
        "recordingConfig": {"autoRecordingGeneration": "OFF"},
        "transcriptionConfig": {"autoTranscriptionGeneration": "OFF"},
        "smartNotesConfig": {"autoSmartNotesGeneration": "OFF"},
    },
}
"""What a new space has where the organization's policies say nothing else."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Organization:
    """Whose Workspace it is."""

    domain: str = "library.example.org"
    customer: str = "C0sandbox1"


@dataclass(slots=True, kw_only=True, config=STRICT)
class Person:
    """Somebody who can sign in."""

    email: str
    name: str = ""
    super_admin: bool = False
    time_zone: str = "America/New_York"


@dataclass(slots=True, kw_only=True, config=STRICT)
class Grant:
    """A person's consent that a client acts for them."""

    refresh_token: str
    user: str
    scopes: list[str]


@dataclass(slots=True, kw_only=True, config=STRICT)
class Client:
    """An app that people log in with."""

    client_id: str
    client_secret: str
    redirect_uris: list[str] = Field(default_factory=list)
    grants: list[Grant] = Field(default_factory=list)
    user: str | None = None
    """Who agrees when the app asks for consent; None: the first person."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class ServiceAccount:
    """An account of a program; `scopes` are those with which an admin lets it act for people of the domain."""

    client_email: str
    public_key: str
    """PEM; the program keeps the private key."""
    scopes: list[str] = Field(default_factory=list)


@dataclass(slots=True, kw_only=True, config=STRICT)
class Calendar:
    """A calendar, and who may do what with it."""

    id: str
    summary: str = ""
    time_zone: str = "America/New_York"
    access: dict[str, Role] = Field(default_factory=dict)
    """By e-mail address."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Record:
    """One conference that was held in a space; Google forgets it 30 days after its end."""

    start: datetime
    participants: int
    minutes: int = 30


@dataclass(slots=True, kw_only=True, config=STRICT)
class Space:
    """The place of a meeting."""

    id: str
    code: str
    owner: str
    config: Json = Field(default_factory=dict)
    """Where it differs from `DEFAULT_CONFIG`."""
    phones: list[dict[str, str]] = Field(default_factory=list)
    cohosts: list[str] = Field(default_factory=list)
    active: bool = False
    """People are in it now."""
    created_by: str = ""
    """The client that made it through the API."""
    records: list[Record] = Field(default_factory=list[Record])


@dataclass(slots=True, kw_only=True, config=STRICT)
class Event:
    """What a calendar says of a meeting; `fields` are as the API writes them."""

    id: str
    calendar: str
    fields: Json
    space: str = ""
    """The code of its Meet meeting; empty: none."""
    conference: Json | None = None
    """A conference that is no Meet meeting, or none yet, as the API writes it."""
    creator: str = ""
    dates: dict[str, Json] = Field(default_factory=dict)
    """Dates of a series that differ, by their day (`2026-12-01`): fields, `space`, or `{"status": "cancelled"}`."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Behaviour:
    """What Google does where its documentation is silent."""

    token_lifetime: int = 3600
    moderation_preview: bool = False
    """Moderation is a preview that this organization has not got: a PATCH of it is refused."""
    refused: list[str] = Field(default_factory=list)
    """Paths of the space that the edition has not got: a PATCH of them is refused."""
    dropped: list[str] = Field(default_factory=list)
    """Paths that a PATCH takes and does not keep."""
    restrictions_when_off: bool = True
    """The restrictions are shown while moderation is off."""
    calendar_limit: Literal[403, 429] = 403
    page_token_lifetime: int = 900
    """Seconds."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Limits:
    """How many requests a person may send in a minute."""

    enforced: bool = True
    meet_reads: int = 600
    meet_writes: int = 100
    spaces_created: int = 10
    calendar: int = 600
    policies: int = 60


@dataclass(slots=True, kw_only=True, config=STRICT)
class Seed:
    """All that a simulator begins with."""

    people: list[Person]
    organization: Organization = Field(default_factory=Organization)
    clients: list[Client] = Field(default_factory=list)
    service_accounts: list[ServiceAccount] = Field(default_factory=list)
    calendars: list[Calendar] = Field(default_factory=list)
    spaces: list[Space] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    policies: list[Json] = Field(default_factory=list)
    behaviour: Behaviour = Field(default_factory=Behaviour)
    limits: Limits = Field(default_factory=Limits)
    faults: list[Fault] = Field(default_factory=list)
    planted: list[dict[str, Any]] = Field(default_factory=list)
    right: list[str] = Field(default_factory=list)
