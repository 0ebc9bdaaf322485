"""The state of one simulated Webex organization, and the seed that it begins from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from hardener.sandbox import Fault, SeedError, checked
from hardener_webex.simulator.hooks import Hooks
from hardener_webex.simulator.shapes import OPTIONAL, REQUIRED, Json, merged
from hardener_webex.simulator.times import iso, moment, occurrences, stamped
from hardener_webex.simulator.usual import COMMON_DEFAULTS, DEFAULTS, SCHEDULING_DEFAULTS, WEBINAR_DEFAULTS


class Part(BaseModel):
    """A part of a seed; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid")


class Site(Part):
    """One Webex site of the organization; the first is everybody's default."""

    siteUrl: str  # noqa: N815 - Webex's spelling
    suite: bool = False
    """On the Webex Suite meeting platform: a "converged" site."""
    common: dict[str, Any] = {}


class Person(Part):
    """One user of the organization."""

    email: str
    name: str = ""
    type: Literal["person", "bot"] = "person"
    room: dict[str, Any] | None = {}
    """Options of the personal room that are not the usual ones; None: has no room."""
    scheduling: dict[str, Any] = {}


class App(Part):
    """A service app, or an integration that somebody logged in to."""

    client_id: str
    client_secret: str
    scopes: list[str]
    user: str
    """E-mail address of whoever it acts as; of a service app, its machine account."""
    refresh_token: str
    redirect_uris: list[str] = []
    active: bool = True


class Exceptional(Part):
    """One date of a series that was changed."""

    date: str
    """When the series would have had it, as the series' start is written."""
    cancelled: bool = False
    values: dict[str, Any] = {}


class SeedMeeting(Part):
    """One meeting, webinar or series; `values` are the attributes that are not Webex's usual ones."""

    id: str
    host: str
    title: str
    start: str
    minutes: int = 45
    scheduledType: Literal["meeting", "webinar", "personalRoomMeeting"] = "meeting"  # noqa: N815 - Webex's spelling
    site: str = ""
    timezone: str = "UTC"
    recurrence: str | None = None
    values: dict[str, Any] = {}
    registration: dict[str, Any] | None = None
    registrants: int = 0
    registered: str = ""
    """When they signed up; empty: just now."""
    recordings: list[str] = []
    """When each recording of it was made."""
    held: list[tuple[str, int]] = []
    """When it was on each time, and how many took part."""
    in_bin: list[str] = []
    """The same of recordings that were moved to the recycle bin."""
    exceptions: list[Exceptional] = []
    invitees: list[str] = []
    live: bool = False
    connector: bool = False
    """Made by a calendar connector: the API does not change it."""


class Behaviour(Part):
    """What differs from one Webex site to another, or what nobody outside Cisco knows."""

    nested: Literal["merge", "replace"] = "merge"
    """What PATCH does to an object that is sent in part."""
    resets: bool = True
    """What hangs on a switch goes back to what it usually is when the switch is put off."""
    deletes: Literal["removes", "ignores"] = "removes"
    """What the deletion of a registrant does, beside its answer that all is well."""
    deletion_mails: bool = False
    """The deletion of a registrant is mailed to the family."""
    links_drop: list[str] = []
    """Parameters that the link to a next page lacks."""
    decouple_jbh: bool = False
    """Registration and join-before-host go together."""
    token_lifetime: int = 1_209_599
    tell_scopes: bool = True
    rotate_refresh: bool = False
    requests_per_minute: int | None = None
    retry_after: int = 1
    largest_page: int = 100


class Seed(Part):
    """All that a simulator begins from."""

    org: str = ""
    """The organization's id; empty: one that is made of its first site's address."""
    sites: list[Site]
    people: list[Person]
    apps: list[App]
    meetings: list[SeedMeeting] = []
    behaviour: Behaviour = Behaviour()
    faults: list[Fault] = []
    planted: list[dict[str, Any]] = []
    right: list[str] = []


def read_seed(seed: Mapping[str, JsonValue]) -> Seed:
    """Return the seed. Raises `SeedError` that names the key."""
    found = checked(Seed, seed)
    people = {person.email for person in found.people}
    if strange := [m.id for m in found.meetings if m.host not in people]:
        raise SeedError(f"meeting {strange[0]}: its host is none of the people")
    return found


@dataclass(slots=True)
class Meeting:
    """One series, with everything about it that can change."""

    seed: SeedMeeting
    site: str
    values: Json
    registration: Json | None
    registrants: int = 0
    """How many have signed up."""
    removed: set[int] = field(default_factory=set)
    """Which of them were deleted, by number."""
    statuses: dict[int, str] = field(default_factory=dict)
    """By number, what is not `approved`."""
    exceptions: dict[str, Json] = field(default_factory=dict)
    """By the stamp of the date: its own values, whole."""
    cancelled: set[str] = field(default_factory=set)

    @property
    def ident(self) -> str:
        """Return the id of the series."""
        return self.seed.id

    @property
    def webinar(self) -> bool:
        """Tell whether it is a webinar."""
        return self.seed.scheduledType == "webinar"

    def unregister(self) -> None:
        """Take registration off, and with it everybody who signed up."""
        self.registration, self.registrants = None, 0
        self.removed, self.statuses = set(), {}

    @property
    def signed_up(self) -> list[int]:
        """Return the numbers of those who are signed up."""
        return [number for number in range(self.registrants) if number not in self.removed]

    def dates(self) -> Iterator[tuple[str, Json]]:
        """Yield the stamp and the values of every date, soonest first."""
        for start, end in occurrences(self.values):
            stamp = stamped(start)
            if stamp not in self.cancelled:
                own = self.exceptions.get(stamp)
                yield stamp, own if own is not None else {**self.values, "start": iso(start), "end": iso(end)}


@dataclass(slots=True)
class World:
    """Everything that the simulated organization is."""

    seed: Seed
    common: dict[str, Json] = field(init=False)
    rooms: dict[str, Json] = field(init=False)
    scheduling: dict[str, Json] = field(init=False)
    meetings: dict[str, Meeting] = field(init=False)
    hooks: Hooks = field(default_factory=Hooks)
    mails: list[str] = field(default_factory=list)
    """Ids of meetings whose host and invitees were sent a mail."""
    told: list[str] = field(default_factory=list)
    """Ids of registrants who were sent a mail."""

    def __post_init__(self) -> None:
        """Fill in what the seed leaves out."""
        self.common = {site.siteUrl: merged(COMMON_DEFAULTS, site.common) for site in self.seed.sites}
        self.rooms = {p.email: merged(_room(p), p.room) for p in self.seed.people if p.room is not None}
        self.scheduling = {p.email: merged(SCHEDULING_DEFAULTS, p.scheduling) for p in self.seed.people}
        self.meetings = {}
        for meeting in self.seed.meetings:
            self.add(meeting)

    @property
    def default_site(self) -> str:
        """Return the site that everybody prefers."""
        return self.seed.sites[0].siteUrl

    def suite(self, site: str) -> bool:
        """Tell whether a site is on the Webex Suite meeting platform."""
        return any(each.suite for each in self.seed.sites if each.siteUrl == site)

    def person(self, email: str) -> Person | None:
        """Return the person with that address, in any case."""
        return next((p for p in self.seed.people if p.email.casefold() == email.casefold()), None)

    def add(self, seed: SeedMeeting) -> Meeting:
        """Take in a meeting."""
        found = self.meetings[seed.id] = self._meeting(seed)
        return found

    def _meeting(self, seed: SeedMeeting) -> Meeting:
        start = moment(seed.start)
        usual = merged(DEFAULTS, WEBINAR_DEFAULTS) if seed.scheduledType == "webinar" else DEFAULTS
        schedule = {
            "title": seed.title,
            "start": iso(start),
            "end": iso(start + timedelta(minutes=seed.minutes)),
            "timezone": seed.timezone,
            **({"recurrence": seed.recurrence} if seed.recurrence else {}),
        }
        values = merged(merged(usual, schedule), seed.values)
        if seed.scheduledType == "webinar":
            values.pop("attendeePrivileges", None)
        meeting = Meeting(seed, seed.site or self.default_site, values, form(seed.registration), seed.registrants)
        for each in seed.exceptions:
            self._except(meeting, each)
        return meeting

    @staticmethod
    def _except(meeting: Meeting, each: Exceptional) -> None:
        stamp = stamped(moment(each.date))
        found = dict(meeting.dates()).get(stamp)
        if found is None:
            raise SeedError(f"meeting {meeting.ident}: it has no date {each.date}")
        if each.cancelled:
            meeting.cancelled.add(stamp)
        else:
            meeting.exceptions[stamp] = merged(found, each.values)


def form(given: Mapping[str, Any] | None) -> Json | None:
    """Return a registration form with everything that it has when nobody says; None where there is none."""
    if given is None:
        return None
    usual: Json = {"autoAcceptRequest": True, **dict.fromkeys(REQUIRED, True), **dict.fromkeys(OPTIONAL, False)}
    found = merged(usual, given)
    questions = found.get("customizedQuestions") or []
    found["customizedQuestions"] = [_numbered(n, q) for n, q in enumerate(questions, start=1)]
    found.setdefault("rules", [])
    return found


def _numbered(number: int, question: Mapping[str, Any]) -> Json:
    options = [{"id": at, "value": o["value"]} for at, o in enumerate(question.get("options") or [], start=1)]
    return {"id": 3_386_000 + number, **question, **({"options": options} if options else {})}


def _room(person: Person) -> Json:
    pin = str(1000 + int(hashlib.sha256(person.email.encode()).hexdigest(), 16) % 9000)
    return {
        "topic": f"{person.name or person.email.split('@', 1)[0]}'s Personal Room",
        "hostPin": pin,
        "enabledAutoLock": True,
        "autoLockMinutes": 0,
        "enabledNotifyHost": True,
        "supportCoHost": False,
        "supportAnyoneAsCoHost": False,
        "allowFirstUserToBeCoHost": False,
        "allowAuthenticatedDevices": False,
        "coHosts": [],
    }
