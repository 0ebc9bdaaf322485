"""From the text of a calendar's entry to the dates of programs: which room each opens, and when. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from hardener.adapter import Window
from hardener.elsewhere import platform_of
from hardener.errors import MalformedError
from hardener.vendor import calendar, digest, marked, minutes_between
from hardener_nextcloud.calendars import Entry

OVERTIME = timedelta(days=1)
"""How long before the window something may have begun that is still on."""
PATIENCE = 30.0
"""Seconds that making sense of one calendar may take."""
PLACES = ("CONFERENCE", "LOCATION", "DESCRIPTION", "URL")
"""Where a link may stand, in the order in which Nextcloud itself looks."""
FOLDED = re.compile(r"[\r\n]+[ \t]")
EVENT = re.compile(r"^[ \t]*BEGIN:VEVENT\b", re.IGNORECASE | re.MULTILINE)
UNTITLED = "an event without a title"
BROKEN = marked("the calendar's entry is broken, so nobody can tell when it is")
UNCLEAR = marked("nobody can tell from its entry in the calendar when it is")


class Dated(NamedTuple):
    """What a calendar says of one event: all dates in one room."""

    token: str
    """Of the room it opens; empty where it opens none of this server's."""
    event: str
    """By what it is known here."""
    title: str
    dates: tuple[tuple[datetime, int], ...] = ()
    """Starts and minutes; none where it is not clear."""
    series: bool = False
    reason: str = ""
    """Why it is not clear."""
    platform: str = ""
    """Where it leads instead."""


def links_of(url: str) -> re.Pattern[str]:
    """Return what finds links to rooms of the server at `url`, and of no other; people type them without https://."""
    parts = urlsplit(url)
    place = re.escape(parts.netloc + parts.path.rstrip("/"))
    host = place if parts.port else place.replace(re.escape(parts.netloc), rf"{re.escape(parts.netloc)}(?::443)?", 1)
    room = r"(?:/index\.php)?/call/(?P<token>[a-z0-9]{1,64})(?![a-z0-9])"
    return re.compile(rf"(?<![\w.@%-]){host}{room}", re.IGNORECASE)


def dated(
    entry: Entry, window: Window, links: re.Pattern[str], late: Callable[[], bool] = lambda: False
) -> list[Dated]:  # fmt: skip
    """Return what one entry of a calendar comes to: a series whose dates lead to several rooms is several.

    Once `late` says that the time for it is over, nothing more is clear.
    """
    try:
        found = calendar.read(entry.text, window.start - OVERTIME, window.end, late=late)
    except MalformedError:
        return [_broken(entry, links)]
    if EVENT.search(entry.text) is None:
        return [_broken(entry, links)]
    listed = [*_clear(found, links), *_unclear(found, links)]
    if any(one.token or one.platform for one in listed):
        return listed
    whole = _broken(entry, links)  # a link may stand in a line of its own, where a text was broken off
    return [one._replace(token=whole.token, platform=whole.platform) for one in listed]


def _clear(found: calendar.Calendar, links: re.Pattern[str]) -> Iterator[Dated]:
    """Yield what takes place: all dates of an event in one room at once."""
    rooms: dict[tuple[str, str], Dated] = {}
    for each in found.dates:
        if each.cancelled:
            continue
        one = _one(each, links)
        minutes = max(0, minutes_between(each.start, each.end))
        held = rooms.setdefault((one.event, one.token), one._replace(series=each.recurs))
        dates = tuple(sorted({*held.dates, (each.start, minutes)}))
        rooms[one.event, one.token] = held._replace(dates=dates)
    yield from rooms.values()


def _unclear(found: calendar.Calendar, links: re.Pattern[str]) -> Iterator[Dated]:
    for each in (one for one in found.unknown if not one.cancelled):
        yield _one(each, links)._replace(reason=f"{UNCLEAR}: {each.reason}")


def _one(event: calendar.Occurrence | calendar.Unknown, links: re.Pattern[str]) -> Dated:
    said = _said(event.fields)
    token = _token(said, links)
    title = " ".join(event.title.split()) or UNTITLED
    return Dated(token, digest(event.uid), title, platform="" if token else platform_of(said))


def _broken(entry: Entry, links: re.Pattern[str]) -> Dated:
    """Return what nobody can read; where its text has the link of a room all the same, that is one of its programs."""
    said = FOLDED.sub("", entry.text)
    token = _token(said, links)
    return Dated(token, digest(entry.href), UNTITLED, reason=BROKEN, platform="" if token else platform_of(said))


def _token(said: str, links: re.Pattern[str]) -> str:
    """Return the token of the first room's link; mail filters wrap links in others."""
    found = links.search(said) or links.search(unquote(unescape(said)))
    return found["token"] if found is not None else ""


def _said(fields: Mapping[str, str]) -> str:
    return "\n".join(fields[place] for place in PLACES if place in fields)
