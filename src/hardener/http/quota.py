"""What a vendor allows in a day, in its own units: counted before each call, so that none is sent in vain."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardener import unanswered
from hardener.errors import AdapterError, SpentError
from hardener.http.lockfile import locked

BUSY = "another process of hardener has been counting what a day allows for too long"
SIZE = 64
"""Bytes of the file, always as many: they are replaced at once, and never half."""
log = logging.getLogger("hardener.http")


class Spent(NamedTuple):
    """How much of a day's allowance is used up."""

    day: str
    """In the vendor's own time zone, as ISO writes it."""
    units: int


class Quota:
    """Counts what calls cost; safe to use from many threads, and from the processes that have the same `book`."""

    def __init__(
        self, units: int, prices: Mapping[str, int], *, zone: str, clock: Callable[[], float], book: Path | None = None
    ) -> None:  # fmt: skip
        """Allow so many `units` a day, which ends at midnight in `zone`; `prices` has those of a call by its class.

        `clock` gives seconds since 1970. Without a `book` the count is this process's own. Raises `AdapterError`
        where this machine does not know the zone.
        """
        self.units = units
        self._prices = prices
        self._clock = clock
        self._book = book
        self._lock = threading.Lock()
        self._known = Spent("", 0)
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise AdapterError(f"this machine knows no time zone {zone!r}, by which a vendor counts its days") from None

    def spend(self, cost: str) -> None:
        """Count a call of class `cost` that is about to be sent.

        Raises `SpentError` where it would exceed what is left, `AdapterError` where the class has no price:
        a call that is not counted could use up what others need.
        """
        if cost not in self._prices:
            raise AdapterError(f"nobody says what a call of class {cost!r} costs; not sent")
        self._change(lambda units: self._after(units, self._prices[cost]))

    def ready(self, costs: Iterable[str]) -> None:
        """Raise `SpentError` where calls of these classes together would exceed what is left; nothing is counted.

        Asked before the first of several calls that belong together, so that none of them is left half done.
        """
        price = sum(self._prices[cost] for cost in costs)
        self._change(lambda units: self._after(units, price) - price)

    def exhaust(self) -> None:
        """Take the vendor's word that all is spent, as others may spend of the same: nothing more is sent today."""
        self._change(lambda units: max(units, self.units))

    def spent(self) -> Spent:
        """Return what is spent today, by everybody who writes into the same book."""
        return self._change(lambda units: units)

    def __str__(self) -> str:
        """Say it in words, for a report."""
        return f"{self.spent().units} of {self.units} units a day are spent; a day ends at midnight, {self._zone.key}"

    def _after(self, units: int, price: int) -> int:
        if units + price > self.units:
            left = max(0, self.units - units)
            raise SpentError(
                unanswered.SPENT.format(price=price, units=self.units, left=left, zone=self._zone.key),
                status=0,
            )
        return units + price

    def _change(self, change: Callable[[int], int]) -> Spent:
        day = datetime.fromtimestamp(self._clock(), self._zone).date().isoformat()
        with self._lock, locked(self._book, BUSY) if self._book is not None else nullcontext() as file:
            found = [self._known] if file is None else [self._known, _read(file)]
            before = max((each.units for each in found if each.day == day), default=0)
            self._known = Spent(day, change(before))
            if file is not None and self._known.units != before:
                _write(file, self._known)
            return self._known


def _read(file: int) -> Spent:
    """Return what the file says; nothing spent where it is new or no such file."""
    try:
        day, units = json.loads(os.read(file, SIZE))
    except (OSError, ValueError, TypeError):
        return Spent("", 0)
    return Spent(str(day), units) if isinstance(units, int) else Spent("", 0)


def _write(file: int, spent: Spent) -> None:
    try:
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, json.dumps(spent).encode().ljust(SIZE))
    except OSError as error:
        log.debug("what is spent could not be written down: %s", error.strerror)
