"""The calls that count what is left of families: whoever only audits needs no scope for them. Rows only."""

from __future__ import annotations

from hardener.vendor import Call
from hardener_webex.calls import ADMIN, USER

USAGE = Call("/meetingReports/usage", sure=False, filters=("siteUrl", "from", "to", "serviceType"))
"""Which scope allows it is not known: it is tried, and is an administrator's."""
RECORDINGS = Call(
    "/recordings",
    {ADMIN: ("meeting:admin_recordings_read",), USER: ("meeting:recordings_read",)},
    filters=("hostEmail", "from", "to", "status", "meetingId", "siteUrl"),
)
