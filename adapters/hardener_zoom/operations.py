"""The calls we make to Zoom: path, rate class, and the scopes that allow each. Rows only."""

from __future__ import annotations

from typing import NamedTuple


class Operation(NamedTuple):
    """One call: `classic` and `granular` are the scopes of which one is enough (admin level first)."""

    path: str
    cost: str
    classic: tuple[str, ...]
    granular: tuple[str, ...]

    def allowed(self, scopes: frozenset[str]) -> bool:
        """Tell whether the granted `scopes` allow it; none known: try it and see."""
        return not scopes or any(scope in scopes for scope in (*self.classic, *self.granular))

    def missing(self, scopes: frozenset[str]) -> str:
        """Name the scope to tick, in the style that the app uses."""
        granular = any(scope.count(":") >= 2 and not scope.endswith(("read:admin", "write:admin")) for scope in scopes)
        return (self.granular if granular else self.classic)[0]


def _scopes(what: str, verb: str, granular: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return admin-level and user-level scopes; what may write may read too, among the classic ones."""
    verbs = (verb, "write") if verb == "read" else (verb,)
    classic = tuple(f"{what}:{v}:admin" for v in verbs) + tuple(f"{what}:{v}" for v in verbs)
    return classic, (f"{granular}:admin", granular)


def _strict(what: str, verb: str, granular: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the scopes of a call that Zoom lists without user-level and without write-for-read."""
    return (f"{what}:{verb}:admin", f"{what}:{verb}"), (f"{granular}:admin", granular)


USERS = Operation("/users", "medium", *_scopes("user", "read", "user:read:list_users"))
USER = Operation("/users/{id}", "light", *_scopes("user", "read", "user:read:user"))
USER_SETTINGS = Operation("/users/{id}/settings", "medium", *_scopes("user", "read", "user:read:settings"))
GROUPS = Operation("/groups", "medium", *_scopes("group", "read", "group:read:list_groups"))
GROUP_SETTINGS = Operation("/groups/{id}/settings", "medium", *_scopes("group", "read", "group:read:settings"))
GROUP_LOCKS = Operation("/groups/{id}/lock_settings", "medium", *_scopes("group", "read", "group:read:lock_settings"))
ACCOUNT_SETTINGS = Operation("/accounts/{id}/settings", "medium", *_scopes("account", "read", "account:read:settings"))
ACCOUNT_LOCKS = Operation(
    "/accounts/{id}/lock_settings",
    "medium",
    ("account:read:admin", "account:write:admin"),
    ("account:read:lock_settings:master",),
)
MEETINGS = Operation("/users/{id}/meetings", "medium", *_strict("meeting", "read", "meeting:read:list_meetings"))
MEETING = Operation("/meetings/{id}", "light", *_strict("meeting", "read", "meeting:read:meeting"))
MEETING_QUESTIONS = Operation(
    "/meetings/{id}/registrants/questions",
    "light",
    *_strict("meeting", "read", "meeting:read:list_registration_questions"),
)
MEETING_STREAM = Operation("/meetings/{id}/livestream", "light", *_strict("meeting", "read", "meeting:read:livestream"))
WEBINARS = Operation("/users/{id}/webinars", "medium", *_strict("webinar", "read", "webinar:read:list_webinars"))
WEBINAR = Operation("/webinars/{id}", "light", *_strict("webinar", "read", "webinar:read:webinar"))
WEBINAR_QUESTIONS = Operation(
    "/webinars/{id}/registrants/questions",
    "light",
    *_strict("webinar", "read", "webinar:read:list_registration_questions"),
)
WEBINAR_STREAM = Operation("/webinars/{id}/livestream", "light", *_strict("webinar", "read", "webinar:read:livestream"))
RECORDINGS = Operation(
    "/users/{id}/recordings", "medium", *_strict("recording", "read", "cloud_recording:read:list_user_recordings")
)
RECORDING = Operation(
    "/meetings/{id}/recordings/settings",
    "light",
    *_strict("recording", "read", "cloud_recording:read:recording_settings"),
)

SET_USER = Operation("/users/{id}/settings", "medium", *_scopes("user", "write", "user:update:settings"))
SET_GROUP = Operation("/groups/{id}/settings", "medium", *_scopes("group", "write", "group:update:settings"))
SET_GROUP_LOCKS = Operation(
    "/groups/{id}/lock_settings", "medium", *_scopes("group", "write", "group:update:lock_settings")
)
SET_ACCOUNT = Operation("/accounts/{id}/settings", "medium", *_scopes("account", "write", "account:update:settings"))
SET_ACCOUNT_LOCKS = Operation(
    "/accounts/{id}/lock_settings", "medium", *_scopes("account", "write", "account:update:lock_settings")
)
SET_MEETING = Operation("/meetings/{id}", "light", *_scopes("meeting", "write", "meeting:update:meeting"))
SET_MEETING_QUESTIONS = Operation(
    "/meetings/{id}/registrants/questions",
    "light",
    *_scopes("meeting", "write", "meeting:update:registration_question"),
)
SET_WEBINAR = Operation("/webinars/{id}", "light", *_scopes("webinar", "write", "webinar:update:webinar"))
SET_WEBINAR_QUESTIONS = Operation(
    "/webinars/{id}/registrants/questions",
    "light",
    *_scopes("webinar", "write", "webinar:update:registration_question"),
)
SET_RECORDING = Operation(
    "/meetings/{id}/recordings/settings",
    "light",
    *_scopes("recording", "write", "cloud_recording:update:recording_settings"),
)

COUNTED = frozenset({SET_MEETING, SET_WEBINAR})
"""What Zoom counts, for each host, against the changes of a day."""

READS: tuple[tuple[str, Operation, tuple[str, ...]], ...] = (
    ("list the hosts", USERS, ()),
    ("read a host's settings", USER_SETTINGS, ("in_meeting", "recording", "schedule_meeting")),
    ("list the groups", GROUPS, ()),
    ("read a group's settings", GROUP_SETTINGS, ("in_meeting", "recording")),
    ("read a group's locks", GROUP_LOCKS, ("in_meeting", "recording")),
    ("read the account's settings", ACCOUNT_SETTINGS, ("in_meeting", "recording", "security")),
    ("read the account's locks", ACCOUNT_LOCKS, ("in_meeting", "recording")),
    ("list a host's meetings", MEETINGS, ()),
    ("read a meeting", MEETING, ("settings", "password")),
    ("read a meeting's sign-up questions", MEETING_QUESTIONS, ("questions",)),
    ("read a meeting's live stream", MEETING_STREAM, ("livestream",)),
    ("list a host's webinars", WEBINARS, ()),
    ("read a webinar", WEBINAR, ("settings", "password")),
    ("read a webinar's sign-up questions", WEBINAR_QUESTIONS, ("questions",)),
    ("read a webinar's live stream", WEBINAR_STREAM, ("livestream",)),
    ("list a host's recordings", RECORDINGS, ("share_recording", "viewer_download")),
    ("read a recording's settings", RECORDING, ("share_recording", "viewer_download")),
)
"""What an audit needs: in plain words, the call, and what cannot be judged without it."""

WRITES: tuple[tuple[str, Operation, tuple[str, ...]], ...] = (
    ("change a meeting", SET_MEETING, ("settings", "password")),
    ("change a meeting's sign-up questions", SET_MEETING_QUESTIONS, ("questions",)),
    ("change a webinar", SET_WEBINAR, ("settings", "password")),
    ("change a webinar's sign-up questions", SET_WEBINAR_QUESTIONS, ("questions",)),
    ("change a recording's settings", SET_RECORDING, ("viewer_download",)),
    ("change a host's settings", SET_USER, ("in_meeting", "recording", "schedule_meeting")),
    ("change a group's settings", SET_GROUP, ("in_meeting",)),
    ("change a group's locks", SET_GROUP_LOCKS, ("in_meeting",)),
    ("change the account's settings", SET_ACCOUNT, ("in_meeting",)),
    ("change the account's locks", SET_ACCOUNT_LOCKS, ("in_meeting",)),
)
"""What fixes need; an audit needs none of them."""
