"""LibCal's own API (1.1), for a library that gives a key: which events ask for sign-up, seats, the meeting's number.

Its answers also hold the host's link, the link and passcode to join, and it has lists of who signed up with their
library cards. The lists are never asked for, and of an answer nothing but the four things below is taken out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hardener.errors import AdapterError, MalformedError
from hardener.http import OBJECT, Session

TOKEN, EVENTS = "/1.1/oauth/token", "/1.1/events"
LIMIT = 500
"""Events of a page."""
PAGES = 20
"""Pages that are asked for; a library has some hundreds of events a month."""


_SAID = {"true": True, "1": True, "false": False, "0": False}


class Keyed(NamedTuple):
    """What is taken of one event."""

    registers: bool | None
    """It asks for sign-up; None where the answer does not say."""
    seats: int | None
    taken: int | None
    meeting: str
    """The number of its online meeting; empty where it has none. Never to be shown or kept as it is."""


def keyed(session: Session, api: str, calendar: int, days: int, key: tuple[str, str]) -> Mapping[str, Keyed]:
    """Return by LibCal's id what it says of the events of a calendar, from today on. Raises `AdapterError`."""
    token = session.form(f"{api}{TOKEN}", {"grant_type": "client_credentials"}, auth=key).get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise MalformedError("LibCal's API gave no token")
    view = session.at(api, None)
    found: dict[str, Keyed] = {}
    for page in range(1, PAGES + 1):
        asked = {"cal_id": str(calendar), "days": str(days), "limit": str(LIMIT), "page": str(page)}
        taken = dict(view.call("GET", EVENTS, OBJECT.then(_taken), asked, headers={"Authorization": f"Bearer {token}"}))
        if not taken or taken.keys() <= found.keys():  # an API that knows no pages gives the first again
            return found
        found |= taken
        if len(taken) < LIMIT:
            return found
    raise AdapterError(f"LibCal's API has more than {PAGES * LIMIT} events to come; this cannot be the calendar")


def _taken(answer: Mapping[str, Any]) -> list[tuple[str, Keyed]]:
    """Return what is taken of an answer, which is let go of with all else that is in it."""
    events = answer.get("events")
    if not isinstance(events, list):
        raise MalformedError("LibCal's API answered without a list of events")
    return [(str(each["id"]), _one(each)) for each in _objects(events)]


def _objects(events: list[Any]) -> Iterator[dict[str, Any]]:
    for each in events:
        if not isinstance(each, dict) or not str(each.get("id", "")).isdecimal():
            raise MalformedError("LibCal's API has an event without a number")
        yield each


def _one(event: Mapping[str, Any]) -> Keyed:
    meeting = str(event.get("online_meeting_id") or "")
    return Keyed(
        registers=_SAID.get(str(event.get("registration")).casefold()), seats=_count(event.get("seats")),
        taken=_count(event.get("seats_taken")), meeting="".join(meeting.split()),
    )  # fmt: skip


def _count(given: object) -> int | None:
    text = str(given)
    return int(text) if text.isdecimal() and len(text) < 9 else None
