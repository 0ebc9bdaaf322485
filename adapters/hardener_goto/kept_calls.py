"""The calls that count what is left of families. Rows only."""

from __future__ import annotations

from hardener.vendor import Call
from hardener_goto.calls import WEBINAR, WEBINAR_API

REGISTRANTS = Call(f"{WEBINAR}/organizers/{{organizer}}/webinars/{{id}}/registrants", cost=WEBINAR_API)
SESSIONS = Call(
    f"{WEBINAR}/organizers/{{organizer}}/webinars/{{id}}/sessions", items="_embedded.sessionInfoResources",
    cost=WEBINAR_API,
)  # fmt: skip
RECORDINGS = Call(f"{WEBINAR}/webinars/{{id}}/recordingAssets", cost=WEBINAR_API)
