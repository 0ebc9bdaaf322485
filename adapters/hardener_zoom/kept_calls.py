"""The calls that count what is left of families: whoever only audits needs no scope for them. Rows only."""

from __future__ import annotations

from hardener.vendor import Call
from hardener_zoom import calls
from hardener_zoom.calls import strict

# fmt: off
KINDS = ("meeting", "webinar")
REGISTRANTS = {
    kind: Call(f"/{kind}s/{{id}}/registrants", strict(kind, "read", f"{kind}:read:list_registrants"), cost="medium",
        items="registrants", filters=("status", "occurrence_id"))
    for kind in KINDS
}
DELETE = {
    kind: Call(f"/{kind}s/{{id}}/registrants/{{person}}", strict(kind, "write", f"{kind}:delete:registrant"),
        cost="light", kind="write")
    for kind in KINDS
}
PROGRAM = {"meeting": calls.MEETING, "webinar": calls.WEBINAR}
PREVIOUS = {"show_previous_occurrences": "true"}
INSTANCES = Call("/past_meetings/{id}/instances", strict("meeting", "read", "meeting:read:list_past_instances"),
    cost="medium", sure=False)
PAST = Call("/past_meetings/{id}", strict("meeting", "read", "meeting:read:past_meeting"), cost="light", sure=False)
# fmt: on
