"""The calls of Webex's API that are simulated, and the scopes that allow each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hardener_webex.simulator import (
    managing,
    meetings,
    preferences,
    recordings,
    registration,
    reports,
    webhooks,
    writing,
)
from hardener_webex.simulator.asked import Asked
from hardener_webex.simulator.shapes import Json


class Operation(NamedTuple):
    """One call; a token needs one of the scopes, and with an admin scope it reaches other people's things."""

    method: str
    rule: str
    user: str
    admin: str
    answer: Callable[[Asked], Json | None]


READ = ("meeting:schedules_read", "meeting:admin_schedule_read")
WRITE = ("meeting:schedules_write", "meeting:admin_schedule_write")
CONFIG = "/admin/meeting/config/commonSettings"
PREFER = ("meeting:preferences_read", "meeting:admin_preferences_read")
SET = ("meeting:preferences_write", "meeting:admin_preferences_write")

OPERATIONS = (
    Operation("GET", "/meetings", *READ, meetings.listed),
    Operation("POST", "/meetings", *WRITE, managing.create),
    Operation("DELETE", "/meetings/<meeting>", *WRITE, managing.delete),
    Operation("GET", "/admin/meetings", "", READ[1], managing.looked_up),
    Operation("GET", "/meetings/<meeting>", *READ, meetings.read),
    Operation("PATCH", "/meetings/<meeting>", *WRITE, writing.patch),
    Operation("PUT", "/meetings/<meeting>", *WRITE, writing.put),
    Operation("GET", "/meetings/<meeting>/registration", *READ, registration.read),
    Operation("PUT", "/meetings/<meeting>/registration", *WRITE, registration.put),
    Operation("DELETE", "/meetings/<meeting>/registration", *WRITE, registration.delete),
    Operation("GET", "/meetings/<meeting>/registrants", *READ, registration.registrants),
    Operation("GET", "/recordings", "meeting:recordings_read", "meeting:admin_recordings_read", recordings.listed),
    Operation("GET", "/meetingPreferences/sites", *PREFER, preferences.sites),
    Operation("GET", "/meetingPreferences/schedulingOptions", *PREFER, preferences.scheduling),
    Operation("PUT", "/meetingPreferences/schedulingOptions", *SET, preferences.set_scheduling),
    Operation("GET", "/meetingPreferences/personalMeetingRoom", *PREFER, preferences.room),
    Operation("PUT", "/meetingPreferences/personalMeetingRoom", *SET, preferences.set_room),
    Operation("GET", CONFIG, "", "meeting:admin_config_read", preferences.common),
    Operation("PATCH", CONFIG, "", "meeting:admin_config_write", preferences.set_common),
    Operation("GET", "/webhooks", *READ, webhooks.listed),
    Operation("POST", "/webhooks", *READ, webhooks.made),
    Operation("PUT", "/webhooks/<webhook>", *READ, webhooks.put),
    Operation("DELETE", "/webhooks/<webhook>", *READ, webhooks.delete),
    Operation("GET", "/people", "spark:people_read", "spark-admin:people_read", preferences.people),
    Operation("GET", "/people/me", "spark:people_read", "spark-admin:people_read", preferences.me),
)
ELSEWHERE = (
    Operation("DELETE", "/meetings/<meeting>/registrants/<registrant>", *WRITE, registration.delete_registrant),
    Operation(
        "POST", "/meetings/<meeting>/registrants/<any(approve,reject,cancel):verb>", *WRITE, registration.change_status
    ),
    Operation("GET", "/meetingReports/usage", "", READ[1], reports.usage),
)
"""Further calls, which developer.webex.com documents and the file of the specification has not."""
