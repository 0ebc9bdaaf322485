"""The calendars of a simulated Nextcloud over CalDAV: what is where, and which entries are between two moments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, unquote
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import recurring_ical_events
from icalendar import Calendar
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Problem
from hardener_nextcloud.simulator.state import HERE, CalendarSeed, User, World

DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
ROOT = "/remote.php/dav"
UID = re.compile(r"^UID:(?P<uid>\S+)", re.MULTILINE)
Props = Mapping[str, str]
"""Of one thing, by the tag of each property, what stands inside it as XML."""


def answer(request: Request, world: World, user: User) -> Response:
    """Return the answer to one request of an account. Raises `Problem`."""
    path = unquote(request.path).removeprefix(ROOT).strip("/").split("/")
    if request.method == "OPTIONS":
        return Response("", 200, {"DAV": "1, 3, calendar-access", "Allow": "OPTIONS, GET, PROPFIND, REPORT"})
    if path[:1] == ["calendars"] and path[1:2] != [user.id]:
        raise Problem(404, {})
    if request.method == "PROPFIND":
        return _multistatus(request, dict(_things(world, user, path, request.headers.get("Depth", "0"))))
    if request.method == "REPORT" and len(path) == 3:
        return _report(request, dict(_entries(_calendar(world, user, path[2]), user, request)))
    if request.method == "GET" and len(path) == 4:
        found = dict(_entries(_calendar(world, user, path[2]), user, request)).get(unquote(request.path))
        if found is not None:
            return Response(found, 200, content_type="text/calendar; charset=utf-8")
        raise Problem(404, {})
    raise Problem(405, {})


def _calendar(world: World, user: User, name: str) -> CalendarSeed:
    for each in world.seed.calendars:
        if (each.user, each.name) == (user.id, name):
            return each
    raise Problem(404, {})


def _home(user: User) -> str:
    return f"{ROOT}/calendars/{quote(user.id)}/"


def _things(world: World, user: User, path: list[str], depth: str) -> Iterator[tuple[str, Props]]:
    """Yield what lies at a path, and with depth right below it. Raises `Problem`."""
    me = f"{ROOT}/principals/users/{quote(user.id)}/"
    about = {f"{DAV}current-user-principal": f"<d:href>{me}</d:href>", f"{DAV}resourcetype": "<d:collection/>"}
    home = {f"{CAL}calendar-home-set": f"<d:href>{_home(user)}</d:href>"}
    if path[0] != "calendars":
        yield f"{ROOT}/" if path == [""] else me, {**about, **home, f"{DAV}displayname": escape(user.id)}
        return
    if len(path) == 2:
        yield _home(user), about
    wanted = [
        c for c in world.seed.calendars if c.user == user.id and (depth != "0" if len(path) == 2 else c.name == path[2])
    ]
    if len(path) == 3 and not wanted:
        raise Problem(404, {})
    for each in wanted:
        holds = "".join(f'<c:comp name="{escape(name)}"/>' for name in each.components)
        yield f"{_home(user)}{quote(each.name)}/", {
            **about, f"{DAV}resourcetype": "<d:collection/><c:calendar/>", f"{DAV}displayname": escape(each.name),
            f"{CAL}supported-calendar-component-set": holds,
        }  # fmt: skip


def _entries(calendar: CalendarSeed, user: User, request: Request) -> Iterator[tuple[str, str]]:
    for number, given in enumerate(calendar.entries):
        text = given.replace(HERE, request.host_url.rstrip("/"))
        named = UID.search(text)
        name = re.sub(r"[^\w-]", "-", named["uid"]) if named else f"entry-{number}"
        yield f"{_home(user)}{quote(calendar.name)}/{name}.ics", text


def _report(request: Request, found: dict[str, str]) -> Response:
    """Return those of a calendar's entries that a query, or a list of addresses, asks for. Raises `Problem`."""
    root = _asked(request)
    if root is None or root.tag not in {f"{CAL}calendar-query", f"{CAL}calendar-multiget"}:
        raise Problem(415, {})
    if root.tag == f"{CAL}calendar-multiget":
        wanted = {each.text for each in root.iterfind(f"{DAV}href")}
        found = {href: text for href, text in found.items() if href in wanted}
    elif (span := root.find(f".//{CAL}time-range")) is not None:
        first, last = (_moment(span.get(name)) for name in ("start", "end"))
        found = {href: text for href, text in found.items() if _between(text, first, last)}
    things = {
        href: {
            f"{DAV}getetag": f"&quot;{hashlib.sha256(text.encode()).hexdigest()[:32]}&quot;",
            f"{CAL}calendar-data": escape(text),
        }
        for href, text in found.items()
    }
    return _multistatus(request, things)


def _moment(text: str | None) -> datetime | None:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if text else None


def _between(text: str, first: datetime | None, last: datetime | None) -> bool:
    """Tell whether an entry has anything in a span; what nobody can read is always given."""
    try:
        found = recurring_ical_events.of(Calendar.from_ical(text))
        return bool(found.between(first or datetime(2000, 1, 1, tzinfo=UTC), last or datetime(2100, 1, 1, tzinfo=UTC)))
    except Exception:  # noqa: BLE001 - a seed may have anything in its calendars
        return True


def _asked(request: Request) -> ET.Element | None:
    data = request.get_data(cache=True)
    try:
        return ET.fromstring(data) if data else None  # noqa: S314 - of a client on this machine
    except ET.ParseError:
        raise Problem(400, {}) from None


def _multistatus(request: Request, things: Mapping[str, Props]) -> Response:
    """Return what was asked of each thing: what it has, and what it has not."""
    root = _asked(request)
    prop = None if root is None else root.find(f"{DAV}prop")
    wanted = None if prop is None else [each.tag for each in prop]
    parts = "".join(_response(href, props, wanted) for href, props in things.items())
    names = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
    text = f'<?xml version="1.0"?><d:multistatus {names}>{parts}</d:multistatus>'
    return Response(text.encode(), 207, content_type="application/xml; charset=utf-8")


def _response(href: str, props: Props, wanted: list[str] | None) -> str:
    there = "".join(_prop(tag, props[tag]) for tag in (props if wanted is None else wanted) if tag in props)
    lacking = "".join(_prop(tag, "") for tag in wanted or () if tag not in props)
    stats = f"<d:propstat><d:prop>{there}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"
    if lacking:
        stats += f"<d:propstat><d:prop>{lacking}</d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>"
    return f"<d:response><d:href>{escape(href)}</d:href>{stats}</d:response>"


def _prop(tag: str, inner: str) -> str:
    space, _, name = tag.removeprefix("{").rpartition("}")
    mark = {"DAV:": "d", "urn:ietf:params:xml:ns:caldav": "c"}.get(space)
    if mark is None:
        return f'<x:{name} xmlns:x="{escape(space)}">{inner}</x:{name}>'
    return f"<{mark}:{name}>{inner}</{mark}:{name}>"
