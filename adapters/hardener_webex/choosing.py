"""Which rows of a host's two lists are programs in view, when each is on, and which dates go their own way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.path import MISSING, UnknownValueError, get_path
from hardener_webex.documents import UNTIL_OVER, Host, Slot, next_slot, titled
from hardener_webex.on_programs import PROGRAMS
from hardener_webex.rows import Row

SETTINGS = tuple(dict.fromkeys(row.path for row in PROGRAMS if row.path.startswith("program.")))
"""Where the settings of a program lie; each of them can differ from one date of a series to another."""


OUTER = tuple(dict.fromkeys(path.split(".")[1] for path in SETTINGS))
"""The keys of a row in which they are."""
INNER = frozenset(path.split(".")[1] for path in SETTINGS if path.count(".") > 1)
"""Those of them that hold several."""


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

    @classmethod
    def by(cls, row: Row) -> Said:
        """Return what the row of a series says."""
        values = list(map(row.item.get, OUTER, repeat(MISSING)))
        return cls(row, values, _types(values))


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
    told = whole and all(slot.start is not None for slot in slots)
    return next_slot(row.item, row.slot, slots if slots or told else None, window)


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
    ours, series = list(map(date.get, OUTER, said.values)), said.row.item
    if ours == said.values and _types(ours) == said.types and all(_alike(date, series, key) for key in INNER):
        return False  # which is so of nearly all of them
    own, theirs = {"program": dict(date)}, {"program": dict(series)}
    for path in SETTINGS:
        try:
            found, other = get_path(own, path), get_path(theirs, path)
        except UnknownValueError:
            return True
        if found is not MISSING and (type(found) is not type(other) or found != other):
            return True
    return False


def _types(values: Iterable[object]) -> list[type]:
    """Return what sort of value each is: what is true is not 1."""
    return list(map(type, values))


def _alike(date: Mapping[str, Any], series: Mapping[str, Any], key: str) -> bool:
    """Tell whether what is equal in both is known to be the same, in the same order, as nearly all of it is."""
    if key not in date:
        return True
    ours = date[key]
    return isinstance(ours, dict) and _types(ours.values()) == _types(series[key].values())


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
