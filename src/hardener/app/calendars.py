"""Read the public calendars of the configuration: each ends in its events, or in why it could not be read."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hardener import redact
from hardener.adapter import Window
from hardener.announced.events import Audience, events_of
from hardener.announced.look import Announced, Read
from hardener.announced.orphans import connection_of
from hardener.app.surroundings import Surroundings
from hardener.errors import AdapterError, AskedError, HardenerError, SecretError, mistake
from hardener.feeds import Feed, is_address
from hardener.files import FileError, read_bytes
from hardener.http import Session
from hardener.nearest import meant
from hardener.results import CALENDAR
from hardener.vendor import calendar
from hardener.vendor.calendar_lines import whole_signs
from hardener.vendor.feed import fetched
from hardener.vendor.libcal import Keyed, keyed
from hardener.ways_in import mark
from hardener.whose import Whose, place_of

MOST = 20_000_000
"""Bytes of a calendar."""
PATIENCE, SLOW = 90.0, 60.0
"""Seconds that a calendar may take to come, in all and between two pieces: some systems make it while one waits."""
SENSE = 30.0
"""Seconds that making sense of one may take."""
AROUND = timedelta(days=1)
"""By so much more than the programs' is looked at: what is an hour off, or a day, shall be seen."""
ADDRESS, KEY = "url", ("client_id", "client_secret")
"""Under these names the address of a calendar is kept that is a secret, and the key to LibCal's own API."""
EMPTY = "it has no events at all, so nothing can be told by it"
BUSY = "it only shows when somebody is busy, without titles and texts; publish it with all details"
SET = "hardener calendar set {name}"


def announced(context: Surroundings, window: Window, lasts: float = math.inf) -> Announced | None:
    """Read every calendar of the configuration; None where it has none. What goes wrong with one is said of it."""
    feeds = context.config.calendar
    if not feeds:
        return None
    with ThreadPoolExecutor(min(len(feeds), 8), thread_name_prefix="calendar") as pool:
        each = pool.map(lambda name: read_one(context, name, window, lasts), feeds)
        read = [replace(one, account=account_of(context, one.name)) for one in each]
    return Announced(calendars=read, zone=ZoneInfo(context.config.library.timezone))


def read_one(context: Surroundings, name: str, window: Window, lasts: float = math.inf) -> Read:
    """Read one calendar."""
    feed = context.config.calendar[name]
    audience = Audience(feed.profile, feed.audiences)
    try:
        text = _text(context, name, feed, lasts)
        if "BEGIN:VEVENT" not in text.upper() and "BEGIN:VCALENDAR" in text.upper():
            return Read(name=name, lost=EMPTY)
        ends = time.monotonic() + min(SENSE, lasts)
        begins, until = window.start - AROUND, min(window.end, window.start + timedelta(weeks=27)) + AROUND
        found = calendar.read(text, begins, until, feed.timezone, lambda: time.monotonic() > ends)
        keyed, keyless = _keyed(context, name, feed, lasts)
        events = events_of(name, found, audience, keyed)
    except (HardenerError, FileError) as error:
        return Read(name=name, lost=_why(error, name))
    except Exception as error:  # noqa: BLE001 - a mistake of ours with one calendar must not cost everything else
        return Read(name=name, lost=mistake(error))
    if events and all(event.bare for event in events):
        return Read(name=name, lost=BUSY)
    told = bool(feed.profile or feed.audiences)
    return Read(name=name, events=events, last=_last(found), audiences=told, keyless=keyless)


def _keyed(context: Surroundings, name: str, feed: Feed, lasts: float) -> tuple[Mapping[str, Keyed], str]:
    """Return what LibCal's own API says, for a library that gives a key; or why it does not say it."""
    if feed.libcal is None:
        return {}, ""
    secrets, weeks = context.secrets, context.config.library.weeks
    how = f"hardener calendar set-key {name}"
    try:
        ident, secret = (secrets.get(connection_of(name), each, how=how) for each in KEY)
        with _session(context, name, lasts) as session:
            days = min(weeks, 26) * 7 + 1
            return keyed(session, feed.libcal.api.rstrip("/"), feed.libcal.calendar, days, (ident, secret)), ""
    except HardenerError as error:
        said = _why(error, name).replace(f"hardener connect {connection_of(name)}", how)
        return {}, f"LibCal's API: {said}"


def _why(error: Exception, name: str) -> str:
    """Return a mistake as it is told under the name of the calendar."""
    return redact.line(str(error)).removeprefix(f"connection {connection_of(name)}: ")


def _last(found: calendar.Calendar) -> datetime | None:
    """Return the last day that a calendar has; one without any event shows nothing of any day."""
    if found.last is None:
        return None if found.dates else datetime.min.replace(tzinfo=ZoneInfo("UTC"))
    return max((found.last, *(each.start for each in found.dates)))


def _text(context: Surroundings, name: str, feed: Feed, lasts: float) -> str:
    """Return the text of a calendar. Raises `HardenerError`."""
    if feed.file is not None:
        return _file(context.config_path.parent / feed.file, feed.file)
    address = feed.url or address_of(context, name)
    with _session(context, name, lasts) as session:
        return fetched(address, session, "the calendar")


def _session(context: Surroundings, name: str, lasts: float) -> Session:
    """Return what can only read, and is nobody at any platform."""
    return Session(
        connection_of(name), read_only=True, timeouts=(10.0, min(SLOW, lasts)), deadline=min(PATIENCE, lasts),
        lasts=lasts, limit=MOST, clock=context.seconds,
    )  # fmt: skip


def _file(path: Path, name: str) -> str:
    data = read_bytes(path, MOST, name)
    try:
        return whole_signs(data).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AdapterError(f"{name}: it is no text in UTF-8; save it again as that") from None


def address_of(context: Surroundings, name: str) -> str:
    """Return the address of a calendar that is a secret, which no output shows from then on. Raises `SecretError`."""
    found = context.secrets.get(connection_of(name), ADDRESS, how=SET.format(name=name)).strip()
    if not is_address(found):
        raise SecretError(
            f"calendar {name}: its address does not begin with https://; store it again: {SET}".format(name=name)
        )
    redact.hide(found)
    return found


def settable(context: Surroundings, name: str) -> None:
    """Look whether a calendar's address may be kept, before a person types it. Raises `HardenerError`."""
    if not _named(context, name).secret:
        raise AskedError(f"calendar {name} has its address in {context.config_path}; take url or file out of it first")
    context.secrets.try_ring(connection_of(name), [ADDRESS])


def keep_address(context: Surroundings, name: str, url: str) -> str:
    """Store the address of a calendar; return where one that wins over it comes from, empty: from nowhere.

    Raises `AskedError` where this is no address, `SecretError` where it is not kept.
    """
    if not is_address(url):
        raise AskedError("give the whole address of the calendar, from https:// or webcal:// on; nothing was stored")
    secrets = context.secrets
    secrets.set(connection_of(name), ADDRESS, url)
    return secrets.where(connection_of(name), ADDRESS) if secrets.given(connection_of(name), ADDRESS) else ""


def key_settable(context: Surroundings, name: str) -> None:
    """Look whether a key to LibCal's own API may be kept, before a person types it. Raises `HardenerError`."""
    if _named(context, name).libcal is None:
        said = 'libcal = {api = "https://maple.libcal.com", calendar = 1234}'
        raise AskedError(f"calendar {name} has no API in {context.config_path}; add to its table: {said}")
    context.secrets.try_ring(connection_of(name), KEY)


def keep_key(context: Surroundings, name: str, ident: str, secret: str) -> None:
    """Store the key to LibCal's own API. Raises `AskedError` where one half is missing, `SecretError`."""
    if not ident or not secret:
        raise AskedError("give both the client ID and the client secret; nothing was stored")
    for each, value in zip(KEY, (ident, secret), strict=True):
        context.secrets.set(connection_of(name), each, value)


def secrets_of(context: Surroundings) -> list[tuple[str, str]]:
    """Return under which names the secrets of the calendars are kept, each in two parts."""
    feeds = context.config.calendar.items()
    addresses = [(connection_of(name), ADDRESS) for name, feed in feeds if feed.secret]
    return [*addresses, *((connection_of(name), each) for name, feed in feeds if feed.libcal for each in KEY)]


def _named(context: Surroundings, name: str) -> Feed:
    feeds = context.config.calendar
    if name not in feeds:
        there = ", ".join(feeds) or "none"
        raise AskedError(f"no calendar {name!r} in {context.config_path}; there is {there}{meant(name, feeds)}")
    return feeds[name]


def account_of(context: Surroundings, name: str) -> Whose:
    """Return as whose account all that is kept of a calendar counts: by its address, or the place of the configuration.

    Several libraries may have a calendar of the same name in one store.
    """
    url = context.config.calendar[name].url
    return Whose(CALENDAR, place_of(url or ""), f"{name}-{mark(url)[:8] if url else context.origin[:8]}")


def accounts_of(context: Surroundings) -> Mapping[str, str]:
    """Return the key of the account of each calendar, by the name that reports have for it."""
    return {connection_of(name): account_of(context, name).key for name in context.config.calendar}


def checked(context: Surroundings, window: Window) -> Iterator[Read]:
    """Read one calendar after the other, for whoever asks how they are."""
    yield from (read_one(context, name, window) for name in context.config.calendar)
