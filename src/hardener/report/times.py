"""Times as a person says them: in the library's zone, on the library's clock. Pure."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from hardener.language import marked, ntr, tr
from hardener.model import Program

NOON = 12
DAYS = marked("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
SHORT_DAYS = marked("Mon Tue Wed Thu Fri Sat Sun")
MONTHS = marked("January February March April May June July August September October November December")
SHORT_MONTHS = marked("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")


def clock(moment: datetime) -> str:
    """Return the time of day: `9:00 am`, and never a doubtful `12:00 pm`."""
    if moment.hour % NOON == 0 and moment.minute == 0:
        return tr("12:00 noon") if moment.hour else tr("12:00 midnight")
    time = f"{moment.hour % NOON or NOON}:{moment:%M}"
    return tr("{time} am", time=time) if moment.hour < NOON else tr("{time} pm", time=time)


def at_clock(moment: datetime) -> str:
    """Return the time of day in a sentence: `at 9:00 am`."""
    return ntr("at {time}", "at {time}", moment.hour % NOON or NOON, time=clock(moment))


def narrow(moment: datetime) -> str:
    """Return the time of day for a column: `9:00 am`, `noon`."""
    if moment.hour % NOON == 0 and moment.minute == 0:
        return tr("noon") if moment.hour else tr("midnight")
    return clock(moment)


def clock_width() -> int:
    """Return how many columns a time of day needs."""
    return max(len(tr("{time} pm", time="12:00")), len(tr("midnight")))


def weekday(moment: date) -> str:
    """Return the day's name: `Saturday`."""
    return tr(DAYS).split()[moment.weekday()]


def short_weekday(moment: date) -> str:
    """Return the day's name in short: `Sat`."""
    return tr(SHORT_DAYS).split()[moment.weekday()]


def month(moment: date) -> str:
    """Return the month's name: `November`."""
    return tr(MONTHS).split()[moment.month - 1]


def short_month(moment: date) -> str:
    """Return the month's name in short: `Nov`."""
    return tr(SHORT_MONTHS).split()[moment.month - 1]


def day_of(moment: date) -> str:
    """Return the day: `Sat 28 Nov`."""
    return tr("{wd} {day} {mon}", wd=short_weekday(moment), day=moment.day, mon=short_month(moment))


def date_of(day: date, *, weekday: bool = False) -> str:
    """Return a date as a person writes it: `1 Mar 2027`, with `weekday` `Mon 1 Mar 2027`."""
    if weekday:
        return f"{day_of(day)} {day.year}"
    return tr("{day} {mon} {year}", day=day.day, mon=short_month(day), year=day.year)


def short(moment: datetime) -> str:
    """Return day and time: `Sat 28 Nov, 6:40 pm`."""
    return f"{day_of(moment)}, {clock(moment)}"


def dated(moment: datetime) -> str:
    """Return day and time with the year, for what may be long ago: `Sat 28 Nov 2026, 6:40 pm`."""
    return f"{date_of(moment, weekday=True)}, {clock(moment)}"


def zone_name(zone: tzinfo | None) -> str:
    """Return how people call a time zone: `New York time`; one that is no place's by its own name, `UTC`."""
    name = str(zone)
    place = name.rpartition("/")[2].replace("_", " ")
    return tr("{place} time", place=place) if place not in {name, "UTC"} else place


def starts(program: Program | None, zone: tzinfo | None) -> datetime | None:
    """Return when a program is on next, in the library's zone; None where it has no date."""
    return program.start.astimezone(zone) if program is not None and program.start is not None else None


def when(program: Program | None, zone: tzinfo | None) -> str:
    """Return when a program is on next, in a word or two: `Thu 12:00 noon`, `on now`, `no date`."""
    if program is not None and program.live:
        return tr("on now")
    start = starts(program, zone)
    return f"{short_weekday(start)} {clock(start)}" if start is not None else tr("no date")
