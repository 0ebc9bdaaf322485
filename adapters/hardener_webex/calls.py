"""The calls we make to Webex, and the scope that allows each. Rows only."""

from __future__ import annotations

from collections.abc import Mapping

from hardener.vendor import Call, marked, told_of

ADMIN, USER = "admin", "user"
"""Who is logged in: somebody who acts for other people and has to say for whom, or one host."""
UNDOCUMENTED = marked("Webex documents no scope for this call; this one is the likely one")
OF_PROGRAMS = ("program.", "signup.")


def _scopes(what: str, verb: str) -> Mapping[str, tuple[str, ...]]:
    """Return the scopes for other people's meetings and for one's own."""
    admin = {"schedules": "admin_schedule"}.get(what, f"admin_{what}")
    return {ADMIN: (f"meeting:{admin}_{verb}",), USER: (f"meeting:{what}_{verb}",)}


SCHEDULES, PREFERENCES = _scopes("schedules", "read"), _scopes("preferences", "read")
SET_SCHEDULES, SET_PREFERENCES = _scopes("schedules", "write"), _scopes("preferences", "write")
DIRECTORY, ONESELF = {ADMIN: ("spark-admin:people_read",)}, {USER: ("spark:people_read",)}

ME = Call("/people/me", ONESELF, "tell who is logged in")
PEOPLE = Call(
    "/people", DIRECTORY, "list the hosts",
    filters=("email", "displayName", "id", "orgId", "roles", "locationId"),
)  # fmt: skip
WHO = Call("/people/me", DIRECTORY | ONESELF, sure=False)
SITES = Call("/meetingPreferences/sites", PREFERENCES, "list the sites")
MEETINGS = Call(
    "/meetings", SCHEDULES, "list and read a host's meetings and webinars", OF_PROGRAMS,
    filters=(
        "hostEmail", "meetingType", "from", "to", "meetingNumber", "webLink", "roomId", "meetingSeriesId", "state",
        "scheduledType", "isModified", "siteUrl", "integrationTag", "hasChat", "hasRecording", "hasTranscription",
    ),
)  # fmt: skip
MEETING = Call("/meetings/{id}", SCHEDULES)
FORM = Call("/meetings/{id}/registration", SCHEDULES, "read a sign-up form", ("form.",))
REGISTRANTS = Call(
    "/meetings/{id}/registrants", SCHEDULES,
    filters=("hostEmail", "current", "email", "registrationTimeFrom", "registrationTimeTo"),
)  # fmt: skip
DELETE_REGISTRANT = Call("/meetings/{id}/registrants/{person}", SET_SCHEDULES, kind="write")
SCHEDULING = Call(
    "/meetingPreferences/schedulingOptions", PREFERENCES, "read a host's scheduling preferences", ("scheduling.",)
)
ROOM = Call("/meetingPreferences/personalMeetingRoom", PREFERENCES, "read a host's personal room", ("room.",))
COMMON = Call(
    "/admin/meeting/config/commonSettings", {ADMIN: ("meeting:admin_config_read",)},
    "read the site's common settings", ("common.",), sure=False,
)  # fmt: skip

WEBHOOKS = Call("/webhooks", SCHEDULES, sure=False, filters=("ownedBy",))
WEBHOOK = Call("/webhooks/{id}", SCHEDULES, sure=False)
"""Of both Webex says only that the read scope of the resource is needed."""

SET_MEETING = Call("/meetings/{id}", SET_SCHEDULES, "change a meeting or webinar", ("program.",), "write")
SET_FORM = Call(
    "/meetings/{id}/registration", SET_SCHEDULES, "change a sign-up form", ("signup.", "form."), "write", sure=False
)
SET_SCHEDULING = Call(
    SCHEDULING.path, SET_PREFERENCES, "change a host's scheduling preferences", ("scheduling.",), "write"
)
SET_ROOM = Call(ROOM.path, SET_PREFERENCES, "change a host's personal room", ("room.",), "write")
SET_COMMON = Call(
    COMMON.path, {ADMIN: ("meeting:admin_config_write",)}, "change the site's common settings", ("common.",),
    "write", sure=False,
)  # fmt: skip

CALLS = told_of(vars())
"""What an audit needs, then what fixes need."""
