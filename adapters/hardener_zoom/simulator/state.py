"""What a seed holds, and the state that a simulator keeps.

A seed is a JSON object with these keys; all but `account`, `apps` and `users` may be left out:

- `account`: the Zoom account: its plan, settings, locks, registration defaults (`Account`)
- `apps`: what may ask for tokens, with their secrets and scopes (`App`)
- `users`, `groups`: who hosts, and what their settings are (`User`, `Group`)
- `meetings`, `webinars`: what is scheduled (`Program`)
- `behaviour`: where Zoom is known to act in several ways, which way it shall be (`Behaviour`)
- `limits`: how many requests it takes (`Limits`)
- `faults`: what goes wrong on the way (`hardener.sandbox.Fault`)
- `planted`, `right`: what the maker of the seed knows of its programs; the simulator ignores both

Settings are written as Zoom's API writes them, and only where they differ from the level above or
from the factory value. A name that nobody knows is an error.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue
from pydantic.dataclasses import dataclass

from hardener.sandbox import Fault
from hardener_zoom.simulator.shapes import Flat, Json

STRICT = ConfigDict(extra="forbid")
WEBINAR_TYPES = frozenset({5, 6, 9})
RECURRING_TYPES = frozenset({8, 9})
BASIC, LICENSED, UNASSIGNED, NONE = 1, 2, 4, 99


SignIn = Literal["enforce_login", "enforce_login_with_same_account", "enforce_login_with_domains", "internally"]


@dataclass(slots=True, kw_only=True, config=STRICT)
class AuthenticationOption:
    """One way in which participants may have to sign in."""

    id: str
    name: str
    type: SignIn
    domains: str = ""
    default_option: bool = False
    visible: bool = True


@dataclass(slots=True, kw_only=True, config=STRICT)
class Account:
    """The Zoom account."""

    id: str
    plan: Literal["free", "pro", "business"] = "pro"
    settings: Flat = Field(default_factory=dict)
    locks: Flat = Field(default_factory=dict)
    registration: Json = Field(default_factory=dict)
    meeting_authentication: list[AuthenticationOption] = Field(default_factory=list)
    recording_authentication: list[AuthenticationOption] = Field(default_factory=list)
    managed_domains: list[str] = Field(default_factory=list)
    trusted_domains: list[str] = Field(default_factory=list)


@dataclass(slots=True, kw_only=True, config=STRICT)
class App:
    """A program that may ask for tokens."""

    client_id: str
    client_secret: str
    scopes: list[str]
    """Classic or granular; of a user-level app without `:admin`."""
    user: str | None = None
    """Who installed it; None for a Server-to-Server app, which acts for the account."""
    redirect_uris: list[str] = Field(default_factory=list)
    active: bool = True


@dataclass(slots=True, kw_only=True, config=STRICT)
class Group:
    """A user group."""

    id: str
    name: str
    settings: Flat = Field(default_factory=dict)
    locks: Flat = Field(default_factory=dict)
    registration: Json = Field(default_factory=dict)


@dataclass(slots=True, kw_only=True, config=STRICT)
class User:
    """Somebody who can sign in to the account, and perhaps host."""

    id: str
    email: str
    first_name: str = ""
    last_name: str = ""
    type: Literal[1, 2, 4, 99] = 2
    status: Literal["active", "inactive", "pending"] = "active"
    pmi: int | None = None
    groups: list[str] = Field(default_factory=list)
    """The first is the primary group."""
    dept: str = ""
    role_id: str = "2"
    timezone: str = "America/New_York"
    created_at: datetime = datetime(2020, 4, 1, tzinfo=UTC)
    settings: Flat = Field(default_factory=dict)
    room: Json = Field(default_factory=dict)
    """The personal meeting room: `password` and `settings`, where they differ from the factory's, and `started`."""
    schedulers: list[str] = Field(default_factory=list)
    """Who may schedule for this user."""

    @property
    def name(self) -> str:
        """The name that patrons see."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True, kw_only=True, config=STRICT)
class Recorded:
    """One time that a program was recorded."""

    start: datetime
    files: tuple[Literal["MP4", "M4A", "CHAT", "TRANSCRIPT", "CC", "SUMMARY"], ...] = ("MP4",)
    trashed: bool = False


@dataclass(slots=True, kw_only=True, config=STRICT)
class Instance:
    """One time that a program was on."""

    start: datetime
    participants: int
    """As Zoom counts: one for each time that a device came in."""
    minutes: int = 30
    uuid: str = ""
    """Empty: made from the program and the start."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Program:
    """A meeting, a webinar or a personal meeting room."""

    id: int
    host: str
    topic: str
    type: Literal[1, 2, 3, 4, 5, 6, 8, 9, 10] = 2
    start_time: datetime | None = None
    duration: int = 60
    """Minutes."""
    timezone: str = "America/New_York"
    agenda: str = ""
    created_at: datetime = datetime(2026, 1, 5, 15, tzinfo=UTC)
    creation_source: Literal["other", "open_api", "web_portal"] = "web_portal"
    password: str = ""
    settings: Flat = Field(default_factory=dict)
    recurrence: Json | None = None
    occurrences: dict[str, Json] | None = None
    """Changed dates of a series: what differs, by occurrence id; `{"deleted": true}` for a deleted one."""
    started: bool = False
    """People are in it now."""
    questions: list[Json] | None = None
    custom_questions: list[Json] | None = None
    registrants: list[Json] | None = None
    panelists: list[Json] | None = None
    livestream: dict[str, str] | None = None
    recording: Json | None = None
    """Settings of its cloud recording; None where nothing was recorded."""
    recording_questions: Json | None = None
    recorded: list[Recorded] | None = None
    """Each time that it was recorded; None: once, at its start, where it has a recording."""
    instances: list[Instance] | None = None
    """Each time that it was on."""
    tracking_fields: list[Json] | None = None
    invited: list[str] | None = None
    """E-mail addresses of users who find it among their upcoming meetings."""
    uuid: str = ""
    """Empty: made from the id."""
    pre_schedule: bool = False

    @property
    def webinar(self) -> bool:
        """Whether it is a webinar."""
        return self.type in WEBINAR_TYPES


@dataclass(slots=True, kw_only=True, config=STRICT)
class Behaviour:
    """What Zoom does where its documentation is silent, or where it was seen to do both."""

    refuse_unknown: bool = False
    """Refuse unknown and read-only properties with 400, instead of ignoring them."""
    lock_writes: Literal["ignore", "refuse"] = "ignore"
    """A write to a locked setting: 204 and nothing happens, or 400."""
    lock_freezes_children: bool = True
    """A lock of chat or screen sharing also holds what lies under it (who may chat, who may share)."""
    locked_user_get: Literal["own", "effective"] = "own"
    """What a user's settings say of a value that is locked above: the user's own, or the one that holds."""
    inherit: bool = True
    """A value that nobody set is the one of the level above."""
    missing_scope_status: Literal[400, 401] = 400
    missing_scope_code: Literal[4700, 4711] = 4700
    token_lifetime: Annotated[int, Field(gt=0)] = 3600
    """Seconds."""
    one_token: bool = False
    """A new token makes older ones of the same app worthless."""
    refresh_reuse: bool = True
    """A refresh token still works after it was exchanged for a newer one."""
    page_token_lifetime: Annotated[int, Field(gt=0)] = 900
    """Seconds."""
    upcoming_rows: Literal["series", "occurrences"] = "series"
    """What the list of upcoming meetings shows of a series: one row, or one for each date."""
    settings_write_seconds: Annotated[float, Field(ge=0)] = 0
    """How long a change of one user's settings takes, in which a second one is refused with 429."""
    disable_participant_video: bool = False
    """Zoom Support has enabled the feature."""
    s2s_me: bool = False
    """`me` means the account's first user to a Server-to-Server app, which has no user of its own."""
    questions_count: bool = False
    """A change of registration questions counts as one of the day's writes."""
    registrant_delete: Literal["removes", "denies", "ignores"] = "removes"
    """What the deletion of a registrant does, beside its answer that all is well."""
    registrant_mails: bool = True
    """A registrant who is deleted gets a mail."""
    delete_over: bool = True
    """A registrant of a program that is over can be deleted; else it does not exist any more."""
    api_url: str | None = None
    """What the token answer says; None: the address that was asked."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Limits:
    """How many requests the account takes."""

    enforced: bool = True
    headers: Literal["full", "category", "none"] = "full"
    """Which X-RateLimit headers come with the answers."""
    code: Literal[429, 4001, 200] = 429
    """What the body of a 429 says."""
    per_second: dict[str, int] = Field(default_factory=dict)
    """By weight (LIGHT, MEDIUM, HEAVY), where it differs from the plan's."""
    per_day: dict[str, int] = Field(default_factory=dict)
    writes_per_host: int = 100
    """Creations and updates of meetings and webinars for one host, from midnight to midnight (UTC)."""


@dataclass(slots=True, kw_only=True, config=STRICT)
class Seed:
    """All that a simulator begins with."""

    account: Account
    apps: list[App]
    users: list[User]
    groups: list[Group] = Field(default_factory=list)
    meetings: list[Program] = Field(default_factory=list)
    webinars: list[Program] = Field(default_factory=list)
    behaviour: Behaviour = Field(default_factory=Behaviour)
    limits: Limits = Field(default_factory=Limits)
    faults: list[Fault] = Field(default_factory=list)
    planted: list[dict[str, Any]] = Field(default_factory=list)
    right: list[JsonValue] = Field(default_factory=list)
