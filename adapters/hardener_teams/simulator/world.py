"""One tenant: everything of a seed by its id, and the ids, links and times that Graph would give."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from pydantic import JsonValue

from hardener.sandbox import SeedError, checked
from hardener_teams.simulator.deliveries import Subscriptions
from hardener_teams.simulator.schema import type_of, wrong
from hardener_teams.simulator.state import Event, Json, Meeting, Seed, User, VirtualEvent

FACTORY: Mapping[str, Any] = {
    "allowAttendeeToEnableCamera": True, "allowAttendeeToEnableMic": True, "allowBreakoutRooms": True,
    "allowCopyingAndSharingMeetingContent": True, "allowLiveShare": "enabled", "allowMeetingChat": "enabled",
    "allowParticipantsToChangeName": False, "allowPowerPointSharing": True, "allowRecording": True,
    "allowTeamworkReactions": True, "allowTranscription": True, "allowWhiteboard": True,
    "allowedLobbyAdmitters": "organizerAndCoOrganizersAndPresenters", "allowedPresenters": "everyone",
    "audioConferencing": None, "chatRestrictions": None, "isEndToEndEncryptionEnabled": False,
    "isEntryExitAnnounced": True, "lobbyBypassSettings": {"scope": "organization", "isDialInBypassEnabled": False},
    "meetingSpokenLanguageTag": "en-US", "recordAutomatically": False, "sensitivityLabelAssignment": None,
    "shareMeetingChatHistoryDefault": "all",
    "watermarkProtection": {"isEnabledForContentSharing": False, "isEnabledForVideo": False},
}  # fmt: skip
"""What the settings of a new meeting are. Documented is only that everyone may present."""


class World:
    """The state of one tenant."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.users = _by(seed.users, "id", "users")
        self.upns = {user.upn.casefold(): user for user in seed.users}
        self.groups = _by(seed.groups, "id", "groups")
        _by(seed.apps, "client_id", "apps")
        self.meetings = _by(seed.meetings, "key", "meetings")
        self.events = _by(seed.events, "id", "events")
        self.webinars = {event_id(self, each): each for each in seed.webinars}
        self.townhalls = {event_id(self, each): each for each in seed.townhalls}
        self.told: list[str] = []
        """Addresses of registrants who were sent a mail."""
        self.subscriptions = Subscriptions()
        self._links: dict[str, Meeting] = {}
        self._ids: dict[str, Meeting] = {}
        self.questions: dict[str, dict[str, Json]] = {}
        self._check()

    def user(self, ident: str) -> User | None:
        """Return the user with this object id or user principal name."""
        return self.users.get(ident) or self.upns.get(ident.casefold())

    def by_link(self, link: str) -> Meeting | None:
        """Return the meeting with exactly this link."""
        if not self._links:
            self._links = {join_url(self, m): m for m in self.meetings.values() if not m.gone}
        return self._links.get(link)

    def by_id(self, ident: str) -> Meeting | None:
        """Return the meeting that Graph knows by this id."""
        if not self._ids:
            self._ids = {meeting_id(m): m for m in self.meetings.values() if not m.gone}
        return self._ids.get(ident)

    def relink(self) -> None:
        """Forget which link leads where: a meeting was made, or has a new link."""
        self._links, self._ids = {}, {}

    def by_number(self, number: str) -> Meeting | None:
        """Return the meeting that people join by this number."""
        plain = number.replace(" ", "")
        return next((m for m in self.meetings.values() if meeting_number(m).replace(" ", "") == plain), None)

    def _check(self) -> None:
        for meeting in self.meetings.values():
            self._need(meeting.organizer, f"meeting {meeting.key}")
            meeting.settings = _settings(meeting.settings, "onlineMeeting", f"meeting {meeting.key}")
        for event in self.events.values():
            self._need(event.owner, f"event {event.id}")
            if event.meeting and event.meeting not in self.meetings:
                raise SeedError(f"event {event.id}: no meeting {event.meeting!r}")
        for ident, each in {**self.webinars, **self.townhalls}.items():
            self._need(each.organizer, f"event {each.key}")
            each.sessions = [_settings(s, "virtualEventSession", f"event {each.key}") for s in each.sessions]
            asked = [{"id": guid(f"question {each.key} {n}"), **q} for n, q in enumerate(each.questions)]
            self.questions[ident] = {str(question["id"]): question for question in asked}

    def _need(self, ident: str, where: str) -> None:
        if ident not in self.users:
            raise SeedError(f"{where}: no user {ident!r}")


def read_seed(seed: Mapping[str, JsonValue]) -> Seed:
    """Check a seed. Raises `SeedError` with one clear line."""
    return checked(Seed, seed)


def _by(items: list[Any], key: str, where: str) -> dict[str, Any]:
    found = {getattr(item, key): item for item in items}
    if len(found) < len(items):
        raise SeedError(f"{where}: there are two of the same {key}")
    return found


def _settings(given: Json, type_name: str, where: str) -> Json:
    for said in wrong(type_name, given):
        raise SeedError(f"{where}: {said}")
    merged = {**FACTORY, **given}
    for key, value in FACTORY.items():
        if isinstance(value, dict) and isinstance(given.get(key), dict):
            merged[key] = {**value, **given[key]}
    properties = type_of(type_name).properties
    return {key: value for key, value in merged.items() if key in properties}


def guid(text: str) -> str:
    """Return a GUID that is always the same for the same text."""
    raw = hashlib.sha256(text.encode()).hexdigest()
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:32]}"


def thread(meeting: Meeting) -> str:
    """Return the chat thread of a meeting."""
    mark = f" {meeting.renewed}" if meeting.renewed else ""
    raw = hashlib.sha256(f"thread {meeting.key}{mark}".encode()).digest()
    return f"19:meeting_{base64.b32encode(raw).decode().rstrip('=')}@thread.v2"


def meeting_id(meeting: Meeting) -> str:
    """Return the id of a meeting: its organizer and thread in base 64, as Graph makes it."""
    return base64.b64encode(f"1*{meeting.organizer}*0**{thread(meeting)}".encode()).decode()


def join_url(world: World, meeting: Meeting) -> str:
    """Return the link to join, part of it encoded already."""
    context = quote(f'{{"Tid":"{world.seed.tenant.id}","Oid":"{meeting.organizer}"}}', safe="").lower()
    own = quote(thread(meeting), safe="").replace("%3A", "%3a")
    return f"https://teams.microsoft.com/l/meetup-join/{own}/0?context={context}"


def options_url(world: World, meeting: Meeting) -> str:
    """Return the address of a meeting's options page."""
    tenant, own = world.seed.tenant.id, thread(meeting)
    return f"https://teams.microsoft.com/meetingOptions/?organizerId={meeting.organizer}&tenantId={tenant}&threadId={own}&messageId=0"


def meeting_number(meeting: Meeting) -> str:
    """Return the number to join by."""
    digits = str(int(hashlib.sha256(f"number {meeting.key}".encode()).hexdigest(), 16))[:12]
    return " ".join(digits[n : n + 3] for n in range(0, 12, 3))


def event_id(world: World, event: VirtualEvent) -> str:
    """Return the id of a virtual event: a GUID, and the tenant's."""
    return f"{guid(f'event {event.key}')}@{world.seed.tenant.id}"


def iso(moment: datetime) -> str:
    """Write a moment as Graph writes DateTimeOffset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_zone(moment: datetime, zone: str) -> Json:
    """Write a moment as Graph writes dateTimeTimeZone; `moment` is in that zone."""
    return {"dateTime": moment.strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": zone}


def occurrence_key(event: Event, day: datetime) -> str:
    """Return the id of one date of a series."""
    return f"{event.id}-{day:%Y%m%d}" if event.recurrence else event.id
