"""What Zoom's lists hold: hosts, groups and rows of programs; what of it is not understood is told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError
from hardener.model import Program, Unreadable
from hardener_zoom import dates, words
from hardener_zoom.documents import NO_TITLE, Host, above, host_of, tags, titled

Json = Mapping[str, Any]
T = TypeVar("T")
SLIM = ("id", "topic", "agenda", "type", "duration", "start_time")
"""What is kept of a row before the program itself is read: there may be thousands."""
WITHOUT_ID = "could not be read: Zoom lists it without an id"
TWICE = "could not be read: Zoom lists two under this id"


class Row(NamedTuple):
    """One program, before it is read."""

    kind: str
    ident: str
    told: Json
    """What the list tells of it."""
    on: bool = False
    """It is among what is on."""


def collected(pages: Iterable[Json]) -> tuple[list[Json], AdapterError | None]:
    """Return the entries that could be had of a list, and why it may lack some."""
    found: list[Json] = []
    try:
        found.extend(pages)  # keeps what came before an error
    except AdapterError as error:
        return found, error
    return found, None


def groups(listed: Iterable[Json]) -> Iterator[tuple[str, str] | Unreadable]:
    """Yield id and name of each group."""
    seen: dict[str, str] = {}
    for count, row in enumerate(listed, 1):
        ident, name = words.ident(row.get("id")), row.get("name")
        if ident and isinstance(name, str) and name and ident not in seen:
            seen[ident] = words.clean(name)
            yield ident, seen[ident]
        elif ident in seen and seen[ident] == name:
            continue
        else:
            where = ident if ident and ident not in seen else f"unknown-{count}"
            reason = TWICE if ident in seen else WITHOUT_ID if not ident else "could not be read: its name is no text"
            yield Unreadable(id=f"group/{where}", kind="group", title=f"group {ident or count}", reason=reason)


def hosts(listed: Iterable[Json], names: Mapping[str, str]) -> Iterator[tuple[Host, Json] | Unreadable]:
    """Yield each host with the row that tells of it. Who was only invited has no id yet, and hosts nothing."""
    seen: dict[str, object] = {}
    for count, row in enumerate(listed, 1):
        host = host_of(row, names)
        if host.id and host.id not in seen:
            seen[host.id] = row.get("email")
            yield host, row
        elif not (host.id and seen[host.id] == row.get("email")) and not (
            not host.id and row.get("status") == "pending"
        ):
            title = host.name if host.name != "?" else "a person whom Zoom lists"
            reason = TWICE if host.id else WITHOUT_ID
            yield Unreadable(id=f"host/unknown-{count}", kind="host", title=title, reason=reason)


def rows(
    kind: str, listed: Iterable[Json], host: Host, window: Window, *, until: bool = True
) -> Iterator[Row | Unreadable]:
    """Yield what a host's list has that may be looked for; what runs under another host's name is told.

    `until`: only what does not begin after the window's end.
    """
    seen: dict[str, Json] = {}
    for count, told in enumerate(listed, 1):
        ident = words.number(told.get("id"))
        reason = ""
        if not ident:
            reason = WITHOUT_ID
        elif told.get("host_id") not in (None, host.id):
            reason = "could not be read: the list names another host for it"
        elif ident in seen and any(seen[ident].get(key) != told.get(key) for key in ("topic", "type")):
            reason = TWICE
        if not _wanted(ident, told, window) or (until and _late(told, window)):
            continue
        if reason:
            yield unread(kind, f"unknown-{kind}-{host.id}-{count}", told, host, window, reason)
        elif ident not in seen:
            seen[ident] = told
            yield Row(kind, ident, {key: told[key] for key in SLIM if key in told})


def _wanted(ident: str, row: Json, window: Window) -> bool:
    """Tell whether a row of a list can be a program that is looked for; what cannot be told is looked for."""
    title = row.get("topic")
    unnamed = not ident or not isinstance(title, str)
    return unnamed or window.wants(ident, str(title))


def _late(row: Json, window: Window) -> bool:
    single = single_of(row)
    return single is not None and single.start is not None and single.start > window.end


def single_of(row: Json) -> dates.Date | None:
    """Return when a single program is on, by its row; None where the row does not tell, as of every series."""
    if dates.type_of(row) not in dates.SINGLE:
        return None
    try:
        return dates.own(row)
    except MalformedError:
        return None


def gone(row: Row, window: Window, on: frozenset[str] | None) -> bool:
    """Tell whether a program is over by its own row, and is not `on`; where that is not known, over for long."""
    single = single_of(row.told)
    if single is None or single.start is None or (on is not None and row.ident in on):
        return False
    late = timedelta() if on is not None else timedelta(minutes=dates.UNSAID)
    return single.minutes is not None and dates.over(single, window.start - late)


def unread(  # noqa: PLR0913 - a row of the report
    kind: str, ident: str, row: Json, host: Host, window: Window, reason: str, *, on: bool = False
) -> Unreadable:
    """Return the row of the report for a program that cannot be read, with what the list tells of it."""
    return Unreadable(
        id=f"{kind}/{ident}", kind=kind, title=_safe(titled, row, NO_TITLE), reason=reason, above=above(host),
        program=stub(kind, ident, row, host, window, on=on),
    )  # fmt: skip


def stub(kind: str, ident: str, row: Json, host: Host, window: Window, *, on: bool = False) -> Program:  # noqa: PLR0913 - a program
    """Return what a list tells of a program; of a series it does not tell when it is on."""
    single = single_of(row)
    found = Program(
        id=ident,
        kind=kind,
        host=f"host/{host.id}",
        host_name=host.name,
        groups=host.group_names,
        tags=_safe(tags, row, ()),
        series=kind != "room" and dates.type_of(row) in dates.SERIES,
        live=on,
    )
    if single is None:
        return found
    return replace(found, start=single.start, starts=dates.coming([single], window), minutes=single.minutes)


def _safe(reading: Callable[[Json], T], row: Json, otherwise: T) -> T:
    try:
        return reading(row)
    except MalformedError:
        return otherwise
