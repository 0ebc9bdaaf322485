"""Which rows of a host's two lists are programs in view, when each is on, and which dates go their own way. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.path import MISSING, Missing, UnknownValueError, get_path
from hardener_webex.documents import UNTIL_OVER, Host, Slot, next_slot, titled
from hardener_webex.on_programs import PROGRAMS
from hardener_webex.rows import Row

SETTINGS = tuple(dict.fromkeys(row.path for row in PROGRAMS if row.path.startswith("program.")))
"""Where the settings of a program lie; each of them can differ from one date of a series to another."""


OUTER = tuple(dict.fromkeys(path.split(".")[1] for path in SETTINGS))
"""The keys of a row in which they are."""
INNER = tuple(OUTER.index(key) for key in OUTER if any(path.startswith(f"program.{key}.") for path in SETTINGS))
"""Where among them those are that hold several."""
SHAPES = frozenset({dict, Missing})
"""What these may be."""
shapes_of = itemgetter(*INNER)


class Job(NamedTuple):
    """One program to be told of: its row in the list, its host, and when it is on."""

    row: Row
    host: Host
    slot: Slot
    alone: bool = False
    """A date of a series that is not known."""


class Said(NamedTuple):
    """What a series says of its settings, taken out of it once for all of its dates."""

    row: Row
    values: list[Any]
    types: list[type]
    odd: Sequence[str] = ()
    """The keys that should hold several and are no object: of a date that has one too, nobody knows what it says."""

    @classmethod
    def by(cls, row: Row) -> Said:
        """Return what the row of a series says."""
        values = list(map(row.item.get, OUTER, repeat(MISSING)))
        types = _types(values)
        if SHAPES.issuperset(shapes_of(types)):
            return cls(row, values, types)
        return cls(row, values, types, [OUTER[number] for number in INNER if types[number] not in SHAPES])


class Listed(NamedTuple):
    """One list of a host."""

    rows: Sequence[Row] = ()
    whole: bool = True
    """It was read to its end."""


def jobs(host: Host, series: Listed, dates: Listed, window: Window) -> Iterator[Job]:
    """Yield every program in view: series and single meetings, and each date that is not like its series."""
    whole = {row.ident: row for row in series.rows}
    of: dict[str, list[Row]] = {}
    for date in dates.rows:
        of.setdefault(date.series, []).append(date)
    for row in series.rows:
        of[row.ident] = on_now(row, of.get(row.ident, []), window)
        slot = _slot(row, of[row.ident], window, whole=dates.whole)
        if slot is not None and _sought(row, slot, window):
            yield Job(row, host, slot)
    for ident, found in of.items():
        said = Said.by(whole[ident]) if ident in whole else None
        for date in found:
            if not date.over(window.start) and _apart(date, said, found) and _sought(date, date.slot, window):
                room = date.item.get("scheduledType") == "personalRoomMeeting"
                yield Job(date, host, date.slot, alone=said is None and not room)


def _slot(row: Row, dates: Sequence[Row], window: Window, *, whole: bool) -> Slot | None:
    """Return when a row of the list of series is on next; None where it is known not to be in view."""
    if row.over(window.start) and all(date.over(window.start) for date in dates):
        return None
    slots = [date.slot for date in dates]
    if row.odd:
        return next_slot({"recurrence": "unknown"}, row.slot, slots, window)
    return next_slot(row.item, row.slot, slots if slots or whole else None, window)


def on_now(series: Row, dates: list[Row], window: Window) -> list[Row]:
    """Return the dates of a series, the one that is on marked: Webex says it of the series, not of the date."""
    if series.item.get("state") not in UNTIL_OVER:
        return dates
    timed = [date for date in dates if date.slot.start is not None]
    if not timed:
        return dates
    nearest = min(timed, key=lambda date: date.slot.away(window.start))
    return [date._replace(slot=date.slot._replace(live=True)) if date is nearest else date for date in dates]


def _apart(date: Row, said: Said | None, others: Sequence[Row]) -> bool:
    """Tell whether a date has to be looked at by itself: it may differ, or its series tells nothing of it."""
    if said is None:
        return True
    series = said.row
    single = series.item.get("recurrence") in (None, "") and len(others) < 2
    if single and series.odd:
        return False  # it is the same meeting, which is told already
    if date.odd or differs(date.item, said):
        return True
    return not single and date.item.get("isModified") is not False


def differs(date: Mapping[str, Any], said: Said) -> bool:
    """Tell whether a date says something else of a setting than its series, whatever it says of itself."""
    ours = list(map(date.get, OUTER, said.values))
    if ours == said.values and _types(ours) == said.types and date.keys().isdisjoint(said.odd):
        return False  # which is so of nearly all of them
    own, theirs = {"program": dict(date)}, {"program": dict(said.row.item)}
    for path in SETTINGS:
        try:
            found, other = get_path(own, path), get_path(theirs, path)
        except UnknownValueError:
            return True
        if found is not MISSING and (type(found) is not type(other) or found != other):
            return True
    return False


def _types(values: Sequence[object]) -> list[type]:
    """Return what sort of value each is, and each within those that hold several: what is true is not 1."""
    found = list(map(type, values))
    for number in INNER:
        inner = values[number]
        if isinstance(inner, dict):
            found += map(type, inner.values())
    return found


def _sought(row: Row, slot: Slot, window: Window) -> bool:
    """Tell whether a program is the one asked for, if one is, and begins before the window ends."""
    if window.program is not None and not _named(row, window):
        return False
    return slot.start is None or slot.start <= window.end


def _named(row: Row, window: Window) -> bool:
    """Tell whether a program is the one asked for, or may be, as it does not say its name."""
    names = (row.ident, str(row.item.get("meetingNumber") or ""))
    nameless = bool(row.odd) and (titled(row.item) != row.item.get("title") or row.item.get("id") != row.ident)
    return nameless or any(window.wants(name, titled(row.item)) for name in names)
