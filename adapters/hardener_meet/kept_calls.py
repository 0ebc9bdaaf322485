"""The calls that count what is left of families. Rows only."""

from __future__ import annotations

from hardener.vendor import Call
from hardener_meet.calls import ROOT, SERVICE, SPACES, USER

_READ = dict.fromkeys((SERVICE, USER), (ROOT + SPACES,))

RECORDS = Call("/v2/conferenceRecords", _READ, cost="meet", items="conferenceRecords", filters=("filter",))
PARTICIPANTS = Call("/v2/conferenceRecords/{id}/participants", _READ, cost="meet")
RECORD_FIELDS = "conferenceRecords(name,space,startTime,endTime),nextPageToken"
ONLY_HOW_MANY = {"fields": "totalSize", "pageSize": "1"}
"""Nobody who came is asked for."""
