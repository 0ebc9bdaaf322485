"""What is on now, by Webex's own word: of a program, of a personal room, of a host, of everybody on a site.

Webex tells of an instance in progress some minutes late; sooner it says of a series that it is in
progress, and of a date that somebody has joined. So all three are asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from hardener.model import Target
from hardener_webex import calls
from hardener_webex.above import Above
from hardener_webex.client import Api
from hardener_webex.documents import Host, slot_of, stamp, titled

LONGEST, AHEAD = timedelta(days=1), timedelta(weeks=26)
"""How long a meeting lasts at most, and how long before its time one that is opened early may be."""
ASKED = (
    ("meeting", "inProgress"),
    ("meeting", "lobby"),
    ("meetingSeries", "inProgress"),
    ("scheduledMeeting", "ready"),
)
"""Kinds of list, and the state that is asked for in each."""
ROOM = "personalRoomMeeting"


def live(api: Api, above: Above, target: Target) -> Iterator[str]:
    """Yield the titles of what is on and depends on `target`. Raises `AdapterError` where Webex does not tell."""
    kind, _, key = target.id.partition("/")
    if kind == "account":
        for titles in api.each(lambda host: [titled(item) for item in _on(api, host)], above.hosts().values()):
            yield from titles
        return
    host = above.host(key.rsplit("/", 1)[-1])
    if target.program is not None and target.program.live:
        yield target.title
    for item in _on(api, host):
        if kind == "host" or (item.get("scheduledType") == ROOM if kind == "room" else _is(item, target)):
            yield titled(item)


def _is(item: Mapping[str, Any], target: Target) -> bool:
    """Tell whether what is on is the program `target`, or one of its dates."""
    idents = {str(item.get("id")), str(item.get("meetingSeriesId") or "")}
    return target.program is not None and target.program.id in idents


def _on(api: Api, host: Host) -> Iterator[Mapping[str, Any]]:
    """Yield what one host runs now, from each list that tells of it; what it is only invited to does not count."""
    now = api.now()
    window = {"from": stamp(now - LONGEST), "to": stamp(now + AHEAD), "max": "100"}
    whose = {"hostEmail": host.email} if api.admin else {}
    for kind, state in ASKED:
        until = {"to": stamp(now)} if kind == "meeting" else {}
        for item in api.pages(calls.MEETINGS, {"meetingType": kind, "state": state, **window, **until, **whose}):
            mine = str(item.get("hostEmail", host.email)).casefold() in host.aliases
            if mine and (kind == "meeting" or slot_of(item).live):
                yield item
