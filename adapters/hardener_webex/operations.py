"""The calls we make to Webex, and the scope that allows each. Rows only."""

from __future__ import annotations

from typing import NamedTuple


class Operation(NamedTuple):
    """One call: `user` is the scope for one's own meetings, `admin` the one for other people's; empty: none will do."""

    path: str
    user: str
    admin: str
    sure: bool = True
    """False where Webex documents no scope for the call: then it is tried, whatever was granted."""
    filters: tuple[str, ...] = ()
    """Of a list: the parameters that make another list of it."""

    def scope(self, *, admin: bool) -> str:
        """Return the scope that the call needs."""
        return self.admin if admin else self.user

    def allowed(self, scopes: frozenset[str], *, admin: bool) -> bool | None:
        """Tell whether the granted `scopes` allow it; None where nobody can tell before trying."""
        scope = self.scope(admin=admin)
        if not scope:
            return False
        if scope in scopes:
            return True
        return False if scopes and self.sure else None


def _both(path: str, what: str, verb: str, *, sure: bool = True) -> Operation:
    admin = {"schedules": "admin_schedule"}.get(what, f"admin_{what}")
    return Operation(path, f"meeting:{what}_{verb}", f"meeting:{admin}_{verb}", sure)


PEOPLE = Operation(
    "/people", "", "spark-admin:people_read", filters=("email", "displayName", "id", "orgId", "roles", "locationId")
)
ME = Operation("/people/me", "spark:people_read", "spark:people_read")
WHO = Operation("/people/me", "spark:people_read", "spark-admin:people_read", sure=False)
SITES = _both("/meetingPreferences/sites", "preferences", "read")
MEETINGS = _both("/meetings", "schedules", "read")._replace(
    filters=(
        "hostEmail", "meetingType", "from", "to", "meetingNumber", "webLink", "roomId", "meetingSeriesId", "state",
        "scheduledType", "isModified", "siteUrl", "integrationTag", "hasChat", "hasRecording", "hasTranscription",
    )
)  # fmt: skip
MEETING = _both("/meetings/{id}", "schedules", "read")
FORM = _both("/meetings/{id}/registration", "schedules", "read")
REGISTRANTS = _both("/meetings/{id}/registrants", "schedules", "read")
SCHEDULING = _both("/meetingPreferences/schedulingOptions", "preferences", "read")
ROOM = _both("/meetingPreferences/personalMeetingRoom", "preferences", "read")
COMMON = Operation("/admin/meeting/config/commonSettings", "", "meeting:admin_config_read", sure=False)

SET_MEETING = _both("/meetings/{id}", "schedules", "write")
SET_FORM = _both("/meetings/{id}/registration", "schedules", "write", sure=False)
SET_SCHEDULING = _both("/meetingPreferences/schedulingOptions", "preferences", "write")
SET_ROOM = _both("/meetingPreferences/personalMeetingRoom", "preferences", "write")
SET_COMMON = Operation("/admin/meeting/config/commonSettings", "", "meeting:admin_config_write", sure=False)

OF_PROGRAMS = ("program.", "signup.")
UNDOCUMENTED = "Webex documents no scope for this call; this one is the likely one"

READS: tuple[tuple[str, Operation, tuple[str, ...]], ...] = (
    ("list the hosts", PEOPLE, ()),
    ("list the sites", SITES, ()),
    ("list and read a host's meetings and webinars", MEETINGS, OF_PROGRAMS),
    ("read a sign-up form", FORM, ("form.",)),
    ("read a host's scheduling preferences", SCHEDULING, ("scheduling.",)),
    ("read a host's personal room", ROOM, ("room.",)),
    ("read the site's common settings", COMMON, ("common.",)),
)
"""What an audit needs: in plain words, the call, and what cannot be judged without it."""

WRITES: tuple[tuple[str, Operation, tuple[str, ...]], ...] = (
    ("change a meeting or webinar", SET_MEETING, ("program.",)),
    ("change a sign-up form", SET_FORM, ("signup.", "form.")),
    ("change a host's scheduling preferences", SET_SCHEDULING, ("scheduling.",)),
    ("change a host's personal room", SET_ROOM, ("room.",)),
    ("change the site's common settings", SET_COMMON, ("common.",)),
)
"""What fixes need; an audit needs none of them."""
