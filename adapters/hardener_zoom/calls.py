"""The calls we make to Zoom: path, rate class, and the scopes that allow each. Rows only."""

from __future__ import annotations

from collections.abc import Mapping

from hardener.vendor import Call, told_of

CLASSIC, GRANULAR = "classic", "granular"
"""The two styles of scopes that an app can have; one of either is enough, admin level first."""
Scopes = Mapping[str, tuple[str, ...]]


def _scopes(what: str, verb: str, granular: str) -> Scopes:
    """Return admin-level and user-level scopes; what may write may read too, among the classic ones."""
    verbs = (verb, "write") if verb == "read" else (verb,)
    classic = tuple(f"{what}:{v}:admin" for v in verbs) + tuple(f"{what}:{v}" for v in verbs)
    return {CLASSIC: classic, GRANULAR: (f"{granular}:admin", granular)}


def strict(what: str, verb: str, granular: str) -> Scopes:
    """Return the scopes of a call that Zoom lists without write-for-read."""
    return {CLASSIC: (f"{what}:{verb}:admin", f"{what}:{verb}"), GRANULAR: (f"{granular}:admin", granular)}


ACCOUNT_LOCK_SCOPES = {
    CLASSIC: ("account:read:admin", "account:write:admin"),
    GRANULAR: ("account:read:lock_settings:master",),
}
# fmt: off
USERS = Call("/users", _scopes("user", "read", "user:read:list_users"), cost="medium", items="users",
     what="list the hosts")
USER = Call("/users/{id}", _scopes("user", "read", "user:read:user"), cost="light")
USER_SETTINGS = Call("/users/{id}/settings", _scopes("user", "read", "user:read:settings"), cost="medium",
     what="read a host's settings", paths=("in_meeting", "recording", "schedule_meeting"))
GROUPS = Call("/groups", _scopes("group", "read", "group:read:list_groups"), cost="medium", items="groups",
     what="list the groups")
GROUP_SETTINGS = Call("/groups/{id}/settings", _scopes("group", "read", "group:read:settings"), cost="medium",
     what="read a group's settings", paths=("in_meeting", "recording"))
GROUP_LOCKS = Call("/groups/{id}/lock_settings", _scopes("group", "read", "group:read:lock_settings"), cost="medium",
     what="read a group's locks", paths=("in_meeting", "recording"))
ACCOUNT_SETTINGS = Call("/accounts/{id}/settings", _scopes("account", "read", "account:read:settings"), cost="medium",
     what="read the account's settings", paths=("in_meeting", "recording", "security"))
ACCOUNT_LOCKS = Call("/accounts/{id}/lock_settings", ACCOUNT_LOCK_SCOPES, cost="medium",
     what="read the account's locks", paths=("in_meeting", "recording"))
MEETINGS = Call("/users/{id}/meetings",
     strict("meeting", "read", "meeting:read:list_meetings"), cost="medium", items="meetings",
     what="list a host's meetings")
MEETING = Call("/meetings/{id}", strict("meeting", "read", "meeting:read:meeting"), cost="light",
     what="read a meeting", paths=("settings", "password"))
MEETING_QUESTIONS = Call("/meetings/{id}/registrants/questions",
     strict("meeting", "read", "meeting:read:list_registration_questions"), cost="light",
     what="read a meeting's sign-up questions", paths=("questions",))
MEETING_STREAM = Call("/meetings/{id}/livestream", strict("meeting", "read", "meeting:read:livestream"), cost="light",
     what="read a meeting's live stream", paths=("livestream",))
WEBINARS = Call("/users/{id}/webinars",
     strict("webinar", "read", "webinar:read:list_webinars"), cost="medium", items="webinars",
     what="list a host's webinars")
WEBINAR = Call("/webinars/{id}", strict("webinar", "read", "webinar:read:webinar"), cost="light",
     what="read a webinar", paths=("settings", "password"))
WEBINAR_QUESTIONS = Call("/webinars/{id}/registrants/questions",
     strict("webinar", "read", "webinar:read:list_registration_questions"), cost="light",
     what="read a webinar's sign-up questions", paths=("questions",))
WEBINAR_STREAM = Call("/webinars/{id}/livestream", strict("webinar", "read", "webinar:read:livestream"), cost="light",
     what="read a webinar's live stream", paths=("livestream",))
RECORDINGS = Call("/users/{id}/recordings",
     strict("recording", "read", "cloud_recording:read:list_user_recordings"), cost="medium", items="meetings",
     what="list a host's recordings", paths=("share_recording", "viewer_download"))
RECORDING = Call("/meetings/{id}/recordings/settings",
     strict("recording", "read", "cloud_recording:read:recording_settings"), cost="light",
     what="read a recording's settings", paths=("share_recording", "viewer_download"))
SET_MEETING = Call("/meetings/{id}", _scopes("meeting", "write", "meeting:update:meeting"), cost="light",
     what="change a meeting", paths=("settings", "password"), kind="write")
SET_MEETING_QUESTIONS = Call("/meetings/{id}/registrants/questions",
     _scopes("meeting", "write", "meeting:update:registration_question"), cost="light",
     what="change a meeting's sign-up questions", paths=("questions",), kind="write")
SET_WEBINAR = Call("/webinars/{id}", _scopes("webinar", "write", "webinar:update:webinar"), cost="light",
     what="change a webinar", paths=("settings", "password"), kind="write")
SET_WEBINAR_QUESTIONS = Call("/webinars/{id}/registrants/questions",
     _scopes("webinar", "write", "webinar:update:registration_question"), cost="light",
     what="change a webinar's sign-up questions", paths=("questions",), kind="write")
SET_RECORDING = Call("/meetings/{id}/recordings/settings",
     _scopes("recording", "write", "cloud_recording:update:recording_settings"), cost="light",
     what="change a recording's settings", paths=("viewer_download",), kind="write")
SET_USER = Call("/users/{id}/settings", _scopes("user", "write", "user:update:settings"), cost="medium",
     what="change a host's settings", paths=("in_meeting", "recording", "schedule_meeting"), kind="write")
SET_GROUP = Call("/groups/{id}/settings", _scopes("group", "write", "group:update:settings"), cost="medium",
     what="change a group's settings", paths=("in_meeting",), kind="write")
SET_GROUP_LOCKS = Call("/groups/{id}/lock_settings",
     _scopes("group", "write", "group:update:lock_settings"), cost="medium",
     what="change a group's locks", paths=("in_meeting",), kind="write")
SET_ACCOUNT = Call("/accounts/{id}/settings", _scopes("account", "write", "account:update:settings"), cost="medium",
     what="change the account's settings", paths=("in_meeting",), kind="write")
SET_ACCOUNT_LOCKS = Call("/accounts/{id}/lock_settings",
     _scopes("account", "write", "account:update:lock_settings"), cost="medium",
     what="change the account's locks", paths=("in_meeting",), kind="write")
# fmt: on

COUNTED = (SET_MEETING, SET_WEBINAR)
"""What Zoom counts, for each host, against the changes of a day."""

CALLS = told_of(vars())
"""What an audit needs, then what fixes need."""
