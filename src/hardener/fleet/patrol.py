"""The watch of a fleet: has each library looked at when its own watch would, in a few processes, and keeps the table.

It knows of a library its name, its counts and when it is due. All else is in that library's folder and store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from hardener.errors import HardenerError
from hardener.fleet.accounts import Accounts
from hardener.fleet.agenda import Agenda
from hardener.fleet.folder import Found
from hardener.fleet.processes import Processes
from hardener.fleet.scout import Scout
from hardener.fleet.work import Done, Task
from hardener.fleet.working import Fleet, noted
from hardener.language import tr
from hardener.watch.ports import Clock

BREATH = timedelta(seconds=1)
"""How long it waits at most before it asks what is due."""
AT_WORK = 0.2
"""Seconds of the same while libraries are at work: a wait for these ends by no signal."""
LOOK = timedelta(seconds=10)
"""How often it is looked which folders there are."""
KEEP = timedelta(minutes=1)
"""How often the table is kept while a round takes long."""
PATIENCE = 10.0
"""Seconds that those at work have to end between two writes."""


@dataclass(kw_only=True)
class Patrol:
    """One watch of one fleet."""

    folder: Path
    fleet: Fleet
    clock: Clock
    tell: Callable[[str], None]
    """Tells whoever runs it one line."""
    keep: Callable[[Sequence[Done]], None]
    """Keeps the table. Raises `HardenerError`."""
    _looked: datetime | None = None
    """When the folders were looked for."""
    _kept: datetime | None = None
    """When the table was kept."""
    _news: bool = True
    """It is otherwise since then."""
    _troubles: dict[str, str] = field(default_factory=dict)
    _tasks: dict[Path, Task] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the libraries that there were a moment ago."""
        now = self.clock.now()
        self._agenda, self._kept, self._looked = Agenda(self.fleet.workers), now, now
        self._scout = Scout(self.folder, self.fleet.reports)
        self._know(self.fleet.found, now)

    def run(self, *, once: bool = False) -> list[Done]:
        """Watch until the clock is stopped, or, `once`, until nothing is due; return how each library stands."""
        running = Processes()
        try:
            while not self.clock.stopped and not self._round(running, once=once):
                pass
        finally:
            self._scout.end()
            running.end(PATIENCE)
        self._keep_table(self.clock.now(), idle=True, last=True)
        return self._rows()

    def _round(self, running: Processes, *, once: bool) -> bool:
        """Begin what is due, and take what has ended; tell whether that was all, where it is to be done `once`."""
        now = self.clock.now()
        self._look_around(now)
        self._begin(running, now)
        idle = self._agenda.idle(now)
        self._keep_table(now, idle=idle)
        if idle and not once:
            self.clock.wait(now + BREATH)
        elif not idle:
            self._take(running)
        return idle and once

    def _begin(self, running: Processes, now: datetime) -> None:
        """Begin what is due, as far as this machine lets that be."""
        try:
            for found in self._agenda.due(now):
                running.begin(self._tasks[found.folder])
                self._agenda.began(found.folder, now)
        except OSError as error:
            self._troubled("process", tr("no process can be started now: {why}", why=error.strerror))
        else:
            self._troubled("process", "")

    def _take(self, running: Processes) -> None:
        """Take what came of those that have ended."""
        for task, done in running.ended(AT_WORK):
            if line := self._agenda.came(task.folder, done, self.clock.now()):
                self.tell(line)
            self._news = True

    def _look_around(self, now: datetime) -> None:
        """Have it looked which libraries there are; while nobody can tell, those of before are."""
        try:
            found = self._scouted(now)
        except (HardenerError, OSError) as error:
            self._troubled("folder", str(error))
            return
        if found is None:
            return
        self._troubled("folder", "")
        if found != self.fleet.found:
            self._know(found, now)

    def _scouted(self, now: datetime) -> list[Found] | None:
        """Return the libraries that there are, where that has just become known. Raises `HardenerError`, `OSError`."""
        if self._scout.away:
            return self._scout.found()
        if self._looked is None or not timedelta() <= now - self._looked < LOOK:
            self._looked = now
            self._scout.begin()
        return None

    def _know(self, found: Sequence[Found], now: datetime) -> None:
        """Take note of the libraries that there are, and say which come and go."""
        self.fleet = replace(self.fleet, found=found)
        at_once = 2 * self.fleet.workers  # those that take long have places of their own
        self._tasks = {task.folder: replace(task, at_once=at_once) for task in self.fleet.tasks("watch", ())}
        for line in self._agenda.notice(found, now):
            self._news = True
            self.tell(line)

    def _keep_table(self, now: datetime, *, idle: bool, last: bool = False) -> None:
        """Keep the table after each round, and from time to time in one that takes long."""
        long = self._kept is not None and not timedelta() <= now - self._kept < KEEP
        if not self._news or not (idle or long) or (self._troubles.get("table") and not (long or last)):
            return
        self._kept, self._news = now, False
        try:
            self.keep(self._rows())
            self._troubled("table", "")
        except HardenerError as error:
            self._news = True  # a disk that is full has room again some day
            self._troubled("table", str(error))

    def _rows(self) -> list[Done]:
        return noted(Accounts(self.folder).recalled(self.fleet.found, self._agenda.rows()))

    def _troubled(self, what: str, why: str) -> None:
        """Say what does not work, once until it works again."""
        if why and self._troubles.get(what) != why:
            self.tell(why)
        self._troubles[what] = why
