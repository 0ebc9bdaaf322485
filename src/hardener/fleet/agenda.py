"""Which library of a fleet is looked at when, how each stands, and what is told of folders that come and go. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hardener.fleet.folder import Found
from hardener.fleet.work import Done
from hardener.language import tr

FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(minutes=10)
"""After a library that could not say when it is due next; doubled each time, up to the last."""
LONGEST = timedelta(days=1)
"""No watch waits for longer."""
SLOW = timedelta(minutes=1)
"""Whoever takes longer has places of its own: those who wait for a vendor that hangs hold up nobody else."""
BACK = timedelta(minutes=1)
"""A clock that was set back by more than this makes everything due: each library knows what it has done."""
HASTE, WHILE = 3, timedelta(minutes=10)
"""So often in that time a library is looked at for its file was written: something may write it without end."""
FEW = 3
"""Libraries that a line names."""


@dataclass
class Library:
    """One library, as far as the fleet's watch knows it."""

    found: Found
    wake: datetime
    """When it is due."""
    row: Done | None = None
    """How it stands; None: it was not looked at yet."""
    failed: int = 0
    """So many times in a row it could not say when it is due next."""
    began: datetime | None = None
    """Since when it is being looked at; None: it is not."""
    anew: datetime | None = None
    """When it is to be looked at since it was configured anew meanwhile; None: it was not."""
    slow: bool = False
    """It took long the last time."""
    hurried: list[datetime] = field(default_factory=list)
    """When it was last looked at because it was configured anew, a few of these moments."""

    def takes_long(self, now: datetime) -> bool:
        """Tell whether it has a place of the slow: it did the last time, or does now."""
        return self.slow or (self.began is not None and now - self.began > SLOW)


class Agenda:
    """All libraries, by their folders."""

    def __init__(self, places: int) -> None:
        """Have so many `places` for those that are quick, and as many for those that are not."""
        self._places = places
        self._all: dict[Path, Library] = {}
        self._now: datetime | None = None

    def notice(self, found: Sequence[Found], now: datetime) -> Iterator[str]:
        """Take note of the folders that there are, and yield a line for each kind of news about them."""
        first, there = not self._all, {one.folder: one for one in found}
        new = [one for one in found if one.folder not in self._all]
        gone = [self._all.pop(folder).found for folder in list(self._all) if folder not in there]
        changed = [one for one in found if one.folder in self._all and _other(self._all[one.folder].found, one)]
        for one in found:
            known = self._all.setdefault(one.folder, Library(one, now))
            known.found = one
        hurried = [one for one in changed if self._hurry(self._all[one.folder], now)]
        if not first:
            yield from _told(tr("new: {libraries}", libraries=_few(new)), new)
            yield from _told(tr("gone, and not looked at any more: {libraries}", libraries=_few(gone)), gone)
            yield from _broken(changed)
            well = [one for one in hurried if not one.problem]
            yield from _told(tr("configured anew: {libraries}", libraries=_few(well)), well)

    def _hurry(self, one: Library, now: datetime) -> bool:
        """Have a library looked at that was configured anew; tell whether that is at once."""
        one.hurried = [each for each in one.hurried if timedelta() <= now - each < WHILE]
        quick = len(one.hurried) < HASTE
        if quick:
            one.hurried.append(now)
            one.failed = 0
        at = now if quick else one.hurried[0] + WHILE
        one.wake, one.anew = min(one.wake, at), None if one.began is None else at
        return quick

    def due(self, now: datetime) -> list[Found]:
        """Return what is to be begun now, and has a place."""
        if self._now is not None and now < self._now - BACK:
            for one in self._all.values():
                one.wake = min(one.wake, now)
        self._now = now
        at_work = [one for one in self._all.values() if one.began is not None]
        slow = sum(one.takes_long(now) for one in at_work)
        quick, begun = len(at_work) - slow, list[Found]()
        for one in sorted((one for one in self._all.values() if self._waits(one, now)), key=lambda each: each.wake):
            full = slow + quick >= 2 * self._places
            if full or (slow if one.slow else quick) >= self._places:
                continue
            slow, quick = slow + one.slow, quick + (not one.slow)
            begun.append(one.found)
        return begun

    def idle(self, now: datetime) -> bool:
        """Tell whether nothing is due, and nobody is at work."""
        return not any(one.began is not None or self._waits(one, now) for one in self._all.values())

    def began(self, folder: Path, now: datetime) -> None:
        """Take note that a library is being looked at."""
        self._all[folder].began = now

    def came(self, folder: Path, done: Done, now: datetime) -> str:
        """Take note of how a library stands; return a line where it cannot be looked at any more, or can be again."""
        one = self._all.get(folder)
        if one is None:
            return ""  # its folder went in the meantime
        one.slow, one.began = one.takes_long(now) and now - (one.began or now) > SLOW, None
        one.failed = 0 if done.wake else one.failed + 1
        due = _next(done, one.failed, now)
        one.wake, one.anew = due if one.anew is None else min(due, one.anew), None
        before, one.row = one.row, done
        was = before.why if before is not None else ""
        if done.why and done.why != was:
            return tr("{library}: could not look: {why}", library=done.name, why=done.why)
        return tr("{library} can be looked at again", library=done.name) if was and not done.why else ""

    def rows(self) -> list[Done]:
        """Return how each stands."""
        return [_row(one) for one in self._all.values()]

    def _waits(self, one: Library, now: datetime) -> bool:
        return one.began is None and not one.found.problem and one.wake <= now


def _other(before: Found, now: Found) -> bool:
    return (before.written, before.problem) != (now.written, now.problem)


def _next(done: Done, failed: int, now: datetime) -> datetime:
    if done.wake:
        return min(datetime.fromtimestamp(done.wake, UTC), now + LONGEST)
    return now + min(FIRST_RETRY * (1 << min(failed - 1, 8)), LAST_RETRY)


def _row(one: Library) -> Done:
    name = one.found.name
    if one.found.problem:
        return Done(name=name, status=2, why=one.found.problem)
    if one.row is None:
        return Done(name=name, status=3, why=tr("it was not looked at yet"))
    return replace(one.row, name=name)


def _told(line: str, which: Sequence[Found]) -> Iterator[str]:
    if which:
        yield line


def _broken(changed: Sequence[Found]) -> Iterator[str]:
    """Yield a line for each problem that there is now."""
    for why in dict.fromkeys(one.problem for one in changed if one.problem):
        which = [one for one in changed if one.problem == why]
        yield tr("{library}: could not look: {why}", library=_few(which), why=why)


def _few(found: Sequence[Found]) -> str:
    named = [one.name for one in found[:FEW]]
    more = len(found) - len(named)
    return ", ".join([*named, *([tr("{count} more", count=more)] if more else [])])
