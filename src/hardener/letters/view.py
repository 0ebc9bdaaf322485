"""What every letter says alike: for which library, by which clock, and when hardener looked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from hardener.catalog import Control
from hardener.language import marked, tr
from hardener.letters.form import Text, named
from hardener.model import Value
from hardener.report.times import at_clock, clock, day_of, month, short_weekday, weekday

PROGRAM = marked("the program")
"""What stands in a platform's steps for the program's own name."""
NEAR = timedelta(days=6)
"""A day of the week alone says which it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """For whom, and when it was looked."""

    library: str
    zone: tzinfo
    made: datetime

    @property
    def now(self) -> datetime:
        """Return the moment of the look by the library's clock."""
        return self.made.astimezone(self.zone)

    def at(self, start: datetime) -> str:
        """Return when something is, as one says it on the day of the look: `tomorrow 12:00 noon`."""
        local = start.astimezone(self.zone)
        near = 0 <= (local.date() - self.now.date()).days < NEAR.days
        return f"{self.day(start) if near else day_of(local)} {clock(local)}"

    def day(self, start: datetime) -> str:
        """Return the day of something near, as one says it on the day of the look: `tomorrow`."""
        local = start.astimezone(self.zone)
        days = (local.date() - self.now.date()).days
        return {0: tr("today"), 1: tr("tomorrow")}.get(days) or short_weekday(local)

    def whole(self, start: datetime) -> str:
        """Return when something is, with its date: `Thursday 3 December, at 12:00 noon`."""
        local = start.astimezone(self.zone)
        return tr(
            "{weekday} {day} {month}, {at_time}",
            weekday=weekday(local),
            day=local.day,
            month=month(local),
            at_time=at_clock(local),
        )

    def end(self) -> Text:
        """Return who wrote, and what it rests on."""
        looked = tr("hardener looked {day}, {time}.", day=day_of(self.now), time=clock(self.now))
        if not self.library:
            return Text(f"hardener. {looked}")
        return Text(tr("hardener, for {library}. {looked}", library=named(self.library, 60), looked=looked))


def spoken(control: Control, value: Value | None) -> str:
    """Return a value in family words; a level that has none without its dashes."""
    return control.say(value).replace("-", " ")


def capital(said: str) -> str:
    """Return `said` with a capital at its beginning."""
    return said[:1].upper() + said[1:]
