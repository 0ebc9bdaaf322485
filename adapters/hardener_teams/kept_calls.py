"""The calls that count what is left of families: whoever only audits needs no permission for them. Rows only."""

from __future__ import annotations

from hardener.vendor import Call
from hardener_teams.calls import APP, EVENTS, USER

REGISTRATIONS = Call(
    f"{EVENTS}/webinars/{{event}}/registrations",
    {APP: ("VirtualEvent.Read.Chat",), USER: ("VirtualEvent.Read", "VirtualEvent.ReadWrite")},
    cost="teams", sure=False,
)  # fmt: skip
REPORTS = Call(
    "{user}/onlineMeetings/{meeting}/attendanceReports",
    dict.fromkeys((APP, USER), ("OnlineMeetingArtifact.Read.All",)),
    cost="teams",
)  # fmt: skip
