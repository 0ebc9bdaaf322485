"""What CalDAV answers: which calendars there are, and the text of each entry. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from hardener.errors import MalformedError

DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
NAMESPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
WHICH = (
    f'<?xml version="1.0" encoding="utf-8"?><d:propfind {NAMESPACES}><d:prop><d:resourcetype/>'
    "<c:supported-calendar-component-set/></d:prop></d:propfind>"
)
"""Asks what lies in an account's folder of calendars, and what each holds: no names of calendars."""


EVENTLESS = frozenset({"VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY", "VPOLL"})
"""What a folder may hold beside events: lists of tasks and the like."""


class Entry(NamedTuple):
    """One entry of a calendar as it came."""

    href: str
    text: str
    """In iCalendar; empty where the server did not give it."""


def between(start: datetime, end: datetime) -> str:
    """Return the question for entries that have anything between two moments."""
    first, last = (f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" for each in (start, end))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><c:calendar-query {NAMESPACES}><d:prop><d:getetag/><c:calendar-data/>'
        '</d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
        f'<c:time-range start="{first}" end="{last}"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>'
    )


def calendars(root: Element) -> list[str]:
    """Return the names of an account's calendars that may hold programs. Raises `MalformedError`."""
    found, folders = [], list(_responses(root))
    if not folders:
        raise MalformedError("the server shows nothing at all where the account's calendars are")
    for href, prop in folders:
        kinds = None if prop is None else prop.find(f"{DAV}resourcetype")
        if kinds is None:
            raise MalformedError("the server does not say which of the account's folders are calendars")
        holds = prop.find(f"{CAL}supported-calendar-component-set") if prop is not None else None
        sorts = {(each.get("name") or "").upper() for each in holds} if holds is not None else set()
        if kinds.find(f"{CAL}calendar") is not None and not (sorts and sorts <= EVENTLESS):
            found.append(unquote(href.rstrip("/").rpartition("/")[2]))
    return found


def entries(root: Element) -> list[Entry]:
    """Return the entries that a calendar gave. Raises `MalformedError`."""
    given = ((href, None if prop is None else prop.findtext(f"{CAL}calendar-data")) for href, prop in _responses(root))
    return [Entry(href, text or "") for href, text in given]


def _responses(root: Element) -> Iterator[tuple[str, Element | None]]:
    """Yield each thing that an answer is about, with what is known of it. Raises `MalformedError`."""
    if root.tag != f"{DAV}multistatus":
        raise MalformedError("the server's answer about calendars is none")
    for response in root.iterfind(f"{DAV}response"):
        href = (response.findtext(f"{DAV}href") or "").strip()
        if not href:
            raise MalformedError("the server names something in its calendars by nothing")
        good = (s for s in response.iterfind(f"{DAV}propstat") if " 200 " in f"{s.findtext(f'{DAV}status')} ")
        yield href, next((stat.find(f"{DAV}prop") for stat in good), None)
