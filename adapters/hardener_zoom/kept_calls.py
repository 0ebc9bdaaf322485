"""The calls that count what is left of families: whoever only audits needs no scope for them. Rows only."""

from __future__ import annotations

from hardener.vendor import Call
from hardener_zoom.calls import CLASSIC, GRANULAR

# fmt: off
REGISTRANTS = {
    kind: Call(f"/{kind}s/{{id}}/registrants",
        {CLASSIC: (f"{kind}:read:admin", f"{kind}:read"),
         GRANULAR: (f"{kind}:read:list_registrants:admin", f"{kind}:read:list_registrants")},
        cost="medium", items="registrants", filters=("status", "occurrence_id"))
    for kind in ("meeting", "webinar")
}
DELETE = {
    kind: Call(f"/{kind}s/{{id}}/registrants/{{person}}",
        {CLASSIC: (f"{kind}:write:admin", f"{kind}:write"),
         GRANULAR: (f"{kind}:delete:registrant:admin", f"{kind}:delete:registrant")},
        cost="light", kind="write")
    for kind in ("meeting", "webinar")
}
INSTANCES = Call("/past_meetings/{id}/instances",
    {CLASSIC: ("meeting:read:admin", "meeting:read"),
     GRANULAR: ("meeting:read:list_past_instances:admin", "meeting:read:list_past_instances")},
    cost="medium", sure=False)
PAST = Call("/past_meetings/{id}",
    {CLASSIC: ("meeting:read:admin", "meeting:read"),
     GRANULAR: ("meeting:read:past_meeting:admin", "meeting:read:past_meeting")},
    cost="light", sure=False)
# fmt: on
