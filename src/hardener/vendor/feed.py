"""Fetch a calendar from its address, which is told to nobody: it may let whoever knows it read the calendar."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from hardener.errors import AdapterError, RefusedError
from hardener.http import TEXT, Codec, Session
from hardener.language import marked
from hardener.vendor.calendar import FETCHED
from hardener.vendor.calendar_lines import whole_signs

CALENDAR = Codec("text/calendar, text/plain;q=0.9, */*;q=0.5", lambda raw, path: TEXT.decode(whole_signs(raw), path))


def fetched(address: str, session: Session, name: str) -> str:
    """Return what an address serves, as text. Raises `AdapterError` that calls it `name` and does not have the address.

    `webcal://` and `webcals://` are https. Another host is not gone on to: that is no answer of the calendar's.
    """
    scheme, _, rest = address.partition("://")
    url = address if scheme.casefold() in {"http", "https"} else f"https://{rest}"
    parts = _parts(url, name)
    view = session.at(f"{parts.scheme}://{parts.netloc}", None)
    session.hide = lambda _path: "/…"  # of the session itself: views of it say what it says
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    try:
        with session.within(FETCHED):
            return view.read(path, CALENDAR)
    except RefusedError as error:
        raise AdapterError(f"{name} ({parts.hostname}): {error}") from None


def _parts(url: str, name: str) -> SplitResult:
    """Return the parts of an address. Raises `AdapterError` where it is none."""
    try:
        parts = urlsplit(url)
        if parts.hostname and (parts.port is None or parts.port > 0):
            return parts
    except ValueError:  # a port that is no number
        pass
    raise AdapterError(f"{name}: {marked('its address has no host; give the whole of it, from https:// on')}")
