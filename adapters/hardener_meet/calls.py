"""The calls we make to Google, and the scopes that allow each. Rows only."""

from __future__ import annotations

from collections.abc import Mapping

from hardener.vendor import Call

ROOT = "https://www.googleapis.com/auth/"
SERVICE, USER = "service-account", "user"
"""Who is logged in: a service account that acts for people of its domain, or one person."""
SETTINGS, SPACES = "meetings.space.settings", "meetings.space.readonly"

EVENT_FIELDS = (
    "id,status,summary,start,end,originalStartTime,recurringEventId,visibility,hangoutLink,organizer/self,"
    "guestsCanInviteOthers,guestsCanModify,guestsCanSeeOtherGuests,"
    "conferenceData(conferenceId,conferenceSolution/key/type,createRequest/status/statusCode)"
)
"""What we ask of an event: no guests, no description, no phone numbers."""
ROW_FIELDS = f"{EVENT_FIELDS[:-1]},entryPoints/uri),location,description"
"""What we ask of a row of a calendar: also what tells that it is on another platform, which is not kept."""
SPACE_FIELDS = "name,config,activeConference,phoneAccess/regionCode"
"""What we ask of a space: no link and no PIN."""


def _scopes(*names: str) -> Mapping[str, tuple[str, ...]]:
    """Return the scopes of which any one is enough, whoever is logged in."""
    return dict.fromkeys((SERVICE, USER), tuple(ROOT + name for name in names))


LOOK = _scopes(
    "calendar.events.readonly", "calendar.events.owned.readonly", "calendar.events.owned", "calendar.events",
    "calendar.readonly", "calendar",
)  # fmt: skip

EVENTS = Call(
    "/calendar/v3/calendars/{calendar}/events", LOOK, "list the events of a calendar", ("event.", "link."),
    cost="calendar",
)  # fmt: skip
EVENT = Call("/calendar/v3/calendars/{calendar}/events/{id}", LOOK, cost="calendar")
SPACE = Call("/v2/spaces/{id}", _scopes(SETTINGS, SPACES), "read a meeting's settings", ("space.",), cost="meet")
MEMBERS = Call("/v2/spaces/{id}/members", _scopes(SPACES), "see who else is host", ("members.",), cost="meet")
POLICIES = Call(
    "/v1/policies", _scopes("cloud-identity.policies.readonly", "cloud-identity.policies"),
    "read the organization's policies", ("policies.",), cost="policy", items="policies",
)  # fmt: skip

SET_SPACE = Call(SPACE.path, _scopes(SETTINGS), "change a meeting's settings", ("space.config",), "write", "meet write")
SET_EVENT = Call(
    EVENT.path, _scopes("calendar.events.owned", "calendar.events", "calendar"), "change what guests may do",
    ("event.",), "write", "calendar",
)  # fmt: skip

WATCH = Call("/calendar/v3/calendars/{calendar}/events/watch", LOOK, cost="calendar")
STOP = Call("/calendar/v3/channels/stop", LOOK, cost="calendar")
"""They make and end what tells of changes, and change nothing of a program: who may look may send them."""

CALLS = (EVENTS, SPACE, MEMBERS, SET_SPACE, SET_EVENT)
"""What `doctor` tells of each person: what an audit needs, then what fixes need."""
