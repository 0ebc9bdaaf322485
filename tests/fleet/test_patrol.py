"""The watch of a fleet by a clock of its own: what it could not write it writes later, and nothing of it grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hardener.files import FileError
from hardener.fleet.local import Local
from hardener.fleet.patrol import Patrol
from hardener.fleet.scout import libraries
from hardener.fleet.work import Done
from hardener.fleet.working import Fleet

FULL = 3
"""So often a disk has no room."""
QUIET = 200
"""Rounds in which nothing is due."""


@dataclass
class Stepping:
    """A clock that goes on by a second where somebody waits, and stops after so many waits."""

    left: int
    at: datetime = datetime(2026, 3, 2, 6, tzinfo=UTC)

    @property
    def stopped(self) -> bool:
        return self.left <= 0

    def now(self) -> datetime:
        return self.at

    def wait(self, until: datetime, _over: Callable[[], bool] = bool) -> None:
        self.at, self.left = self.at + timedelta(seconds=1), self.left - 1


@dataclass
class Disk:
    """Keeps tables, once there is room."""

    tried: int = 0
    kept: list[Sequence[Done]] = field(default_factory=list)

    def keep(self, done: Sequence[Done]) -> None:
        self.tried += 1
        if self.tried <= FULL:
            raise FileError("region.html: cannot write it: No space left on device")
        self.kept.append(done)


def test_a_table_for_which_there_was_no_room_is_written_once_there_is(tmp_path: Path) -> None:
    """Though nothing else is new until then; and it is not tried every second, nor told each time."""
    (tmp_path / "ash").mkdir()
    (tmp_path / "ash" / "hardener.toml").write_text("this is = no TOML [")
    disk, told = Disk(), list[str]()
    fleet = Fleet(found=libraries(tmp_path), engine=Local(1), workers=1)
    clock = Stepping(QUIET)
    before = sum(1 for _ in Path("/dev/fd").iterdir())
    Patrol(folder=tmp_path, fleet=fleet, clock=clock, tell=told.append, keep=disk.keep).run()
    assert disk.kept
    assert "not TOML" in disk.kept[0][0].why or "hardener.toml" in disk.kept[0][0].why
    assert disk.tried < QUIET // 10
    assert sum("No space left" in line for line in told) == 1
    assert sum(1 for _ in Path("/dev/fd").iterdir()) == before
